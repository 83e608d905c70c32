"""Scoring a split by agenda item against the truth.

A predicted start is a hit when it pairs with a true start of the same item within a tolerance,
each paired once; `time` is the share of seconds that bear the right label, where naming some of a
bloc's items and no other is right; Pk and WindowDiff are the usual segmentation errors, with half
the mean span as their window.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from archiver.model.chapters import Chapters, NotTreated, Span
from archiver.model.record import Ms, OpenRecord

TOLERANCES = (5, 10, 30)
TILED_WITHIN_MS = 40
Label = frozenset[str] | str


class Truth(OpenRecord):
    """What a meeting truly was. Unlike chapters, its spans may leave gaps, which count as none."""

    duration_ms: Ms
    spans: tuple[Span, ...]
    not_treated: tuple[NotTreated, ...] = ()


@dataclass(frozen=True)
class Score:
    """Counts, so that the scores of several meetings add up."""

    recordings: int
    starts: int
    found: int
    hits: tuple[int, ...]
    seconds: int
    right: int
    windows: int
    pk: int
    wd: int
    tiled: int
    absent: int
    absent_right: int

    def f(self, tolerance: int) -> float:
        """Harmonic mean of labelled precision and recall within so many seconds."""
        return 2 * self.hits[TOLERANCES.index(tolerance)] / max(1, self.starts + self.found)

    @property
    def time(self) -> float:
        """Share of seconds rightly labelled."""
        return self.right / max(1, self.seconds)

    def __add__(self, other: "Score") -> "Score":
        values: dict[str, Any] = {}
        for each in fields(self):
            a, b = getattr(self, each.name), getattr(other, each.name)
            values[each.name] = (
                tuple(map(sum, zip(a, b, strict=True))) if isinstance(a, tuple) else a + b
            )
        return Score(**values)

    def line(self, name: str) -> str:
        """One row of the table."""
        windows = max(1, self.windows)
        return (
            f"{name:<28} F5 {self.f(5):.2f}  F10 {self.f(10):.2f}  F30 {self.f(30):.2f}"
            f"  time {self.time:.3f}  Pk {self.pk / windows:.3f}  WD {self.wd / windows:.3f}"
            f"  tiled {self.tiled}/{self.recordings}  absent {self.absent_right}/{self.absent}"
            f"  items {self.found}/{self.starts}"
        )


def score(truth: Truth, predicted: Chapters) -> Score:
    """How well `predicted` tells the `truth` of one recording."""
    wanted, found = item_starts(truth.spans), item_starts(predicted.spans)
    a, ia = _grid(truth.spans, truth.duration_ms)
    b, ib = _grid(predicted.spans, truth.duration_ms)
    k = max(1, len(a) // (2 * max(1, len(truth.spans))))
    windows = range(len(a) - k)
    absent, said = ({n.item for n in side.not_treated} for side in (truth, predicted))
    return Score(
        recordings=1,
        starts=len(wanted),
        found=len(found),
        hits=tuple(_hits(wanted, found, 1000 * t) for t in TOLERANCES),
        seconds=len(a),
        right=sum(map(_same, a, b)),
        windows=len(windows),
        pk=sum((ia[i] != ia[i + k]) != (ib[i] != ib[i + k]) for i in windows),
        wd=sum(_changes(ia, i, k) != _changes(ib, i, k) for i in windows),
        tiled=int(_tiled(predicted.spans, truth.duration_ms)),
        absent=len(absent),
        absent_right=len(absent & said),
    )


def item_starts(spans: Sequence[Span]) -> list[tuple[int, str]]:
    """Each item's starts in ms; a span that goes on with its predecessor's item is no start."""
    starts: list[tuple[int, str]] = []
    previous: frozenset[str] = frozenset()
    for span in spans:
        if span.kind not in ("suspension", "closed"):
            items = frozenset(span.items)
            starts += [(span.start_ms, item) for item in sorted(items - previous)]
            previous = items
    return starts


def _label(span: Span) -> Label:
    if span.items:
        return frozenset(span.items)
    return span.kind if span.kind in ("suspension", "closed", "unlisted") else "none"


def _grid(spans: Sequence[Span], duration_ms: int) -> tuple[list[Label], list[int]]:
    """The label of each second, and which span it is in."""
    starts = [span.start_ms for span in spans]
    ids = [bisect_right(starts, ms) - 1 for ms in range(0, duration_ms, 1000)]
    inside = [i if 1000 * s < spans[i].end_ms else -1 for s, i in enumerate(ids)]
    return [_label(spans[i]) if i >= 0 else "none" for i in inside], inside


def _same(truth: Label, predicted: Label) -> bool:
    if isinstance(truth, frozenset) and isinstance(predicted, frozenset):
        return bool(predicted) and predicted <= truth
    return truth == predicted


def _hits(wanted: list[tuple[int, str]], found: list[tuple[int, str]], tolerance_ms: int) -> int:
    used: set[int] = set()
    for at, item in sorted(wanted):
        near = [
            (abs(at - other), k)
            for k, (other, name) in enumerate(found)
            if name == item and k not in used and abs(at - other) <= tolerance_ms
        ]
        if near:
            used.add(min(near)[1])
    return len(used)


def _changes(ids: list[int], i: int, k: int) -> int:
    pairs = zip(ids[i : i + k], ids[i + 1 : i + k + 1], strict=False)
    return len(Counter(pair for pair in pairs if pair[0] != pair[1]))


def _tiled(spans: Sequence[Span], duration_ms: int) -> bool:
    edges = [0, *(edge for s in spans for edge in (s.start_ms, s.end_ms)), duration_ms]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return all(abs(a - b) <= TILED_WITHIN_MS for a, b in gaps)
