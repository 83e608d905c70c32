"""How loud decoded sound is, channel by channel, without keeping the sound."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

SILENCE_DBFS = -120.0
"""What digital silence is written as."""
_FULL_SCALE = 0.944
"""Half a dB below the most a sample can be: AAC brings clipped tops down by as much, and more."""
_WINDOW_SECONDS = 0.5
_MOST_KEPT = 1 << 20
"""Samples kept before they are reduced, so that a long file takes no more memory."""

Samples = NDArray[np.float32]
"""Channels, samples; 1.0 is full scale."""


@dataclass(frozen=True)
class ChannelLevel:
    """One channel: `FL` and the like, RMS and highest sample in dBFS, share at full scale."""

    name: str
    rms_dbfs: float
    peak_dbfs: float
    full_scale: float


@dataclass(frozen=True)
class Levels:
    """The channels over all that was measured, and the RMS in dBFS of each half second."""

    channels: tuple[ChannelLevel, ...]
    windows: tuple[tuple[float, ...], ...]
    """One entry a window, in each one value a channel; the windows are equally long."""


class Meter:
    """Takes the frames of one sound stream as they are decoded."""

    def __init__(self) -> None:
        self._names: tuple[str, ...] = ()
        self._rate = 0
        self._kept: list[Samples] = []
        self._kept_samples = 0
        self._count = 0
        self._squares: NDArray[np.float64] = np.zeros(0)
        self._peaks: NDArray[np.float32] = np.zeros(0, np.float32)
        self._full: NDArray[np.int64] = np.zeros(0, np.int64)
        self._windows: list[tuple[float, ...]] = []

    def take(self, frame: AudioFrame) -> None:
        """Count a frame in. One with other channels than the first has is left out."""
        if not self._names:
            self._names = tuple(channel.name for channel in frame.layout.channels)
            self._rate = frame.sample_rate
            channels = len(self._names)
            self._squares, self._peaks = np.zeros(channels), np.zeros(channels, np.float32)
            self._full = np.zeros(channels, np.int64)
        samples = _samples(frame)
        if samples.shape[0] != len(self._names):
            return
        self._kept.append(samples)
        self._kept_samples += samples.shape[1]
        if self._kept_samples >= _MOST_KEPT:
            self._reduce()

    def levels(self) -> Levels:
        """What was measured; no channels when nothing was taken."""
        self._reduce()
        if not self._count:
            return Levels((), ())
        rms = _dbfs(np.sqrt(self._squares / self._count))
        peaks = _dbfs(self._peaks)
        channels = (
            ChannelLevel(name, float(rms[i]), float(peaks[i]), float(self._full[i] / self._count))
            for i, name in enumerate(self._names)
        )
        return Levels(tuple(channels), tuple(self._windows))

    def _reduce(self) -> None:
        if not self._kept:
            return
        samples = np.concatenate(self._kept, axis=1)
        self._kept, self._kept_samples = [], 0
        # What is no number would spoil every sum after it.
        np.nan_to_num(samples, copy=False, posinf=1.0, neginf=-1.0)
        size = np.abs(samples)
        self._count += samples.shape[1]
        self._squares += np.einsum("cs,cs->c", samples, samples, dtype=np.float64)
        self._peaks = np.maximum(self._peaks, size.max(axis=1))
        self._full += np.count_nonzero(size >= _FULL_SCALE, axis=1)
        windows = max(1, round(samples.shape[1] / (self._rate or 48_000) / _WINDOW_SECONDS))
        for part in np.array_split(samples, windows, axis=1):
            if part.shape[1]:
                rms = np.sqrt(np.mean(np.square(part, dtype=np.float64), axis=1))
                self._windows.append(tuple(float(level) for level in _dbfs(rms)))


def _samples(frame: AudioFrame) -> Samples:
    raw: NDArray[Any] = frame.to_ndarray()
    if not frame.format.is_planar:
        raw = raw.reshape(-1, len(frame.layout.channels)).T
    if raw.dtype == np.uint8:
        return (raw.astype(np.float32) - 128.0) / 128.0
    floating: Samples = raw.astype(np.float32, copy=False)
    if raw.dtype.kind == "i":
        return floating / np.float32(2.0 ** (8 * raw.dtype.itemsize - 1))
    return floating


def _dbfs(size: NDArray[np.floating]) -> NDArray[np.float64]:
    floor = 10.0 ** (SILENCE_DBFS / 20.0)
    levels: NDArray[np.float64] = 20.0 * np.log10(np.maximum(size.astype(np.float64), floor))
    return levels
