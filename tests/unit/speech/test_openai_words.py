from pathlib import Path

import pytest

from archiver.i18n import use_language
from archiver.speech.engines.openai_whisper import weights_of, words_of
from archiver.speech.recognizer import SpeechError

RATE = 16_000


def said(*words: tuple[str, float, float]) -> list[dict[str, object]]:
    return [{"words": [{"word": w, "start": a, "end": b, "probability": 0.9} for w, a, b in words]}]


def test_words_are_put_back_where_they_were_said() -> None:
    speech = [(RATE, 3 * RATE), (10 * RATE, 11 * RATE)]
    found = words_of(said((" Bien,", 0.5, 2.0), (" merci", 2.0, 2.5), (".", 2.5, 3.0)), speech)
    assert [(w.text, w.start_ms, w.end_ms) for w in found] == [
        ("Bien,", 1_500, 3_000),
        ("merci.", 10_000, 11_000),
    ]


def test_a_word_past_the_end_of_the_speech_ends_with_it() -> None:
    found = words_of(said((" oui", 0.5, 1.0)), [(0, RATE)])
    assert (found[0].start_ms, found[0].end_ms) == (500, 1_000)


def test_segments_without_words_say_nothing() -> None:
    assert words_of([{"text": ""}], [(0, RATE)]) == ()


def test_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    use_language("en")
    with pytest.raises(SpeechError, match=r"medium\.pt"):
        weights_of(str(tmp_path / "medium.pt"))
    (tmp_path / "own.pt").write_bytes(b"weights")
    assert weights_of(str(tmp_path / "own.pt")).name == "own"
