"""The sound that was decoded while the session was recorded, and what it was made from.

It lies in `live/`: the samples as a WAV file that grows, a line for each segment they were made
from, and, once the recording is over, how long it is. The step `sound` takes it as it is when it
belongs to exactly the recording that was made; `import` need not open the segments again.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from archiver.media.ffconcat import read_parts, span_of
from archiver.media.joining import Found
from archiver.model.record import Ms, Record
from archiver.model.recording import Recording
from archiver.store.files import link_or_copy
from archiver.store.folder import RUNS, SessionFolder

SOUND, SEGMENTS, WHOLE = "live/sound.wav", "live/segments.jsonl", "live/sound.json"
HEADER_BYTES = 44
BYTES_A_MS = 32
REVISION = 1
"""Raised when the same segments give other samples."""


class Segment(Record):
    """A segment that the sound was made from, and how much sound there was after it."""

    file: str
    size: int
    mtime_ns: int
    samples: int
    found: Found | None = None
    """What it holds; None when it could not be used."""
    start_us: int = 0
    """Session time of its earliest instant."""


class Whole(Record):
    """That the sound is whole: the recording is over."""

    duration_ms: Ms
    revision: int


def read_segments(folder: SessionFolder) -> tuple[Segment, ...]:
    """The segments the sound was made from, in order; what a crash left of a line ends them."""
    try:
        lines = folder.file(SEGMENTS).read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return ()
    read: list[Segment] = []
    for line in lines:
        try:
            read.append(Segment.model_validate_json(line))
        except ValidationError:
            break
    return tuple(read)


def known_segments(folder: SessionFolder) -> dict[str, Found]:
    """What is known of the recording's segments that have not changed since."""
    return {
        one.file: one.found
        for one in read_segments(folder)
        if one.found and _is_as_it_was(folder, one)
    }


def adopt(folder: SessionFolder, recording: Recording, target: Path) -> bool:
    """Give `target` the sound made while recording, if it is that of `recording`; whether it is."""
    wav, duration_ms = folder.file(SOUND), recording.media.duration_ms
    if recording.kept_by != "segments" or not _is_whole(folder, duration_ms):
        return False
    used = [one for one in read_segments(folder) if one.found]
    try:
        same = _is_script_of(folder.file(recording.file), used)
        size = wav.stat().st_size
    except (OSError, ValueError):
        return False
    if not same or size != HEADER_BYTES + BYTES_A_MS * duration_ms:
        return False
    if not all(_is_as_it_was(folder, one) for one in used):
        return False
    link_or_copy(wav, target)
    return True


def _is_whole(folder: SessionFolder, duration_ms: int) -> bool:
    try:
        whole = Whole.model_validate_json(folder.file(WHOLE).read_bytes())
    except (OSError, ValueError):
        return False
    return whole == Whole(duration_ms=duration_ms, revision=REVISION)


def _is_script_of(script: Path, used: Sequence[Segment]) -> bool:
    """Whether the script plays these segments, at the same instants of session time."""
    parts = read_parts(script)
    starts = [one.start_us for one in used]
    lasting = [after - start for start, after in pairwise(starts)]
    return (
        bool(used)
        and [part.file for part in parts] == [one.file for one in used]
        and [part.duration_us for part in parts[:-1]] == lasting
        and span_of(script)[0] == max(0, starts[0] // 1000)
    )


def _is_as_it_was(folder: SessionFolder, segment: Segment) -> bool:
    try:
        stat = (folder.file(RUNS).parent / Path(segment.file).name).stat()
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (segment.size, segment.mtime_ns)
