"""Tables without rules: columns by where words begin; titles alone are no table."""

from typing import Any

from archiver.agenda.reading.printed.baselines import by_base
from archiver.agenda.reading.printed.ruleless import grid_of, rows_of

WIDTH, SIZE = 5.0, 10.0
Placed = tuple[float, float, str]


def words(*lines: Placed) -> list[Any]:
    """The words of texts that begin at `(left, top)`, letters of one width."""
    found = []
    for left, top, text in lines:
        at = left
        for word in text.split():
            right = at + WIDTH * len(word)
            place = {"x0": at, "x1": right, "top": top, "bottom": top + SIZE}
            found.append({**place, "text": word, "size": SIZE, "fontname": "Serif"})
            at = right + 3.0
    return found


def table(names: list[str]) -> list[Any]:
    """A table of four items, two lines each; under the second, a heading."""
    lines: list[Placed] = [(50, 100, "Numéro"), (120, 100, "Objet"), (400, 100, "Rapporteur")]
    for n, name in enumerate(names):
        top = 130.0 + 40 * n + (30 if n > 1 else 0)
        lines += [(50, top, f"2024-{n + 1}"), (120, top, "Aide aux communes"), (400, top, name)]
        lines += [(120, top + 12, "pour leurs routes")]
    return list(by_base(words(*lines, (50, 210, "Solidarités et enfance du territoire"))))


PERSONS = ["Mme Roux", "M. Blanc", "Mme Vert", "M. Gris"]


def test_columns_without_rules_are_found_and_their_rows_joined() -> None:
    bases = table(PERSONS)
    grid = grid_of(bases)
    assert grid is not None
    assert [round(left) for left in grid.lefts] == [50, 120, 400]
    lines = rows_of(bases, 1, grid)
    rows = [[piece.text for piece in line.pieces] for line in lines if line.table]
    assert rows[0] == ["Numéro", "Objet", "Rapporteur"]
    assert rows[1] == ["2024-1", "Aide aux communes\npour leurs routes", "Mme Roux"]
    assert len(rows) == 5
    assert all(line.by_spaces for line in lines if line.table)


def test_a_heading_over_the_columns_is_no_row() -> None:
    bases = table(PERSONS)
    grid = grid_of(bases)
    assert grid is not None
    headings = [line.text for line in rows_of(bases, 1, grid) if not line.table]
    assert headings == ["Solidarités et enfance du territoire"]


def test_without_persons_in_a_column_there_is_no_table() -> None:
    assert grid_of(table(["favorable", "favorable", "réservé", "favorable"])) is None


def test_numbered_titles_are_no_table() -> None:
    lines = [(50.0, 100.0 + 20 * n, f"{n}. Aide aux communes pour leurs routes") for n in range(9)]
    assert grid_of(list(by_base(words(*lines)))) is None


def test_a_table_goes_on_over_the_page_without_its_heads() -> None:
    grid = grid_of(table(PERSONS))
    assert grid is not None
    rest = list(by_base(words((120, 40, "et leurs ponts"), (400, 40, "Lenoir"))))
    assert [line.table > 0 for line in rows_of(rest, 2, grid, goes_on=True)] == [True]
    assert [line.table > 0 for line in rows_of(rest, 2, grid)] == [False]
