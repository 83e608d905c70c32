"""Finds the cards of a recording and has them read, each picture once.

First all keyframes are looked at, then only those that show a text not known yet are read. How a
text is read is passed in.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from rapidfuzz import fuzz

from archiver.media.keyframes import Album, Seen, every_picture, keyframes
from archiver.media.lettering import Lettering, ReadPicture, cut_out, lettering
from archiver.media.lowerthirds import Region, Run, alike, regions, runs
from archiver.media.strokes import LONG_SIDE, Box, Map, Strokes, strokes
from archiver.model.cards import Card

APART_MS = 1_900
"""Keyframes nearer to each other than this are left out."""
FAR_APART_MS = 8_000
"""Keyframes further apart miss most cards: then every picture is decoded."""
_SAMPLE = 6
_LEAST_READ = 0.34
_SAME_TEXT = 88.0
_STILL = 0.8
_SHORT_MS = 60_000
_LOOKING = 0.8
"""The share of the work that is looking; the rest is reading."""

Say = Callable[[float], None]


@dataclass
class Cost:
    """What was done: pictures looked at and read, and processor seconds of each part."""

    pictures: int = 0
    read: int = 0
    decode_s: float = 0.0
    compare_s: float = 0.0
    dense: bool = False
    """Whether every picture had to be decoded."""
    keyframe_ms: int = 0
    """How far apart the keyframes are, in the middle."""


@dataclass(frozen=True)
class Place:
    """Where cards are: found from the pictures, or as a person said, in shares of the picture."""

    region: tuple[float, float, float, float] | None = None

    def regions(self, pictures: Sequence[Strokes]) -> tuple[Region, ...]:
        """The regions to read."""
        if self.region is None:
            return regions(pictures)
        height, width = max((p.shape for p in pictures), default=(1, 1))
        x, y, w, h = self.region
        scale = LONG_SIDE / max(height, width)
        across, down = width * scale, height * scale
        box = Box(
            round(x * across), round(y * down), round((x + w) * across), round((y + h) * down)
        )
        return (Region(box),)


@dataclass
class _Reader:
    """Reads what runs show, remembering what was read: a card that comes back costs nothing."""

    pictures: Sequence[Strokes]
    album: Album
    read: ReadPicture
    cost: Cost
    known: list[tuple[Box, Map, Lettering]] = field(default_factory=list)

    def reading(self, run: Run) -> Lettering:
        """What a run says: the picture in its middle, else its last one."""
        middle = (run.first + run.last) // 2
        said = self._at(middle, run)
        if not said.is_text and run.last > middle:
            again = self._at(run.last, run)
            said = max(said, again, key=lambda one: one.confidence)
        return said

    def _at(self, number: int, run: Run) -> Lettering:
        drawn = self.pictures[number].map
        for box, before, said in self.known:
            if _same_place(box, run.box) and alike(before, drawn, box.joined(run.box)):
                return said
        said = self._read(number, run.box)
        self.known.append((run.box, drawn, said))
        return said

    def _read(self, number: int, box: Box) -> Lettering:
        shown = self.pictures[number]
        picture = self.album.picture(shown.at_ms, key=not self.cost.dense)
        if picture is None:
            return Lettering()
        rows = [row.height for row in shown.rows if row.inside(box) >= 0.7]
        self.cost.read += 1
        return lettering(self.read(cut_out(picture, box, round(median(rows or [box.height])))))


def find_cards(
    path: Path, duration_ms: int, place: Place, read: ReadPicture, say: Say, cost: Cost
) -> tuple[Card, ...]:
    """The cards of a recording `duration_ms` long, in order of their start.

    `say` hears the share done. `cost` is filled in. Raises MediaError if the file cannot be
    opened, and what `read` raises.
    """
    pictures = _looked_at(path, duration_ms, say, cost)
    reader = _Reader(pictures, Album(path), read, cost)
    places = place.regions(pictures)
    found: list[Card] = []
    for n, region in enumerate(places):
        found += _cards_of(region, reader, duration_ms, certain=place.region is not None)
        say(_LOOKING + (1 - _LOOKING) * (n + 1) / len(places))
    say(1.0)
    return tuple(sorted(found, key=lambda card: (card.start_ms, card.end_ms, card.lines)))


def _looked_at(path: Path, duration_ms: int, say: Say, cost: Cost) -> tuple[Strokes, ...]:
    pictures = tuple(_drawn(keyframes(path, apart_ms=APART_MS), duration_ms, say, cost))
    times = [p.at_ms for p in pictures]
    gaps = [b - a for a, b in zip(times, [*times[1:], duration_ms], strict=True)]
    # The length that half of the recording is in gaps of, so that a few short ones hide nothing.
    cost.keyframe_ms = _middle_by_length(gaps)
    if cost.keyframe_ms <= FAR_APART_MS:
        return pictures
    cost.dense = True
    return tuple(_drawn(every_picture(path, apart_ms=APART_MS), duration_ms, say, cost))


def _drawn(seen: Iterator[Seen], duration_ms: int, say: Say, cost: Cost) -> Iterator[Strokes]:
    while True:
        started = time.process_time()
        one = next(seen, None)
        decoded = time.process_time()
        cost.decode_s += decoded - started
        if one is None:
            return
        drawn = strokes(one.picture, one.at_ms)
        cost.compare_s += time.process_time() - decoded
        cost.pictures += 1
        say(_LOOKING * min(1.0, one.at_ms / max(1, duration_ms)))
        yield drawn


def _middle_by_length(gaps: Sequence[int]) -> int:
    passed, half = 0, sum(gaps) / 2
    for gap in sorted(gaps):
        passed += gap
        if passed >= half:
            return gap
    return 0


def _cards_of(
    region: Region, reader: _Reader, duration_ms: int, *, certain: bool
) -> Iterator[Card]:
    started = time.process_time()
    shown = runs(reader.pictures, region)
    reader.cost.compare_s += time.process_time() - started
    if not certain and not _holds_text(shown, reader):
        return
    said = [(run, reader.reading(run)) for run in shown]
    for run, text in _joined(
        [(run, text) for run, text in said if text.lines and (certain or text.is_text)]
    ):
        start_ms, end_ms = _shown(run, reader.pictures, duration_ms)
        if duration_ms >= _SHORT_MS and end_ms - start_ms > _STILL * duration_ms:
            continue
        yield Card(
            start_ms=start_ms,
            end_ms=end_ms,
            lines=text.lines,
            confidence=text.confidence,
            box=_share(run.box, reader.pictures[run.first].shape),
        )


def _holds_text(shown: Sequence[Run], reader: _Reader) -> bool:
    """Whether a few of a region's pictures, taken all along, are words."""
    step = max(1, len(shown) // _SAMPLE)
    sample = shown[step // 2 :: step][:_SAMPLE]
    good = sum(reader.reading(run).is_text for run in sample)
    return good >= max(1, _LEAST_READ * len(sample))


def _joined(said: Sequence[tuple[Run, Lettering]]) -> list[tuple[Run, Lettering]]:
    """Neighbours that say the same, as one with the surer reading."""
    joined: list[tuple[Run, Lettering]] = []
    for run, text in said:
        if joined and run.first <= joined[-1][0].last + 1 and _same(joined[-1][1], text):
            before, other = joined[-1]
            whole = Run(before.first, run.last, before.box.joined(run.box))
            joined[-1] = (whole, max(other, text, key=lambda one: one.confidence))
        else:
            joined.append((run, text))
    return joined


def _same(one: Lettering, other: Lettering) -> bool:
    a, b = (" ".join(text.lines).casefold() for text in (one, other))
    digits = ("".join(c for c in text if c.isdigit()) for text in (a, b))
    return len(set(digits)) == 1 and fuzz.ratio(a, b) >= _SAME_TEXT


def _same_place(box: Box, other: Box) -> bool:
    return box.inside(other) >= 0.8 and other.inside(box) >= 0.8


def _shown(run: Run, pictures: Sequence[Strokes], duration_ms: int) -> tuple[int, int]:
    """From when to when a run was shown: half way to the pictures that do not show it."""
    first, last = pictures[run.first].at_ms, pictures[run.last].at_ms
    before = pictures[run.first - 1].at_ms if run.first else first
    after = pictures[run.last + 1].at_ms if run.last + 1 < len(pictures) else duration_ms
    start = first - min((first - before) // 2, FAR_APART_MS // 2)
    return start, max(start, min(duration_ms, last + min((after - last) // 2, FAR_APART_MS // 2)))


def _share(box: Box, shape: tuple[int, int]) -> tuple[float, float, float, float]:
    scale = max(shape) / LONG_SIDE
    width, height = shape[1] / scale, shape[0] / scale
    edges = (box.left / width, box.top / height, box.right / width, box.bottom / height)
    left, top, right, bottom = (round(min(1.0, max(0.0, edge)), 3) for edge in edges)
    return left, top, round(right - left, 3), round(bottom - top, 3)
