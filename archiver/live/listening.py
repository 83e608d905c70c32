"""Two listeners to the sound that grows: one that settles what was said, one for the caption.

The first hears stretch after stretch with the preset's settings and keeps each on the session's
shelf, where the close finds it. The second hears the few seconds since, at once and roughly; it
never lags: what it is too late for, it leaves to the first.
"""

import threading
from collections.abc import Callable

import numpy as np

from archiver.live.spoken import Spoken
from archiver.model.transcript import Word
from archiver.speech.recognizer import SAMPLE_RATE, Recognizer, Samples
from archiver.speech.shelf import Shelf
from archiver.speech.sounds import PER_MS, Sound
from archiver.speech.stretches import stretches
from archiver.speech.transcribe import hear

_LOOK_SECONDS = 0.25
_LEAST_MS = 6_000
"""A quick pass hears so much at least: each costs the same, however short."""
_MOST_MS = 14_000
_LATE_MS = 30_000
"""What is older than this when the quick pass comes to it is left to the settled pass."""
_BREATH = SAMPLE_RATE // 5
_STILL = 0.003
"""Mean square root of samples in which nobody speaks."""


class Listener(threading.Thread):
    """Works in a thread of its own until it is done, stopped, or fails: `error` says why."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.error: Exception | None = None
        self.stopping = threading.Event()

    def run(self) -> None:
        """Work; what goes wrong is kept for whoever waits."""
        try:
            while not self.stopping.is_set() and self.work():
                self.stopping.wait(_LOOK_SECONDS)
        except Exception as error:
            self.error = error

    def work(self) -> bool:
        """Do what there is to do; False when there will be no more."""
        raise NotImplementedError


class Settling(Listener):
    """Hears each stretch as it can no longer change; when `ended` is set, the last one too."""

    def __init__(
        self,
        sound: Sound,
        spoken: Spoken,
        recognizer: Recognizer,
        shelf: Shelf,
        language: str,
        settled: Callable[[], None],
    ) -> None:
        super().__init__("settling")
        self._sound, self._spoken, self._recognizer = sound, spoken, recognizer
        self._shelf, self._language, self._settled = shelf, language, settled
        self.ended = threading.Event()

    def work(self) -> bool:
        """Hear the stretches that are complete."""
        ended = self.ended.is_set()
        start_ms = self._spoken.settled_ms
        pauses = self._recognizer.pauses
        for stretch in stretches(self._sound, pauses, start_ms=start_ms, ended=ended):
            words = hear(self._sound, stretch, self._recognizer, self._language, self._shelf)
            self._spoken.settle(words, stretch.end_ms)
            self._settled()
            if self.stopping.is_set():
                return False
        return not ended


class Captioning(Listener):
    """Hears what was just said, a few seconds at a time."""

    def __init__(self, sound: Sound, spoken: Spoken, recognizer: Recognizer, language: str) -> None:
        super().__init__("captioning")
        self._sound, self._spoken = sound, spoken
        self._recognizer, self._language = recognizer, language
        self.skipped_ms = 0
        """How much was too old when its turn came."""

    def work(self) -> bool:
        """Hear what there is, if it is enough."""
        start_ms = self._start_ms()
        length = min(self._sound.duration_ms - start_ms, _MOST_MS)
        if length < _LEAST_MS:
            return True
        samples = self._sound.read(start_ms, start_ms + length)
        samples = samples[: cut_ms(samples) * PER_MS]
        end_ms = start_ms + len(samples) // PER_MS
        words = self._recognizer.recognize(samples, self._language) if _is_loud(samples) else ()
        self._spoken.caption([_moved(word, start_ms, end_ms) for word in words], end_ms)
        return True

    def _start_ms(self) -> int:
        heard, now = self._spoken.heard_ms, self._sound.duration_ms
        if now - heard <= _LATE_MS:
            return heard
        self.skipped_ms += now - _LEAST_MS - heard
        return now - _LEAST_MS


def cut_ms(samples: Samples) -> int:
    """Where to cut what was just said: where it is quietest in its last half."""
    breaths = len(samples) // _BREATH
    energy = np.square(samples[: breaths * _BREATH].reshape(breaths, _BREATH)).mean(axis=1)
    first = breaths // 2
    last = max(first + 1, breaths - 1)
    return ((first + int(energy[first:last].argmin())) * _BREATH + _BREATH // 2) // PER_MS


def _is_loud(samples: Samples) -> bool:
    breaths = len(samples) // _BREATH
    energy = np.square(samples[: breaths * _BREATH].reshape(breaths, _BREATH)).mean(axis=1)
    return bool(np.sqrt(energy.max()) > _STILL)


def _moved(word: Word, by_ms: int, end_ms: int) -> Word:
    start = min(word.start_ms + by_ms, end_ms)
    return word.model_copy(
        update={"start_ms": start, "end_ms": max(start, min(word.end_ms + by_ms, end_ms))}
    )
