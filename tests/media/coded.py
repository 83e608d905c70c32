"""Clips whose frames carry their number, and ways to read what a replay shows and plays.

The upper half of frame n is its number in sixteen black or white bars; at every whole second a
20 ms tone is heard.
"""

import wave
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from archiver.programs.ffmpeg import run_ffmpeg

WIDTH, HEIGHT, RATE = 320, 192, 25
TICKS = 90_000


def picture(n: int) -> NDArray[np.uint8]:
    """Frame `n`, as red, green and blue."""
    image = np.full((HEIGHT, WIDTH, 3), (n * 7) % 200, np.uint8)
    for bit in range(16):
        image[: HEIGHT // 2, bit * WIDTH // 16 : (bit + 1) * WIDTH // 16] = 255 * (n >> bit & 1)
    return image


def number(frame: VideoFrame) -> int:
    """The number that a frame carries; what it says of another picture means nothing."""
    grey = frame.to_ndarray(format="gray")
    height, width = grey.shape
    row = grey[height // 4]
    return sum(1 << b for b in range(16) if row[b * width // 16 + width // 32] > 128)


def write_coded(
    path: Path, times: Sequence[int], options: dict[str, str], pixel_format: str = "yuv420p"
) -> None:
    """An H.264 and AAC file whose frame n is shown at `times[n]`, in ticks of 1/90000 s."""
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=RATE, options={"preset": "ultrafast", **options})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, pixel_format
        video.codec_context.time_base = Fraction(1, TICKS)
        audio = out.add_stream("aac", rate=48_000)
        assert isinstance(audio, AudioStream)
        audio.layout = "stereo"
        for n, tick in enumerate(times):
            frame = VideoFrame.from_ndarray(picture(n), format="rgb24")
            frame = frame.reformat(format=pixel_format)
            frame.pts, frame.time_base = tick, Fraction(1, TICKS)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        for sound in _tones(round(times[-1] / TICKS) + 1):
            out.mux(audio.encode(sound))
        out.mux(audio.encode(None))


def _tones(seconds: int) -> Iterator[AudioFrame]:
    fifo = AudioFifo()
    t = np.arange(48_000) / 48_000
    tone = np.where(t < 0.02, 0.5 * np.sin(2 * np.pi * 1000 * t), 0).astype(np.float32)
    for second in range(seconds):
        frame = AudioFrame.from_ndarray(np.stack([tone, tone]), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, second * 48_000
        frame.time_base = Fraction(1, 48_000)
        fifo.write(frame)
        while (part := fifo.read(1024)) is not None:
            assert isinstance(part, AudioFrame)
            yield part


def even_times(seconds: float) -> range:
    """The times of frames at 25 a second."""
    return range(0, round(seconds * TICKS), TICKS // RATE)


def frames_of(path: Path) -> list[tuple[float, int]]:
    """When each frame is shown, in ms, and the number it carries."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        return [
            (float((f.pts or 0) * stream.time_base) * 1000, number(f))
            for f in container.decode(stream)
        ]


def sound_of(path: Path, folder: Path) -> NDArray[np.int64]:
    """The left channel at 48 kHz, as a player hears it from the file's start."""
    target = folder / f"{path.stem}.heard.wav"
    run_ffmpeg(
        ["-i", f"file:{path}", "-vn", "-ar", "48000", "-ac", "2", f"file:{target}"], doing="decode"
    )
    with wave.open(str(target)) as wav:
        heard = np.frombuffer(wav.readframes(wav.getnframes()), np.int16)
    return heard.reshape(-1, 2)[:, 0].astype(np.int64)


def tones_in(heard: NDArray[np.int64], level: int = 1500) -> list[float]:
    """When each tone starts, in ms."""
    loud = np.nonzero(np.abs(heard) > level)[0]
    starts = [i for n, i in enumerate(loud) if n == 0 or i - loud[n - 1] > 4_800]
    return [float(i) / 48 for i in starts]
