"""DOCX as printed lines: paragraphs with their automatic numbers, and rows of tables."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from archiver.agenda.reading.interface import AgendaError
from archiver.agenda.reading.printed.lines import Line, Piece, clean, numbered
from archiver.agenda.reading.printed.listing import label
from archiver.agenda.reading.printed.package import check_package
from archiver.i18n import _

_COLUMN = 100.0
_BREAKS = {qn("w:br"), qn("w:cr")}


def read_docx(path: Path, raw: bytes) -> tuple[Line, ...]:
    """The lines of the document, then those of its heads and feet."""
    check_package(path, raw, "word/document.xml")
    try:
        document = Document(io.BytesIO(raw))
        reading = _Reading(document)
        lines = [*reading.running(), *reading.block(document.element.body)]
    except AgendaError:
        raise
    except Exception as error:  # whatever a strange package leads the library into
        raise AgendaError(
            path,
            [_("it is not a Word document that can be read")],
            _("Open it and save it as DOCX without macros, or as PDF"),
        ) from error
    return numbered(line for line in lines if line.text)


@dataclass
class _Reading:
    """One pass over a document; the counters of its lists, its tables."""

    document: Any
    tables: int = 0
    counts: dict[tuple[int, int], int] = field(default_factory=dict)

    def running(self) -> Iterator[Line]:
        """The heads and feet."""
        for section in self.document.sections:
            for part in (section.header, section.footer):
                for paragraph in [] if part.is_linked_to_previous else part.paragraphs:
                    yield from (
                        Line(text=clean(text), running=True) for text in paragraph.text.split("\n")
                    )

    def block(self, parent: Any) -> Iterator[Line]:
        """The paragraphs and tables of a part of the document, in order."""
        for child in parent.iterchildren():
            if child.tag == qn("w:p"):
                yield from self.paragraph(child)
            elif child.tag == qn("w:tbl"):
                self.tables += 1
                yield from self.table(child, self.tables)
            elif child.tag == qn("w:sdt"):
                for content in child.iterchildren(qn("w:sdtContent")):
                    yield from self.block(content)
            elif child.tag == qn("w:ins"):
                yield from self.block(child)

    def paragraph(self, element: Any) -> Iterator[Line]:
        """A paragraph, one line for each that is broken by hand."""
        paragraph = Paragraph(element, self.document)
        mark = self.mark(paragraph)
        heading = _heading(paragraph)
        bold = _is_bold(paragraph)
        for n, text in enumerate(_text(element).split("\n")):
            parts = [clean(part) for part in text.split("\t")]
            pieces = tuple(Piece(part, i * _COLUMN) for i, part in enumerate(parts) if part)
            yield Line(
                text=clean(text),
                gap=0.0 if n else 1.0,
                bold=bold,
                heading=heading,
                label="" if n else mark,
                pieces=pieces,
            )

    def table(self, element: Any, number: int) -> Iterator[Line]:
        """The rows of a table; a cell that goes on from the row above is left out."""
        for row in element.iterchildren(qn("w:tr")):
            pieces, column = [], 0
            for cell in row.iterchildren(qn("w:tc")):
                span = cell.grid_span
                lines = [line for line in self.block(cell) if line.text]
                if cell.vMerge != "continue":
                    text = "\n".join(f"{line.label} {line.text}".strip() for line in lines)
                    pieces.append(Piece(text, column * _COLUMN, (column + span) * _COLUMN - 1))
                column += span
            text = clean(" ".join(piece.text for piece in pieces))
            bold = all(self._bold(p) for p in row.iter(qn("w:p")) if clean(_text(p)))
            yield Line(text=text, gap=1.0, bold=bold, table=number, pieces=tuple(pieces))

    def _bold(self, element: Any) -> bool:
        return _is_bold(Paragraph(element, self.document))

    def mark(self, paragraph: Paragraph) -> str:
        """The number or bullet of an automatic list, "" outside of one."""
        list_id, level = _list_of(paragraph)
        levels = self._levels(list_id)
        if not list_id or level not in levels:
            return ""
        for key in [k for k in self.counts if k[0] == list_id and k[1] > level]:
            del self.counts[key]
        start = levels[level][2]
        self.counts[list_id, level] = self.counts.get((list_id, level), start - 1) + 1
        kind, template, _start = levels[level]
        if kind in ("bullet", "none"):
            return "•" if kind == "bullet" else ""

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            known = levels.get(at, ("decimal", "", 1))
            return label(self.counts.get((list_id, at), known[2]), known[0])

        return re.sub(r"%(\d)", shown, template)

    def _levels(self, list_id: int) -> dict[int, tuple[str, str, int]]:
        """Each level's kind, template and first number."""
        if not list_id or not any("numbering" in r.reltype for r in self._relations()):
            return {}
        root = self.document.part.numbering_part.element
        for num in root.iterchildren(qn("w:num")):
            if num.get(qn("w:numId")) == str(list_id):
                wanted = _value(num, "w:abstractNumId")
                for abstract in root.iterchildren(qn("w:abstractNum")):
                    if abstract.get(qn("w:abstractNumId")) == wanted:
                        return dict(_level(each) for each in abstract.iterchildren(qn("w:lvl")))
        return {}

    def _relations(self) -> list[Any]:
        return list(self.document.part.rels.values())


def _value(element: Any, tag: str) -> str:
    child = element.find(qn(tag))
    return "" if child is None else str(child.get(qn("w:val")) or "")


def _level(element: Any) -> tuple[int, tuple[str, str, int]]:
    start = _value(element, "w:start")
    return int(element.get(qn("w:ilvl"))), (
        _value(element, "w:numFmt") or "decimal",
        _value(element, "w:lvlText"),
        int(start) if start.isdecimal() else 1,
    )


def _list_of(paragraph: Paragraph) -> tuple[int, int]:
    """The list a paragraph is in (0 for none) and its level, its own or its style's."""
    elements = [paragraph._p, *(style.element for style in _styles(paragraph))]
    for element in elements:
        found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is not None:
            number, level = _value(found, "w:numId"), _value(found, "w:ilvl")
            return int(number or 0), int(level or 0)
    return 0, 0


def _styles(paragraph: Paragraph) -> Iterator[Any]:
    style: Any = paragraph.style
    for _depth in range(20):
        if style is None:
            return
        yield style
        style = style.base_style


def _heading(paragraph: Paragraph) -> int:
    for style in _styles(paragraph):
        name = (style.name or "").lower()
        found = re.fullmatch(r"(?:heading|titre) (\d)", name)
        if found:
            return int(found[1])
        if name in ("title", "titre", "subtitle", "sous-titre"):
            return 1
    return 0


def _is_bold(paragraph: Paragraph) -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    by_style = any(style.font.bold for style in _styles(paragraph))
    bold = sum(len(run.text) for run in runs if (by_style if run.bold is None else run.bold))
    return bold * 2 > sum(len(run.text) for run in runs)


def _text(element: Any) -> str:
    """All the text of a paragraph, inserted text too, but not that of boxes beside it."""
    text = ""
    for node in element.iter():
        if any(above.tag == qn("w:txbxContent") for above in node.iterancestors()):
            continue
        if node.tag == qn("w:t"):
            text += node.text or ""
        elif node.tag == qn("w:tab") and node.getparent().tag == qn("w:r"):
            text += "\t"
        elif node.tag in _BREAKS:
            text += "\n"
        elif node.tag == qn("w:noBreakHyphen"):
            text += "-"
    return text
