"""Words of a page as lines: what stands on one base line, parted where a wide space is."""

import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from archiver.agenda.reading.printed.lines import Line, Piece, clean

_WIDE = 1.7
"""A space of so many letter heights parts a line into pieces."""
_SPACE = 0.12
"""From so many letter heights on, there is a space between two words."""
_BOLD = ("bold", "black", "heavy", "semibold", "demi")
Word = dict[str, Any]


def line_of(words: Sequence[Word], number: int) -> Line:
    """The words of one base line of page `number`, in order, as a line."""
    height = height_of(words)
    pieces = tuple(_pieces(words, height))
    return Line(
        text=clean(" ".join(piece.text for piece in pieces)),
        page=number,
        left=pieces[0].left,
        right=pieces[-1].right,
        top=min(word["top"] for word in words),
        size=height,
        bold=mostly_bold([word["fontname"] for word in words for _letter in word["text"]]),
        pieces=pieces,
    )


def height_of(words: Sequence[Word]) -> float:
    """The common height of their letters, in points."""
    return float(statistics.median(word["size"] for word in words))


def text_of(words: Sequence[Word]) -> str:
    """The words as a text, spaces where there are any."""
    text, right, height = "", 0.0, height_of(words) if words else 1.0
    for word in words:
        spaced = text and word["x0"] - right > _SPACE * height
        text += (" " if spaced else "") + word["text"]
        right = word["x1"]
    return clean(text)


def mostly_bold(fonts: Sequence[str]) -> bool:
    """Whether most letters are bold, by the names of their fonts."""
    bold = sum(any(sign in font.lower() for sign in _BOLD) for font in fonts)
    return bold * 2 > len(fonts)


def by_base(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of each base line, from the left."""
    line: list[Word] = []
    for word in sorted(words, key=lambda w: (w["bottom"], w["x0"])):
        height = min(word["size"], line[-1]["size"]) if line else 0
        if line and word["bottom"] - line[-1]["bottom"] > 0.4 * height:
            yield sorted(line, key=lambda word: word["x0"])
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda word: word["x0"])


def _pieces(line: Sequence[Word], height: float) -> Iterator[Piece]:
    """The line's words, parted where a wide space is."""
    text, left, right = "", line[0]["x0"], line[0]["x0"]
    for word in line:
        gap = word["x0"] - right
        if text and gap > _WIDE * height:
            yield Piece(clean(text), left, right)
            text, left = "", word["x0"]
        text += (" " if text and gap > _SPACE * height else "") + word["text"]
        right = word["x1"]
    yield Piece(clean(text), left, right)
