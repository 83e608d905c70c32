"""Cuts at every offset, with a recogniser that hears what it is given: words are told by level."""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from archiver.model.transcript import Word
from archiver.speech import stretches as room
from archiver.speech.recognizer import Samples
from archiver.speech.seams import joined
from archiver.speech.transcribe import transcribe
from tests.unit.speech.sounds import write_wav

LEVEL = 40


@dataclass
class Listening:
    """Hears each run of one level as a word; times it a little differently in every stretch."""

    unsure_ms: int
    name: str = "levels"

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        levels = np.round(samples * 32768 / LEVEL).astype(int)
        changes = np.flatnonzero(np.diff(levels)) + 1
        edges = [0, *(int(c) for c in changes), len(levels)]
        heard = []
        for start, end in pairwise(edges):
            whole = start > 0 and end < len(levels)
            text = f"w{levels[start]}" if whole or len(edges) == 2 else f"w{levels[start]}..."
            off = (len(samples) // 16 + 37 * int(levels[start])) % (2 * self.unsure_ms + 1)
            at = [max(0, edge // 16 + off - self.unsure_ms) for edge in (start, end)]
            heard.append(Word(start_ms=at[0], end_ms=at[1], text=text))
        return tuple(heard)

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        return ()


def levels(lengths_ms: list[int]) -> NDArray[np.int16]:
    parts = [np.full(n * 16, LEVEL * (k + 1)) for k, n in enumerate(lengths_ms)]
    return np.concatenate(parts).astype(np.int16)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.integers(160, 900), min_size=30, max_size=60),
    st.integers(0, 5000),
    st.integers(0, 70),
)
def test_no_word_is_lost_or_said_twice_wherever_the_cut_falls(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lengths: list[int],
    offset: int,
    unsure_ms: int,
) -> None:
    monkeypatch.setattr(room, "LONGEST_MS", 6_000)
    monkeypatch.setattr(room, "MARGIN_MS", 2_000)
    whole = [300 + offset, *lengths, 400]
    wav = write_wav(tmp_path / "a.wav", levels(whole))
    said = transcribe(wav, Listening(unsure_ms), "fr")
    found = [word for u in said.utterances for word in u.words]
    assert [w.text for w in found][1:-1] == [f"w{k + 2}" for k in range(len(lengths))]
    assert all("seam" not in (w.model_extra or {}) for w in found)
    truth = list(accumulate(whole))
    starts = [abs(w.start_ms - t) for w, t in zip(found[1:], truth[:-1], strict=True)]
    assert max(starts) <= unsure_ms + 1


def words(*said: tuple[int, int, str]) -> list[Word]:
    return [Word(start_ms=a, end_ms=b, text=text) for a, b, text in said]


def test_what_both_sides_time_differently_is_said_once() -> None:
    left = words((0, 400, "le"), (400, 900, "conseil"), (900, 1180, "adopte"))
    right = words((700, 880, "conseil,"), (1190, 1500, "Adopte"), (1500, 1900, "donc"))
    assert [w.text for w in joined(left, right)] == ["le", "conseil", "Adopte", "donc"]


def test_what_neither_side_claims_is_kept() -> None:
    left = words((0, 400, "le"), (400, 900, "conseil"), (1100, 1300, "adopte"))
    right = words((500, 700, "conseil"), (1800, 2100, "donc"))
    assert [w.text for w in joined(left, right)] == ["le", "conseil", "adopte", "donc"]


def test_a_word_said_twice_is_said_twice() -> None:
    left = words((0, 400, "nous"), (400, 700, "nous"), (700, 1000, "votons"))
    right = words((380, 700, "nous"), (700, 1010, "votons"), (1010, 1300, "oui"))
    assert [w.text for w in joined(left, right)] == ["nous", "nous", "votons", "oui"]
