"""Cuts real speech at many offsets, in the middle of words too; are words lost or said twice?

usage: python -m benchmarks.speech_seams SOUND.wav [--model base] [--from 60] [--length 16]
       [--every 500]

The clip is heard whole, then in two stretches cut at each offset, as if nobody paused. Around the
cut the words are compared with those of the whole: missing ones and added ones are counted.
"""

import argparse
import tempfile
import wave
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from archiver.model.preset import SpeechSettings
from archiver.model.transcript import Word
from archiver.speech.engines.faster_whisper import FasterWhisper
from archiver.speech.models import find
from archiver.speech.recognizer import Samples
from archiver.speech.seams import folded
from archiver.speech.sounds import WavSound
from archiver.speech.stretches import with_margins
from archiver.speech.transcribe import assembled, hear

_NEAR_MS = 1_500


class NoPauses:
    """A recogniser to which nobody ever pauses."""

    def __init__(self, engine: FasterWhisper) -> None:
        self._engine = engine
        self.name = engine.name

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        """What the engine hears."""
        return self._engine.recognize(samples, language)

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        """None."""
        return ()


def clip(source: Path, target: Path, from_s: int, length_s: int) -> WavSound:
    """A part of a sound, as a sound of its own."""
    with wave.open(str(source), "rb") as whole, wave.open(str(target), "wb") as part:
        part.setparams(whole.getparams())
        whole.setpos(from_s * whole.getframerate())
        part.writeframes(whole.readframes(length_s * whole.getframerate()))
    return WavSound(target)


def heard(sound: WavSound, recognizer: NoPauses, cuts: list[int]) -> list[Word]:
    """The words of a sound that is cut there."""
    edges = [0, *cuts, sound.duration_ms]
    words: list[Word] = []
    for start, end in pairwise(edges):
        words += hear(sound, with_margins(sound, start, end, recognizer.pauses), recognizer, "fr")
    transcript = assembled(words, sound.duration_ms, recognizer.name, "fr")
    return [word for utterance in transcript.utterances for word in utterance.words]


def differences(whole: list[Word], parts: list[Word], cut: int) -> Iterator[tuple[str, str]]:
    """What differs near a cut: the words of the whole, and what stands there instead."""
    texts = [[folded(word.text) for word in words] for words in (whole, parts)]
    for kind, a, b, c, d in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_opcodes():
        near = [abs(w.start_ms - cut) <= _NEAR_MS for w in (*whole[a:b], *parts[c:d])]
        if kind != "equal" and any(near):
            yield " ".join(texts[0][a:b]), " ".join(texts[1][c:d])


def main() -> None:
    """A line per cut, and the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sound", type=Path)
    parser.add_argument("--model", default="base")
    parser.add_argument("--from", dest="from_s", type=int, default=60)
    parser.add_argument("--length", type=int, default=16)
    parser.add_argument("--every", type=int, default=500)
    given = parser.parse_args()
    engine = FasterWhisper(find(given.model), SpeechSettings(model=given.model))
    lost = added = cuts = 0
    with tempfile.TemporaryDirectory() as folder:
        sound = clip(given.sound, Path(folder) / "clip.wav", given.from_s, given.length)
        whole = heard(sound, NoPauses(engine), [])
        print(" ".join(word.text for word in whole))
        for cut in range(5_000, sound.duration_ms - 5_000, given.every):
            found = list(differences(whole, heard(sound, NoPauses(engine), [cut]), cut))
            losses = sum(max(0, len(a.split()) - len(b.split())) for a, b in found)
            more = sum(max(0, len(b.split()) - len(a.split())) for a, b in found)
            lost, added, cuts = lost + losses, added + more, cuts + 1
            print(f"cut at {cut / 1000:.2f} s: {losses} lost, {more} added {found}", flush=True)
    print(f"{cuts} cuts: {lost} words lost, {added} said twice or added")


if __name__ == "__main__":
    main()
