"""The house's logo: an SVG or PNG that can do nothing but be looked at.

Pages show it as `<img>`, where no script runs; but whoever opens the file itself would run what it
holds. So what could run or bring in anything is refused, and never taken out in silence.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from archiver.errors import ArchiverError
from archiver.i18n import _

LARGEST = 512 * 1024
_SVG = "{http://www.w3.org/2000/svg}"
_PNG = b"\x89PNG\r\n\x1a\n"
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_ACTIVE = ("script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "audio")
_MOVING = ("animate", "set", "animatetransform", "animatemotion")
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|expression\(|javascript:|\\", re.IGNORECASE)


class LogoError(ArchiverError):
    """A logo that cannot be shown, and why."""


def read_logo(path: Path) -> bytes:
    """The bytes of a logo that may be shown. Raises LogoError for any other file."""
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from error
    if not data:
        raise _refused(path, _("it is empty, or larger than 512 kB"))
    if path.suffix.lower() == ".png":
        why = "" if data.startswith(_PNG) else _("it is not a PNG picture")
    else:
        why = next(_objections(data), "")
    if why:
        raise _refused(path, why)
    return data


def _refused(path: Path, why: str) -> LogoError:
    return LogoError(
        _("the logo {file} cannot be used").format(file=path.name),
        why,
        _("Give a plain SVG or PNG picture as “logo” in archive.toml"),
    )


def _objections(data: bytes) -> Iterator[str]:
    """Why an SVG may not be shown, if there is a reason."""
    try:
        text = data.decode("utf-8-sig")
        root = ElementTree.fromstring(text)
    except (UnicodeDecodeError, ElementTree.ParseError, DefusedXmlException, ValueError):
        yield _("it is not a plain SVG picture in UTF-8")
        return
    if root.tag != f"{_SVG}svg":
        yield _("it is not an SVG picture")
    if re.search(r"<\?(?!xml\s)", text):
        yield _("it asks for a style sheet")
    for element in root.iter():
        yield from _of(element)


def _of(element: Element) -> Iterator[str]:
    name = str(element.tag).rpartition("}")[2].lower()
    if not str(element.tag).startswith(_SVG) and name in (*_ACTIVE, "a", "link", "meta", "style"):
        yield _("it holds elements of a web page")
    if name in _ACTIVE:
        yield _("it holds a script or a web page (“{name}”)").format(name=name)
    if name == "style" and _OUTSIDE.search("".join(element.itertext())):
        yield _("its style refers to something outside it")
    for key, value in element.attrib.items():
        attribute = key.rpartition("}")[2].lower()
        if attribute.startswith("on"):
            yield _("it holds a script (“{name}”)").format(name=attribute)
        if name in _MOVING and attribute == "attributename" and "href" in value.lower():
            yield _("it changes where it refers to")
        if attribute in ("href", "src", "base") and not _harmless(value):
            yield _("it refers to something outside it")
        if _OUTSIDE.search(value):
            yield _("it refers to something outside it")


def _harmless(reference: str) -> bool:
    """A place in the same file, or a picture that is in the reference itself."""
    return reference.strip().startswith("#") or bool(_PICTURE.fullmatch(reference.strip()))
