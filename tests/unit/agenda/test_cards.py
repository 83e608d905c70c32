"""What cards say: items by number and by words, names, and what the alignment is told of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.agenda.beside import near_cards
from archiver.agenda.cards import CardReader, CardReading, card_evidence, read_all
from archiver.agenda.sources import CardStart, Sources
from archiver.model.agenda import Agenda, Item
from archiver.model.cards import Card, Cards
from tests.unit.agenda.conversation import pack

AGENDA = Agenda(
    body="Conseil départemental du Haut-Pays",
    president="Mme Solange Bréhal",
    items=(
        Item(id="pv", title="Approbation du compte rendu de la séance du 3 mai"),
        Item(
            id="a",
            number="101",
            title="Décision modificative n° 2 au budget primitif",
            theme="finances",
        ),
        Item(
            id="b",
            number="102",
            title="Service des eaux et forêts (SEF) – Subvention pour le barrage de Luzerne",
            rapporteur="M. Étienne Quercy",
        ),
        Item(
            id="c",
            number="103",
            title="Route départementale n° 45 – Réfection du viaduc des Aigrettes",
            rapporteur="Mme Anaïs Le Goff",
        ),
        Item(id="d", number="104", title="Collège Louise-Weber – Extension du gymnase"),
        Item(id="v", title="Vœux"),
    ),
)
MEMBERS = ("Étienne Quercy", "Anaïs Le Goff", "Solange Bréhal", "Marc Duvallon", "Ève Duvallon")


def reader(agenda: Agenda = AGENDA) -> CardReader:
    return CardReader(agenda, MEMBERS, pack("fr"))


def reading(*lines: str, agenda: Agenda = AGENDA) -> CardReading:
    return reader(agenda).reading(Card(start_ms=0, end_ms=5_000, lines=lines))


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("Rapport 101", ("a",)),
        ("RAPPORT N° 103", ("c",)),
        ("Rapport IO3", ("c",)),
        ("104 – Gymnase", ("d",)),
        ("Rapports 102, 103 et 104", ("b", "c", "d")),
        ("Viaduc des Aigrettes", ("c",)),
        ("RD 45 : viaduc", ("c",)),
        ("SEF – barrage de Luzerne", ("b",)),
        ("Subventlon pour le barage", ("b",)),
        ("Gymnase du collège Louise-Weber", ("d",)),
        ("Compte rendu du 3 mai", ("pv",)),
        ("Voeux", ("v",)),
        ("Décision modificative n° 2", ("a",)),
    ],
)
def test_an_item_is_known_by_its_number_or_its_words(line: str, items: tuple[str, ...]) -> None:
    read = reading(line)
    assert (read.kind, read.items) == ("title", items)
    assert read.score >= 0.45


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Étienne Quercy", "Étienne Quercy"),
        ("Etienne Ouercy", "Étienne Quercy"),
        ("QUERCY Étienne", "Étienne Quercy"),
        ("M. Quercy, rapporteur", "Étienne Quercy"),
        ("Mme LE GOFF", "Anaïs Le Goff"),
        ("Anaïs Le Goff – vice-présidente", "Anaïs Le Goff"),
        ("Solange Bréhal Présidente", "Solange Bréhal"),
        ("Ève Duvallon", "Ève Duvallon"),
    ],
)
def test_a_name_is_given_as_the_list_spells_it(line: str, name: str) -> None:
    read = reading(line, "canton du Lac")
    assert (read.kind, read.name, read.items) == ("name", name, ())


@pytest.mark.parametrize(
    "line",
    [
        "M. Duvallon",  # two of them
        "Conseil départemental du Haut-Pays",
        "Séance suspendue",
        "12 mai 2027",
        "Budget",
        "canton de Luzerne",
        "",
    ],
)
def test_what_names_nothing_for_certain_is_other(line: str) -> None:
    assert reading(line).kind == "other"


def test_a_banner_with_a_title_and_a_name_has_both() -> None:
    read = reading("Rapport 103 – Viaduc des Aigrettes", "Anaïs Le Goff")
    assert (read.kind, read.items, read.name) == ("title", ("c",), "Anaïs Le Goff")


def test_the_house_s_own_name_beside_a_title_takes_nothing_from_it() -> None:
    assert reading("Conseil départemental du Haut-Pays", "Viaduc des Aigrettes").items == ("c",)


def test_a_number_that_contradicts_the_words_is_worth_half() -> None:
    agreeing = reading("Rapport 103", "Viaduc des Aigrettes")
    contradicting = reading("Rapport 102", "Viaduc des Aigrettes")
    assert contradicting.score <= agreeing.score / 2


def test_numbers_of_one_digit_are_not_taken_from_titles_or_dates() -> None:
    agenda = Agenda(
        items=(
            Item(id="one", number="1", title="Installation de la commission permanente"),
            Item(id="two", number="2", title="Subvention au théâtre de la Grange"),
            Item(id="three", number="3", title="Décision modificative n° 2 au budget"),
        )
    )
    assert reading("Décision modificative n° 2", agenda=agenda).items == ("three",)
    assert reading("2 mai 2027", agenda=agenda).kind == "other"
    assert reading("1er vice-président", agenda=agenda).kind == "other"
    assert reading("Point n° 2", agenda=agenda).items == ("two",)


def test_a_reading_is_no_surer_than_what_was_read() -> None:
    card = Card(start_ms=0, end_ms=1, lines=("Rapport 101",), confidence=0.5)
    assert reader().reading(card).score == 0.5


def shown(*cards: tuple[int, str]) -> list[tuple[str, int, float]]:
    made = Cards(
        cards=tuple(Card(start_ms=ms, end_ms=ms + 5_000, lines=(text,)) for ms, text in cards)
    )
    starts = card_evidence(read_all(made, reader()), AGENDA)
    return [(AGENDA.items[start.item].id, start.at_ms, start.score) for start in starts]


def test_a_start_is_where_one_title_follows_another() -> None:
    assert shown(
        (10_000, "Rapport 101"),
        (20_000, "Étienne Quercy"),
        (30_000, "Rapport 101"),
        (60_000, "Rapport 103"),
        (90_000, "Rapport 103"),
    ) == [("a", 10_000, 1.0), ("c", 60_000, 1.0)]


def test_a_card_that_goes_back_counts_half() -> None:
    starts = shown((0, "Rapport 101"), (60_000, "Rapport 103"), (90_000, "Rapport 101"))
    assert starts == [("a", 0, 1.0), ("c", 60_000, 1.0), ("a", 90_000, 0.5)]


def test_a_card_of_several_items_starts_each() -> None:
    starts = shown((0, "Rapports 102 et 103"), (60_000, "Rapport 103"))
    assert [start[0] for start in starts] == ["b", "c"]


def lateness(card_ms: int, start_ms: int) -> float:
    shown = Sources(cards=(CardStart(0, card_ms, 1.0),))
    return float(near_cards(np.array([start_ms]), shown, 1)[0, 0])


def test_a_card_fits_what_was_announced_shortly_before_it() -> None:
    assert lateness(60_000, 55_000) == lateness(60_000, 31_000) == 1.0
    assert 0.3 < lateness(60_000, 5_000) < 1.0
    assert lateness(100_000, 5_000) == 0.0
    assert lateness(60_000, 62_000) == 1.0
    assert lateness(60_000, 75_000) == 0.0


@given(late=st.integers(-100_000, 200_000))
def test_how_well_a_card_fits_is_a_share_and_falls_off_on_both_sides(late: int) -> None:
    fit = lateness(200_000 + late, 200_000)
    assert 0.0 <= fit <= 1.0
    further = lateness(200_000 + late + (1_000 if late > 0 else -1_000), 200_000)
    assert further <= fit


@given(st.lists(st.text(max_size=40), max_size=4))
def test_whatever_is_shown_can_be_read(lines: list[str]) -> None:
    read = reading(*lines)
    assert 0.0 <= read.score <= 1.0
    assert (read.kind == "title") == bool(read.items)
