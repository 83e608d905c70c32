"""Cuts sound into stretches, in pauses: what is recognised at once, kept, and resumed from.

Where a stretch ends depends on the sound after its start and on nothing else, so the cuts are the
same while the sound still grows, after a crash, and on another machine. A crash costs one
stretch, and memory does not grow with the length of a session.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from archiver.speech.recognizer import SAMPLE_RATE, Samples
from archiver.speech.sounds import PER_MS, Sound

LONGEST_MS = 90_000
"""A stretch is never longer."""
_EARLIEST_SHARE = 0.5
"""A stretch is cut in the longest pause of its last half."""
_BREATH = SAMPLE_RATE // 5

Pauses = Callable[[Samples], tuple[tuple[int, int], ...]]
"""Where nobody speaks in some samples, as (start, end) in milliseconds, in order."""


@dataclass(frozen=True)
class Stretch:
    """From when to when a stretch of sound lasts, in session time."""

    start_ms: int
    end_ms: int


def stretches(
    sound: Sound, pauses: Pauses, *, start_ms: int = 0, ended: bool = True
) -> Iterator[Stretch]:
    """The stretches of a sound from `start_ms`, the end of one: nothing is left out.

    While the sound grows (`ended` is false) only those that can no longer change: call again
    later from the end of the last.
    """
    while start_ms < sound.duration_ms:
        window = sound.read(start_ms, start_ms + LONGEST_MS)
        rest = sound.duration_ms - start_ms
        if rest <= LONGEST_MS and not ended:
            return
        length = rest if rest <= LONGEST_MS else _cut_ms(window, pauses)
        yield Stretch(start_ms, start_ms + length)
        start_ms += length


def digest(samples: Samples) -> str:
    """Names some samples: the sha256 of their bytes."""
    return hashlib.sha256(samples.tobytes()).hexdigest()


def _cut_ms(samples: Samples, pauses: Pauses) -> int:
    """Where to cut a full window: in the middle of a pause, else where it is quietest."""
    earliest, length = int(len(samples) * _EARLIEST_SHARE) // PER_MS, len(samples) // PER_MS
    found = [
        (end - start, (start + end) // 2)
        for start, end in pauses(samples)
        if (start + end) // 2 >= earliest and end < length
    ]
    if found:
        return max(found)[1]
    breaths = len(samples) // _BREATH
    energy = np.square(samples[: breaths * _BREATH].reshape(breaths, _BREATH)).mean(axis=1)
    first = earliest * PER_MS // _BREATH
    return ((first + int(energy[first:].argmin())) * _BREATH + _BREATH // 2) // PER_MS
