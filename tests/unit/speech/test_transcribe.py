from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from archiver.model.transcript import Word
from archiver.speech import stretches as room
from archiver.speech.recognizer import Samples
from archiver.speech.sounds import WavSound
from archiver.speech.stretches import stretches
from archiver.speech.transcribe import assembled, heard, transcribe
from tests.unit.speech.sounds import noise, write_wav


@dataclass
class Counting:
    """Says its stretch's length in two words, and counts how often it is asked."""

    name: str = "counting, seed 1"
    asked: list[int] = field(default_factory=list)
    fails_at: int = -1

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        if len(self.asked) == self.fails_at:
            raise KeyboardInterrupt
        self.asked.append(len(samples))
        end = len(samples) // 16
        return (
            Word(start_ms=0, end_ms=end // 2, text="Mesdames,"),
            Word(start_ms=end // 2, end_ms=end, text=f"{language}."),
        )

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        return ((0, len(samples) // 16),)


class Memory(dict[str, bytes]):
    def load(self, name: str) -> bytes | None:
        return self.get(name)

    def save(self, name: str, data: bytes) -> None:
        self[name] = data


def ten_seconds(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "a.wav", noise(10))


def short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LONGEST_MS", 1000)


def test_words_are_in_session_time_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_stretches(monkeypatch)
    engine = Counting()
    heard: list[float] = []
    said = transcribe(ten_seconds(tmp_path), engine, "fr", progress=heard.append)
    assert said.duration_ms == 10_000
    assert said.recognizer == "counting, seed 1"
    assert sum(engine.asked) == 10 * 16_000
    starts = np.cumsum([0, *engine.asked[:-1]]) // 16
    assert [u.start_ms for u in said.utterances] == list(starts)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_an_interrupted_run_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_stretches(monkeypatch)
    wav = ten_seconds(tmp_path)
    whole = transcribe(wav, Counting(), "fr")
    shelf, first = Memory(), Counting(fails_at=4)
    with suppress(KeyboardInterrupt):
        transcribe(wav, first, "fr", shelf=shelf)
    second = Counting()
    assert transcribe(wav, second, "fr", shelf=shelf) == whole
    assert len(first.asked) == 4
    assert len(second.asked) == len(whole.utterances) - 4


def test_another_model_or_language_does_not_take_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_stretches(monkeypatch)
    wav, shelf = ten_seconds(tmp_path), Memory()
    transcribe(wav, Counting(), "fr", shelf=shelf)
    for engine, language in ((Counting(name="counting, seed 2"), "fr"), (Counting(), "en")):
        transcribe(wav, engine, language, shelf=shelf)
        assert engine.asked


def test_speech_may_begin_at_a_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was understood before the first cut, which was made inside speech."""
    short_stretches(monkeypatch)
    sound = WavSound(ten_seconds(tmp_path))
    second = list(stretches(sound, lambda _samples: ()))[1]
    assert second.before_ms
    words = heard(sound, second, Counting(), "fr").words
    transcript = assembled(list(words), sound.duration_ms, "counting", "fr")
    assert "seam" not in transcript.to_json()
    assert len(transcript.utterances) == 1
