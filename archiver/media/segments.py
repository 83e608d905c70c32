"""Looks at one closed segment of the recorder, cheaply: a picture now and then, all of the sound.

Only key frames are decoded, one every two seconds at most. A damaged file gives a look that says
so; it never raises. What it takes and returns can be sent to another process and back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from archiver.media.levels import Levels, Meter
from archiver.media.sketch import Change, Shade, Sketch, change, grey, shade, sketch
from archiver.programs.ffmpeg import local_file

Damage = Literal["", "missing", "empty", "unreadable"]
# Without skip_frame the first picture would be decoded on opening, as costly as all that follows.
_OPTIONS = {
    "protocol_whitelist": "file",
    "probesize": "1000000",
    "analyzeduration": "1000000",
    "skip_frame": "all",
}
_PICTURE_EVERY_MS = 1_800
_FULL_RANGE = 2


@dataclass(frozen=True)
class Timing:
    """The timestamps of one stream, in ms of the file: where it starts and ends, how evenly."""

    start_ms: int = 0
    end_ms: int = 0
    gap_ms: int = 0
    """The longest time in it that no packet covers."""
    back_ms: int = 0
    """The furthest that its time goes backwards."""
    packets: int = 0


@dataclass(frozen=True)
class KeyPicture:
    """One key frame that was looked at; `change` is from the one before it in the file."""

    at_ms: int
    width: int
    height: int
    shade: Shade
    change: Change | None


@dataclass(frozen=True)
class VideoLook:
    """The picture of a segment. No `pictures` when none could be decoded."""

    codec: str
    width: int
    height: int
    timing: Timing
    pictures: tuple[KeyPicture, ...] = ()
    first: Sketch | None = None
    last: Sketch | None = None


@dataclass(frozen=True)
class SoundLook:
    """The first sound stream of a segment."""

    codec: str
    sample_rate: int
    timing: Timing
    levels: Levels


@dataclass(frozen=True)
class SegmentLook:
    """What a segment holds."""

    file: str
    size: int = 0
    """In bytes."""
    damage: Damage = ""
    errors: int = 0
    """Packets that could not be read or decoded."""
    video: VideoLook | None = None
    sound: SoundLook | None = None

    @property
    def duration_ms(self) -> int:
        """How long it is, by its picture; by its sound where it has no picture."""
        part = self.video or self.sound
        return part.timing.end_ms - part.timing.start_ms if part else 0

    @property
    def bit_rate(self) -> int:
        """Bits a second; 0 where its length is not known."""
        return self.size * 8000 // self.duration_ms if self.duration_ms > 0 else 0

    @property
    def frame_rate(self) -> float:
        """Pictures a second; 0 where it is not known."""
        packets = self.video.timing.packets if self.video else 0
        return packets * 1000 / self.duration_ms if self.duration_ms > 0 else 0.0


def look_at(path: Path) -> SegmentLook:
    """Look at the MPEG-TS segment `path`. Never raises: what is wrong with it is in the look."""
    try:
        size = path.stat().st_size
    except OSError:
        return SegmentLook(path.name, damage="missing")
    if size == 0:
        return SegmentLook(path.name, damage="empty")
    try:
        with av.open(
            local_file(path), format="mpegts", options=_OPTIONS, metadata_errors="replace"
        ) as container:
            return _looked(container, path.name, size)
    except Exception:  # Whatever a hostile feed makes the decoders say, the watch goes on.
        return SegmentLook(path.name, size, damage="unreadable")


def _looked(container: InputContainer, name: str, size: int) -> SegmentLook:
    video = _Pictures(container.streams.video[0]) if container.streams.video else None
    sound = _Sound(container.streams.audio[0]) if container.streams.audio else None
    parts: tuple[_Pictures | _Sound | None, ...] = (video, sound)
    watched = {part.index: part.take for part in parts if part}
    if not watched:
        return SegmentLook(name, size, damage="unreadable")
    errors = _read(container, watched)
    seen, heard = (video.look() if video else None), (sound.look() if sound else None)
    if not seen and not heard:
        return SegmentLook(name, size, damage="unreadable", errors=errors)
    return SegmentLook(name, size, errors=errors, video=seen, sound=heard)


def _read(container: InputContainer, watched: "Mapping[int, Callable[[Packet[Any]], None]]") -> int:
    errors = 0
    packets = container.demux()
    while True:
        try:
            packet = next(packets, None)
        except av.FFmpegError:
            return errors + 1  # A damaged file ends here.
        if packet is None:
            return errors
        # The empty packets at the end, which bring out what is left, know only their stream.
        take = watched.get(packet.stream.index)
        try:
            if take:
                take(packet)
        except av.FFmpegError:
            errors += 1


class _Times:
    """Follows the timestamps of one stream."""

    def __init__(self, ms_per_tick: float) -> None:
        self._ms = ms_per_tick
        self._start: int | None = None
        self._end = 0
        self._covered: int | None = None
        self._gap = self._back = self._packets = 0

    def take(self, packet: "Packet[Any]") -> None:
        if packet.pts is None or packet.dts is None:
            return
        self._packets += 1
        length = packet.duration or 0
        self._start = packet.pts if self._start is None else min(self._start, packet.pts)
        self._end = max(self._end, packet.pts + length)
        if self._covered is not None:
            self._gap = max(self._gap, packet.dts - self._covered)
            self._back = max(self._back, self._covered - packet.dts - length)
        self._covered = packet.dts + length

    def timing(self) -> Timing | None:
        if self._start is None:
            return None
        start, end, gap, back = (
            round(ticks * self._ms) for ticks in (self._start, self._end, self._gap, self._back)
        )
        return Timing(start, end, max(0, gap), max(0, back), self._packets)


class _Pictures:
    """Decodes a key frame now and then."""

    def __init__(self, stream: VideoStream) -> None:
        self.index = stream.index
        self._stream = stream
        stream.codec_context.skip_frame = "NONKEY"
        stream.codec_context.thread_count = 1
        self._ms = float((stream.time_base or 0) * 1000)
        self._times = _Times(self._ms)
        self._next: float | None = None
        self._pictures: list[KeyPicture] = []
        self._first: Sketch | None = None
        self._last: Sketch | None = None

    def take(self, packet: "Packet[Any]") -> None:
        self._times.take(packet)
        if packet.size and not (packet.is_keyframe and self._due(packet)):
            return
        for frame in self._stream.decode(packet):
            if not frame.is_corrupt:
                self._see(frame)

    def _due(self, packet: "Packet[Any]") -> bool:
        at = (packet.pts or 0) * self._ms
        # Time that goes backwards is a picture worth a look too.
        if self._next is not None and self._next - _PICTURE_EVERY_MS <= at < self._next:
            return False
        self._next = at + _PICTURE_EVERY_MS
        return True

    def _see(self, frame: VideoFrame) -> None:
        drawn = sketch(grey(frame))
        changed = change(self._last, drawn) if self._last else None
        bright = shade(drawn, full_range=int(frame.color_range) == _FULL_RANGE)
        at = round((frame.pts or 0) * self._ms)
        self._pictures.append(KeyPicture(at, frame.width, frame.height, bright, changed))
        self._first, self._last = self._first or drawn, drawn

    def look(self) -> VideoLook | None:
        timing = self._times.timing()
        if not timing:
            return None
        context = self._stream.codec_context
        width, height = context.width, context.height
        if self._pictures:
            width, height = self._pictures[0].width, self._pictures[0].height
        pictures = tuple(self._pictures)
        return VideoLook(context.name, width, height, timing, pictures, self._first, self._last)


class _Sound:
    """Decodes and measures all of a sound stream."""

    def __init__(self, stream: AudioStream) -> None:
        self.index = stream.index
        self._stream = stream
        stream.codec_context.skip_frame = "DEFAULT"
        self._times = _Times(float((stream.time_base or 0) * 1000))
        self._meter = Meter()

    def take(self, packet: "Packet[Any]") -> None:
        self._times.take(packet)
        for frame in self._stream.decode(packet):
            self._meter.take(frame)

    def look(self) -> SoundLook | None:
        timing = self._times.timing()
        if not timing:
            return None
        context = self._stream.codec_context
        return SoundLook(context.name, context.sample_rate, timing, self._meter.levels())
