"""The cards that the benchmarks make lie: how many do, and how."""

import pytest

from archiver.model.cards import Card, Cards
from benchmarks.cards_lying import LATE_MS, LIES, lying
from tests.unit.agenda.test_cards import AGENDA

TRUE = Cards(
    cards=tuple(
        Card(start_ms=n * 60_000, end_ms=n * 60_000 + 5_000, lines=(text,))
        for n, text in enumerate(
            ["Rapport 101", "Anaïs Le Goff", "Rapport 102", "Rapport 103", "Rapport 104", "Vœux"]
        )
    )
)


@pytest.mark.parametrize("seed", range(5))
def test_three_items_in_ten_lie_and_the_same_seed_tells_the_same_lies(seed: int) -> None:
    told = lying(TRUE, AGENDA, seed)
    assert told == lying(TRUE, AGENDA, seed)
    untouched = set(TRUE.cards) & set(told.cards)
    assert len(untouched) >= len(TRUE.cards) - 2
    assert TRUE.cards[1] in untouched


def test_each_lie_is_what_its_name_says() -> None:
    every = {lie: lying(TRUE, AGENDA, 3, share=1.0, lie=lie).cards for lie in LIES}
    assert [card.lines for card in every["none"]] == [("Anaïs Le Goff",)]
    assert {card.start_ms % 60_000 for card in every["late"]} == {0, LATE_MS}
    assert [card.lines[0] for card in every["left-over"]] == [
        "Anaïs Le Goff",
        "Rapport 101",
        "Rapport 102",
        "Rapport 103",
        "Rapport 104",
    ]
    assert {card.start_ms for card in every["wrong"]} == {card.start_ms for card in TRUE.cards}
    assert every["wrong"] != TRUE.cards
