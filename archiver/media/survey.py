"""Reads a media file from end to end, without decoding it: what is there, and what is not.

This is what salvage and the joining of parts go by. Headers are not believed: a track starts with
the first packet that can be read and ends with the last.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import av
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.stream import VideoStream

from archiver.media.container import open_media, streams_used
from archiver.model.progress import Progress, silent

_HOLE = Fraction(1, 2)
"""Seconds: what is missing for longer is a hole that people notice."""
_LONG_STEP = Fraction(2, 5)


@dataclass(frozen=True)
class Hole:
    """Time in which a track has nothing, in seconds of the file's own clock."""

    start: Fraction
    end: Fraction


@dataclass(frozen=True)
class Track:
    """One track as it was found; times are seconds of the file's own clock."""

    index: int
    kind: Literal["video", "audio"]
    first: Fraction
    """Of the first packet that is stored."""
    heard: Fraction
    """Of the first instant that a player shows: what an edit list hides comes before it."""
    end: Fraction
    packets: int
    broken: int
    """Packets that the demuxer calls damaged, or whose place in the file was never written."""
    holes: tuple[Hole, ...]

    @property
    def seconds(self) -> Fraction:
        """How long it plays."""
        return self.end - self.heard


@dataclass(frozen=True)
class Survey:
    """What a file holds, as it was read."""

    start: Fraction
    """Where players and ffmpeg begin: the earliest instant of the file's own clock, in seconds."""
    promised: Fraction
    """How long the header says it is, in seconds; 0 when it does not say."""
    tracks: tuple[Track, ...]
    stopped: bool
    """Whether reading ended with an error."""

    def of(self, kind: Literal["video", "audio"]) -> Track | None:
        """The first track of that kind that holds anything."""
        return next((t for t in self.tracks if t.kind == kind and t.packets), None)

    @property
    def end(self) -> Fraction:
        """The last instant of any track."""
        return max((t.end for t in self.tracks if t.packets), default=self.start)

    @property
    def length_ms(self) -> int:
        """From the first instant to the last."""
        return max(0, round((self.end - self.start) * 1000))


@dataclass
class _Tally:
    index: int
    kind: Literal["video", "audio"]
    heard: Fraction | None
    first: Fraction | None = None
    end: Fraction = Fraction(0)
    clock: Fraction | None = None
    step: Fraction = Fraction(0)
    packets: int = 0
    broken: int = 0
    holes: list[Hole] = field(default_factory=list)

    def count(self, packet: "Packet[Any]") -> None:
        self.packets += 1
        if packet.pts is not None:
            shown = packet.pts * packet.time_base
            self.first = shown if self.first is None else min(self.first, shown)
        self._follow(packet)

    def _follow(self, packet: "Packet[Any]") -> None:
        """Holes are looked for in decoding order, where time never goes back."""
        stamp = packet.dts if packet.dts is not None else packet.pts
        if stamp is None:
            return
        now = stamp * packet.time_base
        length = (packet.duration or 0) * packet.time_base or self.step
        if self.clock is not None:
            if now - self.clock >= _HOLE:
                self.holes.append(Hole(self.clock, now))
            elif self.kind == "video" and 0 < now - self.clock + self.step < _LONG_STEP:
                length = length or now - self.clock + self.step
        self.step, self.clock = length, now + length
        shown = (packet.pts if packet.pts is not None else stamp) * packet.time_base
        self.end = max(self.end, shown + length)

    def track(self) -> Track:
        first = self.first if self.first is not None else Fraction(0)
        heard = first if self.heard is None else max(first, self.heard)
        return Track(
            self.index,
            self.kind,
            first,
            heard,
            max(self.end, heard),
            self.packets,
            self.broken,
            tuple(self.holes),
        )


def survey(path: Path, progress: Progress = silent, *, limit: int | None = None) -> Survey:
    """Read all of `path`; what lies at or after the byte `limit` counts as broken.

    Raises MediaError if it cannot be opened at all.
    """
    size = max(1, path.stat().st_size) if path.is_file() else 1
    with open_media(path) as container:
        streams = streams_used(container)
        tallies = {stream.index: _tally(stream) for stream in streams}
        stopped = False
        try:
            for packet in container.demux(*streams) if streams else ():
                tally = tallies[packet.stream_index]
                if is_sound(packet, limit):
                    tally.count(packet)
                elif packet.size:
                    tally.broken += 1
                if packet.pos is not None and tally.packets % 500 == 0:
                    progress(min(1.0, packet.pos / size))
        except av.FFmpegError:
            stopped = True
        tracks = tuple(tally.track() for tally in tallies.values())
        start = Fraction(container.start_time or 0, 1_000_000)
        promised = Fraction(container.duration or 0, 1_000_000)
    progress(1.0)
    return Survey(start, promised, tracks, stopped)


def is_sound(packet: "Packet[Any]", limit: int | None) -> bool:
    """Whether a packet has content, is whole, and lies before the byte `limit`."""
    if not packet.size or packet.is_corrupt:
        return False
    return limit is None or packet.pos is None or packet.pos + packet.size <= limit


def _tally(stream: VideoStream | AudioStream) -> _Tally:
    base = stream.time_base
    heard = stream.start_time * base if stream.start_time is not None and base else None
    kind: Literal["video", "audio"] = "video" if isinstance(stream, VideoStream) else "audio"
    return _Tally(stream.index, kind, heard)
