"""A text file as people save it: UTF-8 with or without a mark, UTF-16, or Windows' own."""

import codecs
import os
from pathlib import Path

from archiver.agenda.reading.interface import AgendaError
from archiver.i18n import _

MOST_BYTES = 20_000_000
MOST_DOCUMENT = 50_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


def read_bytes(path: Path, most: int = MOST_DOCUMENT) -> bytes:
    """What a file holds; raises `AgendaError` if it is empty, too large or cannot be read."""
    try:
        if not path.is_file():
            raise FileNotFoundError(2, os.strerror(2 if not path.exists() else 21))
        if path.stat().st_size > most:
            raise AgendaError(
                path,
                [_("it is far too large for a list")],
                _("Give the agenda alone, without the reports"),
            )
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise AgendaError(
            path, [reason], _("Check the file's name and its access rights")
        ) from error
    if not raw.strip():
        raise AgendaError(path, [_("the file is empty")])
    return raw


def read_text(path: Path) -> str:
    """The text of a file, whatever its encoding; raises `AgendaError` if it is no text."""
    raw = read_bytes(path, MOST_BYTES)
    if raw.startswith(_ARCHIVES):
        raise AgendaError(
            path,
            [_("it is a document or a workbook, not a text")],
            _("Save it from its program as CSV (UTF-8), or give JSON or TOML"),
        )
    return _decoded(path, raw)


def _decoded(path: Path, raw: bytes) -> str:
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" not in text:
            return text
    raise AgendaError(
        path,
        [_("its encoding is neither UTF-8 nor Windows-1252")],
        _("Save it again as UTF-8"),
    )
