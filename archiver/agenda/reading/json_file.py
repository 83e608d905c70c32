"""An agenda as JSON: an object with `items`; keys it does not know are kept."""

import json
from collections.abc import Mapping
from pathlib import Path

from archiver.agenda.reading.interface import AgendaError, Found, Row
from archiver.agenda.reading.text_file import read_text
from archiver.i18n import _


def read_json(path: Path) -> Found:
    """What a JSON agenda holds."""
    try:
        data = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        why = _("line {line}, column {column}: this is not JSON ({reason})").format(
            line=error.lineno, column=error.colno, reason=error.msg
        )
        raise AgendaError(path, [why]) from error
    except RecursionError as error:
        raise AgendaError(path, [_("it is nested too deeply")]) from error
    if not isinstance(data, dict):
        raise AgendaError(path, [_("it must hold one object, with a list named “items”")])
    return from_mapping(path, data)


def from_mapping(path: Path, data: Mapping[str, object]) -> Found:
    """What an agenda as a mapping with `items` holds, as JSON and TOML give it."""
    items = data.get("items")
    if not isinstance(items, list):
        raise AgendaError(path, [_("it has no list named “items”")])
    rows, problems = [], []
    for n, item in enumerate(items, start=1):
        place = _("item {number}").format(number=n)
        if isinstance(item, dict):
            rows.append(Row(place, item))
        else:
            problems.append(_("{place}: it is not an object with a title").format(place=place))
    return Found(data, tuple(rows), tuple(problems))
