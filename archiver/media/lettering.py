"""Reading the text in a part of a picture: cut out, brought to a size that is read well, read."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from archiver.media.sketch import Grey
from archiver.media.strokes import LONG_SIDE, Box

_ROW_HEIGHT = 42
"""Points a row of text is brought to: letters some thirty points high are read best."""
_LARGEST, _SMALLEST = 6.0, 0.4
_MARGIN_ROWS = 0.5
_SURE_LINE = 0.45
_SURE_WORD = 0.6
_LEAST_LETTERS = 5
_ONLY_MARKS = 2


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as read, and how sure that is, 0 to 1."""

    text: str
    confidence: float


ReadPicture = Callable[[bytes], tuple[ReadLine, ...]]
"""Reads a PNG."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """What a card's picture says; no lines if it says nothing."""

    lines: tuple[str, ...] = ()
    confidence: float = 0.0

    @property
    def is_text(self) -> bool:
        """Whether it is words, not a clock or what a pattern was taken for."""
        letters = sum(char.isalpha() for line in self.lines for char in line)
        return letters >= _LEAST_LETTERS and self.confidence >= _SURE_WORD


def cut_out(picture: Grey, box: Box, row_height: int) -> bytes:
    """The PNG of what is in `box` (in small points), dark letters on light, rows of equal size."""
    scale = max(picture.shape) / LONG_SIDE
    margin = _MARGIN_ROWS * row_height
    top, bottom = (round(y * scale) for y in (box.top - margin, box.bottom + margin))
    left, right = (round(x * scale) for x in (box.left - margin, box.right + margin))
    piece = picture[max(0, top) : max(1, bottom), max(0, left) : max(1, right)]
    factor = float(np.clip(_ROW_HEIGHT / (row_height * scale), _SMALLEST, _LARGEST))
    how = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    large = cv2.resize(piece, None, fx=factor, fy=factor, interpolation=how)
    return cv2.imencode(".png", _dark_on_light(np.asarray(large, np.uint8)))[1].tobytes()


def _dark_on_light(picture: Grey) -> Grey:
    """Letters take up less room than what is behind them."""
    limit, _parted = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    light = np.count_nonzero(picture > limit) / picture.size
    return np.asarray(255 - picture if light < 0.5 else picture, np.uint8)


def lettering(lines: tuple[ReadLine, ...]) -> Lettering:
    """What was read, without the lines that are hardly more than marks."""
    kept = [line for line in lines if line.confidence >= _SURE_LINE and _says_something(line.text)]
    weight = sum(len(line.text) for line in kept)
    if not weight:
        return Lettering()
    sure = sum(line.confidence * len(line.text) for line in kept) / weight
    return Lettering(tuple(_trimmed(line.text) for line in kept), round(sure, 3))


def _says_something(text: str) -> bool:
    return sum(char.isalnum() for char in text) > _ONLY_MARKS


def _trimmed(text: str) -> str:
    """Without what a border or a bar at the side was taken for."""
    words = text.split()
    while len(words) > 1 and not any(c.isalnum() for c in words[0]):
        words = words[1:]
    while len(words) > 1 and not any(c.isalnum() for c in words[-1]):
        words = words[:-1]
    return " ".join(words)
