"""The columns of a table: which holds the numbers, which the titles, which the rapporteurs."""

from collections.abc import Mapping
from dataclasses import dataclass

from archiver.agenda.reading.headers import ITEM_NAMES, fields_of
from archiver.agenda.reading.printed.lines import Line, Piece, clean, joined
from archiver.agenda.reading.printed.numbering import Start, start_of
from archiver.agenda.reading.printed.people import is_person, rapporteur_line

_NUMBERS_LONGEST = 24


@dataclass(frozen=True)
class Columns:
    """Where each field's column is, and what its head says; from the row of heads."""

    places: Mapping[str, Piece]

    def cells(self, line: Line) -> dict[str, str]:
        """The row's texts by field; a cell under no known head is left out."""
        cells: dict[str, str] = {}
        for piece in line.pieces:
            field = min(self.places, key=lambda name: self._far(self.places[name], piece))
            if self._far(self.places[field], piece) < max(40.0, piece.right - piece.left):
                cells[field] = f"{cells[field]}\n{piece.text}" if field in cells else piece.text
        if "number" not in cells:
            # “Rapport” may head numbers as well as titles: the cells themselves tell.
            unnamed = [name for name in cells if name.startswith(" ")]
            numbers = [name for name in unnamed if _is_number(cells[name])]
            if len(numbers) == 1:
                cells["number"] = cells.pop(numbers[0])
        return {field: text for field, text in cells.items() if field != "" and text.strip()}

    @staticmethod
    def _far(head: Piece, piece: Piece) -> float:
        overlap = min(head.right, piece.right) - max(head.left, piece.left)
        return -overlap if overlap > 0 else abs(head.left - piece.left)


def columns_of(line: Line) -> Columns | None:
    """The columns that a row of heads names; None if it is no such row."""
    texts = [clean(piece.text) for piece in line.pieces]
    if len(texts) < 2 or len(line.text) > 160:
        return None
    fields = fields_of(texts, ITEM_NAMES)
    named = {fields[text]: p for text, p in zip(texts, line.pieces, strict=True) if text in fields}
    if "title" not in named or len(named) < 2:
        return None
    others = {
        f" {n}": p
        for n, (text, p) in enumerate(zip(texts, line.pieces, strict=True))
        if text not in fields
    }
    return Columns({**named, **others})


def guessed(line: Line) -> dict[str, str]:
    """The fields of a row without heads: a number or a person tells its own column; else none."""
    cells: dict[str, str] = {}
    rest: list[str] = []
    for piece in line.pieces:
        text = clean(piece.text)
        start = number_in(text)
        if "number" not in cells and not rest and start and not start.rest:
            cells["number"] = text
        elif text and (is_person(text) or rapporteur_line(text)) and "rapporteur" not in cells:
            cells["rapporteur"] = text
        elif text:
            rest.append(piece.text)
    if not rest or not cells:
        return {}
    title = max(rest, key=len)
    return {**cells, "title": title} if "number" in cells or number_in(clean(title)) else {}


def number_in(text: str) -> Start | None:
    """The number that a text begins with."""
    return start_of(Line(text=text))


def _is_number(cell: str) -> bool:
    start = number_in(clean(cell))
    return start is not None and not start.rest


def number_of(cell: str) -> str:
    """A number as a cell shows it, without “Rapport n°”."""
    text = clean(cell.replace("\n", " "))
    start = number_in(text)
    if start and not start.rest:
        return start.number
    short = len(text) <= _NUMBERS_LONGEST and any(sign.isdigit() for sign in text)
    return text.strip(" .)") if short else ""


def title_and_teller(cell: str) -> tuple[str, str]:
    """A cell's title, and the rapporteur that a line within it names."""
    titles: list[str] = []
    tellers: list[str] = []
    for text in cell.split("\n"):
        name = rapporteur_line(clean(text)) if titles else ""
        if tellers:
            tellers.append(clean(text))
        elif name:
            tellers.append(name)
        else:
            titles.append(clean(text))
    return joined(titles), joined(tellers)
