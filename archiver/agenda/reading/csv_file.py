"""An agenda as CSV: one row per item, under headers in French or English.

Columns of no known name are kept as further keys of the items, so nothing is lost; a name that is
nearly a known one is an error. The agenda's body, title and date are not in a table.
"""

from pathlib import Path

from archiver.agenda.reading.headers import ITEM_NAMES, extra_key, fields_of, slips
from archiver.agenda.reading.interface import AgendaError, Found, Row
from archiver.agenda.reading.table import Table, read_table
from archiver.i18n import _


def read_csv(path: Path) -> Found:
    """What a CSV agenda holds."""
    table = read_table(path, ITEM_NAMES)
    columns, problems = _columns(table)
    if "title" not in columns:
        known = ", ".join(table.header)
        problems.append(
            _("line 1: no column holds the titles; the columns are: {columns}").format(
                columns=known
            )
        )
        raise AgendaError(path, problems, _("Name the column of the titles “Intitulé” or “title”"))
    rows = tuple(
        Row(_("line {line}").format(line=line), dict(_cells(columns, cells)))
        for line, cells in table.rows
    )
    return Found({}, rows, (*table.problems, *problems))


def _columns(table: Table) -> tuple[list[str], list[str]]:
    """Each column's key ("" for one to leave out), and problems with their names."""
    keys: list[str] = []
    problems = [
        _("line 1: unknown column “{key}”; is “{near}” meant?").format(key=name, near=near)
        for name, near in slips(table.header, ITEM_NAMES).items()
    ]
    fields = fields_of(table.header, ITEM_NAMES)
    for name in table.header:
        field = fields.get(name)
        key = field or extra_key(name)
        if key and key in keys:
            problems.append(_("line 1: the column “{key}” is there twice").format(key=name))
        keys.append(key)
    return keys, problems


def _cells(columns: list[str], cells: tuple[str, ...]) -> list[tuple[str, str]]:
    """The named cells of a row that hold something."""
    pairs = zip(columns, cells, strict=False)
    return [(key, cell.strip()) for key, cell in pairs if key and (cell.strip() or key == "title")]
