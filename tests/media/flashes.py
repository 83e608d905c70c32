"""Clips that flash and beep at every whole second, ways to damage them, and to measure the rest."""

import subprocess
import time
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from archiver.media.container import open_media, start_of
from archiver.media.probe import probe
from archiver.media.sound import extract_wav
from archiver.programs.ffmpeg import find_ffmpeg

FLASHES = (
    *("-f", "lavfi", "-i"),
    "color=black:s=320x180:r=25,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.039)',"
    "noise=alls=8:allf=t",
)
BEEPS = (
    *("-f", "lavfi", "-i"),
    "aevalsrc='0.5*sin(2*PI*1000*t)*lt(mod(t,1),0.04)+0.02*(random(0)-0.5)':s=48000:c=stereo",
)
CODED = (
    *("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "50", "-pix_fmt", "yuv420p"),
    *("-c:a", "aac", "-b:a", "96k"),
)


@dataclass(frozen=True)
class Seen:
    """When flashes are seen and beeps are heard, in session ms."""

    flashes: list[float]
    beeps: list[float]

    def apart(self) -> float:
        """How far a flash and its beep are apart, at most; the last may have been cut off."""
        return max(min(abs(beep - flash) for beep in self.beeps) for flash in self.flashes[:-1])

    def uneven(self) -> float:
        """How far flashes, and beeps, are from following each other every second."""
        steps = [*np.diff(self.flashes), *np.diff(self.beeps)]
        return max(abs(float(step) - 1000) for step in steps)


def watch(path: Path, folder: Path) -> Seen:
    """What a later step sees and hears of a recording."""
    return Seen(_flashes(path), _beeps(path, folder))


def _flashes(path: Path) -> list[float]:
    seen, before = [], False
    with open_media(path) as container:
        start = start_of(container)
        for frame in container.decode(container.streams.video[0]):
            bright = frame.to_ndarray(format="gray").mean() > 128
            if bright and not before and frame.pts is not None:
                assert frame.time_base is not None
                seen.append(float(frame.pts * frame.time_base - start) * 1000)
            before = bool(bright)
    return seen


def _beeps(path: Path, folder: Path) -> list[float]:
    media, wav = probe(path), folder / f"{path.stem}.heard.wav"
    extract_wav(path, media.audio[0].index, wav, media.duration_ms)
    with wave.open(str(wav)) as read:
        heard = np.abs(np.frombuffer(read.readframes(read.getnframes()), np.int16).astype(int))
    loud = np.nonzero(heard > 4_000)[0]
    return [float(i) / 16 for n, i in enumerate(loud) if n == 0 or i - loud[n - 1] > 3_200]


def killed(target: Path, *more: str, bytes_written: int = 5_000_000) -> Path:
    """What a recorder leaves that is killed with -9 when it has written so many bytes."""
    args = [find_ffmpeg().path, "-v", "error", "-y", *FLASHES, *BEEPS, *CODED, *more]
    recorder = subprocess.Popen([*args, "-t", "36000", f"file:{target}"])
    try:
        deadline = time.monotonic() + 60
        while not target.exists() or target.stat().st_size < bytes_written:
            assert recorder.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        recorder.kill()
        recorder.wait()
    return target


def cut_at(whole: Path, target: Path, share: float) -> Path:
    """The first `share` of a file."""
    target.write_bytes(whole.read_bytes()[: round(whole.stat().st_size * share)])
    return target
