"""Item numbers in all their printed forms, as they are said and as recognisers write them."""

import pytest

from archiver.agenda.numbers import NumberReader, number_parts
from tests.unit.agenda.conversation import agenda, divided, first, outline, pack
from tests.unit.agenda.test_agenda_language import said

YEARLY = ("2018-01-0030", "2018-01-0031", "2018-02-0030")
LETTERED = ("A-3", "A-4", "B-3")
PARTS = tuple(f"6{letter}" for letter in "ABCDEFGHIJKLM")
ROMAN = ("I", "II", "III", "IV")
HUNDREDS = ("301", "302")
SMALL = ("1", "2", "3", "4", "4 bis", "4A")


def read(numbers: tuple[str, ...], text: str, language: str = "fr") -> list[str | None]:
    """The printed numbers that `text` means; None for one that no item has."""
    items = agenda(*((number, f"Objet {number}") for number in numbers)).items
    found = NumberReader(pack(language).numbers).find(said(text), items)
    return [numbers[n.item] if n.item is not None else None for n in found]


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("2018-01-0030", ("2018", "1", "30")),
        ("A-3", ("a", "3")),
        ("6F", ("6", "f")),
        ("Rapport n° 12", ("12",)),
        ("0", ("0",)),
        ("4 bis", ("4", "bis")),
    ],
)
def test_the_parts_of_a_printed_number(printed: str, parts: tuple[str, ...]) -> None:
    assert number_parts(printed) == parts


@pytest.mark.parametrize(
    ("numbers", "text", "meant"),
    [
        (YEARLY, "le rapport deux mille dix-huit, zéro un, zéro trente", ["2018-01-0030"]),
        (YEARLY, "le rapport deux mille dix-huit zéro deux zéro trente", ["2018-02-0030"]),
        (YEARLY, "le rapport 2018-01-0030", ["2018-01-0030"]),
        (YEARLY, "le rapport 2018 01 0031", ["2018-01-0031"]),
        (YEARLY, "le rapport numéro zéro un zéro trente et un", ["2018-01-0031"]),
        (YEARLY, "le zéro zéro trente et un", ["2018-01-0031"]),
        (YEARLY, "le rapport trente", []),  # two items end so
        (LETTERED, "le rapport A-3", ["A-3"]),
        (LETTERED, "nous passons au rapport A trois", ["A-3"]),
        (LETTERED, "le rapport B 3", ["B-3"]),
        (LETTERED, "le rapport trois", []),
        (PARTS, "les rapports 6F à 6K et 6M", ["6F", "6K", "6M"]),
        (PARTS, "les rapports six F à six K et six M", ["6F", "6K", "6M"]),
        (PARTS, "6B, 6C et 6D", ["6B", "6C", "6D"]),
        (PARTS, "le rapport six", []),
        (ROMAN, "le rapport numéro quatre", ["IV"]),
        (ROMAN, "le rapport 3", ["III"]),
        (ROMAN, "le point IV", ["IV"]),
        (ROMAN, "un collège du IV, il y a des dossiers", []),
        (HUNDREDS, "le rapport trois zéro un", ["301"]),
        (HUNDREDS, "rapport 3 0 2", ["302"]),
        (HUNDREDS, "le trois cent deux", ["302"]),
        (SMALL, "les rapports un, deux et trois", ["1", "2", "3"]),
        (SMALL, "les rapports 1, 2 millions", ["1"]),
        (SMALL, "le rapport quatre bis", ["4 bis"]),
        (SMALL, "le rapport 4 a été voté", ["4"]),
        (SMALL, "le rapport 4 A", ["4A"]),
        (SMALL, "le rapport 4", ["4"]),
    ],
)
def test_all_forms_are_read_as_they_are_said(
    numbers: tuple[str, ...], text: str, meant: list[str]
) -> None:
    assert read(numbers, text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("le rapport trois cent trois", [None]),
        ("au rapport numéro 409", [None]),
        ("le rapport 301, puis le 302", ["301", "302"]),
        ("303 euros et 409 voix", []),
        ("la route 303", []),
        ("le rapport 1250", []),  # no item is numbered so: it is no number of this agenda
    ],
)
def test_a_number_that_no_item_has_is_known_for_one(text: str, meant: list[str | None]) -> None:
    assert read(HUNDREDS, text) == meant


def test_in_an_agenda_without_numbers_no_number_is_a_strangers() -> None:
    items = agenda(("", "Marché couvert"), ("", "Tarifs"), ("", "Vœux")).items
    assert NumberReader(pack("fr").numbers).find(said("le rapport 409"), items) == []


def test_a_letter_and_a_number_after_a_leading_word_are_as_sure_as_a_long_number() -> None:
    items = agenda(("A-3", "Un"), ("B-3", "Deux")).items
    (sure,) = NumberReader(pack("fr").numbers).find(said("le rapport A-3"), items)
    assert sure.sureness == 1.0
    assert NumberReader(pack("fr").numbers).find(said("il y en a trois"), items) == []


def test_a_bloc_of_ranges_and_single_ones() -> None:
    titles = (
        "Digues", "Piscine", "Bennes", "Passerelle", "Musées", "Archives", "Lecture", "Ponts",
        "Forêts", "Collèges", "Marchés", "Abattoir", "Navettes",
    )  # fmt: skip
    printed = agenda(*zip(PARTS, titles, strict=True))
    chapters, marks = divided(
        printed,
        """
        La séance est ouverte.
        Nous passons au rapport six A, les digues.
        Les digues sont à reprendre.
        Le rapport est adopté.
        @bloc
        Je vous propose de voter en bloc les rapports 6F à 6K et 6M.
        Il n'y a pas d'objection, ils sont adoptés à l'unanimité.
        Nous passons au rapport 6L, l'abattoir.
        L'abattoir ferme, et le bâtiment de l'abattoir sera vendu.
        """,
    )
    assert outline(chapters)[-3:] == ["6A", "6F+6G+6H+6I+6J+6K+6M", "6L"]
    assert first(chapters, "bloc").start_ms == marks["bloc"]
