"""An agenda as TOML: the agenda's own keys, then one `[[items]]` table per item."""

import tomllib
from pathlib import Path

from archiver.agenda.reading.interface import AgendaError, Found
from archiver.agenda.reading.json_file import from_mapping
from archiver.agenda.reading.text_file import read_text
from archiver.i18n import _


def read_toml(path: Path) -> Found:
    """What a TOML agenda holds."""
    try:
        data = tomllib.loads(read_text(path).replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        why = _("this is not TOML: {reason}").format(reason=error)
        raise AgendaError(path, [why]) from error
    except RecursionError as error:
        raise AgendaError(path, [_("it is nested too deeply")]) from error
    return from_mapping(path, data)
