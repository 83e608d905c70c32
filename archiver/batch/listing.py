"""Sessions listed in a CSV file: one row each, under French or English headers.

All that is wrong with the list is told together; nothing is begun before it is right.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from archiver.agenda.reading import AgendaError
from archiver.agenda.reading.headers import Names, fields_of, slips
from archiver.agenda.reading.table import Table, read_table
from archiver.batch.records import Arrival
from archiver.i18n import _
from archiver.store.archive import folder_name_problem

COLUMNS: Names = {
    "session": ("session", "seance", "dossier", "folder"),
    "date": ("date", "jour", "day", "date de la seance"),
    "title": ("title", "titre", "intitule"),
    "body": ("body", "assemblee", "collectivite", "council"),
    "language": ("language", "langue"),
    "video": ("video", "film", "enregistrement", "fichier", "recording", "file"),
    "agenda": ("agenda", "ordre du jour", "odj"),
    "members": ("members", "membres", "elus"),
}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_FILES = ("video", "agenda", "members")


class SessionListError(AgendaError):
    """A list of sessions that cannot be used; `problems` are one line each."""


def read_list(path: Path) -> tuple[tuple[str, Arrival], ...]:
    """The rows of a list: the session's folder name, empty if not given, and what it comes from.

    Paths are relative to the list. Raises SessionListError with every problem and its line.
    """
    table = read_table(path, COLUMNS)
    fields = fields_of(table.header, COLUMNS)
    problems = [*table.problems, *_wrong_columns(table, fields)]
    rows = []
    seen: dict[str, int] = {}
    for line, cells in table.rows:
        named = zip(table.header, cells, strict=False)
        row = {fields[head]: cell.strip() for head, cell in named if head in fields}
        problems += (f"{_at(line)}: {why}" for why in _problems(row, path.parent))
        session = row.get("session", "")
        if session and session in seen:
            said = _("the session “{name}” is already in line {other}")
            problems.append(f"{_at(line)}: {said.format(name=session, other=seen[session])}")
        seen.setdefault(session, line)
        if not problems:
            rows.append((session, _arrival(row, path.parent)))
    if not table.rows:
        problems.append(_("it lists no session"))
    if problems:
        raise SessionListError(path, problems, _("Mend the list, then run the same command again"))
    return tuple(rows)


def _at(line: int) -> str:
    return _("line {line}").format(line=line)


def _wrong_columns(table: Table, fields: Mapping[str, str]) -> Iterator[str]:
    near = slips(table.header, COLUMNS)
    for head in table.header:
        if head in fields or not head:
            continue
        if head in near:
            said = _("line 1: unknown column “{key}”; is “{near}” meant?")
            yield said.format(key=head, near=near[head])
        else:
            known = ", ".join(names[0] for names in COLUMNS.values())
            yield _("line 1: unknown column “{key}”; known columns: {known}").format(
                key=head, known=known
            )
    if "video" not in fields.values():
        yield _("line 1: no column holds the videos")


def _problems(row: Mapping[str, str], beside: Path) -> Iterator[str]:
    if not row.get("video"):
        yield _("the video is missing")
    for column in _FILES:
        if row.get(column) and not (beside / row[column]).is_file():
            yield _("there is no file {file}").format(file=row[column])
    if row.get("date") and _day(row["date"]) is None:
        yield _("“{text}” is not a date: write it as 2017-03-27").format(text=row["date"])
    if row.get("language") and not _LANGUAGE.fullmatch(row["language"]):
        yield _("“{text}” is not a language: write fr or en").format(text=row["language"])
    if row.get("session") and (why := folder_name_problem(row["session"])):
        yield why


def _arrival(row: Mapping[str, str], beside: Path) -> Arrival:
    paths = {column: str((beside / row[column]).absolute()) for column in _FILES if row.get(column)}
    texts = {key: row[key] for key in ("title", "body", "language") if row.get(key)}
    return Arrival(**paths, **texts, day=_day(row.get("date", "")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
