"""Which reader reads which file: by the end of its name."""

from pathlib import Path

from archiver.agenda.reading.checking import build
from archiver.agenda.reading.csv_file import read_csv
from archiver.agenda.reading.interface import AgendaError, AgendaReader
from archiver.agenda.reading.json_file import read_json
from archiver.agenda.reading.toml_file import read_toml
from archiver.i18n import _
from archiver.model.agenda import Agenda

FORMATS: dict[str, AgendaReader] = {
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".toml": read_toml,
}


def read_agenda(path: Path) -> Agenda:
    """The agenda in a file. Raises `AgendaError`, with every problem and its place."""
    reader = FORMATS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(suffix for suffix in FORMATS if suffix not in (".tsv", ".txt")))
        raise AgendaError(
            path,
            [_("agendas of this kind are not known")],
            _("Give the agenda as one of: {known}").format(known=known),
        )
    return build(path, reader(path))
