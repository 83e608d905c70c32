"""Where a house shows its cards, found from the pictures alone, and how long each is shown.

A card's rows of text stand at the same place each time, by their left edge, their middle or their
right edge; what a camera films hardly ever does. So every row that comes into view gives one vote
to each of its three places, and the places that win are the bands in which cards are looked for.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from archiver.media.strokes import CELL, Box, Map, Strokes

MOST_BANDS = 10
_BIN = 4
_NEAR = 6
"""Points by which a row may stand beside its band."""
_MOVED = 5
_LOCAL = 3
"""Cells in which a change of a single digit must show."""
_FAINT, _CHANGED = 10.0, 0.12
_STILL = 0.8
"""What stays as it is for such a share of the recording belongs to the room."""
_LEAST_PICTURES = 8
_ROWS_APART = 1.8
_TOGETHER = 0.3
_SIDES = ("left", "middle", "right")


@dataclass(frozen=True, slots=True)
class Band:
    """A place at which rows of text come up: by which side, where that is, the middle's height."""

    side: str
    x: int
    y: int

    def holds(self, row: Box) -> bool:
        """Whether a row stands there."""
        return abs(_side(row, self.side) - self.x) <= _NEAR and abs(_middle(row) - self.y) <= _NEAR


@dataclass(frozen=True, slots=True)
class Region:
    """Where cards are shown; with no bands, any row of text inside the box counts."""

    box: Box
    bands: tuple[Band, ...] = ()

    def text_of(self, picture: Strokes) -> Box | None:
        """What of it holds text in a picture."""
        rows = [row for row in picture.rows if row.inside(self.box) >= 0.7]
        if self.bands and not any(band.holds(row) for band in self.bands for row in rows):
            return None
        return united(rows) if rows else None


@dataclass(frozen=True, slots=True)
class Run:
    """The same text in a region, from picture number `first` to `last`, both included."""

    first: int
    last: int
    box: Box


@dataclass(slots=True)
class _Stay:
    """A row from the picture in which it comes up to the last one that still shows it."""

    row: Box
    first: int
    last: int


def alike(before: Map, after: Map, box: Box) -> bool:
    """Whether two maps show the same text in `box`."""
    if before.shape != after.shape:
        return False
    rows = slice(max(0, box.top // CELL - 1), box.bottom // CELL + 2)
    columns = slice(max(0, box.left // CELL - 1), box.right // CELL + 2)
    a, b = (one[rows, columns].astype(np.float32) for one in (before, after))
    window = (_LOCAL, _LOCAL)
    apart = cv2.blur(np.abs(a - b), window)
    there = cv2.blur(np.maximum(a, b), window)
    return bool((apart / (there + _FAINT)).max() < _CHANGED)


def united(rows: Iterable[Box]) -> Box:
    """The smallest rectangle that holds all of at least one."""
    first, *others = rows
    for other in others:
        first = first.joined(other)
    return first


def regions(pictures: Sequence[Strokes]) -> tuple[Region, ...]:
    """Where cards may be shown, the likeliest first; whether it is text is for a reader to say."""
    stays = [stay for stay in _stays(pictures) if not _belongs_to_room(stay, len(pictures))]
    bands: list[tuple[Band, list[_Stay]]] = []
    while stays and len(bands) < MOST_BANDS:
        band = _most_voted(stays)
        mine = [stay for stay in stays if band.holds(stay.row)]
        if not mine:
            break
        bands.append((band, mine))
        stays = [stay for stay in stays if not band.holds(stay.row)]
    return _gathered(bands)


def runs(pictures: Sequence[Strokes], region: Region) -> tuple[Run, ...]:
    """The texts shown in a region one after the other."""
    found: list[Run] = []
    last_map: Map | None = None
    for n, picture in enumerate(pictures):
        box = region.text_of(picture)
        if box is None:
            last_map = None
            continue
        drawn = picture.map
        if last_map is not None and alike(last_map, drawn, box.joined(found[-1].box)):
            found[-1] = Run(found[-1].first, n, found[-1].box.joined(box))
        else:
            found.append(Run(n, n, box))
        last_map = drawn
    return tuple(found)


def _stays(pictures: Sequence[Strokes]) -> list[_Stay]:
    stays: list[_Stay] = []
    going: list[_Stay] = []
    before: Map | None = None
    for n, picture in enumerate(pictures):
        drawn = picture.map
        still = []
        for row in picture.rows:
            same = before is not None and next((s for s in going if _in_place(s.row, row)), None)
            if same and before is not None and alike(before, drawn, row):
                same.last = n
                still.append(same)
            else:
                stays.append(_Stay(row, n, n))
                still.append(stays[-1])
        going, before = still, drawn
    return stays


def _in_place(row: Box, other: Box) -> bool:
    edges = ("left", "top", "right", "bottom")
    return all(abs(getattr(row, edge) - getattr(other, edge)) <= _MOVED for edge in edges)


def _belongs_to_room(stay: _Stay, count: int) -> bool:
    return count >= _LEAST_PICTURES and stay.last - stay.first + 1 > _STILL * count


def _most_voted(stays: Sequence[_Stay]) -> Band:
    votes = Counter(
        (side, _side(stay.row, side) // _BIN, _middle(stay.row) // _BIN)
        for stay in stays
        for side in _SIDES
    )

    def with_neighbours(place: tuple[str, int, int]) -> tuple[int, int]:
        side, x, y = place
        around = sum(votes[(side, x + i, y + j)] for i in (-1, 0, 1) for j in (-1, 0, 1))
        return around, votes[place]

    # Among equals the one that was seen first, so that the same pictures give the same bands.
    side, x, y = max(votes, key=with_neighbours)
    return Band(side, x * _BIN + _BIN // 2, y * _BIN + _BIN // 2)


def _gathered(bands: Sequence[tuple[Band, list[_Stay]]]) -> tuple[Region, ...]:
    """Bands that are filled together, one under the other, as one region."""
    groups: list[list[tuple[Band, list[_Stay]]]] = []
    for one in bands:
        near = next((g for g in groups if any(_belong_together(one[1], o[1]) for o in g)), None)
        if near is None:
            groups.append([one])
        else:
            near.append(one)
    return tuple(
        Region(
            _with_margin(united(stay.row for _band, stays in group for stay in stays)),
            tuple(band for band, _stays in group),
        )
        for group in groups
    )


def _belong_together(mine: Sequence[_Stay], others: Sequence[_Stay]) -> bool:
    a, b = united(s.row for s in mine), united(s.row for s in others)
    height = max(min(s.row.height for s in mine), min(s.row.height for s in others))
    gap = max(a.top, b.top) - min(a.bottom, b.bottom)
    shared = min(a.right, b.right) - max(a.left, b.left)
    if gap > _ROWS_APART * height or shared < 0.5 * min(a.width, b.width):
        return False
    shown, with_it = (
        {n for s in some for n in range(s.first, s.last + 1)} for some in (mine, others)
    )
    return len(shown & with_it) >= _TOGETHER * min(len(shown), len(with_it))


def _with_margin(box: Box) -> Box:
    return Box(
        max(0, box.left - _NEAR), max(0, box.top - _NEAR), box.right + _NEAR, box.bottom + _NEAR
    )


def _side(row: Box, side: str) -> int:
    return {"left": row.left, "middle": (row.left + row.right) // 2, "right": row.right}[side]


def _middle(row: Box) -> int:
    return (row.top + row.bottom) // 2
