"""The step `transcribe`: the recogniser a session asks for, its stretches, and their shelf.

What was recognised stays in `stretches/` of the session folder, by the digest of the samples and
the recogniser's settings: whoever hears a stretch, now or on another machine, finds what was
heard before.
"""

import hashlib
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from archiver.glossaries import glossary_of
from archiver.i18n import _, ngettext
from archiver.model.times import clock
from archiver.model.transcript import Doubt, Transcript
from archiver.sharing import shared_transcript
from archiver.speech import engines
from archiver.speech.names.hints import hints
from archiver.speech.recognizer import Recognizer, Samples
from archiver.speech.stretches import digest
from archiver.speech.transcribe import transcribe
from archiver.steps import Settings, Work
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder
from archiver.store.shipped import load_language_pack

STRETCHES = "stretches"
_NAMES = f"{STRETCHES}/names"
_PAUSES = TypeAdapter(tuple[tuple[int, int], ...])


class StretchShelf:
    """The stretches that were recognised of one session."""

    def __init__(self, folder: SessionFolder) -> None:
        self._folder = folder.file(STRETCHES)
        self._used: set[str] = set()

    def load(self, name: str) -> bytes | None:
        """What was kept under `name`, or None."""
        path = self._folder / f"{name}.json"
        self._used.add(path.name)
        return path.read_bytes() if path.is_file() else None

    def save(self, name: str, data: bytes) -> None:
        """Keep `data` under `name`, whole."""
        write_atomic(self._folder / f"{name}.json", data)

    def tidy(self) -> None:
        """Remove what was not asked for since this shelf was opened: other sound, other settings.

        Only to be called by who has read or heard every stretch of the session.
        """
        for path in self._folder.glob("*.json"):
            if path.name not in self._used:
                path.unlink(missing_ok=True)
        (self._folder / Path(_NAMES).name).unlink(missing_ok=True)


def knowing_names(settings: Settings, folder: SessionFolder) -> Settings:
    """The settings with the names that the recogniser is shown, if the preset wants that.

    They are chosen once for all stretches of a session, so that an agenda amended meanwhile does
    not undo what was heard. Raises AgendaError where the glossary's sources cannot be used.
    """
    if settings.speech.prompt == "off":
        return settings
    kept = folder.file(_NAMES)
    if not kept.is_file():
        chosen = hints(glossary_of(folder, load_language_pack(settings.session.language)))
        write_atomic(kept, "\n".join(chosen))
    return replace(settings, names=tuple(kept.read_text(encoding="utf-8").splitlines()))


def recognizer_of(settings: Settings) -> Recognizer:
    """The recogniser that a session's settings ask for, loaded.

    Raises SpeechError if its model or its engine is not installed, or if the model is damaged.
    """
    pack = load_language_pack(settings.session.language)
    return engines.load(settings.speech, pack.speech, settings.names)


def remembering(recognizer: Recognizer, shelf: StretchShelf) -> Recognizer:
    """The recogniser, but for that it need not look for pauses twice in the same sound."""
    about = hashlib.sha256(recognizer.name.encode()).hexdigest()[:16]

    def pauses(samples: Samples) -> tuple[tuple[int, int], ...]:
        name = f"{digest(samples)}-pauses-{about}"
        kept = shelf.load(name)
        if kept is not None:
            return _PAUSES.validate_json(kept)
        found = recognizer.pauses(samples)
        shelf.save(name, _PAUSES.dump_json(found))
        return found

    made = copy(recognizer)
    vars(made)["pauses"] = pauses  # All else it can do, it does as before.
    return made


def transcribe_session(work: Work) -> None:
    """Write `transcript.json`. Raises SpeechError if the sound cannot be recognised.

    What several machines have heard of the whole session is taken as it is, and says who heard it.
    """
    shelf = StretchShelf(work.folder)
    shared = shared_transcript(work.folder, work.settings, shelf)
    transcript = shared or _heard_here(work, shelf)
    work.versions["recognizer"] = transcript.recognizer or ""
    if not transcript.utterances:
        work.warn(_("no speech was heard in the recording"))
    for warning in _doubts_told(transcript.doubts or ()):
        work.warn(warning)
    work.write("transcript.json", transcript.to_json())
    shelf.tidy()


_SHOWN = 5
"""Places named in a warning; the transcript has them all."""


def _doubts_told(doubts: Sequence[Doubt]) -> Iterator[str]:
    """A warning for each kind of doubt: what is doubtful, and where to listen."""
    told = {
        "not_understood": _("speech was heard but not understood at {places}"),
        "repeated": _("words were recognised over and over, and kept once, at {places}"),
        "other_language": _("another language seems to be spoken at {places}"),
    }
    for kind, warning in told.items():
        at = [clock(doubt.start_ms) for doubt in doubts if doubt.kind == kind]
        if at:
            places = ", ".join(at[:_SHOWN])
            if len(at) > _SHOWN:
                more = ngettext(
                    "and {count} more place", "and {count} more places", len(at) - _SHOWN
                )
                places = f"{places} {more.format(count=len(at) - _SHOWN)}"
            yield warning.format(places=places)


def _heard_here(work: Work, shelf: StretchShelf) -> Transcript:
    settings = knowing_names(work.settings, work.folder)
    return transcribe(
        work.folder.file("audio.wav"),
        remembering(recognizer_of(settings), shelf),
        work.settings.session.language,
        shelf=shelf,
        progress=work.progress,
    )
