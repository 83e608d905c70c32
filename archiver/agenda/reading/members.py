"""The list of members: who may be named. One row each, under French or English headers.

Columns of no known name are left out (the file itself stays in the session folder, so nothing is
lost); a name that is nearly a known one is an error.
"""

from collections.abc import Mapping
from pathlib import Path

from archiver.agenda.reading.headers import MEMBER_NAMES, fields_of, slips
from archiver.agenda.reading.interface import AgendaError
from archiver.agenda.reading.table import read_table
from archiver.i18n import _
from archiver.model.agenda import Member


def read_members(path: Path) -> tuple[Member, ...]:
    """The members a CSV file lists, in its order; raises `AgendaError` with every problem."""
    table = read_table(path, MEMBER_NAMES)
    fields_at = fields_of(table.header, MEMBER_NAMES)
    columns = [fields_at.get(name) for name in table.header]
    problems = [*table.problems, *_slips(table.header)]
    if "name" not in columns:
        problems.append(
            _("line 1: no column holds the names; the columns are: {columns}").format(
                columns=", ".join(table.header)
            )
        )
        raise AgendaError(path, problems, _("Name the column of the names “nom” or “name”"))
    members: dict[str, tuple[int, Member]] = {}
    for line, cells in table.rows:
        fields = {
            key: " ".join(cell.split())
            for key, cell in zip(columns, cells, strict=False)
            if key is not None
        }
        member = _member(line, fields, problems)
        if member and member.name in members:
            problems.append(
                _("line {line}: “{name}” is already in line {other}").format(
                    line=line, name=member.name, other=members[member.name][0]
                )
            )
        elif member:
            members[member.name] = (line, member)
    if not table.rows:
        problems.append(_("it lists no member"))
    if problems:
        raise AgendaError(path, problems)
    return tuple(member for _line, member in members.values())


def _slips(header: tuple[str, ...]) -> list[str]:
    return [
        _("line 1: unknown column “{key}”; is “{near}” meant?").format(key=name, near=near)
        for name, near in slips(header, MEMBER_NAMES).items()
    ]


def _member(line: int, fields: Mapping[str, str], problems: list[str]) -> Member | None:
    name = " ".join(part for part in (fields.get("first_name"), fields.get("name")) if part)
    if not fields.get("name"):
        problems.append(_("line {line}: the name is missing").format(line=line))
        return None
    return Member(
        name=name,
        group=fields.get("group", ""),
        canton=fields.get("canton", ""),
        role=fields.get("role", ""),
        gender=fields.get("gender", ""),
    )
