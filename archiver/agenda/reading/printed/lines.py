"""What every printed format is turned into: lines, with where they stand and how they look.

A row of a table is one line whose pieces are its cells; elsewhere a piece is what a wide space
parts from the rest. Lengths are points (1/72 inch), or whatever unit a format has: they are only
compared with one another.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\xad]+")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


@dataclass(frozen=True)
class Piece:
    """Part of a line: a cell of a table, or what wide spaces part."""

    text: str
    left: float = 0.0
    right: float = 0.0


@dataclass(frozen=True)
class Line:
    """One printed line, one paragraph of a flowing text, or one row of a table."""

    text: str
    page: int = 0
    """From 1; 0 where the format knows no pages."""
    at: int = 0
    """Its number in the document (on its page, where there are pages), from 1."""
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    """From the top of the page; 0 for a flowing text."""
    gap: float = 0.0
    """Empty space above it, in lines; 1 and more starts a paragraph."""
    size: float = 0.0
    """Of its letters; 0 where it is not known."""
    bold: bool = False
    heading: int = 0
    """1 and more for a heading, by its level."""
    label: str = ""
    """The number or bullet that the program puts before a line of an automatic list."""
    table: int = 0
    """Which table it is a row of, from 1."""
    pieces: tuple[Piece, ...] = field(default=())
    by_spaces: bool = False
    """Whether it is a row of a table that has no rules."""
    running: bool = False
    """Whether it is the head or foot of every page."""

    @property
    def reach(self) -> float:
        """How far it reaches: in points where that is known, else in letters."""
        return self.right or float(len(self.text))

    @property
    def look(self) -> tuple[bool, int, int]:
        """What makes two lines look alike: weight, size, level."""
        return self.bold, round(self.size), self.heading


@dataclass(frozen=True)
class LeftOut:
    """Something printed that became no part of the agenda; `place` is where, `why` a sentence."""

    place: str
    text: str
    why: str


def clean(text: str) -> str:
    """`text` with single spaces, and without signs that nobody sees."""
    return _BLANKS.sub(" ", _PRIVATE.sub("•", text)).strip()


def joined(texts: Iterable[str]) -> str:
    """Lines as one text; a hyphen at a line's end holds its word together."""
    whole = ""
    for text in texts:
        tied = whole.endswith("-") and whole[-2:-1].isalnum() and text[:1].isalpha()
        whole += text if tied or not whole else f" {text}"
    return clean(whole)


def numbered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with their numbers, counted on each page."""
    counted: list[Line] = []
    for line in lines:
        same = bool(counted) and counted[-1].page == line.page
        counted.append(replace(line, at=counted[-1].at + 1 if same else 1))
    return tuple(counted)
