"""Sound whose frames lie side by side without a word on where one ends: decoded, encoded anew."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.packet import Packet
from numpy.typing import NDArray

from archiver.media.reference import SoundCoding
from archiver.programs.ffmpeg import local_file

_FRAME = 1024
_LEAST_BIT_RATE = 96_000


class LooseSound:
    """Decodes pieces of sound one after another into an AAC file; time goes by samples."""

    def __init__(self, coding: SoundCoding, target: Path) -> None:
        self._coding = coding
        self.sample_rate = coding.sample_rate
        decoder = av.CodecContext.create(coding.codec, "r")
        assert isinstance(decoder, AudioCodecContext)
        if coding.extradata:
            decoder.extradata = coding.extradata
        decoder.sample_rate, decoder.layout = coding.sample_rate, coding.layout
        self._decoder = decoder
        self._fit = AudioResampler("fltp", coding.layout, coding.sample_rate, _FRAME)
        self._file = av.open(local_file(target), "w", format="mp4")
        stream = self._file.add_stream("aac", rate=coding.sample_rate)
        assert isinstance(stream, AudioStream)
        stream.layout = coding.layout
        stream.bit_rate = max(_LEAST_BIT_RATE, min(coding.bit_rate, 320_000))
        self._stream = stream
        self._put = self._encoded = 0
        self._hidden = max(0, round(-coding.start * coding.sample_rate))
        self._decoded = self._bytes = 0
        self._form: tuple[str, str, int] | None = None

    @property
    def samples(self) -> int:
        """How many there are so far, silence included."""
        return self._put

    @property
    def decoded_seconds(self) -> float:
        """How much sound was found."""
        return self._decoded / self.sample_rate

    def __enter__(self) -> "LooseSound":
        self.skip(max(Fraction(0), self._coding.start))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._encode(self._fit.resample(None))
                self._file.mux(self._stream.encode(None))
        finally:
            self._file.close()

    def add(self, piece: bytes) -> None:
        """Decode a piece of sound; what cannot be decoded is silence of the usual length."""
        try:
            frames = [f for f in self._decoder.decode(Packet(piece)) if self._is_like(f)]
        except av.FFmpegError:
            frames = []
        count = sum(frame.samples for frame in frames)
        if not count and self._bytes:
            self.skip(Fraction(len(piece) * self._decoded, self._bytes * self.sample_rate))
            return
        self._decoded, self._bytes = self._decoded + count, self._bytes + len(piece)
        for frame in frames:
            self._take(frame)

    def _is_like(self, frame: AudioFrame) -> bool:
        """Whether a frame is in the form of the first; what is not was no sound."""
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        self._form = self._form or form
        return form == self._form

    def skip(self, seconds: Fraction) -> int:
        """Put silence; returns how many samples of it."""
        left = silent = round(seconds * self.sample_rate)
        channels = self._stream.layout.nb_channels
        while left > 0:
            count = min(left, self.sample_rate)
            silence = np.zeros((channels, count), np.float32)
            frame = AudioFrame.from_ndarray(silence, format="fltp", layout=self._coding.layout)
            frame.sample_rate = self.sample_rate
            self._take(frame, hide=False)
            left -= count
        return silent

    def _take(self, frame: AudioFrame, *, hide: bool = True) -> None:
        if hide and self._hidden:
            cut = min(self._hidden, frame.samples)
            self._hidden -= cut
            if cut == frame.samples:
                return
            frame = _without(frame, cut)
        self._put += frame.samples
        frame.pts = None
        self._encode(self._fit.resample(frame))

    def _encode(self, frames: "Iterator[AudioFrame] | list[AudioFrame]") -> None:
        for frame in frames:
            frame.pts, frame.time_base = self._encoded, Fraction(1, self.sample_rate)
            self._encoded += frame.samples
            self._file.mux(self._stream.encode(frame))


def _without(frame: AudioFrame, samples: int) -> AudioFrame:
    """`frame` without its first `samples`."""
    apart = 1 if frame.format.is_planar else len(frame.layout.channels)
    rest: NDArray[Any] = np.ascontiguousarray(frame.to_ndarray()[:, samples * apart :])
    shorter = AudioFrame.from_ndarray(rest, frame.format.name, frame.layout.name)
    shorter.sample_rate = frame.sample_rate
    return shorter
