"""When two readings that follow each other are one card."""

import pytest

from archiver.media.cardreading import joined
from archiver.media.lettering import Lettering
from archiver.media.lowerthirds import Run
from archiver.media.strokes import Box

BOX = Box(0, 0, 10, 10)


def of(*readings: tuple[int, tuple[str, ...], float]) -> list[tuple[str, ...]]:
    said = [(Run(at, at, BOX), Lettering(lines, sure)) for at, lines, sure in readings]
    return [text.lines for _run, text in joined(said)]


def test_a_part_of_a_text_beside_it_is_the_same_card_and_the_fuller_one_stays() -> None:
    whole = ("Thibault Lanzac", "1er vice-président, finances")
    assert of((0, ("Thibault Lanzac",), 0.95), (1, whole, 0.9), (2, whole[1:], 0.9)) == [whole]


def test_slips_of_reading_do_not_part_a_card_and_the_surer_one_stays() -> None:
    assert of((0, ("Réfection du viaduc",), 0.95), (1, ("Réfectlon du viadvc",), 0.7)) == [
        ("Réfection du viaduc",)
    ]


@pytest.mark.parametrize(
    "other", [("Rapport 107", "Collège"), ("Rapport 10", "Collège"), ("Rapport 101", "Musées")]
)
def test_another_digit_or_another_word_is_another_card(other: tuple[str, ...]) -> None:
    first = ("Rapport 101", "Collège")
    assert of((0, first, 0.9), (1, other, 0.9)) == [first, other]


def test_a_number_that_another_begins_with_is_no_part_of_it() -> None:
    first, second = ("Rapport 10",), ("Rapport 101", "Décision modificative")
    assert of((0, first, 0.9), (1, second, 0.9)) == [first, second]


def test_the_same_text_after_a_while_is_a_card_that_came_back() -> None:
    again = ("Rapport 101",)
    assert of((0, again, 0.9), (2, again, 0.9), (7, again, 0.9)) == [again, again]
