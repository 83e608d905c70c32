"""Turns and the words that belong to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from archiver.model.speakers import Speakers, Turn, by_turn
from archiver.model.transcript import Transcript, Utterance, Word


def turns(*edges: tuple[int, int, str | None]) -> Speakers:
    return Speakers(turns=tuple(Turn(start_ms=a, end_ms=b, name=name) for a, b, name in edges))


def utterance(text: str, *starts: int, said: str | None = None) -> Utterance:
    words = tuple(
        Word(start_ms=start, end_ms=start + 300, text=word)
        for start, word in zip(starts, text.split(), strict=True)
    )
    return Utterance(start_ms=starts[0], end_ms=starts[-1] + 300, text=said or text, words=words)


def cut(
    utterances: tuple[Utterance, ...], speakers: Speakers | None
) -> list[tuple[str | None, str]]:
    transcript = Transcript(language="fr", duration_ms=60_000, utterances=utterances)
    return [(u.speaker, u.text) for u, _turn in by_turn(transcript, speakers)]


TWO = turns((1_000, 2_000, "Anne"), (3_000, 5_000, None), (6_000, 7_000, "Luc"))


def test_a_turn_goes_on_up_to_its_end() -> None:
    assert [t.name if (t := TWO.at(ms)) else "-" for ms in (0, 1_000, 2_000, 3_500, 6_999)] == [
        "-",
        "Anne",
        "-",
        None,
        "Luc",
    ]


@pytest.mark.parametrize("edges", [[(2, 1)], [(0, 10), (5, 20)], [(5, 6), (0, 1)]])
def test_turns_are_in_order_and_apart(edges: list[tuple[int, int]]) -> None:
    with pytest.raises(ValidationError):
        turns(*((a, b, None) for a, b in edges))


def test_an_utterance_is_cut_where_a_turn_begins() -> None:
    spoken = utterance("Présent. Monsieur Dorval ?", 1_500, 3_100, 3_500, 3_900)
    assert cut((spoken,), TWO) == [("Anne", "Présent."), (None, "Monsieur Dorval ?")]


def test_words_between_two_turns_belong_to_the_one_before() -> None:
    assert cut((utterance("tard", 2_400),), TWO) == [("Anne", "tard")]


def test_the_text_stays_as_it_was_written() -> None:
    spoken = utterance("l 'usage d 'abord", 1_000, 1_400, 3_100, 3_500, said="l'usage d'abord")
    assert [text for _name, text in cut((spoken,), TWO)] == ["l'usage", "d'abord"]


def test_what_was_not_timed_is_never_cut() -> None:
    untimed = Utterance(start_ms=1_500, end_ms=5_500, text="Un deux trois quatre.")
    assert cut((untimed,), TWO) == [(None, "Un deux trois quatre.")]


@pytest.mark.parametrize("speakers", [None, Speakers()])
def test_without_turns_the_transcript_is_as_it_came(speakers: Speakers | None) -> None:
    spoken = utterance("Bonjour", 1_000).model_copy(update={"speaker": "Maire"})
    assert cut((spoken,), speakers) == [("Maire", "Bonjour")]


@given(
    st.lists(st.text("ab.'", min_size=1, max_size=4), min_size=1, max_size=12),
    st.lists(st.integers(0, 6_000), max_size=6),
)
def test_no_word_is_lost_or_changed(texts: list[str], starts: list[int]) -> None:
    edges = sorted(set(starts))
    speakers = turns(*((a, a, f"P{a}") for a in edges))
    spoken = utterance(" ".join(texts), *range(0, 400 * len(texts), 400))
    transcript = Transcript(language="fr", duration_ms=60_000, utterances=(spoken,))
    parts = [u for u, _turn in by_turn(transcript, speakers)]
    assert [w for part in parts for w in part.words] == list(spoken.words)
    assert " ".join(part.text for part in parts).split() == spoken.text.split()
    assert all(part.start_ms <= part.words[0].start_ms for part in parts)
