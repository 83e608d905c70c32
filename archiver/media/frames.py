"""Where every frame of a video stream is, without decoding it, and reading packets by number.

Times are ticks of 1/90000 s from session time 0: exact for every usual frame rate.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from archiver.i18n import _
from archiver.media import h264
from archiver.media.container import start_of

TICKS = 90_000
TICKS_PER_MS = TICKS // 1000
_READ_ON = 400
"""Packets that are cheaper to read than to seek over."""
_MARGINS_SECONDS = (0, 1, 4, 15, 60, 10**9)


@dataclass(frozen=True)
class FrameIndex:
    """The packets of a stream in the order they are decoded, from the first keyframe on."""

    pts: "array[int]"
    """As in the file."""
    ticks: "array[int]"
    """Session time at which each is shown."""
    keys: tuple[int, ...]
    """Which packets are keyframes."""
    clean: tuple[int, ...]
    """Which are refreshes that neither side of them refers across: where a stream can be cut."""
    latest: "array[int]"
    """For each packet, the latest tick up to it."""
    earliest_after: "array[int]"
    """For each packet, the earliest tick after it."""
    sets: h264.ParameterSets

    @property
    def delay(self) -> int:
        """By how many ticks decoding must run ahead of showing, for frames stored out of order."""
        return max((s - t for s, t in zip(sorted(self.ticks), self.ticks, strict=True)), default=0)

    def decode_from(self, tick: int) -> int:
        """The keyframe at which decoding must start so that the frame at `tick` is whole."""
        before = [k for k in self.keys if self.ticks[k] <= tick][-2:]
        if not before:
            return 0
        return before[-1] if before[-1] in set(self.clean) else before[0]

    def between(self, start: int, end: int) -> tuple[int, ...]:
        """The packets shown from `start` up to, not including, `end`, in decoding order."""
        first = bisect_left(self.latest, start)
        found = []
        for i in range(first, len(self.ticks)):
            if start <= self.ticks[i] < end:
                found.append(i)
            elif self.earliest_after[i] >= end:
                break
        return tuple(found)


def index_frames(container: InputContainer, stream: VideoStream) -> FrameIndex:
    """Read the whole file once. Raises NotJoinableError for a stream that cannot be cut safely."""
    sets = h264.parameter_sets(bytes(stream.codec_context.extradata or b""))
    pts, ticks = array("q"), array("q")
    keys, idrs = [], []
    offset = start_of(container)
    for packet in _packets(container, stream):
        if packet.pts is None or packet.has_sidedata("new_extradata"):
            raise h264.NotJoinableError(_("some frames have no time, or its format changes"))
        if packet.is_keyframe:
            nals = list(h264.units(bytes(packet), boxed=sets.boxed))
            sets = h264.joined(sets, nals)
            keys.append(len(pts))
            if any(nal and nal[0] & 31 == h264.IDR for nal in nals):
                idrs.append(len(pts))
        if keys:
            pts.append(packet.pts)
            ticks.append(to_tick(packet.pts, packet.time_base, offset))
    return arranged(pts, ticks, keys, idrs, sets)


def arranged(
    pts: "array[int]",
    ticks: "array[int]",
    keys: list[int],
    idrs: list[int],
    sets: h264.ParameterSets,
) -> FrameIndex:
    """The index of packets in decoding order; `keys` and `idrs` are numbers of packets.

    Raises NotJoinableError when there is no keyframe or two frames are shown at once.
    """
    if len(set(ticks)) < len(ticks) or not keys:
        raise h264.NotJoinableError(_("it has no keyframe, or two frames at one time"))
    latest = array("q", accumulate(ticks, max))
    after = array("q", [2**62])
    for tick in reversed(ticks[1:]):
        after.append(min(tick, after[-1]))
    after.reverse()
    clean = tuple(i for i in idrs if (i == 0 or latest[i - 1] < ticks[i]) and after[i] > ticks[i])
    return FrameIndex(pts, ticks, tuple(keys), clean, latest, after, sets)


def to_tick(pts: int, time_base: Fraction, offset: Fraction) -> int:
    """A timestamp of the file as a tick of session time; `offset` is that of session time 0."""
    return round((pts * time_base - offset) * TICKS)


def _packets(container: InputContainer, stream: VideoStream) -> "Iterator[Packet[Any]]":
    try:
        yield from (p for p in container.demux(stream) if p.dts is not None or p.size)
    except av.FFmpegError:
        return  # A truncated file ends here.


class PacketReader:
    """Reads packets of one stream by their number in its index, forwards or back."""

    def __init__(self, container: InputContainer, stream: VideoStream, index: FrameIndex) -> None:
        self._container, self._stream, self._index = container, stream, index
        self._packets: Iterator[Packet[Any]] = iter(())
        self._next = -1

    def read(self, first: int, last: int) -> "Iterator[Packet[Any]]":
        """Packets `first` to `last`, both included, in decoding order."""
        if not 0 <= self._next <= first <= self._next + _READ_ON:
            self._go_to_key_before(first)
        for packet in self._packets:
            number = self._next
            self._next += 1
            if number >= first:
                yield packet
            if number >= last:
                return

    def _go_to_key_before(self, number: int) -> None:
        key = max(k for k in self._index.keys if k <= number)
        wanted = self._index.pts[key]
        for margin in _MARGINS_SECONDS:
            try:
                self._seek(wanted, margin)
            except av.FFmpegError:
                continue  # So near to a segment's start there is no way back in MPEG-TS.
            packets = _packets(self._container, self._stream)
            for packet in packets:
                if packet.pts == wanted:
                    self._packets, self._next = _with(packet, packets), key
                    return
                if packet.dts is not None and packet.dts > wanted:
                    break
        raise h264.NotJoinableError(_("a keyframe was not found again"))

    def _seek(self, wanted: int, margin: int) -> None:
        """Go to `margin` seconds before the tick `wanted`, or a little further back.

        Segments that are joined may hold a single keyframe, before which nothing can be sought:
        there any frame will do, since what is read is the packets from `wanted` on.
        """
        base = self._stream.time_base or Fraction(1)
        if self._container.format.name == "concat":
            self._container.seek(int((wanted * base - margin) * 1_000_000), any_frame=True)
        else:
            away = int(margin / base)
            self._container.seek(max(wanted - away, -(2**62)), stream=self._stream)


def _with(first: "Packet[Any]", rest: "Iterator[Packet[Any]]") -> "Iterator[Packet[Any]]":
    yield first
    yield from rest
