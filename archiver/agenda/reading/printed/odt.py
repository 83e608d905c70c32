"""ODT as printed lines: paragraphs and headings, automatic lists, and rows of tables."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from odf.namespaces import FONS, STYLENS, TABLENS, TEXTNS
from odf.opendocument import load

from archiver.agenda.reading.interface import AgendaError
from archiver.agenda.reading.printed.lines import Line, Piece, clean, numbered
from archiver.agenda.reading.printed.listing import label
from archiver.agenda.reading.printed.package import check_package
from archiver.i18n import _

_COLUMN = 100.0
_HIDDEN = {"note", "annotation", "tracked-changes", "table-of-content", "sequence-decls", "frame"}


def read_odt(path: Path, raw: bytes) -> tuple[Line, ...]:
    """The lines of the document, then those of its heads and feet."""
    check_package(path, raw, "content.xml")
    try:
        document = load(io.BytesIO(raw))
        reading = _Reading(document)
        lines = [*reading.running(), *reading.block(document.text)]
    except Exception as error:  # whatever a strange package leads the library into
        raise AgendaError(
            path,
            [_("it is not an ODT document that can be read")],
            _("Open it and save it as ODT or PDF, or paste its text: --agenda -"),
        ) from error
    return numbered(line for line in lines if line.text)


@dataclass
class _Reading:
    """One pass over a document; its styles and tables."""

    document: Any
    tables: int = 0
    reached: dict[tuple[str, int], int] = field(default_factory=dict)
    """The last number of each style of list, by its level."""
    styles: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in (self.document.styles, self.document.automaticstyles):
            for style in part.childNodes:
                if name := _get(style, STYLENS, "name"):
                    self.styles[name] = style

    def running(self) -> Iterator[Line]:
        """The heads and feet of the pages."""
        for page in self.document.masterstyles.childNodes:
            for part in page.childNodes:
                if _tag(part) in ("header", "footer"):
                    for child in part.childNodes:
                        yield Line(text=clean(_text(child)), running=True)

    def block(self, parent: Any, marks: tuple[str, ...] = ()) -> Iterator[Line]:
        """The paragraphs, lists and tables of a part, in order."""
        for child in parent.childNodes:
            tag = _tag(child)
            if tag in ("p", "h"):
                yield from self.paragraph(child, "".join(marks))
                marks = ()
            elif tag == "list":
                yield from self.listed(child, 1, "")
            elif tag == "table":
                self.tables += 1
                yield from self.table(child, self.tables)
            elif tag and tag not in _HIDDEN:
                yield from self.block(child)

    def listed(self, element: Any, level: int, style: str) -> Iterator[Line]:
        """A list's items with their numbers; lists within them follow."""
        style = _get(element, TEXTNS, "style-name") or style
        kind, suffix, count = self._numbering(style, level)
        goes_on = _get(element, TEXTNS, "continue-numbering") == "true"
        if goes_on or _get(element, TEXTNS, "continue-list"):
            count = self.reached.get((style, level), count)
        for item in element.childNodes:
            if _tag(item) not in ("list-item", "list-header"):
                continue
            start = _get(item, TEXTNS, "start-value")
            count = int(start) if start.isdecimal() else count + 1
            self.reached[style, level] = count
            mark = (label(count, kind) + suffix) if kind else "•"
            for child in item.childNodes:
                if _tag(child) == "list":
                    yield from self.listed(child, level + 1, style)
                elif _tag(child) in ("p", "h"):
                    yield from self.paragraph(child, mark)
                    mark = ""

    def _numbering(self, style: str, level: int) -> tuple[str, str, int]:
        """The kind of number ("" for a bullet), what follows it, the number before the first."""
        for each in self.styles[style].childNodes if style in self.styles else ():
            if _get(each, TEXTNS, "level") == str(level) and "number" in _tag(each):
                start = _get(each, TEXTNS, "start-value")
                kind = _get(each, STYLENS, "num-format")
                return kind, _get(each, STYLENS, "num-suffix"), int(start or 1) - 1
        return "", "", 0

    def paragraph(self, element: Any, mark: str) -> Iterator[Line]:
        """A paragraph, one line for each that is broken by hand."""
        bold, size = self._look(element)
        level = _get(element, TEXTNS, "outline-level") if _tag(element) == "h" else ""
        for n, text in enumerate(_text(element).split("\n")):
            parts = [clean(part) for part in text.split("\t")]
            pieces = tuple(Piece(part, i * _COLUMN) for i, part in enumerate(parts) if part)
            yield Line(
                text=clean(text),
                gap=0.0 if n else 1.0,
                size=size,
                bold=bold,
                heading=int(level or 1) if _tag(element) == "h" else 0,
                label="" if n else mark,
                pieces=pieces,
            )

    def _look(self, element: Any) -> tuple[bool, float]:
        """Whether a paragraph is bold, and its size in points (0 where no style says)."""
        spans = [c for c in element.childNodes if _tag(c) == "span" and clean(_text(c))]
        inner = (
            spans[0]
            if len(spans) == 1 and clean(_text(element)) == clean(_text(spans[0]))
            else None
        )
        weight, size = "", ""
        for each in (inner, element):
            name = _get(each, TEXTNS, "style-name") if each is not None else ""
            for _depth in range(20):
                style = self.styles.get(name)
                if style is None:
                    break
                for child in style.childNodes:
                    if _tag(child) == "text-properties":
                        weight = weight or _get(child, FONS, "font-weight")
                        size = size or _get(child, FONS, "font-size")
                name = _get(style, STYLENS, "parent-style-name")
        points = size.removesuffix("pt")
        return weight == "bold", float(points) if points.replace(".", "", 1).isdigit() else 0.0

    def table(self, element: Any, number: int) -> Iterator[Line]:
        """The rows of a table, those of its head too."""
        for row in element.childNodes:
            if _tag(row) in ("table-header-rows", "table-rows", "table-row-group"):
                yield from self.table(row, number)
            if _tag(row) != "table-row":
                continue
            pieces, column, bold = [], 0, True
            for cell in row.childNodes:
                if _tag(cell) not in ("table-cell", "covered-table-cell"):
                    continue
                span = int(_get(cell, TABLENS, "number-columns-spanned") or 1)
                if _tag(cell) == "table-cell":
                    lines = [line for line in self.block(cell) if line.text]
                    bold = bold and all(line.bold for line in lines)
                    text = "\n".join(f"{line.label} {line.text}".strip() for line in lines)
                    pieces.append(Piece(text, column * _COLUMN, (column + span) * _COLUMN - 1))
                column += 1
            text = clean(" ".join(piece.text for piece in pieces))
            yield Line(text=text, gap=1.0, bold=bold, table=number, pieces=tuple(pieces))


def _tag(node: Any) -> str:
    """A node's name without its namespace; "" for text."""
    return str(node.qname[1]) if getattr(node, "qname", None) else ""


def _get(node: Any, namespace: str, name: str) -> str:
    attributes = getattr(node, "attributes", None) or {}
    return str(attributes.get((namespace, name), ""))


def _text(node: Any) -> str:
    """The text of a node, with its tabs and breaks."""
    if not _tag(node):
        return str(getattr(node, "data", ""))
    tag = _tag(node)
    if tag in _HIDDEN:
        return ""
    if tag in ("tab", "line-break"):
        return "\t" if tag == "tab" else "\n"
    if tag == "s":
        return " " * min(int(_get(node, TEXTNS, "c") or 1), 50)
    return "".join(_text(child) for child in node.childNodes)
