"""The items that a person is asked to look at, and those that are left in peace."""

from pathlib import Path

import pytest

from archiver.agenda.reading import read_with_remarks
from archiver.agenda.reading.interface import Row
from archiver.agenda.reading.printed.doubts import doubts_of

TITLES = (
    "Budget supplémentaire",
    "Aide aux communes rurales",
    "Entretien des routes",
    "Convention avec la caisse",
    "Marché de fournitures",
    "Vente de véhicules",
)


def rows(*changes: tuple[int, str, str]) -> list[Row]:
    """Six items with numbers, rapporteurs and a commission, with fields changed."""
    fields: list[dict[str, object]] = [
        {
            "id": str(n),
            "number": str(n),
            "title": title,
            "rapporteur": "Mme Roux",
            "commission": "Finances",
        }
        for n, title in enumerate(TITLES, start=1)
    ]
    for n, key, value in changes:
        fields[n][key] = value
    return [Row(f"line {n}", each) for n, each in enumerate(fields)]


def doubted(*changes: tuple[int, str, str]) -> list[str]:
    return [doubt.id for doubt in doubts_of(rows(*changes))]


def test_items_like_the_others_are_left_in_peace() -> None:
    assert doubted() == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", "Convention relative à l'aménagement de la"),
        ("title", "Participation au projet d'"),
        ("title", "rurales et aux départements"),
        ("title", "Convention (première tranche"),
        ("title", "Ok"),
        ("title", "Aide aux communes " * 12),
        ("title", TITLES[1]),
        ("rapporteur", ""),
        ("rapporteur", "Mme Roux, la dépense en est inscrite au chapitre soixante-cinq"),
        ("commission", ""),
        ("commission", "T"),
        ("commission", "de la voirie et des ponts"),
        ("number", ""),
        ("number", "9"),
        ("number", "1"),
    ],
)
def test_an_item_unlike_the_others_is_told(key: str, value: str) -> None:
    assert "3" in doubted((2, key, value))


def test_a_person_within_a_title_is_told_where_no_rapporteur_was_read() -> None:
    assert doubted((2, "title", "Aide Mme Vert favorable"), (2, "rapporteur", "")) == ["3"]
    assert doubted((2, "title", "Hommage à Mme Vert")) == []


def test_matters_need_neither_number_nor_rapporteur_nor_heading() -> None:
    gone = [(5, key, "") for key in ("number", "rapporteur", "commission")]
    assert doubted((5, "title", "Questions diverses"), *gone) == []


def test_numbers_may_begin_anew_under_another_heading() -> None:
    others = [(n, "commission", "Routes") for n in (3, 4, 5)]
    anew = [(n, "number", str(n - 2)) for n in (3, 4, 5)]
    assert doubted(*others, *anew) == []


def test_where_numbers_commonly_skip_a_gap_says_nothing() -> None:
    skipping = [(n, "number", str(10 * n + n * n)) for n in range(6)]
    assert doubted(*skipping) == []


def test_a_heading_met_again_after_another_is_told() -> None:
    assert doubted((2, "commission", "Routes")) == ["1", "2", "4", "5", "6"]


def test_what_is_doubted_is_among_the_notes(tmp_path: Path) -> None:
    text = "Ordre du jour\n\n" + "\n".join(f"{n}. {t}" for n, t in enumerate(TITLES, start=1))
    path = tmp_path / "a.txt"
    path.write_text(text.replace("Marché de fournitures", "Marché relatif à la"), encoding="utf-8")
    reading = read_with_remarks(path)
    assert reading.doubted == ("5",)
    assert any("Marché relatif à la" in note for note in reading.notes)
