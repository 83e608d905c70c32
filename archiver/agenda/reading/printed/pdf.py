"""PDF as printed lines: words with their places and sizes, and the cells of ruled tables."""

import io
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2

from archiver.agenda.reading.interface import AgendaError
from archiver.agenda.reading.printed.lines import Line, Piece, clean, numbered
from archiver.agenda.reading.printed.rows import with_gaps
from archiver.agenda.reading.printed.scan import read_picture
from archiver.i18n import _

MOST_PAGES = 500
_FEWEST_LETTERS = 15
"""A page with fewer is taken for a picture."""
_WIDE = 1.7
"""A space of so many letter heights parts a line into pieces."""
_BOLD = ("bold", "black", "heavy", "semibold", "demi")
Word = dict[str, Any]


def read_pdf(path: Path, raw: bytes) -> tuple[Line, ...]:
    """The lines of all pages. Raises AgendaError where it cannot be opened or holds no text."""
    _check(path, raw)
    pages: list[list[Line]] = []
    try:
        with pdfplumber.open(io.BytesIO(raw)) as document:
            for n, page in enumerate(document.pages, start=1):
                words = len(page.chars) >= _FEWEST_LETTERS
                pages.append(_page(page, n) if words else [])
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


def _page(page: Any, number: int) -> list[Line]:
    """The lines of one page, from top to bottom."""
    tables = [t for t in page.find_tables() if _is_table(t)]
    words = page.extract_words(
        x_tolerance_ratio=0.18, y_tolerance=2, extra_attrs=["fontname", "size"]
    )
    free = [w for w in words if w.get("upright", True) and not _within(w, tables)]
    rows = [row for n, table in enumerate(tables, 1) for row in _rows(page, table, n, number)]
    return with_gaps(sorted([*_lines(free, number), *rows], key=lambda line: line.top))


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
            bold=_mostly_bold(fonts),
            table=number * 100 + n,
            pieces=pieces,
        )


def _mostly_bold(fonts: list[str]) -> bool:
    bold = sum(any(sign in font.lower() for sign in _BOLD) for font in fonts)
    return bold * 2 > len(fonts)


def _lines(words: list[Word], number: int) -> Iterator[Line]:
    """Words on one base line are one line."""
    for line in _by_base(words):
        line.sort(key=lambda word: word["x0"])
        height = statistics.median(word["size"] for word in line)
        pieces = tuple(_pieces(line, height))
        letters = [word["fontname"] for word in line for _letter in word["text"]]
        yield Line(
            text=clean(" ".join(piece.text for piece in pieces)),
            page=number,
            left=pieces[0].left,
            right=pieces[-1].right,
            top=min(word["top"] for word in line),
            size=height,
            bold=_mostly_bold(letters),
            pieces=pieces,
        )


def _by_base(words: list[Word]) -> Iterator[list[Word]]:
    line: list[Word] = []
    for word in sorted(words, key=lambda w: (w["bottom"], w["x0"])):
        height = min(word["size"], line[-1]["size"]) if line else 0
        if line and word["bottom"] - line[-1]["bottom"] > 0.4 * height:
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _pieces(line: list[Word], height: float) -> Iterator[Piece]:
    """The line's words, parted where a wide space is."""
    text, left, right = "", line[0]["x0"], line[0]["x0"]
    for word in line:
        gap = word["x0"] - right
        if text and gap > _WIDE * height:
            yield Piece(clean(text), left, right)
            text, left = "", word["x0"]
        text += (" " if text and gap > 0.12 * height else "") + word["text"]
        right = word["x1"]
    yield Piece(clean(text), left, right)
