"""Small sounds for tests."""

import wave
from pathlib import Path

import numpy as np

RATE = 16_000


def write_wav(path: Path, samples: "np.typing.NDArray[np.int16]", rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        sound.writeframes(samples.tobytes())
    return path


def noise(seconds: float, seed: int = 1) -> "np.typing.NDArray[np.int16]":
    made = np.random.default_rng(seed).integers(-9000, 9000, int(seconds * RATE))
    return made.astype(np.int16)
