"""How a session's recording comes in: from a video file, or from the runs the recorder left."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.i18n import _, ngettext
from archiver.livesound import known_segments
from archiver.media.ffconcat import ENDING, is_script, sound_script
from archiver.media.joining import Joined, described, join
from archiver.media.probe import probe
from archiver.model.recording import Recording
from archiver.model.runs import Runs
from archiver.model.times import clock
from archiver.steps import Settings, Work
from archiver.store.files import link_or_copy
from archiver.store.folder import RUNS, SessionFolder
from archiver.store.lease import held_by

_JOINED = f"recording/recording{ENDING}"


class NoRecordingError(ArchiverError):
    """The session has no recording yet, or its recording goes on."""


class RecordingExistsError(ArchiverError):
    """The session has another recording already."""


def import_recording(work: Work) -> None:
    """The step `import`: the video given with --from-file, else what was recorded."""
    if work.settings.source:
        _from_file(work, work.settings.source)
    elif work.folder.file(RUNS).is_file():
        _from_runs(work)
    else:
        raise NoRecordingError(
            _("the session has no recording"),
            remedy=_("Give its video: archiver process {folder} --from-file VIDEO").format(
                folder=work.folder.path
            ),
        )


def check_same_recording(folder: SessionFolder, settings: Settings) -> None:
    """Raise RecordingExistsError if the session was made from another video than the one given."""
    done = folder.manifest().done.get("import")
    if done and settings.source and done.settings["origin"] != settings.origin:
        made_from = done.settings["origin"].get("name") or Path(RUNS).name
        raise RecordingExistsError(
            _("the session already has a recording, made from another file"),
            _("it was made from {name}").format(name=made_from),
            _("Go on without --from-file, or make another session for this video"),
        )


def _from_file(work: Work, source: Path) -> None:
    if is_script(source):
        raise ArchiverError(
            _("{file} cannot be used").format(file=source.name),
            _("it is a playlist, a picture or a text, not a recording"),
            _("Give the video file itself"),
        )
    media = probe(source)
    ending = source.suffix.lower() if source.suffix[1:].isalnum() else ".media"
    name = f"recording/recording{ending}"
    linked = link_or_copy(source, work.out(name), copy=work.settings.preset.import_.keep == "copy")
    recording = Recording(
        file=name, origin=source.name, kept_by="link" if linked else "copy", media=media
    )
    work.write("recording/recording.json", recording.to_json())


def _from_runs(work: Work) -> None:
    """The segments stay where they are; what is written says how to play them as one file."""
    folder = work.folder.file(RUNS).parent
    _check_free(work, folder)
    runs = work.folder.read(RUNS, Runs)
    if not runs.duration_ms:
        raise NoRecordingError(
            _("the session has no recording"),
            _("nothing has been recorded yet"),
            _("Record it: archiver record {folder}").format(folder=work.folder.path),
        )
    joined = join(folder, runs, work.progress, known_segments(work.folder))
    with _tried(folder, joined.script) as script:
        media = described(probe(script), joined, runs)
    work.write(_JOINED, joined.script)
    for n, text in enumerate(joined.sounds, start=1):
        work.write(f"recording/{sound_script(Path(_JOINED), n).name}", text)
    recording = Recording(
        file=_JOINED, origin=runs.feed or Path(RUNS).name, kept_by="segments", media=media
    )
    work.write("recording/recording.json", recording.to_json())
    _tell(work, runs, joined)


def _check_free(work: Work, folder: Path) -> None:
    holder = held_by(folder)
    if holder:
        raise NoRecordingError(
            _("the session is being recorded"),
            _("{host}, process {pid}").format(host=holder.host, pid=holder.pid),
            _("Run the same command again when the recording has ended"),
        )
    if work.settings.origin:
        raise RecordingExistsError(
            _("the session has two recordings: a video that was imported, and one of its own"),
            _("it was made from {name}").format(name=work.settings.origin.get("name", "")),
            _("Give the video again with --from-file, or make another session for it"),
        )


@contextmanager
def _tried(folder: Path, script: str) -> Iterator[Path]:
    """`script` beside its segments for as long as it is looked at."""
    with tempfile.NamedTemporaryFile(
        "w", prefix=".joining-", suffix=ENDING, dir=folder, delete=False, encoding="ascii"
    ) as file:
        file.write(script)
    try:
        yield Path(file.name)
    finally:
        Path(file.name).unlink()


def _tell(work: Work, runs: Runs, joined: Joined) -> None:
    outages, lost = runs.outages(), len(joined.unusable)
    if outages:
        length = clock(sum(o.end_ms - o.start_ms for o in outages))
        n = len(outages)
        said = ngettext(
            "the recording was interrupted once, for {length}",
            "the recording was interrupted {n} times, for {length} in all",
            n,
        )
        work.warn(said.format(n=n, length=length))
    if lost:
        said = ngettext(
            "{n} segment cannot be read, there is a hole instead: {names}",
            "{n} segments cannot be read, there are holes instead: {names}",
            lost,
        )
        work.warn(said.format(n=lost, names=", ".join(joined.unusable[:5])))
    if len(joined.sizes) > 1:
        sizes = ", ".join(f"{width} × {height}" for width, height in joined.sizes)
        work.warn(_("the picture changes its size: {sizes}").format(sizes=sizes))
    if joined.silent_runs:
        numbers = ", ".join(map(str, joined.silent_runs))
        work.warn(_("without sound: run {numbers} of the recording").format(numbers=numbers))
    if not runs.finished:
        work.warn(_("the recording was not ended by a command: what was recorded last is used"))
