"""Encodes a whole replay's picture: for sources that cannot be copied, and for those without one.

Frames keep their own times, so a variable frame rate stays in step with the sound.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

import av
from av.container import InputContainer, OutputContainer
from av.filter import Graph
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from archiver.media.container import seek_before, start_of
from archiver.media.encoder import (
    CARD_STEP,
    TIME_BASE,
    Encoder,
    Picturing,
    Quality,
    card_frame,
    configure,
)
from archiver.media.frames import TICKS, TICKS_PER_MS, to_tick
from archiver.media.veil import Veil
from archiver.model.hiding import NOTHING_HIDDEN, Hidden
from archiver.model.timeline import Piece, Timeline

_FASTEST = 60
"""Frames a second a replay has at most."""
_LONGEST_STILL = 2 * TICKS
_WORTH_SEEKING = 30 * TICKS
_RUN_UP = 10 * TICKS
_TURNS = {90: ("transpose=cclock",), 180: ("hflip", "vflip"), 270: ("transpose=clock",)}


@dataclass(frozen=True)
class Shape:
    """How the picture is to be: its size (even numbers), and what must be done to the source's."""

    width: int
    height: int
    rotation: int = 0
    interlaced: bool = False

    def filters(self) -> tuple[str, ...]:
        """The filters that bring a frame of the source into this shape, as `name=arguments`."""
        deinterlace = ("bwdif=mode=send_frame:deint=interlaced",) if self.interlaced else ()
        return (
            *deinterlace,
            *_TURNS.get(self.rotation, ()),
            f"scale={self.width}:{self.height}",
            "setsar=1",
            "format=yuv420p",
        )


def shape_for(
    width: int,
    height: int,
    *,
    max_height: int,
    rotation: int = 0,
    aspect: Fraction = Fraction(1),
    interlaced: bool = False,
) -> Shape:
    """The shape of the replay of a source whose stored pictures are `width` x `height`.

    `aspect` is that of a stored pixel, `rotation` in degrees anticlockwise.
    """
    shown_width, shown_height = round(width * aspect), height
    if rotation in (90, 270):
        shown_width, shown_height = shown_height, shown_width
    scale = min(Fraction(1), Fraction(max_height, shown_height))
    return Shape(_even(shown_width * scale), _even(shown_height * scale), rotation, interlaced)


def _even(size: Fraction) -> int:
    return max(16, int(size / 2) * 2)


class EncodedTrack:
    """The packets of a replay's picture, every frame encoded; `source` None shows cards only."""

    def __init__(
        self,
        source: tuple[InputContainer, VideoStream] | None,
        timeline: Timeline,
        shape: Shape,
        rate: Fraction,
        quality: Quality,
        picturing: Picturing,
        hidden: Hidden = NOTHING_HIDDEN,
    ) -> None:
        self._veil = Veil(hidden, picturing)
        self._source, self._timeline, self._shape = source, timeline, shape
        self._rate, self._quality, self._picturing = (
            min(rate, Fraction(_FASTEST)),
            quality,
            picturing,
        )
        self._codec: VideoCodecContext | None = None

    def add_to(self, target: OutputContainer) -> VideoStream:
        """The stream of `target` that will take the packets."""
        stream = target.add_stream("libx264", rate=self._rate)
        shape = self._shape
        self._codec = stream.codec_context
        configure(self._codec, shape.width, shape.height, self._rate, self._quality)
        stream.time_base = TIME_BASE
        return stream

    def packets(self) -> "Iterator[Packet[VideoStream]]":
        """All packets in decoding order, in replay time."""
        assert self._codec is not None
        return Encoder(self._codec, self._quality.key_seconds).packets(self._frames())

    def _frames(self) -> Iterator[VideoFrame]:
        last: VideoFrame | None = None
        for frame in self._from_the_start():
            assert frame.pts is not None
            if last is not None and last.pts is not None:
                if frame.pts - last.pts < TICKS // (_FASTEST + 6):
                    continue
                while frame.pts - last.pts > _LONGEST_STILL:
                    last.pts += TICKS
                    yield last
            yield frame
            last = frame

    def _from_the_start(self) -> Iterator[VideoFrame]:
        feed = _Feed(*self._source, self._shape, self._veil) if self._source else None
        first = True
        for piece in self._timeline.pieces:
            shown = feed.played(piece) if feed and piece.shown == "play" else iter(())
            opening = next(shown, None)
            # Where there is sound only, as after a camera failed, a card stands for the picture.
            frames = self._still(piece) if opening is None else chain([opening], shown)
            for frame in frames:
                if first:
                    frame.pts, first = 0, False
                yield frame

    def _still(self, piece: Piece) -> Iterator[VideoFrame]:
        picture = self._picturing(piece, self._shape.width, self._shape.height)
        start, end = piece.replay_start_ms, piece.replay_end_ms
        for tick in range(start * TICKS_PER_MS, end * TICKS_PER_MS, CARD_STEP):
            yield card_frame(picture, tick)


