"""Cuts an H.264 stream to the frame while copying nearly all of it.

Between two cuts, everything from the first clean refresh to the last whole run of frames is
copied; only the frames at the edges, and cards, are encoded, with parameter sets numbered so that
they do not clash with the source's. What is left out is not in the result at all.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from archiver.media import h264
from archiver.media.encoder import CARD_STEP, EDGE, TIME_BASE, Encoder, Picturing, card_frame
from archiver.media.frames import TICKS_PER_MS, FrameIndex, PacketReader
from archiver.media.veil import Veil
from archiver.model.hiding import NOTHING_HIDDEN, Hidden
from archiver.model.timeline import Piece, Timeline


@dataclass(frozen=True)
class Copy:
    """Packets `first` to `last` (included), as they are; `shift` takes them to replay time."""

    first: int
    last: int
    shift: int


@dataclass(frozen=True)
class Recode:
    """Frames shown from `start` up to, not including, `end`; decoding packets `first` to `last`."""

    first: int
    last: int
    start: int
    end: int
    shift: int
    veil: str | None = None
    """What is laid over them, where they may not be seen."""


@dataclass(frozen=True)
class Still:
    """A card, from tick `start` to `end` of the replay."""

    piece: Piece
    start: int
    end: int


Part = Copy | Recode | Still


def parts_of(
    index: FrameIndex, timeline: Timeline, hidden: Hidden = NOTHING_HIDDEN
) -> tuple[Part, ...]:
    """What to copy, what to encode and which cards to show, in replay order."""
    parts: list[Part] = []
    for piece in timeline.pieces:
        played = list(_played(index, piece, hidden)) if piece.shown == "play" else []
        # Where there is sound only, as after a camera failed, a card stands for the picture.
        parts += played or [_still(piece)]
    return tuple(parts)


def _still(piece: Piece) -> Still:
    start, end = piece.replay_start_ms, piece.replay_end_ms
    return Still(piece, start * TICKS_PER_MS, end * TICKS_PER_MS)


def _played(index: FrameIndex, piece: Piece, hidden: Hidden) -> Iterator[Part]:
    shift = (piece.replay_start_ms - piece.session_start_ms) * TICKS_PER_MS
    for start_ms, end_ms, how in hidden.seen(piece.session_start_ms, piece.session_end_ms):
        start, end = start_ms * TICKS_PER_MS, end_ms * TICKS_PER_MS
        if how:
            yield from _recoded(index, start, end, shift, how)
        else:
            yield from _copied(index, start, end, shift)


def _copied(index: FrameIndex, start: int, end: int, shift: int) -> Iterator[Part]:
    """What is shown as it is: copied, but for the frames at its edges."""
    at = bisect_left(index.clean, start, key=lambda i: index.ticks[i])
    if at == len(index.clean) or index.ticks[index.clean[at]] >= end:
        yield from _recoded(index, start, end, shift)
        return
    first = index.clean[at]
    last = _last_whole(index, first, end)
    yield from _recoded(index, start, index.ticks[first], shift)
    yield Copy(first, last, shift)
    yield from _recoded(index, index.latest[last] + 1, end, shift)


def _last_whole(index: FrameIndex, first: int, end: int) -> int:
    """The last packet up to which no frame is missing and none is shown at `end` or later."""
    last = bisect_left(index.latest, end) - 1
    while last > first and index.earliest_after[last] <= index.latest[last]:
        last -= 1
    return last


def _recoded(
    index: FrameIndex, start: int, end: int, shift: int, veil: str | None = None
) -> Iterator[Part]:
    wanted = index.between(start, end)
    if wanted:
        key = index.decode_from(min(index.ticks[i] for i in wanted))
        yield Recode(min(key, wanted[0]), wanted[-1], start, end, shift, veil)


class SplicedTrack:
    """The packets of a replay's picture, made from a source by copying wherever it can be."""

    def __init__(
        self,
        container: InputContainer,
        stream: VideoStream,
        index: FrameIndex,
        timeline: Timeline,
        picturing: Picturing,
        hidden: Hidden = NOTHING_HIDDEN,
    ) -> None:
        self._veil = Veil(hidden, picturing)
        self._stream, self._index, self._picturing = stream, index, picturing
        self._reader = PacketReader(container, stream, index)
        self._delay = index.delay
        self._shown_end = timeline.replay_duration_ms * TICKS_PER_MS
        self._usual = round(TIME_BASE.denominator / (stream.guessed_rate or 25))
        self._number = next(n for n in range(1, 32) if n not in index.sets.ids())
        self.parts = parts_of(index, timeline, hidden)
        self.recoded_ticks = 0

    @property
    def copies(self) -> bool:
        """Whether anything at all is copied."""
        return any(isinstance(part, Copy) for part in self.parts)

    @property
    def how(self) -> Literal["copied", "spliced"]:
        """Whether all of it is copied or some of it encoded."""
        whole = all(isinstance(part, Copy) for part in self.parts)
        return "copied" if whole else "spliced"

    def add_to(self, target: OutputContainer) -> VideoStream:
        """The stream of `target` that will take the packets."""
        stream = target.add_stream_from_template(self._stream, opaque=True)
        if any(not isinstance(part, Copy) for part in self.parts):
            own = self._encoder().codec.extradata or b""
            sets = h264.joined(self._index.sets, h264.annexb_units(bytes(own)))
            stream.codec_context.extradata = sets.extradata()
        stream.time_base = TIME_BASE
        return stream

    def packets(self) -> "Iterator[Packet[Any]]":
        """All packets in decoding order, in replay time, with rising decoding times."""
        first = True
        for part in self.parts:
            for packet in self._of_part(part):
                if first:
                    # The first picture stands from the very start, not from its own instant.
                    packet.pts, packet.dts, first = 0, -self._delay, False
                left = self._shown_end - (packet.pts or 0)
                packet.duration = min(packet.duration or self._usual, left)
                yield packet

    def _of_part(self, part: Part) -> "Iterator[Packet[Any]]":
        if isinstance(part, Copy):
            return self._copied(part)
        frames = self._decoded(part) if isinstance(part, Recode) else self._still(part)
        return self._encoded(frames)

    def _copied(self, part: Copy) -> "Iterator[Packet[Any]]":
        ticks = self._index.ticks
        in_order = sorted(ticks[part.first : part.last + 1])
        for n, packet in enumerate(self._reader.read(part.first, part.last)):
            if n == 0:
                packet = self._with_sets(packet, self._index.sets)
            packet.time_base = TIME_BASE
            packet.pts = ticks[part.first + n] + part.shift
            packet.dts = in_order[n] + part.shift - self._delay
            packet.duration = self._usual
            yield packet

    def _encoded(self, frames: Iterable[VideoFrame]) -> "Iterator[Packet[Any]]":
        encoder = self._encoder()
        own = h264.parameter_sets(bytes(encoder.codec.extradata or b""))
        fresh = True
        for packet in encoder.packets(frames):
            nals = list(h264.annexb_units(bytes(packet)))
            if fresh:
                nals = [*own.sps, *own.pps, *nals]
            yield self._repacked(packet, nals)
            fresh = False

    def _repacked(self, packet: "Packet[Any]", nals: list[bytes]) -> "Packet[Any]":
        made: Packet[Any] = Packet(h264.packed(nals, boxed=self._index.sets.boxed))
        made.time_base = TIME_BASE
        made.pts = packet.pts
        made.dts = (packet.pts or 0) - self._delay
        made.duration = packet.duration or self._usual
        made.is_keyframe = packet.is_keyframe
        return made

    def _with_sets(self, packet: "Packet[Any]", sets: h264.ParameterSets) -> "Packet[Any]":
        """`packet` preceded by `sets`, so that a player that starts here needs nothing else."""
        body = list(h264.units(bytes(packet), boxed=sets.boxed))
        if len(self.parts) == 1 or any(nal and nal[0] & 31 == h264.SPS for nal in body):
            return packet
        made: Packet[Any] = Packet(h264.packed((*sets.sps, *sets.pps, *body), boxed=sets.boxed))
        made.is_keyframe = True
        return made

    def _decoded(self, part: Recode) -> Iterator[VideoFrame]:
        by_pts = {
            self._index.pts[i]: self._index.ticks[i] for i in range(part.first, part.last + 1)
        }
        decoder = VideoCodecContext.create("h264", "r")
        decoder.extradata = self._stream.codec_context.extradata
        packets = self._reader.read(part.first, part.last)
        for frame in _decode(decoder, packets):
            tick = by_pts.get(frame.pts if frame.pts is not None else -1, -1)
            if part.start <= tick < part.end:
                frame.pts, frame.time_base = tick + part.shift, TIME_BASE
                self.recoded_ticks += self._usual
                yield self._veil.over(frame, part.veil)

    def _still(self, part: Still) -> Iterator[VideoFrame]:
        picture = self._picturing(part.piece, self._stream.width, self._stream.height)
        for tick in range(part.start, part.end, CARD_STEP):
            yield card_frame(picture, tick)

    def _encoder(self) -> Encoder:
        return Encoder.like(self._stream, self._number, EDGE)


def _decode(decoder: VideoCodecContext, packets: "Iterator[Packet[Any]]") -> Iterator[VideoFrame]:
    for packet in packets:
        try:
            yield from decoder.decode(packet)
        except av.InvalidDataError:
            continue  # A damaged packet costs its own frames only.
    yield from decoder.decode(None)
