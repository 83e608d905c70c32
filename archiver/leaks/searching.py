"""Goes through every place where the public can come, one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.correcting import words_now
from archiver.corrections.hiding import hides
from archiver.hearing import recognizer_of
from archiver.i18n import _
from archiver.leaks.finding import Leak, Secret, joined, secrets_of
from archiver.leaks.places import Tree, files_of, made_files, trees_of
from archiver.leaks.shown import Hear, as_words, heard, seen
from archiver.leaks.texts import MEDIA, PICTURES, text_of
from archiver.model.progress import Progress, silent
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript
from archiver.pipeline import states
from archiver.publish.live.page import FOLDER as LIVE
from archiver.publishing.records import load_publication, there
from archiver.replaying import REPLAY
from archiver.speech.recognizer import Samples
from archiver.steps import Settings
from archiver.store.corrections import read_corrections
from archiver.store.files import sha256_of
from archiver.store.folder import SITE, SessionFolder
from archiver.store.private import readable_by_others

_FRAGMENT = ".pf_fragment"
_PIECE = ".pf_index"
_TOLD = 5
"""Of what was found in one place."""


@dataclass(frozen=True)
class _Search:
    folder: SessionFolder
    settings: Settings
    secrets: tuple[Secret, ...]

    @property
    def process(self) -> str:
        return _("Make everything again: archiver process {folder}").format(folder=self.folder.path)

    @property
    def publish(self) -> str:
        return _("Publish again: archiver publish {folder}").format(folder=self.folder.path)


def search_leaks(
    folder: SessionFolder, *, with_sound: bool = True, progress: Progress = silent
) -> tuple[Leak, ...]:
    """Everything hidden of a session that the public can still find, with what to do.

    Raises SpeechError where the sound is to be recognised and no model is installed.
    """
    corrections = read_corrections(folder)
    hiding = hides(corrections)
    if not hiding:
        return ()
    said = [folder.read("transcript.json", Transcript), words_now(folder)]
    secrets = secrets_of(corrections, said, _printed(folder))
    search = _Search(folder, Settings.of(folder), secrets)
    found = [*_due(search), *_open(search), *_texts(search), *_older(search), *_sent(search)]
    replay = folder.file(REPLAY)
    if replay.is_file():
        timeline = folder.read("replay/timeline.json", Timeline)
        hear = _ear(search.settings) if with_sound else None
        found += heard(replay, timeline, hiding, secrets, hear, progress)
        found += seen(replay, timeline, hiding)
    return tuple(dict.fromkeys(found))


def _printed(folder: SessionFolder) -> str:
    """What was public before the session: its agenda, and the names of the members."""
    members = folder.file("members.csv")
    texts = [folder.session().title, *(item.label for item in folder.agenda().items)]
    if members.is_file():
        texts.append(members.read_text(encoding="utf-8-sig", errors="replace"))
    return joined(texts)


def _ear(settings: Settings) -> Hear:
    recognizer, language = recognizer_of(settings), settings.session.language

    def hear(samples: Samples) -> str:
        return as_words([word.text for word in recognizer.recognize(samples, language)])

    return hear


def _due(search: _Search) -> Iterator[Leak]:
    due = [s.name for s in states(search.folder, search.settings) if s.state != "done"]
    if due:
        what = _("steps that are due: what they made may be older than what was hidden")
        yield Leak(kind="due", place=", ".join(due), what=what, remedy=search.process)


def _open(search: _Search) -> Iterator[Leak]:
    for name in readable_by_others(search.folder):
        yield Leak(
            kind="file",
            place=name,
            what=_("others of this machine may read it, and it holds what is hidden"),
            remedy=_("Let its owner run: archiver process {folder}").format(
                folder=search.folder.path
            ),
        )


def _texts(search: _Search) -> Iterator[Leak]:
    for name, path in made_files(search.folder):
        yield from _in_text(search, name, text_of(path), search.process)
    for tree in trees_of(search.folder):
        remedy = search.process if tree.is_own else search.publish
        others: list[str] = []
        pieces: list[tuple[str, Path]] = []
        for name, path in files_of(tree, search.folder):
            if path.suffix == _PIECE:
                pieces.append((name, path))
                continue
            text = text_of(path)
            if path.suffix == _FRAGMENT and joined([search.folder.id]) not in text:
                others.append(text)
                continue
            yield from _in_text(search, f"{tree.name}/{name}", text, remedy)
        # A piece of the search's index holds words of all sessions: theirs are no leak.
        public = " ".join(others)
        mine = [secret for secret in search.secrets if not secret.is_in(public)]
        for name, path in pieces:
            yield from _in_text(search, f"{tree.name}/{name}", text_of(path), remedy, mine)


def _in_text(
    search: _Search,
    place: str,
    text: str,
    remedy: str,
    secrets: Sequence[Secret] | None = None,
) -> Iterator[Leak]:
    there = [s for s in (search.secrets if secrets is None else secrets) if s.is_in(text)]
    if not there:
        return
    words = tuple(dict.fromkeys(" ".join(secret.words) for secret in there))
    yield Leak(
        kind="text",
        place=place,
        what=_("it says {words}").format(words=", ".join(f"“{one}”" for one in words[:_TOLD])),
        remedy=_remedy(there, remedy),
        correction=there[0].correction,
    )


def _remedy(there: Sequence[Secret], otherwise: str) -> str:
    for secret in there:
        if secret.is_printed:
            return _("It stands in agenda.json or members.csv too: take it out there")
        if secret.said_elsewhere:
            hint = _("It is said elsewhere too: archiver correct FOLDER hide --all “{words}”")
            return hint.format(words=" ".join(secret.words))
    return otherwise


def _older(search: _Search) -> Iterator[Leak]:
    """Videos and pictures that are not those of the page as it is now."""
    folder, known = search.folder, search.folder.manifest().artifacts
    own = folder.archive / SITE / folder.id
    for tree in trees_of(folder):
        for path in sorted((tree.root / folder.id).rglob("*")):
            if path.suffix not in (*MEDIA, *PICTURES) or not path.is_file():
                continue
            name = path.relative_to(tree.root / folder.id).as_posix()
            made = known.get(f"{SITE}{folder.id}/{name}")
            if made and _is_same(path, own / name, made.sha256, tree):
                continue
            live = _("it is of the live page, which nobody can bleep: archiver mark … retract")
            remedy = search.process if tree.is_own else search.publish
            yield Leak(
                kind="older",
                place=f"{tree.name}/{folder.id}/{name}",
                what=_("it is not the one that was made last"),
                remedy=f"{remedy}. {live}" if name.startswith(f"{LIVE}/") else remedy,
            )


def _is_same(path: Path, own: Path, sha256: str, tree: Tree) -> bool:
    if not tree.is_own and own.is_file() and path.samefile(own):
        return True
    return sha256_of(path) == sha256


def _sent(search: _Search) -> Iterator[Leak]:
    """Destinations elsewhere that were last sent another video."""
    folder = search.folder
    replay = folder.artifact(REPLAY, folder.manifest().artifacts)
    for name, state in load_publication(folder).destinations.items():
        if there(state) and replay and state.sent.get("video") != replay.sha256:
            yield Leak(
                kind="destination",
                place=name,
                what=_("it shows a video that was made before something was hidden"),
                remedy=search.publish,
            )
