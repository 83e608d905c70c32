"""Finds the cards of a recording and has them read, each picture once.

First all keyframes are looked at, then only those that show a text not known yet are read. How a
text is read is passed in.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
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
_SAME_TEXT, _SAME_LENGTH, _LEAST_PART = 84.0, 1.2, 8
_STILL = 0.8
_MISSED = 2
"""A card may go unseen in one picture between two that show it."""
_READ_AT_LEAST, _READ_AN_HOUR = 60, 300
"""How many texts of a region are read."""
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
    left_out: int = 0
    """Texts that were not read because there were too many."""
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
    places = place.regions(pictures)
    found: list[Card] = []
    with Album(path) as album:
        reader = _Reader(pictures, album, read, cost)
        for n, region in enumerate(places):
            done = partial(_done, say, n, len(places))
            found += _cards_of(region, reader, duration_ms, done, certain=place.region is not None)
    say(1.0)
    return tuple(sorted(found, key=lambda card: (card.start_ms, card.end_ms, card.lines)))


def _done(say: Say, region: int, regions: int, share: float) -> None:
    say(_LOOKING + (1 - _LOOKING) * (region + share) / regions)


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
    region: Region, reader: _Reader, duration_ms: int, say: Say, *, certain: bool
) -> list[Card]:
    """The cards shown in a region; none if what is there is not words, or never changes."""
    started = time.process_time()
    shown = runs(reader.pictures, region)
    reader.cost.compare_s += time.process_time() - started
    if not certain and not _holds_text(shown, reader):
        return []
    said: list[tuple[Run, Lettering]] = []
    wanted = _some(shown, duration_ms)
    reader.cost.left_out += len(shown) - len(wanted)
    for n, run in enumerate(wanted):
        text = reader.reading(run)
        if text.lines and (certain or text.is_text):
            said.append((run, text))
        say((n + 1) / len(wanted))
    cards = [_card(run, text, reader.pictures, duration_ms) for run, text in joined(said)]
    return [] if len(cards) == 1 and _stays(cards[0], duration_ms) else cards


def _some(shown: Sequence[Run], duration_ms: int) -> Sequence[Run]:
    """As many runs as may be read, from all along: a text that moves all the time is no card."""
    most = _READ_AT_LEAST + _READ_AN_HOUR * duration_ms // 3_600_000
    return shown[:: -(-len(shown) // most)] if shown else shown


def _card(run: Run, text: Lettering, pictures: Sequence[Strokes], duration_ms: int) -> Card:
    start_ms, end_ms = _shown(run, pictures, duration_ms)
    return Card(
        start_ms=start_ms,
        end_ms=end_ms,
        lines=text.lines,
        confidence=text.confidence,
        box=_share(run.box, pictures[run.first].shape),
    )


def _stays(card: Card, duration_ms: int) -> bool:
    """Whether it belongs to the room."""
    return duration_ms >= _SHORT_MS and card.end_ms - card.start_ms > _STILL * duration_ms


def _holds_text(shown: Sequence[Run], reader: _Reader) -> bool:
    """Whether a few of a region's pictures, taken all along, are words."""
    step = max(1, len(shown) // _SAMPLE)
    sample = shown[step // 2 :: step][:_SAMPLE]
    good = sum(reader.reading(run).is_text for run in sample)
    return good >= max(1, _LEAST_READ * len(sample))


def joined(said: Sequence[tuple[Run, Lettering]]) -> list[tuple[Run, Lettering]]:
    """Neighbours of which one says what the other does, or a part of it, as one: the fuller."""
    cards: list[tuple[Run, Lettering]] = []
    for run, text in said:
        if cards and run.first <= cards[-1][0].last + _MISSED and _tells(cards[-1][1], text):
            before, other = cards[-1]
            whole = Run(before.first, run.last, before.box.joined(run.box))
            cards[-1] = (whole, max(other, text, key=_fullness))
        else:
            cards.append((run, text))
    return cards


def _tells(one: Lettering, other: Lettering) -> bool:
    """Whether one text is the other or a part of it; a single other digit makes it another."""
    a, b = sorted((" ".join(text.lines).casefold() for text in (one, other)), key=len)
    numbers, others = (re.findall(r"\d+", text) for text in (a, b))
    if len(a) * _SAME_LENGTH >= len(b):
        return numbers == others and fuzz.ratio(a, b) >= _SAME_TEXT
    part = len(a) >= _LEAST_PART and set(numbers) <= set(others)
    return part and fuzz.partial_ratio(a, b) >= _SAME_TEXT


def _fullness(text: Lettering) -> float:
    return text.confidence**2 * sum(len(line) for line in text.lines)


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
