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
_EARLIEST_SHARE = 0.75
"""A stretch is cut in the longest pause of its last quarter, so that its windows are full."""
_PAUSE_MS = 40
"""What is left in a stretch's last quarter of a pause worth cutting in."""
_BREATH = SAMPLE_RATE // 5
MARGIN_MS = 2_000
"""Where a stretch had to be cut inside speech, so much is heard on the other side of the cut."""

Pauses = Callable[[Samples], tuple[tuple[int, int], ...]]
"""Where nobody speaks in some samples, as (start, end) in milliseconds, in order."""


@dataclass(frozen=True)
class Stretch:
    """From when to when a stretch of sound lasts, in session time.

    Where it was not cut in a pause, so much more before and after it is heard, too.
    """

    start_ms: int
    end_ms: int
    before_ms: int = 0
    after_ms: int = 0


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
        yield with_margins(sound, start_ms, start_ms + length, pauses)
        start_ms += length


def with_margins(sound: Sound, start_ms: int, end_ms: int, pauses: Pauses) -> Stretch:
    """The stretch between two cuts, with what more must be heard of it.

    That depends on the sound within `MARGIN_MS` of the cuts, so it is the same while it grows.
    """
    before = start_ms > 0 and not _is_pause(sound, start_ms, pauses)
    after = end_ms < sound.duration_ms and not _is_pause(sound, end_ms, pauses)
    return Stretch(
        start_ms,
        end_ms,
        min(MARGIN_MS, start_ms) if before else 0,
        min(MARGIN_MS, sound.duration_ms - end_ms) if after else 0,
    )


def digest(samples: Samples) -> str:
    """Names some samples: the sha256 of their bytes."""
    return hashlib.sha256(samples.tobytes()).hexdigest()


def _is_pause(sound: Sound, at_ms: int, pauses: Pauses) -> bool:
    first = max(0, at_ms - MARGIN_MS)
    around = pauses(sound.read(first, at_ms + MARGIN_MS))
    return any(start <= at_ms - first <= end for start, end in around)


def _cut_ms(samples: Samples, pauses: Pauses) -> int:
    """Where to cut a full window: in the middle of a pause, else where it is quietest."""
    length = len(samples) // PER_MS
    earliest, latest = int(length * _EARLIEST_SHARE), max(1, length - _margin(length))
    late = [(max(start, earliest), min(end, latest)) for start, end in pauses(samples)]
    found = [(end - start, (start + end) // 2) for start, end in late if end - start >= _PAUSE_MS]
    if found:
        return max(found)[1]
    breaths = latest * PER_MS // _BREATH
    energy = np.square(samples[: breaths * _BREATH].reshape(breaths, _BREATH)).mean(axis=1)
    first = earliest * PER_MS // _BREATH
    return ((first + int(energy[first:].argmin())) * _BREATH + _BREATH // 2) // PER_MS


def _margin(length_ms: int) -> int:
    """What is left after a cut, so that both sides of it are there when the window is full."""
    return min(MARGIN_MS, length_ms // 10)
