"""Cuts sound into stretches, in pauses: what is recognised at once, kept, and resumed from.

A crash costs one stretch, and memory does not grow with the length of a session.
"""

import hashlib
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from archiver.i18n import _
from archiver.speech.recognizer import SAMPLE_RATE, Samples, SpeechError

LONGEST_MS = 240_000
"""A stretch is never longer."""
_EARLIEST_SHARE = 0.5
"""A stretch is cut in the longest pause of its last half."""
_BREATH = SAMPLE_RATE // 5

Pauses = Callable[[Samples], tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Stretch:
    """A piece of a sound file; `digest` names its samples."""

    start_ms: int
    samples: Samples

    @property
    def digest(self) -> str:
        """sha256 of the samples."""
        return hashlib.sha256(self.samples.tobytes()).hexdigest()


def duration_ms(wav: Path) -> int:
    """The length of a sound file. Raises SpeechError if it is not 16 kHz mono 16-bit WAV."""
    with _open(wav) as sound:
        return sound.getnframes() * 1000 // SAMPLE_RATE


def stretches(wav: Path, pauses: Pauses, longest_ms: int = LONGEST_MS) -> Iterator[Stretch]:
    """The stretches of a 16 kHz mono WAV: they follow each other and leave nothing out."""
    longest = longest_ms * SAMPLE_RATE // 1000
    start = 0
    with _open(wav) as sound:
        total = sound.getnframes()
        while start < total:
            sound.setpos(start)
            raw = np.frombuffer(sound.readframes(longest), dtype=np.int16)
            samples = raw.astype(np.float32) / 32768.0
            cut = len(samples) if start + len(samples) >= total else _cut(samples, pauses)
            yield Stretch(start * 1000 // SAMPLE_RATE, samples[:cut])
            start += cut


def _cut(samples: Samples, pauses: Pauses) -> int:
    """Where to cut, in samples: mid-pause, else where it is quietest; on a whole millisecond."""
    earliest = int(len(samples) * _EARLIEST_SHARE)
    latest = len(samples) * 1000 // SAMPLE_RATE
    found = [
        (end - start, (start + end) // 2)
        for start, end in pauses(samples)
        if (start + end) // 2 * SAMPLE_RATE // 1000 >= earliest and end < latest
    ]
    if found:
        return max(found)[1] * SAMPLE_RATE // 1000
    breaths = len(samples) // _BREATH
    energy = np.square(samples[: breaths * _BREATH].reshape(breaths, _BREATH)).mean(axis=1)
    first = earliest // _BREATH
    return (first + int(energy[first:].argmin())) * _BREATH + _BREATH // 2


def _open(wav: Path) -> wave.Wave_read:
    what = _("{file} cannot be read as sound").format(file=wav)
    try:
        sound = wave.open(str(wav), "rb")  # noqa: SIM115 - the caller closes it
    except (wave.Error, EOFError) as error:
        raise SpeechError(
            what, str(error), _("Give a WAV file, or a session: archiver process FOLDER")
        ) from error
    except OSError as error:
        raise SpeechError(what, error.strerror or str(error)) from error
    if (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) != (SAMPLE_RATE, 1, 2):
        sound.close()
        raise SpeechError(what, _("it is not 16 kHz mono 16-bit sound"))
    return sound
