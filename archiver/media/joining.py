"""Joins the segments of a recorder's runs into one recording without copying a byte.

Where each segment begins in session time is measured from its own timestamps: within a run they
go on from segment to segment, so nothing is rounded and nothing drifts; `runs.json` says when the
run began, and is believed where a segment's timestamps do not go on from the one before. A run's
own time 0 is where its muxer begins to count; frames and sound come some tens of ms later, or,
when a feed is taken up in the middle of a group of pictures, the frames much later.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import av

from archiver.i18n import _
from archiver.media.container import MediaError, main_video, open_media, streams_used
from archiver.media.ffconcat import is_segment_name, script_text
from archiver.media.sound import LONGEST_HOLE_SECONDS
from archiver.model.progress import Progress, silent
from archiver.model.recording import MediaInfo
from archiver.model.runs import Run, Runs, Segment

_MUXER_ZERO_US = 1_400_000
"""ffmpeg's MPEG-TS muxer begins to count here."""
_LATEST_START_US = 10_000_000
_IN_STEP_US = 250_000
"""A segment whose timestamps are further from `runs.json` begins where that says."""
_LONGEST_HOLE_US = LONGEST_HOLE_SECONDS * 1_000_000
_TAIL_MS = 1_000
"""A run may end in a segment with a last breath of sound and no picture: nobody misses it."""


@dataclass(frozen=True)
class Sound:
    """How a run's sound is coded."""

    codec: str
    sample_rate: int
    channels: int


@dataclass(frozen=True)
class Joined:
    """A script that plays a recording in session time, and what is to be said about it."""

    script: str
    sounds: tuple[str, ...]
    """The scripts of its sound, where that cannot be read in one go (see `ffconcat`)."""
    sizes: tuple[tuple[int, int], ...]
    """Widths and heights of the picture, as they follow each other."""
    silent_runs: tuple[int, ...]
    """Runs without sound, while others have it."""
    unusable: tuple[str, ...]
    """Segments that are missing or cannot be read."""


@dataclass(frozen=True)
class Found:
    """A segment as it was found; times are the file's own, in microseconds."""

    file: str
    run: int
    run_us: int
    """Session time of its run's time 0."""
    said_us: int
    """Session time at which it begins, by `runs.json`."""
    length_us: int
    start_us: int
    """Its earliest instant, of picture or sound."""
    frame_us: int
    """Its first frame."""
    size: tuple[int, int]
    streams: tuple[tuple[str, str], ...]
    """Kind and format of each, in the file's order; by their place they are joined."""
    sound: Sound | None


_Placed = tuple[Found, int]
_NOTHING: Mapping[str, Found] = MappingProxyType({})


def join(
    folder: Path,
    runs: Runs,
    progress: Progress = silent,
    known: Mapping[str, Found] = _NOTHING,
) -> Joined:
    """The script for the segments of `runs`, which lie in `folder`.

    `known` are segments, by name, that were looked at before and have not changed since.
    Segments that cannot be used are left out: there, the recording has a hole. Raises MediaError
    when not one can be used, or a segment's name could not stand in a script.
    """
    wanted = sum(len(run.segments) for run in runs.runs)
    found: list[Found] = []
    unusable: list[str] = []
    for n, segment in enumerate(_segments(folder, runs, known)):
        if isinstance(segment, str):
            unusable.append(segment)
        else:
            found.append(segment)
        progress((n + 1) / max(1, wanted))
    if not found:
        raise MediaError(
            _("the recording cannot be used"),
            _("none of its {n} segments can be read").format(n=wanted),
            _("Check that the disk of the session is connected"),
        )
    head = _fullest(found)
    same = [segment for segment in found if _fits(segment, head)]
    unusable += [segment.file for segment in found if not _fits(segment, head)]
    placed = _placed(same)
    return Joined(
        script=_script(placed),
        sounds=_sounds(placed) if head.sound else (),
        sizes=tuple(dict.fromkeys(segment.size for segment in same)),
        silent_runs=_silent(same) if head.sound else (),
        unusable=tuple(unusable),
    )


def described(media: MediaInfo, joined: Joined, runs: Runs) -> MediaInfo:
    """What is in a joined recording: `media` as probed, as long as `runs` says.

    Its picture is the largest there was, so that none is made smaller for another's sake.
    """
    width, height = max(joined.sizes)
    video = tuple(v.model_copy(update={"width": width, "height": height}) for v in media.video)
    return media.model_copy(update={"video": video, "duration_ms": runs.duration_ms})


def _segments(folder: Path, runs: Runs, known: Mapping[str, Found]) -> Iterator[Found | str]:
    for run in runs.runs:
        for segment in run.segments:
            try:
                before = known.get(segment.file)
                yield _told(before, segment, run) if before else look_at(folder, segment, run)
            except MediaError:
                if segment.end_ms - segment.start_ms > _TAIL_MS:
                    yield segment.file


