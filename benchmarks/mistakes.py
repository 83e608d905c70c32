"""What a split got wrong, one by one: starts missed, false starts, and stretches of wrong label."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from archiver.agenda.heard import Heard, hear
from archiver.model.chapters import Band, Chapters
from benchmarks.agenda_score import (
    Label,
    Start,
    counted_seconds,
    item_starts,
    label,
    labels,
    pairs,
    right_seconds,
    span_at,
)
from benchmarks.meetings import Meeting

WITHIN_MS = 10_000
SHORTEST_STRETCH_S = 15
WORDS_BEFORE = 5
WORDS_AFTER = 12


@dataclass(frozen=True)
class Mistake:
    """A true start with no predicted one near, or a predicted one with no true one near."""

    kind: Literal["missed", "false"]
    item: str
    at_ms: int
    nearest_ms: int | None
    """Where the other side has this item's nearest start, if it has one."""
    instead: str
    """What the other side says is going on at `at_ms`."""
    confidence: float | None
    """Of the predicted start: the false one, or the nearest."""
    band: Band | None
    words: tuple[str, str] = ("", "")
    """What is said at `at_ms` and at `nearest_ms`: to be printed, never to be stored."""

    def stored(self) -> dict[str, Any]:
        """All of it but what was said."""
        return {key: value for key, value in vars(self).items() if key != "words"}

    def lines(self) -> Iterator[str]:
        """The mistake as it is printed."""
        error = (
            "" if self.nearest_ms is None else f"  {(self.nearest_ms - self.at_ms) / 1000:+.1f} s"
        )
        sure = "" if self.confidence is None else f"  confidence {self.confidence:.2f}"
        band = f" {self.band}" if self.band else ""
        elsewhere = "nowhere" if self.nearest_ms is None else clock(self.nearest_ms)
        sides = ("true", "found") if self.kind == "missed" else ("found", "true")
        yield (
            f"  {self.kind:<6} {self.item:<8} {sides[0]} {clock(self.at_ms)}"
            f"  {sides[1]} {elsewhere}{error}{sure}{band}  there {sides[1]}: {self.instead}"
        )
        for side, said in zip(sides, self.words, strict=True):
            if said:
                yield f"         {side:>5}: {said}"


@dataclass(frozen=True)
class Stretch:
    """Seconds on end that bear one wrong label."""

    start_s: int
    end_s: int
    truth: str
    found: str

    def line(self) -> str:
        """The stretch as it is printed."""
        return (
            f"  wrong  {self.end_s - self.start_s:>5} s  {clock(1000 * self.start_s)} to "
            f"{clock(1000 * self.end_s)}  truly {self.truth}  found {self.found}"
        )


def mistakes(meeting: Meeting, predicted: Chapters, *, words: bool) -> list[Mistake]:
    """The starts missed and the false ones, in order of time; with what is said there if asked."""
    true, found = item_starts(meeting.truth.spans), item_starts(predicted.spans)
    paired = pairs(true, found, WITHIN_MS)
    missed = [start for i, start in enumerate(true) if i not in paired]
    false = [start for i, start in enumerate(found) if i not in paired.values()]
    heard = hear(meeting.transcript) if words else None
    absent = {n.item: n.reason for n in predicted.not_treated}
    made = [_missed(start, found, predicted, absent, heard) for start in missed]
    made += [_false(start, true, meeting, heard) for start in false]
    return sorted(made, key=lambda mistake: (mistake.at_ms, mistake.kind, mistake.item))


def stretches(meeting: Meeting, predicted: Chapters) -> list[Stretch]:
    """The longer stretches of wrong label, in order of time."""
    wrong = counted_seconds(meeting.truth) & ~right_seconds(meeting.truth, predicted)
    sides = [labels(s.spans, meeting.truth.duration_ms) for s in (meeting.truth, predicted)]
    made = []
    for (bad, *named), run in groupby(enumerate(zip(wrong, *sides, strict=True)), _second):
        seconds = [second for second, _ in run]
        if bad and len(seconds) >= SHORTEST_STRETCH_S:
            made.append(Stretch(seconds[0], seconds[-1] + 1, *map(shown, named)))
    return made


def clock(ms: int) -> str:
    """A time as hours, minutes and seconds."""
    seconds = ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def shown(name: Label) -> str:
    """A label as it is printed: the items' ids, or what else it is."""
    return name if isinstance(name, str) else "+".join(sorted(name))


def _second(numbered: tuple[int, tuple[bool, Label, Label]]) -> tuple[bool, Label, Label]:
    return numbered[1]


def _missed(
    start: Start,
    found: Sequence[Start],
    predicted: Chapters,
    absent: dict[str, str],
    heard: Heard | None,
) -> Mistake:
    near = _nearest(start, found)
    instead = shown(label(span_at(predicted.spans, start.at_ms)))
    if start.item in absent:
        instead += f" (item said to be {absent[start.item]})"
    return Mistake(
        "missed",
        start.item,
        start.at_ms,
        near.at_ms if near else None,
        instead,
        near.confidence if near else None,
        near.band if near else None,
        (_said(heard, start), _said(heard, near)),
    )


def _false(start: Start, true: Sequence[Start], meeting: Meeting, heard: Heard | None) -> Mistake:
    near = _nearest(start, true)
    spans = sorted(meeting.truth.spans, key=lambda s: s.start_ms)
    return Mistake(
        "false",
        start.item,
        start.at_ms,
        near.at_ms if near else None,
        shown(label(span_at(spans, start.at_ms))),
        start.confidence,
        start.band,
        (_said(heard, start), _said(heard, near)),
    )


def _nearest(start: Start, others: Sequence[Start]) -> Start | None:
    same_item = [other for other in others if other.item == start.item]
    return min(same_item, key=lambda other: abs(other.at_ms - start.at_ms), default=None)


def _said(heard: Heard | None, start: Start | None) -> str:
    """What is said there: a few words before, a bar, the words from there on."""
    if heard is None or start is None:
        return ""
    at = bisect_left(heard.tokens, start.at_ms, key=lambda token: token.start_ms)
    before = heard.spoken(max(0, at - WORDS_BEFORE), at)
    return f"{before} | {heard.spoken(at, at + WORDS_AFTER)}"
