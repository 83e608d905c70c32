"""How lines lie on a page: which stand beside one another, and how much space is above each."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from archiver.agenda.reading.printed.lines import Line, Piece, clean

_USUAL, _LEAST, _MOST = 1.2, 0.9, 1.7
"""From line to line of one paragraph, in letter heights: commonly, at least, at most."""
_STRETCH = 1.6
"""So much more space than usual is a line of gap."""


def same_row(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines that stand beside one another as one, from top to bottom, with its pieces."""
    ordered = sorted(lines, key=lambda line: line.top + line.size / 2)
    for _row, beside in groupby(_with_rows(ordered), key=lambda pair: pair[0]):
        parts = sorted((line for _n, line in beside), key=lambda line: line.left)
        yield replace(
            parts[0],
            text=clean(" ".join(part.text for part in parts)),
            right=max(part.right for part in parts),
            pieces=tuple(Piece(part.text, part.left, part.right) for part in parts),
        )


def _with_rows(ordered: list[Line]) -> Iterator[tuple[int, Line]]:
    row, middle = 0, float("-inf")
    for line in ordered:
        here = line.top + line.size / 2
        if here - middle > 0.5 * line.size:
            row, middle = row + 1, here
        yield row, line


def with_gaps(lines: list[Line]) -> list[Line]:
    """The lines of a page with the space above each, beyond what lines commonly have."""
    heights = [line.size or 10.0 for line in lines]
    raw = [
        (line.top - before.top) / max(heights[n], heights[n + 1])
        for n, (before, line) in enumerate(pairwise(lines))
    ]
    usual = _usual(sorted(gap for gap in raw if gap > _LEAST))
    return [
        *lines[:1],
        *(
            replace(line, gap=max(0.0, gap - usual) * _STRETCH)
            for line, gap in zip(lines[1:], raw, strict=True)
        ),
    ]


def _usual(apart: list[float]) -> float:
    """The smallest distance that is there twice: that of lines within a paragraph."""
    twice = (a for a, b in pairwise(apart) if b - a < 0.08)
    return min(next(twice, apart[0] if apart else _USUAL), _MOST)
