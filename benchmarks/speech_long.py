"""Eight hours through the stretches with recorded recogniser output: memory, drift, and lost words.

usage: python -m benchmarks.speech_long SOUND.wav TRANSCRIPT.json [--hours 8]

SOUND (16 kHz mono) is laid end to end until it lasts so long; the recogniser says what TRANSCRIPT
has for what it is given, wherever in the sound that is. Printed: peak memory, how many words were
lost or said twice, and how far the words of the last round are from where they are.
"""

import argparse
import resource
import tempfile
import time
import wave
from pathlib import Path

import numpy as np

from archiver.model.transcript import Transcript, Word
from archiver.speech.recognizer import Samples
from archiver.speech.transcribe import transcribe

_KEY = 4_000
"""Samples that are enough to tell where in the sound a stretch begins."""


class Recorded:
    """Says what was recorded of a sound, for any part of it."""

    name = "recorded"

    def __init__(self, sound: Samples, words: tuple[Word, ...]) -> None:
        self._sound, self._words = sound, words
        self._length_ms = len(sound) // 16
        self._raw = sound.tobytes()

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        """The words that lie in the part of the sound that `samples` are."""
        at = self._place(samples)
        end = at + len(samples) // 16
        return tuple(
            word.model_copy(update={"start_ms": max(start, 0), "end_ms": start + length})
            for turn in range(2)
            for word in self._words
            for start in (word.start_ms + turn * self._length_ms - at,)
            for length in (word.end_ms - word.start_ms,)
            if 0 <= start + length // 2 < end - at
        )

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        """Between words."""
        at, length = self._place(samples), len(samples) // 16
        ends = [(0, 0), *((w.start_ms, w.end_ms) for w in self.recognize(samples, ""))]
        starts = [*(start for start, _end in ends[1:]), length]
        del at
        return tuple((a, b) for (_, a), b in zip(ends, starts, strict=True) if b > a)

    def _place(self, samples: Samples) -> int:
        """Where the samples are in the sound, in ms."""
        key = samples[:_KEY].tobytes()
        at = self._raw.find(key)
        while at >= 0 and at % 4:
            at = self._raw.find(key, at + 1)
        if at < 0:
            wrapped = np.concatenate([self._sound[-_KEY:], self._sound[:_KEY]]).tobytes()
            at = (len(self._sound) - _KEY) * 4 + wrapped.find(key)
        return at // 64


def lay_end_to_end(source: Path, target: Path, hours: float) -> tuple[int, int]:
    """Write the long sound; how many times the source is in it, and its length in ms."""
    with wave.open(str(source), "rb") as sound:
        frames = sound.getnframes() // 16 * 16
        data = sound.readframes(frames)
        params = sound.getparams()
    times = max(1, round(hours * 3600 * 16_000 / frames))
    with wave.open(str(target), "wb") as long:
        long.setparams(params)
        for _turn in range(times):
            long.writeframesraw(data)
    return times, frames // 16


def main() -> None:
    """Lay the sound out, hear it, print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sound", type=Path)
    parser.add_argument("transcript", type=Path)
    parser.add_argument("--hours", type=float, default=8.0)
    given = parser.parse_args()
    transcript = Transcript.model_validate_json(given.transcript.read_bytes())
    words = tuple(word for u in transcript.utterances for word in u.timed_words())
    with tempfile.TemporaryDirectory() as scratch:
        long = Path(scratch) / "long.wav"
        times, length_ms = lay_end_to_end(given.sound, long, given.hours)
        with wave.open(str(given.sound), "rb") as sound:
            raw = np.frombuffer(sound.readframes(length_ms * 16), dtype=np.int16)
        recognizer = Recorded(raw.astype(np.float32) / 32768.0, words)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        said = transcribe(long, recognizer, transcript.language)
        cpu = time.process_time() - started
    found = [word for u in said.utterances for word in u.words]
    wanted = [(w.start_ms + turn * length_ms, w.text) for turn in range(times) for w in words]
    texts = [text for _at, text in wanted]
    same = [word.text for word in found] == texts
    last = list(zip(found, wanted, strict=False))[-len(words) :]
    drift = max((abs(word.start_ms - at) for word, (at, _text) in last), default=0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{times * length_ms / 3_600_000:.2f} h, {len(found)} words of {len(wanted)}, same: {same}"
    )
    print(f"drift in the last round: {drift} ms at most")
    print(f"peak memory {peak // 1024} MB ({before // 1024} MB before), {cpu:.0f} CPU-s")


if __name__ == "__main__":
    main()
