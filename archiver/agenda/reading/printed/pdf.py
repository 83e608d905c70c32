"""PDF as printed lines: words with their places and sizes, and the cells of ruled tables."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2

from archiver.agenda.reading.interface import AgendaError
from archiver.agenda.reading.printed.baselines import Word, by_base, line_of, mostly_bold
from archiver.agenda.reading.printed.lines import Line, Piece, clean, numbered
from archiver.agenda.reading.printed.rows import with_gaps
from archiver.agenda.reading.printed.ruleless import Grid, grid_of, rows_of
from archiver.agenda.reading.printed.scan import read_picture
from archiver.i18n import _

MOST_PAGES = 500
_FEWEST_LETTERS = 15
"""A page with fewer is taken for a picture."""
_OBLIQUE = 0.15
"""Letters that rise more than so much of their width are a stamp across the page."""


def read_pdf(path: Path, raw: bytes) -> tuple[Line, ...]:
    """The lines of all pages. Raises AgendaError where it cannot be opened or holds no text."""
    _check(path, raw)
    pages: list[list[Line]] = []
    grid: Grid | None = None
    try:
        with pdfplumber.open(io.BytesIO(raw)) as document:
            for n, page in enumerate(document.pages, start=1):
                words = len(page.chars) >= _FEWEST_LETTERS
                lines, grid = _page(page, n, grid) if words else ([], grid)
                pages.append(lines)
                page.close()
    except Exception as error:  # the library raises whatever a broken file leads it into
        raise _damaged(path) from error
    empty = [n for n, lines in enumerate(pages, start=1) if not lines]
    for n, lines in read_picture(path, raw, empty, of=len(pages)):
        pages[n - 1] = with_gaps(lines)
    return numbered(line for lines in pages for line in lines)


def _check(path: Path, raw: bytes) -> None:
    try:
        document = pypdfium2.PdfDocument(raw)
        count = len(document)
        document.close()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise AgendaError(
                path,
                [_("it is protected by a password")],
                _("Open it, print it to a PDF without a password, and give that file"),
            ) from error
        raise _damaged(path) from error
    if not count:
        raise _damaged(path)
    if count > MOST_PAGES:
        raise AgendaError(
            path,
            [_("it has {count} pages, more than {most}").format(count=count, most=MOST_PAGES)],
            _("Give the agenda alone, without the reports"),
        )


def _damaged(path: Path) -> AgendaError:
    return AgendaError(
        path,
        [_("this PDF is damaged or was cut off")],
        _("Fetch or export it again, or paste its text: --agenda -"),
    )


def _page(page: Any, number: int, grid: Grid | None) -> tuple[list[Line], Grid | None]:
    """The lines of one page, from top to bottom, and the columns without rules found so far."""
    tables = [t for t in page.find_tables() if _is_table(t)]
    words = page.filter(_is_level).extract_words(
        x_tolerance_ratio=0.18, y_tolerance=2, extra_attrs=["fontname", "size"]
    )
    free = [w for w in words if w.get("upright", True) and not _within(w, tables)]
    rows = [row for n, table in enumerate(tables, 1) for row in _rows(page, table, n, number)]
    bases = list(by_base(free))
    own = grid_of(bases)
    goes_on = own is None and grid is not None
    grid = own or grid
    lines = (
        rows_of(bases, number, grid, goes_on=goes_on)
        if grid
        else [line_of(b, number) for b in bases]
    )
    return with_gaps(sorted([*lines, *rows], key=lambda line: line.top)), grid


def _is_level(thing: dict[str, Any]) -> bool:
    """Whether something is no letter of a stamp across the page, such as a draft's."""
    if thing.get("object_type") != "char":
        return True
    along, rise = abs(thing["matrix"][0]), abs(thing["matrix"][1])
    return bool(min(along, rise) <= _OBLIQUE * max(along, rise))


def _is_table(table: Any) -> bool:
    wide = sum(1 for row in table.rows if sum(cell is not None for cell in row.cells) > 1)
    return wide >= 1 and len(table.rows) > 1


def _within(word: Word, tables: Iterable[Any]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return any(t.bbox[0] <= x <= t.bbox[2] and t.bbox[1] <= y <= t.bbox[3] for t in tables)


def _rows(page: Any, table: Any, n: int, number: int) -> Iterator[Line]:
    """The rows of a ruled table, each cell with its lines as they are broken."""
    for row in table.rows:
        boxes = [box for box in row.cells if box is not None]
        texts = [page.crop(box, strict=False).extract_text() or "" for box in boxes]
        pieces = tuple(
            Piece(text.strip(), box[0], box[2]) for text, box in zip(texts, boxes, strict=True)
        )
        whole = clean(" ".join(piece.text for piece in pieces))
        if not whole:
            continue
        fonts = [char["fontname"] for char in page.crop(row.bbox, strict=False).chars]
        yield Line(
            text=whole,
            page=number,
            left=row.bbox[0],
            right=row.bbox[2],
            top=row.bbox[1],
            size=0.0,
            bold=mostly_bold(fonts),
            table=number * 100 + n,
            pieces=pieces,
        )
