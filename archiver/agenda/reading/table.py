"""A table as spreadsheets save it: the delimiter found out, empty rows left out, rows counted."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.agenda.reading.headers import Names, fields_of
from archiver.agenda.reading.interface import AgendaError
from archiver.agenda.reading.text_file import read_text
from archiver.i18n import _

DELIMITERS = (";", ",", "\t", "|")
LONGEST_CELL = 10_000_000


@dataclass(frozen=True)
class Table:
    """The header's cells, and each row's with the line it starts at."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[str, ...]


def read_table(path: Path, names: Names) -> Table:
    """The table in a file; the delimiter is the one that shows most of the known `names`."""
    text = read_text(path)
    csv.field_size_limit(LONGEST_CELL)
    try:
        parsed = [_parsed(text, delimiter) for delimiter in DELIMITERS]
    except csv.Error as error:
        why = _("it cannot be read as a table: {reason}").format(reason=error)
        raise AgendaError(path, [why]) from error
    best = max(parsed, key=lambda rows: _known(rows[0][1], names) if rows else (0, 0))
    if not best:
        raise AgendaError(path, [_("the file is empty")])
    header = tuple(cell.strip() for cell in best[0][1])
    problems = [
        _("line {line}: it has {found} cells, the first row has {wanted}").format(
            line=line, found=len(cells), wanted=len(header)
        )
        for line, cells in best[1:]
        if any(cell.strip() for cell in cells[len(header) :])
    ]
    return Table(header, tuple(best[1:]), tuple(problems))


def _parsed(text: str, delimiter: str) -> list[tuple[int, tuple[str, ...]]]:
    """The rows that hold anything, each with the line it starts at."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, line = [], 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append((line, tuple(cells)))
        line = reader.line_num + 1
    return rows


def _known(header: Sequence[str], names: Names) -> tuple[int, int]:
    return len(fields_of(header, names)), len(header)
