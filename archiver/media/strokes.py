"""Where a picture holds text, whatever it says: rows of thin strokes.

All of it is measured on a picture brought to the same size, its longer side `LONG_SIDE` points.
"""

import zlib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from archiver.media.sketch import Grey

LONG_SIDE = 640
CELL = 4
"""Points that share a value in the map of strokes."""
_CONTRAST = 40.0
_OVER_GRAIN = 3.0
"""By how much text must stand out of what the picture is grained with."""
_BORDER = 41
"""Longer upright lines are no letters."""
_LETTERS_APART, _ROWS_APART = 9, 3
_HEIGHTS = range(6, 46)
_FULL = 0.3
_WORDS_APART = 1.3
"""In heights of a row."""
_SHORTEST = 1.8
_NARROWEST = 24
_MOST = 60

Map = NDArray[np.uint8]
"""How much of a stroke there is in each cell, row by row."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points of the small picture; right and bottom are excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """In points."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """In points."""
        return self.right - self.left

    def inside(self, other: "Box") -> float:
        """The share of it that is inside another."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, width) * max(0, height) / (self.width * self.height)

    def joined(self, other: "Box") -> "Box":
        """The smallest rectangle that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Strokes:
    """The rows of text that a picture may hold, and the map of its strokes, packed."""

    at_ms: int
    rows: tuple[Box, ...]
    shape: tuple[int, int]
    packed: bytes

    @property
    def map(self) -> Map:
        """The map of strokes."""
        flat = np.frombuffer(zlib.decompress(self.packed), np.uint8)
        return flat.reshape(self.shape)


def strokes(picture: Grey, at_ms: int) -> Strokes:
    """The strokes of a picture of any size."""
    small = brought_to_size(picture)
    # Letters are full of upright edges; borders, desks and the space between rows have few.
    edges = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((1, 3), np.uint8))
    ink: Grey = np.asarray(edges, np.uint8)
    cells = (max(1, ink.shape[1] // CELL), max(1, ink.shape[0] // CELL))
    drawn = cv2.resize(ink, cells, interpolation=cv2.INTER_AREA)
    packed = zlib.compress(drawn.tobytes(), 1)
    return Strokes(at_ms, _rows(ink), (cells[1], cells[0]), packed)


def brought_to_size(picture: Grey) -> Grey:
    """The picture with its longer side `LONG_SIDE` points long."""
    scale = LONG_SIDE / max(picture.shape)
    size = (max(CELL, round(picture.shape[1] * scale)), max(CELL, round(picture.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)


def _rows(ink: Grey) -> tuple[Box, ...]:
    grain = float(np.median(ink[::4, ::4]))
    mask = (ink >= max(_CONTRAST, _OVER_GRAIN * grain)).astype(np.uint8)
    borders = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((_BORDER, 1), np.uint8))
    mask = mask * (1 - np.asarray(borders, np.uint8))
    near = np.ones((_ROWS_APART, _LETTERS_APART), np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, near)
    _count, _labels, stats, _centres = cv2.connectedComponentsWithStats(closed, connectivity=4)
    words = [
        Box(int(x), int(y), int(x + w), int(y + h))
        for x, y, w, h, area in stats[1:]
        if int(h) in _HEIGHTS and w >= h * 0.5 and area >= _FULL * w * h
    ]
    rows = [row for row in _in_rows(words) if row.width >= max(_NARROWEST, _SHORTEST * row.height)]
    return tuple(sorted(rows, key=lambda row: -row.width)[:_MOST])


def _in_rows(words: list[Box]) -> list[Box]:
    """Words that stand beside each other, as rows."""
    rows: list[Box] = []
    for word in sorted(words, key=lambda box: box.left):
        for n, row in enumerate(rows):
            if _follows(row, word):
                rows[n] = row.joined(word)
                break
        else:
            rows.append(word)
    return rows


def _follows(row: Box, word: Box) -> bool:
    height = min(row.height, word.height)
    shared = min(row.bottom, word.bottom) - max(row.top, word.top)
    return (
        shared >= 0.6 * height
        and word.left - row.right <= _WORDS_APART * max(row.height, word.height)
        and max(row.height, word.height) <= 2.5 * height
    )
