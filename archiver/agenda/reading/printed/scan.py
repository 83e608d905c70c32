"""Pages that are pictures: drawn, and read by tesseract where it is installed."""

import io
import re
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image
from rapidfuzz import fuzz, process

from archiver.agenda.reading.interface import AgendaError
from archiver.agenda.reading.printed.lines import Line, clean
from archiver.agenda.reading.printed.rows import same_row
from archiver.i18n import _
from archiver.programs.run import ProgramError
from archiver.programs.tesseract import Line as ReadLine
from archiver.programs.tesseract import find_tesseract, read_text

MOST_PICTURES = 60
_DPI = 300
_ONE_COLUMN = 4
"""Tesseract's mode for a page of one column with letters of several sizes."""
_SUREST_NOISE = 0.35
_LANGUAGE = "fr"
_INK = 128
_LONGEST_STROKE = 60
"""Pixels; a fifth of an inch."""
_TELLING = ("Rapport", "Rapporteur", "Rapporteure", "Commission", "Président", "Présidente")
_NEARLY = 80.0
_STROKES = re.compile(r"(?:^|(?<=\s))[|_~¦=…—–.-]+(?=\s*$)|^[|_~¦…]+\s|\s[|¦](?=\s)")
"""Specks and rules that are read as signs."""
_LARGEST_SIDE = 5000
"""Pixels: a page as large as a wall is drawn smaller."""


def read_picture(
    path: Path, raw: bytes, pages: Sequence[int], *, of: int
) -> Iterator[tuple[int, list[Line]]]:
    """The lines of those `pages` (from 1) of a PDF that hold a picture instead of text.

    Raises AgendaError where the whole document is pictures and they cannot be read; a page without
    text among others is left alone then, as it may be empty.
    """
    if not pages:
        return
    try:
        find_tesseract(_LANGUAGE)
    except ProgramError as error:
        if len(pages) < of:
            return
        raise AgendaError(
            path,
            [_("its pages are pictures, and there is nothing here to read pictures with")],
            _("Install tesseract: apt install tesseract-ocr tesseract-ocr-fra")
            + " – "
            + _("or paste the text: --agenda -"),
        ) from error
    if len(pages) > MOST_PICTURES:
        raise AgendaError(
            path,
            [_("{count} of its pages are pictures: too many to read").format(count=len(pages))],
            _("Give the agenda alone, without the reports"),
        )
    document = pypdfium2.PdfDocument(raw)
    try:
        for number in pages:
            yield number, _page(document[number - 1], number)
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    scale = min(_DPI / 72, _LARGEST_SIDE / max(*page.get_size(), 1.0))
    picture = io.BytesIO()
    grey = np.array(page.render(scale=scale, grayscale=True).to_pil())
    Image.fromarray(_without_rules(grey)).save(picture, "PNG")
    read = read_text(picture.getvalue(), _LANGUAGE, page_mode=_ONE_COLUMN)
    heights = [each.height for each in read]
    height = statistics.median(heights) if heights else 1.0
    lines = [_line(each, scale, number, height) for each in read if each.confidence > _SUREST_NOISE]
    return list(same_row(line for line in lines if line.text))


def _without_rules(grey: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """A page without underlines and rules of tables, which spoil the letters they touch.

    A stroke that is longer from left to right than that of any letter is one.
    """
    ink = np.pad(grey < _INK, ((0, 0), (1, 1))).ravel()
    edges = np.flatnonzero(np.diff(ink.astype(np.int8))) + 1
    starts, ends = edges[::2], edges[1::2]
    long = ends - starts >= _LONGEST_STROKE
    marks = np.zeros(ink.size, np.int32)
    marks[starts[long]] = 1
    marks[ends[long]] -= 1
    ruled = np.cumsum(marks).astype(bool).reshape(grey.shape[0], -1)[:, 1:-1]
    return np.where(ruled, np.uint8(255), grey)


def _line(read: ReadLine, scale: float, number: int, height: float) -> Line:
    """A line read, in points, all of one size: the height read depends on the letters."""
    middle = read.top + read.height / 2
    return Line(
        text=_mended(clean(_STROKES.sub(" ", read.text))),
        page=number,
        left=read.left / scale,
        right=(read.left + read.width) / scale,
        top=(middle - height / 2) / scale,
        size=height / scale,
    )


def _mended(text: str) -> str:
    """A line whose first word is nearly one that tells what the line is, with that word."""
    first, space, rest = text.partition(" ")
    near = process.extractOne(first, _TELLING, scorer=fuzz.ratio, score_cutoff=_NEARLY)
    return f"{near[0]}{space}{rest}" if near and len(first) >= len(near[0]) - 1 else text
