"""The session's sound while it is recorded: decoded segment by segment, as `sound` does at once.

One decoder and one resampler go through all segments, so that nothing is heard or lost at a seam.
The sound is 16 kHz mono 16-bit in session time, holes are silence, and sample n is session time
n / 16000 s: what `media.sound.extract_wav` makes of the same segments joined.
"""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.codec.context import CodecContext
from av.filter import Graph

from archiver.media.container import open_media
from archiver.media.sound import LONGEST_HOLE_SECONDS, SAMPLE_RATE, SMALLEST_HOLE

_TICKS = 90_000
"""MPEG-TS counts so many times a second, and so does what is handed to the resampler."""
_PER_MS = SAMPLE_RATE // 1000
_AHEAD_MS = 500
"""Less than a millisecond before its first frame the resampler would not fill."""
_SILENCE = bytes(2 * SAMPLE_RATE)

Write = Callable[[bytes], None]
"""Takes the next samples: 16-bit, little-endian."""


class GrowingSound:
    """Decodes segments in their order and hands on each sample of the session once.

    `length` samples were handed on by whoever came before: what is decoded again before them is
    passed over, so that a new start only has to begin a little earlier.
    """

    def __init__(self, write: Write, length: int = 0) -> None:
        self._write, self.length = write, length
        self._decoder: Any = None
        self._graph: _Resampled | None = None
        self._end_ticks = 0

    def add(self, segment: Path, start_us: int, zero_us: int) -> None:
        """Go on with a segment whose earliest instant, `zero_us` in its own time, is `start_us`.

        One without sound adds nothing. Raises MediaError for what is no media file; what cannot be
        decoded of it is left out.
        """
        shift = round(Fraction(start_us - zero_us, 1_000_000) * _TICKS)
        with open_media(segment) as container:
            stream = next(iter(container.streams.audio), None)
            if stream is None or not stream.codec_context.sample_rate:
                return
            codec = stream.codec_context.name
            if self._decoder is None or self._decoder.name != codec:
                self._flush()
                self._decoder = CodecContext.create(codec, "r")
            try:
                for packet in container.demux(stream):
                    if packet.size:
                        self._decode(packet, shift)
            except av.FFmpegError:
                return  # A damaged file ends here.

    def finish(self, duration_ms: int) -> None:
        """Hand on what is left, and silence up to `duration_ms`."""
        self._flush()
        self._silence(duration_ms * _PER_MS)

    def _decode(self, packet: Any, shift: int) -> None:
        try:
            frames = self._decoder.decode(packet)
        except av.FFmpegError:
            return
        for frame in frames:
            if frame.pts is not None:
                self._hear(frame, round(frame.pts * frame.time_base * _TICKS) + shift)

    def _hear(self, frame: AudioFrame, ticks: int) -> None:
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        long_hole = ticks - self._end_ticks > LONGEST_HOLE_SECONDS * _TICKS
        if self._graph is None or self._graph.form != form or long_hole:
            self._end_graph()
            self._graph = _Resampled(form, max(0, ticks * 1000 // _TICKS - _AHEAD_MS))
        self._end_ticks = ticks + round(frame.samples * _TICKS / frame.sample_rate)
        self._take(self._graph.put(frame, ticks), self._graph)

    def _take(self, data: bytes, graph: "_Resampled") -> None:
        start = graph.taken
        graph.taken += len(data) // 2
        self._silence(start)
        new = data[2 * max(0, self.length - start) :]
        if new:
            self.length += len(new) // 2
            self._write(new)

    def _silence(self, until: int) -> None:
        while self.length < until:
            part = _SILENCE[: 2 * (until - self.length)]
            self.length += len(part) // 2
            self._write(part)

    def _flush(self) -> None:
        if self._decoder is not None:
            try:
                frames = self._decoder.decode(None)
            except av.FFmpegError:
                frames = []
            for frame in frames:
                if self._graph and frame.pts is not None:
                    self._take(self._graph.put(frame, self._end_ticks), self._graph)
        self._decoder = None
        self._end_graph()

    def _end_graph(self) -> None:
        if self._graph:
            self._take(self._graph.rest(), self._graph)
        self._graph = None


class _Resampled:
    """Frames in, samples of the session out; its first sample is at `begin_ms`."""

    def __init__(self, form: tuple[str, str, int], begin_ms: int) -> None:
        self.form = form
        self.taken = begin_ms * _PER_MS
        """The place in the session of the next sample that comes out."""
        self._begin = begin_ms * (_TICKS // 1000)
        graph = Graph()
        nodes = [
            graph.add_abuffer(
                sample_rate=form[2], format=form[0], layout=form[1], time_base=Fraction(1, _TICKS)
            ),
            graph.add(
                "aresample", f"{SAMPLE_RATE}:async=1:first_pts=0:min_hard_comp={SMALLEST_HOLE}"
            ),
            graph.add("aformat", "sample_fmts=s16:channel_layouts=mono"),
            graph.add("abuffersink"),
        ]
        graph.link_nodes(*nodes).configure()
        self._graph = graph

    def put(self, frame: AudioFrame, ticks: int) -> bytes:
        """What comes out when `frame`, which is heard at `ticks`, goes in."""
        frame.pts, frame.time_base = ticks - self._begin, Fraction(1, _TICKS)
        self._graph.push(frame)
        return self._pulled()

    def rest(self) -> bytes:
        """What is left when nothing more goes in."""
        self._graph.push(None)
        return self._pulled()

    def _pulled(self) -> bytes:
        parts: list[bytes] = []
        while True:
            try:
                frame: Any = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return b"".join(parts)
            parts.append(bytes(frame.planes[0])[: 2 * frame.samples])
