"""Numbers in words, 0 to 999, and where one ends and the next begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from archiver.agenda.decisions.spoken import CountReader
from archiver.agenda.heard import Token
from archiver.agenda.words import folded_words
from tests.unit.agenda.conversation import pack

NUMBERS = st.integers(0, 999)
VARIANTS = st.sampled_from(("fr", "fr_BE", "fr_CH", "en"))


def tokens(text: str) -> list[Token]:
    return [
        Token(word, raw, 0, 0, raw.endswith((".", "?")), None)
        for raw in text.split()
        for word in folded_words(raw)
    ]


def reader(variant: str) -> CountReader:
    return CountReader(pack(variant[:2]).numbers)


def read_all(text: str, variant: str = "fr") -> list[int]:
    """Every number of a text, one after the other."""
    heard, found, i = tokens(text), [], 0
    while i < len(heard):
        number = reader(variant).at(heard, i)
        found += [number.value] if number else []
        i = number.last if number else i + 1
    return found


@given(NUMBERS, VARIANTS)
def test_a_number_in_words_is_read(n: int, variant: str) -> None:
    heard = tokens(num2words(n, lang=variant))
    number = reader(variant).at(heard, 0)
    assert number is not None
    assert (number.value, number.last) == (n, len(heard))


@given(NUMBERS, VARIANTS)
def test_hyphens_make_no_difference(n: int, variant: str) -> None:
    heard = tokens(num2words(n, lang=variant).replace("-", " "))
    number = reader(variant).at(heard, 0)
    assert number is not None
    assert (number.value, number.last) == (n, len(heard))


@given(st.lists(NUMBERS, min_size=1, max_size=5), VARIANTS)
def test_a_comma_parts_numbers(numbers: list[int], variant: str) -> None:
    text = ", ".join(num2words(n, lang=variant) for n in numbers)
    assert read_all(text, variant) == numbers


@given(NUMBERS)
def test_digits_are_read(n: int) -> None:
    assert read_all(f"{n} voix") == [n]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("six dix-neuf", [6, 19]),
        ("deux dix-sept", [2, 17]),
        ("vingt et un deux", [21, 2]),
        ("quatre vingt-trois", [83]),
        ("quatre, vingt-trois", [4, 23]),
        ("soixante et onze", [71]),
        ("deux cents trois", [203]),
        ("trois quatre", [3, 4]),
    ],
)
def test_neighbours_stay_apart(text: str, numbers: list[int]) -> None:
    assert read_all(text) == numbers


@pytest.mark.parametrize(
    ("text", "variant", "numbers"),
    [
        ("eighty twelve", "en", [80, 12]),
        ("sixty eleven ten nine", "en", [60, 11, 10, 9]),
        ("octante douze", "fr", [80, 12]),
        ("soixante douze quatre vingt douze", "fr", [72, 92]),
    ],
)
def test_only_those_who_count_by_twenties_add_teens(
    text: str, variant: str, numbers: list[int]
) -> None:
    assert read_all(text, variant) == numbers


@pytest.mark.parametrize("text", ["deux mille vingt-six", "2026", "4600000"])
def test_what_is_larger_is_no_count(text: str) -> None:
    assert reader("fr").at(tokens(text), 0) is None