def _told(found: Found, segment: Segment, run: Run) -> Found:
    """A segment that was looked at before, with what its runs say of it now."""
    return replace(
        found,
        run=run.number,
        run_us=run.start_ms * 1000,
        said_us=(run.start_ms + segment.start_ms) * 1000,
        length_us=(segment.end_ms - segment.start_ms) * 1000,
    )


def look_at(folder: Path, segment: Segment, run: Run) -> Found:
    """What is needed of a closed segment in `folder`, to join it to others.

    Raises MediaError for one that cannot be used.
    """
    try:
        return _look_at(folder, segment, run)
    except av.FFmpegError as error:
        raise MediaError(_("{file} cannot be used").format(file=segment.file)) from error


def _look_at(folder: Path, segment: Segment, run: Run) -> Found:
    file = segment.file
    if not is_segment_name(file):
        raise MediaError(_("“{name}” is not the name of a segment").format(name=file))
    with open_media(folder / file) as container:
        video, start_us = main_video(container), container.start_time
        packets = container.demux(video) if video else ()
        frame = next((p for p in packets if p.pts is not None), None)
        if video is None or frame is None or frame.pts is None or start_us is None:
            raise MediaError(_("{file} cannot be used").format(file=file))
        # Where no packet of a sound came in the whole segment, nothing is known of it.
        sounds = [s.codec_context for s in container.streams.audio if s.codec_context.sample_rate]
        return Found(
            file=file,
            run=run.number,
            run_us=run.start_ms * 1000,
            said_us=(run.start_ms + segment.start_ms) * 1000,
            length_us=(segment.end_ms - segment.start_ms) * 1000,
            start_us=start_us,
            frame_us=round(frame.pts * frame.time_base * 1_000_000),
            size=(video.codec_context.width, video.codec_context.height),
            streams=tuple((s.type, s.codec_context.name) for s in streams_used(container)),
            sound=Sound(s.name, s.sample_rate, s.channels)
            if (s := next(iter(sounds), None))
            else None,
        )


def _fits(segment: Found, head: Found) -> bool:
    return segment.streams == head.streams[: len(segment.streams)]


def _fullest(found: list[Found]) -> Found:
    """The segment that says most of what the recording holds: with sound, the largest picture."""
    return max(found, key=lambda segment: (segment.sound is not None, segment.size))


def _placed(segments: list[Found]) -> list[_Placed]:
    """Each segment with the session time of its earliest instant, in microseconds."""
    placer = Placer()
    return [(segment, placer.place(segment)) for segment in segments]


class Placer:
    """Says of segment after segment, in their order, where it is in session time."""

    def __init__(self) -> None:
        self._run, self._offset = 0, 0

    def place(self, segment: Found) -> int:
        """The session time of its earliest instant, in microseconds."""
        if segment.run != self._run:
            self._run, self._offset = segment.run, segment.run_us - _MUXER_ZERO_US
        if not _in_step(segment, self._offset):
            # A run's first segment is said to begin with the run, and holds what came first.
            first = segment.said_us == segment.run_us
            self._offset = segment.said_us - (segment.start_us if first else segment.frame_us)
        return segment.start_us + self._offset


def _in_step(segment: Found, offset: int) -> bool:
    if segment.said_us == segment.run_us:
        return 0 <= segment.start_us + offset - segment.run_us <= _LATEST_START_US
    return abs(segment.frame_us + offset - segment.said_us) <= _IN_STEP_US


def _script(placed: list[_Placed]) -> str:
    last, start_us = placed[-1]
    starts = [(segment.file, start) for segment, start in placed]
    head = _fullest([segment for segment, _start in placed])
    return script_text(head.file, starts, start_us + max(last.length_us, 1000))


def _sounds(placed: list[_Placed]) -> tuple[str, ...]:
    """The scripts of the sound: a new one where it comes back after long or changes its form."""
    groups: list[list[_Placed]] = [[]]
    sound, end_us = _first_sound(placed), 0
    for segment, start_us in placed:
        if not segment.sound:
            continue
        if segment.sound != sound or start_us - end_us > _LONGEST_HOLE_US:
            groups.append([])
        groups[-1].append((segment, start_us))
        sound, end_us = segment.sound, start_us + segment.length_us
    whole = len(groups) == 1
    return () if whole else tuple(_script(group) for group in groups if group)


def _first_sound(placed: list[_Placed]) -> Sound | None:
    return next((segment.sound for segment, _start in placed if segment.sound), None)


def _silent(segments: list[Found]) -> tuple[int, ...]:
    heard = {segment.run for segment in segments if segment.sound}
    return tuple(dict.fromkeys(segment.run for segment in segments if segment.run not in heard))
