"""Which reader reads which file: by what is in it, and by the end of its name."""

from dataclasses import dataclass
from pathlib import Path

from archiver.agenda.reading.checking import build
from archiver.agenda.reading.csv_file import read_csv
from archiver.agenda.reading.headers import ITEM_NAMES, fields_of
from archiver.agenda.reading.interface import AgendaError, AgendaReader, Found
from archiver.agenda.reading.json_file import read_json
from archiver.agenda.reading.printed.lines import LeftOut, Line
from archiver.agenda.reading.table import read_table
from archiver.agenda.reading.text_file import read_bytes, read_text
from archiver.agenda.reading.toml_file import read_toml
from archiver.i18n import _
from archiver.model.agenda import Agenda

FORMATS: dict[str, AgendaReader] = {
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".toml": read_toml,
}
PRINTED = (".pdf", ".docx", ".odt", ".html", ".htm", ".txt")
KNOWN = ("PDF", "DOCX", "ODT", "HTML", "TXT", "CSV", "JSON", "TOML")
_KINDS = {".htm": ".html", ".xhtml": ".html", ".docm": ".docx", ".dotx": ".docx", ".ott": ".odt"}
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
Lines = tuple[Line, ...]


@dataclass(frozen=True)
class Reading:
    """An agenda as it was read, with what a person should see before it is used."""

    agenda: Agenda
    printed: bool = False
    """Whether it was recognised on a printed page, and so may be wrong."""
    notes: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    """The ids of the items that a note asks a person to look at."""
    left_out: tuple[LeftOut, ...] = ()
    convened: tuple[str, ...] = ()


def read_agenda(path: Path) -> Agenda:
    """The agenda in a file. Raises `AgendaError`, with every problem and its place."""
    return read_with_remarks(path).agenda


def read_with_remarks(path: Path) -> Reading:
    """The agenda in a file, printed or written, with what was left out. Raises `AgendaError`."""
    reader = FORMATS.get(path.suffix.lower())
    if reader and not _is_document(path):
        return Reading(build(path, reader(path)))
    if path.suffix.lower() == ".txt" and _is_table(path):
        return Reading(build(path, read_csv(path)))
    from archiver.agenda.reading.printed.recogniser import recognise

    found = recognise(read_lines(path))
    if not found.rows:
        raise _nothing(path, found)
    return Reading(
        build(path, found), True, found.notes, found.doubted, found.left_out, found.convened
    )


def read_lines(path: Path) -> Lines:
    """The printed lines of a document. Raises `AgendaError` where it cannot be read."""
    # These libraries are slow to load; a CSV agenda needs none of them.
    raw = read_bytes(path)
    kind = kind_of(path, raw)
    if kind == ".pdf":
        from archiver.agenda.reading.printed.pdf import read_pdf

        return read_pdf(path, raw)
    if kind == ".docx":
        from archiver.agenda.reading.printed.docx_file import read_docx

        return read_docx(path, raw)
    if kind == ".odt":
        from archiver.agenda.reading.printed.odt import read_odt

        return read_odt(path, raw)
    if kind == ".html":
        from archiver.agenda.reading.printed.html import read_html

        return read_html(path, raw)
    from archiver.agenda.reading.printed.plain import read_plain

    return read_plain(path, read_text(path))


def kind_of(path: Path, raw: bytes) -> str:
    """The kind of a document by its first bytes, else by its name. Raises `AgendaError`."""
    head = raw[:2048].lstrip().lower()
    ending = _KINDS.get(path.suffix.lower(), path.suffix.lower())
    if b"%pdf-" in raw[:1024].lower():
        return ".pdf"
    if raw.startswith(b"PK\x03\x04"):
        return _package_kind(raw, ending)
    if raw.startswith(b"\xd0\xcf\x11\xe0") or raw.startswith(b"{\\rtf"):
        raise AgendaError(
            path,
            [_("it is in an old format of Word, or protected by a password")],
            _("Open it and save it as DOCX, ODT or PDF, or paste its text: --agenda -"),
        )
    if any(sign in head for sign in _HTML):
        return ".html"
    if ending in (".pdf", ".docx", ".odt"):
        raise AgendaError(
            path,
            [_("its name ends with {ending}, but it is not such a file").format(ending=ending)],
            _("Fetch or export it again, or paste its text: --agenda -"),
        )
    if ending in PRINTED:
        return ending
    raise AgendaError(
        path,
        [_("agendas of this kind are not known")],
        _("Give the agenda as one of: {known}").format(known=", ".join(KNOWN)),
    )


def _package_kind(raw: bytes, ending: str) -> str:
    """Of the two kinds of package: what its first members say."""
    if b"application/vnd.oasis.opendocument" in raw[:200]:
        return ".odt"
    return ".odt" if ending == ".odt" else ".docx"


def _is_document(path: Path) -> bool:
    """Whether a file is a document in spite of its name."""
    try:
        with path.open("rb") as file:
            head = file.read(2048)
    except OSError:
        return False
    return head.startswith(b"%PDF-") or (
        head.startswith(b"PK\x03\x04") and (b"word/" in head or b"opendocument.text" in head)
    )


def _is_table(path: Path) -> bool:
    """Whether a text begins with a row of heads that name the columns of an agenda."""
    heads = read_table(path, ITEM_NAMES).header
    fields = set(fields_of(heads, ITEM_NAMES).values())
    return "title" in fields and len(heads) > 1


def _nothing(path: Path, found: Found) -> AgendaError:
    seen = [f"{out.place}: {out.text[:80]}" for out in found.left_out[:5]]
    told = _("no item was recognised in it")
    if seen:
        told += "\n  " + "\n  ".join(seen)
    return AgendaError(
        path,
        [told],
        _("Check that it is the agenda; else give its items as CSV, or paste them: --agenda -"),
    )
