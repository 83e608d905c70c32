"""A live feed that shows the wall clock in its picture, and the reading of what became of it.

Every frame carries the milliseconds since 2026-01-01 UTC at which it was made, as 40 black or
white cells; once a second the picture flashes and the sound beeps for 80 ms. Run as a program it
sends the feed to an address: `python -m benchmarks.clockfeed ADDRESS STAMPS [SECONDS]`; the stamps
of the frames that were sent go into the file STAMPS.
"""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
WIDTH, HEIGHT, RATE = 320, 180, 25
_BITS, _CELL = 40, 8
_SAMPLES = 48_000
_AUDIO_FRAME = 1024
_ON_MS = 80


def stamp_now() -> int:
    """The instant, in ms since the epoch of this feed."""
    return int((time.time() - EPOCH.timestamp()) * 1000)


def picture(stamp: int, noise: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A grey picture that says `stamp`: cells above, a flash in the middle, noise below."""
    grey = np.full((HEIGHT, WIDTH), 60, np.uint8)
    bits = [(stamp >> i) & 1 for i in range(_BITS)]
    grey[:32] = np.repeat(np.array(bits, np.uint8) * 255, _CELL)[None, :WIDTH]
    if stamp % 1000 < _ON_MS:
        grey[40:100] = 255
    shift = (stamp // 40) % WIDTH
    grey[100:] = np.roll(noise, shift, axis=1)
    return grey


def read_stamp(grey: NDArray[np.uint8]) -> int:
    """What a decoded picture says."""
    row = grey[8:24].mean(axis=0)
    cells = row[_CELL // 2 : _BITS * _CELL : _CELL]
    return sum(1 << i for i, value in enumerate(cells) if value > 128)


class Seen(NamedTuple):
    """A frame of a segment: its own time in ms, what it says, whether it flashes."""

    at_ms: float
    stamp: int
    flash: bool


def frames(path: Path) -> Iterator[Seen]:
    """The frames of a segment, in the order of their times."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            grey = np.asarray(frame.to_ndarray(format="gray8"), np.uint8)
            flash = float(grey[50:90].mean()) > 150
            yield Seen(_ms(frame), read_stamp(grey), flash)


def loudness(path: Path) -> list[tuple[float, float]]:
    """The sound of a segment as (time in ms, level) every 5 ms."""
    found: list[tuple[float, float]] = []
    step = _SAMPLES // 200
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return []
        for frame in container.decode(audio=0):
            samples = frame.to_ndarray().astype(np.float32).reshape(-1)
            at = _ms(frame)
            for i in range(0, len(samples) - step + 1, step):
                level = float(np.abs(samples[i : i + step]).mean())
                found.append((at + i * 1000 / _SAMPLES, level))
    return found


def _ms(frame: "av.VideoFrame | av.AudioFrame") -> float:
    assert frame.pts is not None
    assert frame.time_base is not None
    return float(frame.pts * frame.time_base) * 1000


def _container(address: str) -> "av.container.OutputContainer":
    form = "flv" if address.startswith("rtmp") else "mpegts"
    return av.open(address, "w", format=form, options={"flush_packets": "1"})


def send(address: str, seconds: float, sent: Path) -> None:
    """Send the feed in real time for so long; the stamps of all frames go into `sent`."""
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 255, (HEIGHT - 100, WIDTH), dtype=np.uint8) // 3
    log = sent.open("a", encoding="utf-8")
    container = _container(address)
    video = container.add_stream("libx264", rate=RATE)
    video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    video.gop_size = RATE * 2
    video.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "20"}
    video.codec_context.time_base = Fraction(1, 1000)
    audio = container.add_stream("aac", rate=_SAMPLES)
    audio.layout = "mono"
    began, began_stamp = time.monotonic(), stamp_now()
    shown, heard = 0, 0
    while (now := time.monotonic() - began) < seconds:
        while heard * _AUDIO_FRAME / _SAMPLES <= now:
            for packet in audio.encode(_sound(heard, began_stamp)):
                container.mux(packet)
            heard += 1
        if shown / RATE <= now:
            stamp = stamp_now()
            frame = av.VideoFrame.from_ndarray(picture(stamp, noise), format="gray8")
            frame = frame.reformat(format="yuv420p")
            frame.pts, frame.time_base = stamp - began_stamp, Fraction(1, 1000)
            for packet in video.encode(frame):
                container.mux(packet)
            log.write(f"{stamp}\n")
            shown = max(shown + 1, int(now * RATE))
        time.sleep(0.002)
    container.close()
    log.close()


def _sound(index: int, began_stamp: int) -> "av.AudioFrame":
    first = index * _AUDIO_FRAME
    at = (first + np.arange(_AUDIO_FRAME)) / _SAMPLES
    on = ((began_stamp + at * 1000) % 1000) < _ON_MS
    samples = (0.5 * np.sin(2 * np.pi * 1000 * at) * on).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(samples[None, :], format="fltp", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = _SAMPLES, first, Fraction(1, _SAMPLES)
    return frame


if __name__ == "__main__":
    send(sys.argv[1], float(sys.argv[3]) if len(sys.argv) > 3 else 1e9, Path(sys.argv[2]))
