"""Pictures of text: what covers a suspension, what stands for a session that was not filmed.

The font is OpenCV's own, so that a card needs no font of the system.
"""

import unicodedata
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from archiver.model.record import Record

Picture = NDArray[np.uint8]
"""Rows, columns, and blue, green, red."""

_SIZES = (0.10, 0.085, 0.07, 0.06, 0.05, 0.042, 0.036)
"""Heights of the letters tried in turn, as shares of the picture's shorter side."""
_LINE = 1.4
_MARGIN = 0.08
_TITLE_WEIGHT, _TEXT_WEIGHT = 600, 400
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_PICTOGRAMS = (range(0x2600, 0x2800), range(0xFE00, 0xFE10), range(0x1F000, 0x20000))


class CardStyle(Record):
    """How cards look: the colour of the house behind the text."""

    color: str = "#1f3a5f"


def card(lines: tuple[str, ...], width: int, height: int, style: CardStyle) -> Picture:
    """A picture of `lines`, the first as a title, centred, wrapped, and made smaller to fit.

    What still does not fit ends in an ellipsis; characters no font has are left out.
    """
    back = _bgr(style.color)
    ink = (255, 255, 255) if _luminance(back) < 140 else (20, 20, 20)
    picture = np.full((height, width, 3), back, np.uint8)
    font = cv2.FontFace("sans")
    texts = [text for line in lines if (text := writable(line))]
    letter, rows = _fitted(texts, width, height, font)
    top = (height - len(rows) * letter * _LINE) / 2
    for i, (row, weight) in enumerate(rows):
        x = (width - _width(row, font, letter, weight)) // 2
        y = round(top + (i + 0.5) * letter * _LINE + letter * 0.35)
        cv2.putText(picture, row, (x, y), ink, font, letter, weight)
    return picture


def writable(text: str) -> str:
    """`text` on one line, without what a font cannot show (emoji, control characters, …)."""
    kept = (c if c.isprintable() or not c.isspace() else " " for c in text)
    return " ".join("".join(c for c in kept if _has_shape(c)).split())


def _has_shape(char: str) -> bool:
    pictogram = any(ord(char) in span for span in _PICTOGRAMS)
    return not pictogram and unicodedata.category(char) not in _DROPPED


def _fitted(
    texts: list[str], width: int, height: int, font: cv2.FontFace
) -> tuple[int, list[tuple[str, int]]]:
    side = min(width, height)
    room = round(width * (1 - 2 * _MARGIN))
    letter, rows, most = 1, [], 1
    for share in _SIZES:
        letter = max(6, round(side * share))
        most = max(1, int(height * (1 - 2 * _MARGIN) / (letter * _LINE)))
        rows = [
            (row, weight)
            for i, text in enumerate(texts)
            for weight in [_TEXT_WEIGHT if i else _TITLE_WEIGHT]
            for row in _wrapped(text, room, font, letter, weight)
        ]
        if len(rows) <= most:
            return letter, rows
    last, weight = rows[most - 1]
    return letter, [*rows[: most - 1], (last[:-2].rstrip() + "…", weight)]


def _wrapped(text: str, room: int, font: cv2.FontFace, letter: int, weight: int) -> list[str]:
    rows: list[str] = []
    for word in text.split():
        for part in _parts(word, room, font, letter, weight):
            longer = f"{rows[-1]} {part}" if rows else part
            if rows and _width(longer, font, letter, weight) <= room:
                rows[-1] = longer
            else:
                rows.append(part)
    return rows


def _parts(word: str, room: int, font: cv2.FontFace, letter: int, weight: int) -> list[str]:
    """`word`, cut where it is wider than a whole row."""
    width = _width(word, font, letter, weight)
    if width <= room:
        return [word]
    n = max(1, len(word) * room // width * 9 // 10)
    return [word[i : i + n] for i in range(0, len(word), n)]


def _width(text: str, font: cv2.FontFace, letter: int, weight: int) -> int:
    box = cv2.getTextSize((1, 1), text, (0, 0), font, letter, weight)
    return int(box[2])


def _bgr(color: str) -> tuple[int, int, int]:
    return int(color[5:7], 16), int(color[3:5], 16), int(color[1:3], 16)


def _luminance(bgr: tuple[int, int, int]) -> float:
    blue, green, red = bgr
    return 0.114 * blue + 0.587 * green + 0.299 * red


def write_picture(picture: Picture, target: Path) -> None:
    """Write `picture` as PNG or JPEG, by the suffix of `target`, whatever its name."""
    _done, encoded = cv2.imencode(target.suffix.lower(), picture)
    target.write_bytes(encoded.tobytes())
