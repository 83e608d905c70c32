"""Office documents as packages: opened only if they are what they say, and safe to parse."""

import io
import zipfile
from pathlib import Path

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from archiver.agenda.reading.interface import AgendaError
from archiver.i18n import _

MOST_UNPACKED = 200_000_000
MOST_XML = 30_000_000
_READ = ("document", "content", "styles", "numbering", "header", "footer", "settings", "meta")


def check_package(path: Path, raw: bytes, member: str) -> None:
    """Raise AgendaError unless `raw` is a package with `member`, of sane size, without DTD."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            members = package.infolist()
            names = {info.filename for info in members}
            if any(info.flag_bits & 1 for info in members) or _is_locked(package, names):
                raise AgendaError(
                    path,
                    [_("it is protected by a password")],
                    _("Open it, save it without a password, and give that file"),
                )
            if member not in names:
                raise _not_a_document(path)
            if sum(info.file_size for info in members) > MOST_UNPACKED:
                raise _too_large(path)
            for info in members:
                stem = Path(info.filename).stem.rstrip("0123456789")
                if info.filename.endswith(".xml") and (stem in _READ or info.filename == member):
                    _check_xml(path, package, info)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise _not_a_document(path) from error


def _is_locked(package: zipfile.ZipFile, names: set[str]) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in names and b"encryption-data" in package.read(manifest)[:MOST_XML]


def _check_xml(path: Path, package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    if info.file_size > MOST_XML:
        raise _too_large(path)
    try:
        ElementTree.fromstring(package.read(info), forbid_dtd=True)
    except (DefusedXmlException, ElementTree.ParseError, ValueError, LookupError) as error:
        raise AgendaError(
            path,
            [_("its part {name} is damaged or not safe to read").format(name=info.filename)],
            _("Save it again from its program, or paste its text: --agenda -"),
        ) from error


def _too_large(path: Path) -> AgendaError:
    return AgendaError(
        path,
        [_("it is far too large for an agenda")],
        _("Give the agenda alone, without the reports"),
    )


def _not_a_document(path: Path) -> AgendaError:
    return AgendaError(
        path,
        [_("it is not a DOCX or ODT document, or it is damaged")],
        _("Open it and save it as DOCX, ODT or PDF, or paste its text: --agenda -"),
    )