class _Feed:
    """The frames of a source in their final shape, piece after piece."""

    def __init__(
        self, container: InputContainer, stream: VideoStream, shape: Shape, veil: Veil
    ) -> None:
        self._veil = veil
        self._container, self._stream, self._shape = container, stream, shape
        self._offset = start_of(container)
        self._at = 0
        self._frames = self._shaped(self._decoded())
        self._kept: VideoFrame | None = None

    def played(self, piece: Piece) -> Iterator[VideoFrame]:
        start, end = piece.session_start_ms * TICKS_PER_MS, piece.session_end_ms * TICKS_PER_MS
        shift = piece.replay_start_ms * TICKS_PER_MS - start
        if start - self._at > _WORTH_SEEKING:
            self._seek(start - _RUN_UP)
        while (frame := self._kept or next(self._frames, None)) is not None:
            self._kept = None
            assert frame.pts is not None
            self._at = frame.pts
            if frame.pts >= end:
                self._kept = frame
                return
            if frame.pts >= start:
                how = self._veil.at(frame.pts)
                frame.pts += shift
                yield self._veil.over(frame, how)

    def _seek(self, tick: int) -> None:
        seek_before(self._container, Fraction(tick, TICKS) + self._offset)
        self._frames, self._kept = self._shaped(self._decoded()), None

    def _decoded(self) -> Iterator[VideoFrame]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                frames = packet.decode()
            except av.InvalidDataError:
                continue  # What is damaged is left out; its time passes on the frame before.
            for frame in frames:
                if frame.pts is not None:
                    frame.pts = to_tick(frame.pts, frame.time_base or Fraction(1), self._offset)
                    frame.time_base = TIME_BASE
                    yield frame

    def _shaped(self, frames: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
        graph: Graph | None = None
        form: tuple[int, int, str] | None = None
        for frame in frames:
            if form != (frame.width, frame.height, frame.format.name):
                if graph:
                    yield from _drained(graph)
                form = (frame.width, frame.height, frame.format.name)
                graph = _graph(frame, self._shape)
            assert graph is not None
            graph.push(frame)
            yield from _pulled(graph)
        if graph:
            yield from _drained(graph)


def _graph(frame: VideoFrame, shape: Shape) -> Graph:
    graph = Graph()
    nodes = [
        graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=TIME_BASE
        )
    ]
    for described in shape.filters():
        name, _equals, arguments = described.partition("=")
        nodes.append(graph.add(name, arguments))
    nodes.append(graph.add("buffersink"))
    graph.link_nodes(*nodes).configure()
    return graph


def _drained(graph: Graph) -> Iterator[VideoFrame]:
    graph.push(None)
    yield from _pulled(graph)


def _pulled(graph: Graph) -> Iterator[VideoFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        assert isinstance(frame, VideoFrame)
        if frame.pts is None or frame.time_base is None:
            continue
        frame.pts = round(frame.pts * frame.time_base * TICKS)
        frame.time_base = TIME_BASE
        yield frame
