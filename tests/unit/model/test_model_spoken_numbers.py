"""Numbers said in words are read as what they are, from nought to a thousand million."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from archiver.model.spelling import folded_words
from archiver.model.spoken_numbers import NumberGrammar
from archiver.store.shipped import load_language_pack

NUMBERS = st.one_of(
    st.integers(0, 10**9), st.integers(0, 9999), st.integers(0, 999).map(lambda n: n * 1000)
)


def grammar(language: str) -> NumberGrammar:
    pack = load_language_pack(language)
    return NumberGrammar(pack.numbers, pack.typography.magnitudes)


FRENCH, ENGLISH = grammar("fr"), grammar("en")


@given(NUMBERS, st.sampled_from(["fr", "fr_BE", "fr_CH"]))
def test_french_numbers_are_read_back(number: int, language: str) -> None:
    words = folded_words(num2words(number, lang=language))
    assert FRENCH.read(words, 0) == (number, len(words))


@given(NUMBERS)
def test_english_numbers_are_read_back(number: int) -> None:
    words = [w for w in folded_words(num2words(number, lang="en")) if w != "and"]
    assert ENGLISH.read(words, 0) == (number, len(words))


@pytest.mark.parametrize(
    ("said", "value", "words"),
    [
        ("345 mille euros", 345_000, 2),
        ("3 millions 100000 euros", 3_100_000, 3),
        ("un million 220000", 1_220_000, 3),
        ("mille 500", 1500, 2),
        ("2 milliards 3 millions", 2_003_000_000, 4),
        ("deux mille dix huit zéro un", 2018, 4),
        ("3 millions 5 millions", 3_000_000, 2),
        ("1 million 9100000 euros", 1_000_000, 2),
        ("euros", 0, 0),
        ("million", 0, 0),
    ],
)
def test_mixtures_are_read_as_far_as_they_are_one_number(said: str, value: int, words: int) -> None:
    assert FRENCH.read(folded_words(said), 0) == (value, words)
