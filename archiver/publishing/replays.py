"""What is published of a session: its replay as the steps have made it, and nothing else."""

from archiver.i18n import _, translator
from archiver.model.chapters import Chapters
from archiver.model.manifest import Artifact
from archiver.model.timeline import Timeline
from archiver.pipeline import states
from archiver.publish.interface import File, PublishError, Replay
from archiver.publish.website import wording
from archiver.replay.chapters import viewer_chapters
from archiver.replaying import POSTER, VIDEO
from archiver.steps import Settings
from archiver.store.folder import SessionFolder
from archiver.store.lease import held_by, hold

_NOT_SHOWN = frozenset({"index"})
"""Steps whose result is for this machine alone."""


class NotReadyError(PublishError):
    """A session has no replay that could be published; `remedy` says what to run."""


def replay_of(folder: SessionFolder) -> Replay:
    """The replay as it stands on disk, with digests.

    Raises NotReadyError where it is missing, was made from something else than what is there now,
    or is still being recorded; LeaseHeldError where another process is working on the session.
    """
    check_not_recording(folder)
    with hold(folder.path, "publish"):
        settings = Settings.of(folder)
        _check_done(folder, settings)
        return _replay(folder, settings)


def check_not_recording(folder: SessionFolder) -> None:
    """Raises NotReadyError while the session is recorded."""
    recorder = held_by(folder.file("recording")) if folder.file("recording").is_dir() else None
    if recorder:
        raise NotReadyError(
            _("the session is still being recorded"),
            _("{host}, process {pid}").format(host=recorder.host, pid=recorder.pid),
            _("End the recording, and make the replay with: archiver process {folder}").format(
                folder=folder.path
            ),
        )


def _check_done(folder: SessionFolder, settings: Settings) -> None:
    due = [s for s in states(folder, settings) if s.state != "done" and s.name not in _NOT_SHOWN]
    if not due:
        return
    words = {
        "missing": _("the step “{step}” was never run"),
        "stale": _("what the step “{step}” was made from has changed"),
        "failed": _("the step “{step}” failed"),
        "done": "",
    }
    raise NotReadyError(
        _("there is no replay of {session} to publish").format(session=folder.id),
        words[due[0].state].format(step=due[0].name),
        _("Run: archiver process {folder}").format(folder=folder.path),
    )


def _replay(folder: SessionFolder, settings: Settings) -> Replay:
    session, house = settings.session, settings.house
    timeline = folder.read("replay/timeline.json", Timeline)
    agenda = folder.agenda()
    found = folder.read("chapters.json", Chapters)
    chapters = viewer_chapters(found, agenda, timeline, session.language)
    words = translator(session.language)
    treated = len({item for chapter in chapters for item in chapter.items})
    said = words.ngettext(
        "Public session of {date}: {n} agenda item, with captions.",
        "Public session of {date}: {n} agenda items, with captions.",
        treated,
    )
    base = house.base_url.rstrip("/")
    known = folder.manifest().artifacts
    return Replay(
        id=folder.id,
        title=session.title,
        body=session.body or agenda.body or house.body,
        date=session.date,
        language=session.language,
        duration_ms=timeline.replay_duration_ms,
        description=said.format(date=wording.long_date(session.date, words), n=treated),
        chapters=chapters,
        video=_file(folder, f"replay/{VIDEO}", known),
        poster=_file(folder, f"replay/{POSTER}", known),
        captions=_captions(folder, known),
        page_url=f"{base}/{folder.id}/" if base else "",
    )


def _captions(folder: SessionFolder, known: dict[str, Artifact]) -> dict[str, File]:
    """The subtitles in every language that there is, as SubRip."""
    written = folder.manifest().done["caption"].outputs
    names = [n for n in written if n.startswith("captions/") and n.endswith(".srt")]
    return {
        name.removeprefix("captions/").removesuffix(".srt"): _file(folder, name, known)
        for name in names
    }


def _file(folder: SessionFolder, name: str, known: dict[str, Artifact]) -> File:
    made = folder.artifact(name, known)
    if made is None:
        raise NotReadyError(
            _("there is no replay of {session} to publish").format(session=folder.id),
            _("{file} is missing").format(file=name),
            _("Run: archiver process {folder}").format(folder=folder.path),
        )
    return File(folder.file(name), made.sha256, made.size)
