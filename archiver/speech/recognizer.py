"""What this room asks of a speech recogniser, whichever engine it is."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from archiver.errors import ArchiverError
from archiver.model.transcript import Word

SAMPLE_RATE = 16_000
Samples = NDArray[np.float32]
"""Mono sound at 16 kHz, from -1 to 1."""


class SpeechError(ArchiverError):
    """Speech could not be recognised."""


class Recognizer(Protocol):
    """Turns a stretch of sound into timed words; the same sound gives the same words."""

    @property
    def name(self) -> str:
        """Engine, version, model and its digest, precision: what a transcript says of itself."""
        ...

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        """The words of `samples`, in order, in milliseconds from the first sample."""
        ...

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        """Where nobody speaks, as (start, end) in milliseconds, in order."""
        ...
