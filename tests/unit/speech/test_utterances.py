from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archiver.model.transcript import Word
from archiver.speech.engines.faster_whisper import printed_words
from archiver.speech.utterances import LONGEST_PAUSE_MS, utterances


def words(*said: tuple[int, int, str]) -> list[Word]:
    return [Word(start_ms=a, end_ms=b, text=text) for a, b, text in said]


def test_a_sentence_is_an_utterance() -> None:
    said = words((0, 300, "Merci."), (400, 700, "M."), (700, 900, "Rimbert"), (900, 990, "?"))
    assert [u.text for u in utterances(said)] == ["Merci.", "M. Rimbert ?"]


def test_a_long_silence_parts_two_utterances() -> None:
    said = words((0, 300, "Bien"), (300 + LONGEST_PAUSE_MS + 1, 5000, "donc"))
    assert [u.text for u in utterances(said)] == ["Bien", "donc"]


def test_a_word_stretched_over_a_murmur_is_put_where_it_ends() -> None:
    (first,) = utterances(words((0, 27_900, "Bien,"), (27_950, 28_100, "mes")))
    assert first.text == "Bien, mes"
    assert first.start_ms > 26_000


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3000), st.integers(0, 3000), st.sampled_from(["oui", "non.", "M."])
        )
    )
)
def test_no_word_is_lost_and_time_goes_on(steps: list[tuple[int, int, str]]) -> None:
    said, now = [], 0
    for pause, length, text in steps:
        said.append(Word(start_ms=now + pause, end_ms=now + pause + length, text=text))
        now += pause + length
    found = list(utterances(said))
    assert [w.text for u in found for w in u.words] == [w.text for w in said]
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(found))


@dataclass
class Token:
    word: str
    start: float
    end: float
    probability: float = 0.9


def test_a_token_without_a_space_before_it_ends_the_printed_word() -> None:
    tokens = [Token(" s", 0, 0.1), Token("'il", 0.1, 0.2, 0.5), Token(" ", 0.2, 0.2)]
    tokens += [Token(" plaît,", 0.2, 0.51)]
    assert [(w.text, w.start_ms, w.end_ms, w.confidence) for w in printed_words(tokens)] == [
        ("s'il", 0, 200, 0.5),
        ("plaît,", 200, 510, 0.9),
    ]
