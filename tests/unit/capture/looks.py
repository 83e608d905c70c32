"""Looks as the watchdog is shown them, put together by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archiver.capture.conditions import Condition
from archiver.capture.watchdog import Watchdog
from archiver.media.levels import ChannelLevel, Levels
from archiver.media.segments import KeyPicture, SegmentLook, SoundLook, Timing, VideoLook
from archiver.media.sketch import Change, Shade, Sketch
from archiver.model.preset import AlarmSettings
from archiver.model.runs import Segment

START = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
LENGTH_MS = 4_000
MOVES = Change(40.0, 2.0)
RESTS = Change(1.0, 0.1)
BRIGHT, BLACK = Shade(120.0, 0.01), Shade(16.0, 1.0)


def drawn(level: int) -> Sketch:
    return Sketch(bytes([level]) * (64 * 36), bytes([level]) * (160 * 90))


def video(
    change: Change = MOVES,
    shade: Shade = BRIGHT,
    *,
    size: tuple[int, int] = (1920, 1080),
    at_ms: int = 0,
    first: int = 0,
    last: int = 200,
) -> VideoLook:
    """Two key pictures in four seconds; `first` and `last` are the grey of their sketches."""
    pictures = (
        KeyPicture(at_ms, *size, shade, None),
        KeyPicture(at_ms + 2_000, *size, shade, change),
    )
    timing = Timing(at_ms, at_ms + LENGTH_MS, packets=100)
    return VideoLook("h264", *size, timing, pictures, drawn(first), drawn(last))


def sound(
    *levels: float, full_scale: float = 0.0, at_ms: int = 0, gap_ms: int = 0, peak: float = -10.0
) -> SoundLook:
    """Every channel at one level throughout."""
    names = ("FL", "FR", "FC", "LFE")
    channels = tuple(
        ChannelLevel(name, level, peak, full_scale)
        for name, level in zip(names, levels, strict=False)
    )
    timing = Timing(at_ms, at_ms + LENGTH_MS, gap_ms, packets=188)
    return SoundLook("aac", 48_000, timing, Levels(channels, (tuple(levels),) * 8))


def look(
    seen: VideoLook | None = None, heard: SoundLook | None = None, size: int = 3_000_000
) -> SegmentLook:
    """Four seconds of a feed of 6 Mbit/s in which all is well, but for what is given."""
    return SegmentLook("run1_00000.ts", size, video=seen or video(), sound=heard or sound(-24, -24))


class Feed:
    """Shows segments to a watchdog, one after the other, as one run."""

    def __init__(self, settings: AlarmSettings | None = None) -> None:
        self.watchdog = Watchdog(settings or AlarmSettings())
        self.at_ms = 0
        self.run = 1
        self.now: tuple[Condition, ...] = ()

    def see(self, *looks: SegmentLook, length_ms: int = LENGTH_MS) -> list[str]:
        """The kinds that hold after these segments."""
        for seen in looks:
            wall = START + timedelta(milliseconds=self.at_ms)
            end_ms = self.at_ms + length_ms
            segment = Segment(file=seen.file, start_ms=self.at_ms, end_ms=end_ms, wall=wall)
            self.now = self.watchdog.see(self.run, segment, _moved(seen, self.at_ms))
            self.at_ms = end_ms
        return kinds(self.now)

    def delay_of(self, kind: str, bad: Sequence[SegmentLook]) -> int | None:
        """How many ms of these segments were closed when the alarm came; None if it never did."""
        for number, seen in enumerate(bad, start=1):
            if kind in self.see(seen):
                return number * LENGTH_MS
        return None


def kinds(conditions: Sequence[Condition]) -> list[str]:
    return [condition.kind for condition in conditions]


def _moved(seen: SegmentLook, by: int) -> SegmentLook:
    """The same with timestamps so much later."""

    def later(timing: Timing) -> Timing:
        return replace(timing, start_ms=timing.start_ms + by, end_ms=timing.end_ms + by)

    moved_video, moved_sound = seen.video, seen.sound
    if moved_video:
        pictures = tuple(replace(p, at_ms=p.at_ms + by) for p in moved_video.pictures)
        timing = later(moved_video.timing)
        moved_video = replace(moved_video, timing=timing, pictures=pictures)
    if moved_sound:
        moved_sound = replace(moved_sound, timing=later(moved_sound.timing))
    return replace(seen, video=moved_video, sound=moved_sound)
