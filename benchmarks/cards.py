"""How well cards are found, read and understood, and what it costs.

usage: python -m benchmarks.cards VIDEO CARDS.json AGENDA.json
       python -m benchmarks.cards --hard [--kinds pan,top] [--seconds 280] [--keep FOLDER]
           CARDS.json AGENDA.json

`CARDS.json` says what was shown: a list of `{start_ms, end_ms, line1, line2}`. The first form looks
at a video that was made elsewhere; the second renders one for each kind of `cards_render.KINDS`,
its cards four seconds apart at most, so that its costs per hour are those of a very busy mixer.
A card is found when one that overlaps it in time has a text at least 60 % alike; it is exact when
all letters and digits are right, near from 90 % on. Members come from `members.csv` beside the
agenda, if there is one. Onset errors are of the found cards, in seconds: median and worst.
"""

import argparse
import csv
import json
import resource
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from archiver.agenda.cards import CardReader, CardReading
from archiver.agenda.words import folded_words
from archiver.media.cardreading import Cost, Place, find_cards
from archiver.media.lettering import ReadLine
from archiver.media.probe import probe
from archiver.model.agenda import Agenda
from archiver.model.cards import Card
from archiver.programs.tesseract import read_text
from archiver.store.shipped import load_language_pack
from benchmarks.cards_render import KINDS, Shown, as_shown, packed, render

ALIKE, NEAR = 60.0, 90.0
HOUR_MS, PAUSE_MS = 3_600_000, 4_000
HEAD = (
    "| video | cards | found | missed | false | exact | near | onset s | right | wrong | read |"
    " decode | compare | OCR |"
)


@dataclass(frozen=True)
class Result:
    """What came of one video."""

    name: str
    duration_ms: int
    pairs: tuple[tuple[Shown, Card], ...]
    missed: tuple[Shown, ...]
    false: tuple[Card, ...]
    wrong: tuple[tuple[Shown, CardReading], ...]
    cost: Cost
    ocr_s: float

    def row(self) -> str:
        """A row of the table; processor seconds are per hour of video."""
        exact = sum(_plain(shown.lines) == _plain(card.lines) for shown, card in self.pairs)
        near = sum(_alike(shown.lines, card.lines) >= NEAR for shown, card in self.pairs)
        late = sorted(abs(card.start_ms - s.start_ms) / 1000 for s, card in self.pairs) or [0.0]
        hours = self.duration_ms / HOUR_MS
        spent = (self.cost.decode_s, self.cost.compare_s, self.ocr_s)
        cells: list[object] = [
            self.name + (" (all pictures)" if self.cost.dense else ""),
            *(len(self.pairs) + len(self.missed), len(self.pairs), len(self.missed)),
            *(len(self.false), exact, near),
            f"{statistics.median(late):.1f} / {late[-1]:.1f}",
            *(len(self.pairs) - len(self.wrong), len(self.wrong), self.cost.read),
            *(f"{seconds / hours:.0f}" for seconds in spent),
        ]
        return "| " + " | ".join(map(str, cells)) + " |"


def _plain(lines: Sequence[str]) -> str:
    return " ".join(folded_words(" ".join(lines)))


def _alike(lines: Sequence[str], others: Sequence[str]) -> float:
    return fuzz.ratio(_plain(lines), _plain(others))


def measure(name: str, video: Path, cards: Sequence[Shown], reader: CardReader) -> Result:
    """Find the cards of a video and compare them with those that were shown."""
    duration_ms, cost = probe(video).duration_ms, Cost()
    before = _children_s()
    found = find_cards(video, duration_ms, Place(), _read, lambda _share: None, cost)
    ocr_s = _children_s() - before
    left, pairs, missed = list(found), [], []
    for shown in cards:
        here = [c for c in left if c.start_ms < shown.end_ms and c.end_ms > shown.start_ms]
        best = max(here, key=lambda c: _alike(shown.lines, c.lines), default=None)
        if best is None or _alike(shown.lines, best.lines) < ALIKE:
            missed.append(shown)
            continue
        left.remove(best)
        pairs.append((shown, best))
    wrong = tuple(
        (shown, said)
        for shown, card in pairs
        if _meant(said := reader.reading(card)) != _meant(reader.reading(_true(shown)))
    )
    return Result(name, duration_ms, tuple(pairs), tuple(missed), tuple(left), wrong, cost, ocr_s)


def _read(png: bytes) -> tuple[ReadLine, ...]:
    return tuple(ReadLine(line.text, line.confidence) for line in read_text(png, "fr"))


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _true(shown: Shown) -> Card:
    return Card(start_ms=shown.start_ms, end_ms=shown.end_ms, lines=shown.lines)


def _meant(reading: CardReading) -> tuple[tuple[str, ...], str | None]:
    return reading.items, reading.name


def shown_in(path: Path) -> tuple[Shown, ...]:
    """The cards that a JSON file says were shown."""
    return tuple(
        Shown(card["start_ms"], card["end_ms"], (card["line1"], card["line2"]))
        for card in json.loads(path.read_text(encoding="utf-8"))
    )


def reader_of(agenda_json: Path) -> CardReader:
    """Who tells items and names from cards, for the agenda and the members beside it."""
    agenda = Agenda.model_validate_json(agenda_json.read_text(encoding="utf-8"))
    members = agenda_json.with_name("members.csv")
    names: list[str] = []
    if members.is_file():
        with members.open(encoding="utf-8-sig", newline="") as file:
            names = [row["name"] for row in csv.DictReader(file)]
    return CardReader(agenda, names, load_language_pack(agenda.language))


def _tell(result: Result, verbose: bool) -> None:
    print(result.row(), flush=True)
    if not verbose:
        return
    for shown, card in result.pairs:
        if _plain(shown.lines) != _plain(card.lines):
            print(f"    read   {shown.lines} as {card.lines} {card.confidence}")
    for shown in result.missed:
        print(f"    missed {shown.start_ms} {shown.lines}")
    for card in result.false:
        print(f"    false  {card.start_ms} {card.lines} {card.confidence}")
    for shown, reading in result.wrong:
        print(f"    wrong  {shown.lines} as {reading.card.lines}: {_meant(reading)}")


def main() -> None:
    """Print a row for each video."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--hard", action="store_true")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--seconds", type=int, default=280)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    *videos, cards_json, agenda_json = args.paths
    cards, reader = shown_in(Path(cards_json)), reader_of(Path(agenda_json))
    print(HEAD + "\n" + "|---" * (HEAD.count("|") - 1) + "|")
    if not args.hard:
        for path in map(Path, videos):
            _tell(measure(path.stem, path, cards, reader), args.verbose)
        return
    with tempfile.TemporaryDirectory() as folder:
        keep = args.keep or Path(folder)
        for name in args.kinds.split(","):
            video, duration_ms = keep / f"{name}.mp4", args.seconds * 1000
            wanted = as_shown(packed(cards, PAUSE_MS), KINDS[name], duration_ms)
            if not video.exists():
                render(wanted, KINDS[name], duration_ms, video)
            _tell(measure(name, video, wanted, reader), args.verbose)


if __name__ == "__main__":
    main()
