"""Tables without rules: columns found by where words begin and by the spaces nothing crosses.

A page has such columns if its numbers stand under one another, if words right of them begin at the
same places in most of their rows, and if one of these columns holds persons: titles alone, broken
over lines, are no table.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archiver.agenda.reading.printed.baselines import Word, height_of, line_of, mostly_bold, text_of
from archiver.agenda.reading.printed.columns import columns_of
from archiver.agenda.reading.printed.lines import Line, Piece, clean
from archiver.agenda.reading.printed.numbering import start_of
from archiver.agenda.reading.printed.people import is_person

_FEWEST_ROWS = 3
_NEAR = 2.0
"""Points; what begins within so much begins at the same place."""
_GUTTER = 0.5
"""Letter heights; narrower spaces are those between words."""
_APART = 1.75
"""Letter heights from line to line; more begins another row."""
_OWN_TABLE = 50
"""Tables found so are counted from here on each page, after the ruled ones."""
Bases = Sequence[Sequence[Word]]


@dataclass(frozen=True)
class Grid:
    """Where the columns begin, in points from the left; the first holds the numbers."""

    lefts: tuple[float, ...]

    def cells(self, words: Sequence[Word]) -> list[list[Word]]:
        """The words of a line by column."""
        cells: list[list[Word]] = [[] for _ in self.lefts]
        for word in words:
            column = sum(1 for left in self.lefts if left <= word["x0"] + _NEAR) - 1
            cells[max(0, column)].append(word)
        return cells

    def holds(self, words: Sequence[Word]) -> bool:
        """Whether no text of a line runs over the beginning of a column."""
        if words[0]["x0"] < self.lefts[0] - _NEAR:
            return False
        height = height_of(words)
        for before, cell in zip(self.cells(words), self.cells(words)[1:], strict=False):
            if before and cell and cell[0]["x0"] - before[-1]["x1"] < _GUTTER * height:
                return False
        ends = [*self.lefts[1:], float("inf")]
        return all(
            cell[-1]["x1"] <= end + _NEAR
            for cell, end in zip(self.cells(words), ends, strict=True)
            if cell
        )


def grid_of(bases: Bases) -> Grid | None:
    """The columns without rules of a page; None where it has none."""
    anchors = _anchors(bases)
    if len(anchors) < _FEWEST_ROWS:
        return None
    left = anchors[0][0]["x0"]
    begun: Counter[int] = Counter()
    for words in anchors:
        height = height_of(words)
        for before, word in pairwise(words):
            if word["x0"] - before["x1"] >= _GUTTER * height:
                begun[round(word["x0"])] += 1
    lefts = [left]
    for place in sorted(begun):
        same = sum(begun[near] for near in (place - 1, place, place + 1))
        if same >= 0.6 * len(anchors) and place - lefts[-1] > 2 * _NEAR:
            lefts.append(float(place))
    grid = Grid(tuple(lefts))
    crossed = sum(not grid.holds(words) for words in anchors)
    if len(lefts) < 3 or crossed > 0.1 * len(anchors) or not _has_persons(bases, grid):
        return None
    return grid


def _anchors(bases: Bases) -> list[Sequence[Word]]:
    """The lines that begin with a number, where most of them begin."""
    starting = [words for words in bases if start_of(Line(text=text_of(words)))]
    common = Counter(round(words[0]["x0"]) for words in starting).most_common(1)
    if not common:
        return []
    return [words for words in starting if abs(words[0]["x0"] - common[0][0]) <= _NEAR]


def _has_persons(bases: Bases, grid: Grid) -> bool:
    """Whether one column after the titles' holds persons in most rows."""
    rows = [row for row in rows_of(bases, 1, grid) if row.table and _begins(row)]
    columns = range(2, len(grid.lefts))
    return any(
        sum(is_person(clean(row.pieces[n].text)) for row in rows) >= max(2, 0.6 * len(rows))
        for n in columns
    )


def _begins(row: Line) -> bool:
    return bool(row.pieces[0].text) and start_of(Line(text=row.pieces[0].text)) is not None


def rows_of(bases: Bases, number: int, grid: Grid, *, goes_on: bool = False) -> list[Line]:
    """The lines of page `number`: rows of the table, and what stands above, between and below.

    `goes_on` if the table began on a page before, so that its heads are not awaited.
    """
    lines: list[Line] = []
    inside = goes_on
    for is_row, group in _grouped(bases, grid):
        row = _row(group, number, grid) if is_row else None
        if row is None or not (inside or _begins(row) or columns_of(row)):
            lines += [line_of(words, number) for words in group]
        else:
            lines.append(row)
            inside = True
    return lines


def _grouped(bases: Bases, grid: Grid) -> Iterator[tuple[bool, list[Sequence[Word]]]]:
    """The lines of what may be a row each, and single lines that run over the columns."""
    row: list[Sequence[Word]] = []
    for words in bases:
        held = grid.holds(words)
        first = grid.cells(words)[0] if held else []
        starts = bool(first) and start_of(Line(text=text_of(first))) is not None
        apart = bool(row) and words[0]["bottom"] - row[-1][0]["bottom"] > _APART * height_of(words)
        if row and (not held or starts or apart):
            yield True, row
            row = []
        if not held or (len(first) == len(words) and not starts and not row):
            yield False, [words]
        else:
            row.append(words)
    if row:
        yield True, row


def _row(bases: Bases, number: int, grid: Grid) -> Line | None:
    """A row as one line with its cells; None if it is a heading amid the table."""
    columns: list[list[str]] = [[] for _ in grid.lefts]
    for words in bases:
        for column, cell in zip(columns, grid.cells(words), strict=True):
            if cell:
                column.append(text_of(cell))
    ends = [*(left - 1 for left in grid.lefts[1:]), grid.lefts[-1] + 200.0]
    pieces = tuple(
        Piece("\n".join(texts), left, end)
        for texts, left, end in zip(columns, grid.lefts, ends, strict=True)
    )
    filled = [piece for piece in pieces if piece.text]
    if len(filled) == 1 and not filled[0].text[:1].islower():
        return None
    return replace(
        line_of(bases[0], number),
        text=clean(" ".join(piece.text for piece in pieces)),
        right=max(words[-1]["x1"] for words in bases),
        size=0.0,
        bold=mostly_bold([word["fontname"] for words in bases for word in words]),
        table=number * 100 + _OWN_TABLE,
        pieces=pieces,
        by_spaces=True,
    )
