"""Making an agenda of what a format found: fields checked, ids made, all problems told."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from archiver.agenda.reading.headers import AGENDA_NAMES, ITEM_NAMES, Names, fields_of, slips
from archiver.agenda.reading.identifiers import is_safe, number_id, slug, unlike
from archiver.agenda.reading.interface import AgendaError, Found, Row
from archiver.i18n import _
from archiver.model.agenda import Agenda, Item

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")
Fields = dict[str, object]


def build(path: Path, found: Found) -> Agenda:
    """The agenda of what was found in `path`; raises `AgendaError` with every problem."""
    problems = list(found.problems)
    header = _header(found.header, problems)
    checked = [(row, _fields(row, problems)) for row in found.rows]
    if not found.rows and not problems:
        problems.append(_("it has no item at all"))
    items = _with_ids(checked, problems)
    if problems:
        raise AgendaError(path, problems)
    return Agenda.model_validate({**header, "items": [Item.model_validate(i) for i in items]})


def _named(given: Mapping[str, object], names: Names) -> Fields:
    """The fields under their own names; other keys stay as they are."""
    own = fields_of(given, names)
    return {own.get(key, key): value for key, value in given.items()}


def _header(given: Mapping[str, object], problems: list[str]) -> Fields:
    fields = _named({k: v for k, v in given.items() if k != "items"}, AGENDA_NAMES)
    place = _("the agenda")
    problems += _slips(place, fields, AGENDA_NAMES)
    checked: Fields = {}
    for key, value in fields.items():
        if key not in AGENDA_NAMES:
            checked[key] = value
        elif text := _text(place, key, value, problems):
            checked[key] = text
    return checked


def _fields(row: Row, problems: list[str]) -> Fields:
    """The fields of one item, known ones as clean text, empty ones left out."""
    fields = _named(row.fields, ITEM_NAMES)
    meant = list(_slips(row.place, fields, ITEM_NAMES))
    problems += meant
    checked: Fields = {key: value for key, value in fields.items() if key not in ITEM_NAMES}
    for key in ITEM_NAMES:
        if text := _text(row.place, key, fields.get(key), problems):
            checked[key] = text
    if "title" not in checked and not meant and _is_text(fields.get("title")):
        problems.append(_("{place}: the title is missing").format(place=row.place))
    return checked


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str | int)


def _slips(place: str, fields: Mapping[str, object], names: Names) -> Iterator[str]:
    for key, near in slips(fields, names).items():
        yield _("{place}: unknown key “{key}”; is “{near}” meant?").format(
            place=place, key=key, near=near
        )


def _text(place: str, key: str, value: object, problems: list[str]) -> str:
    """A value as one line of text, "" where there is none."""
    if value is None or isinstance(value, str):
        return _CONTROLS.sub(" ", value or "").strip()
    if isinstance(value, bool) or not isinstance(value, int | date | datetime):
        problems.append(_("{place}: “{key}” must be a text").format(place=place, key=key))
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _with_ids(checked: Sequence[tuple[Row, Fields]], problems: list[str]) -> list[Fields]:
    """The items with ids: given ones checked, missing ones made; two alike are a problem."""
    first: dict[str, str] = {}
    for row, fields in checked:
        id, key = _own_id(fields)
        if id is None:
            continue
        if key == "id" and not is_safe(id):
            problems.append(
                _(
                    "{place}: the id “{id}” may hold only lower-case letters, digits and hyphens; "
                    "“{better}” would do"
                ).format(place=row.place, id=id[:80], better=slug(id))
            )
        elif id in first:
            problems.append(_twice(key).format(place=row.place, value=fields[key], other=first[id]))
        else:
            first[id] = row.place
            fields["id"] = id
    taken = set(first)
    for _row, fields in checked:
        if "id" not in fields and "title" in fields:
            fields["id"] = unlike(slug(str(fields["title"])), taken)
            taken.add(str(fields["id"]))
    return [fields for _row, fields in checked]


def _twice(key: str) -> str:
    if key == "number":
        return _("{place}: the number “{value}” already stands at {other}")
    return _("{place}: the id “{value}” already stands at {other}")


def _own_id(fields: Fields) -> tuple[str | None, str]:
    if "id" in fields:
        return str(fields["id"]), "id"
    if "number" in fields:
        return number_id(str(fields["number"])), "number"
    return None, ""
