"""Sound as it goes out live: AAC with its ADTS headers, passed on, made anew, or silence."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.packet import Packet

from archiver.media.frames import TICKS

_SAMPLES = 1024
"""Samples of a frame of AAC."""
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000)
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}
_LOW_COMPLEXITY = 1
_BIT_RATE = 160_000
_OUT_OF_STEP = TICKS // 10


@dataclass(frozen=True)
class SoundForm:
    """How a sound track of AAC-LC is laid out."""

    rate: int = 48_000
    channels: int = 2

    @property
    def ticks(self) -> Fraction:
        """How long a frame lasts."""
        return Fraction(_SAMPLES * TICKS, self.rate)


def form_of(frame: bytes) -> SoundForm | None:
    """The form of a frame of AAC-LC with its ADTS header; None for anything else."""
    if len(frame) < 7 or frame[0] != 0xFF or frame[1] & 0xF6 != 0xF0:
        return None
    rate, channels = (frame[2] >> 2) & 15, (frame[2] & 1) << 2 | frame[3] >> 6
    if frame[2] >> 6 != _LOW_COMPLEXITY or rate >= len(_RATES) or channels not in _LAYOUTS:
        return None
    return SoundForm(_RATES[rate], channels)


def with_header(form: SoundForm, raw: bytes) -> bytes:
    """A frame of AAC-LC preceded by its ADTS header."""
    size, rate = len(raw) + 7, _RATES.index(form.rate)
    head = (
        0xFF,
        0xF1,
        _LOW_COMPLEXITY << 6 | rate << 2 | form.channels >> 2,
        (form.channels & 3) << 6 | size >> 11,
        (size >> 3) & 0xFF,
        (size & 7) << 5 | 0x1F,
        0xFC,
    )
    return bytes(head) + raw


def silence(form: SoundForm) -> bytes:
    """A frame of silence."""
    encoder = _encoder(form)
    quiet = bytes(4 * _SAMPLES)
    packets: list[Packet[Any]] = []
    for n in range(4):
        frame = AudioFrame(format="fltp", layout=_LAYOUTS[form.channels], samples=_SAMPLES)
        for plane in frame.planes:
            plane.update(quiet)
        frame.sample_rate, frame.pts = form.rate, n * _SAMPLES
        frame.time_base = Fraction(1, form.rate)
        packets += encoder.encode(frame)
    return with_header(form, bytes(packets[-1]))


class Transcoder:
    """Makes AAC of a form out of any sound; a hole in the sound stays one."""

    def __init__(self, form: SoundForm) -> None:
        self._form = form
        self._begin()

    def _begin(self) -> None:
        self._encoder = _encoder(self._form)
        self._resampler = AudioResampler(
            format="fltp",
            layout=_LAYOUTS[self._form.channels],
            rate=self._form.rate,
            frame_size=_SAMPLES,
        )
        self._due: int | None = None

    def frames(self, packet: "Packet[Any]") -> Iterator[tuple[bytes, int]]:
        """The frames that `packet` completes, each with its tick. Damaged ones are left out."""
        try:
            for decoded in packet.decode():
                assert isinstance(decoded, AudioFrame)
                yield from self._encoded(decoded)
        except (av.InvalidDataError, ValueError):
            self._begin()

    def _encoded(self, decoded: AudioFrame) -> Iterator[tuple[bytes, int]]:
        if decoded.pts is None or decoded.time_base is None:
            return
        tick = round(decoded.pts * decoded.time_base * TICKS)
        if self._due is not None and abs(tick - self._due) > _OUT_OF_STEP:
            self._begin()
        self._due = tick + decoded.samples * TICKS // decoded.sample_rate
        decoded.pts = tick * self._form.rate // TICKS
        decoded.time_base = Fraction(1, self._form.rate)
        for frame in self._resampler.resample(decoded):
            for packet in self._encoder.encode(frame):
                if packet.pts is not None:
                    at = round(packet.pts * packet.time_base * TICKS)
                    yield with_header(self._form, bytes(packet)), at


def _encoder(form: SoundForm) -> AudioCodecContext:
    encoder = AudioCodecContext.create("aac", "w")
    assert isinstance(encoder, AudioCodecContext)
    encoder.sample_rate = form.rate
    encoder.layout = _LAYOUTS[form.channels]
    encoder.format = "fltp"
    encoder.bit_rate = _BIT_RATE
    encoder.time_base = Fraction(1, form.rate)
    encoder.open()
    return encoder
