"""Scoring a split by agenda item against the truth.

A predicted start is a hit when it pairs with a true start of the same item within a tolerance,
each paired once; `time` is the share of seconds that bear the right label, where naming some of a
bloc's items and no other is right; Pk and WindowDiff are the usual segmentation errors, with half
the mean span as their window.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archiver.model.chapters import Band, Chapters, NotTreated, Span
from archiver.model.record import Ms, OpenRecord

TOLERANCES = (5, 10, 30)
TILED_WITHIN_MS = 40
Label = frozenset[str] | str


class Truth(OpenRecord):
    """What a meeting truly was. Unlike chapters, its spans may leave gaps, which count as none."""

    duration_ms: Ms
    spans: tuple[Span, ...]
    not_treated: tuple[NotTreated, ...] = ()
    uncounted: tuple[tuple[Ms, Ms], ...] = ()
    """Stretches whose seconds count neither as right nor as wrong; starts in them still count."""


@dataclass(frozen=True, order=True)
class Start:
    """Where an item starts, and how sure a split is of it."""

    at_ms: int
    item: str
    confidence: float | None = None
    band: Band | None = None


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
    absent_named: int

    def precision(self, tolerance: int) -> float:
        """Of the predicted starts, the share that are paired within so many seconds."""
        return self.hits[TOLERANCES.index(tolerance)] / max(1, self.found)

    def recall(self, tolerance: int) -> float:
        """Of the true starts, the share that are paired within so many seconds."""
        return self.hits[TOLERANCES.index(tolerance)] / max(1, self.starts)

    def f(self, tolerance: int) -> float:
        """Harmonic mean of labelled precision and recall within so many seconds."""
        return 2 * self.hits[TOLERANCES.index(tolerance)] / max(1, self.starts + self.found)

    @property
    def time(self) -> float:
        """Share of seconds rightly labelled."""
        return self.right / max(1, self.seconds)

    def figures(self) -> dict[str, float]:
        """Every figure by its name; `absent`, where there are any, is the share that is told."""
        windows = max(1, self.windows)
        by_tolerance = {
            f"{name}{t}": figure(t)
            for t in TOLERANCES
            for name, figure in (("P", self.precision), ("R", self.recall), ("F", self.f))
        }
        return {
            **by_tolerance,
            "time": self.time,
            "Pk": self.pk / windows,
            "WD": self.wd / windows,
            "tiled": self.tiled / max(1, self.recordings),
            **({"absent": self.absent_right / self.absent} if self.absent else {}),
            "absent named": self.absent_named,
            "items": self.found / max(1, self.starts),
        }

    def __add__(self, other: "Score") -> "Score":
        values: dict[str, Any] = {}
        for each in fields(self):
            a, b = getattr(self, each.name), getattr(other, each.name)
            values[each.name] = (
                tuple(map(sum, zip(a, b, strict=True))) if isinstance(a, tuple) else a + b
            )
        return Score(**values)


def total(scores: Sequence[Score]) -> Score:
    """The scores of several meetings as one; there must be at least one."""
    summed = scores[0]
    for one in scores[1:]:
        summed = summed + one
    return summed


def score(truth: Truth, predicted: Chapters) -> Score:
    """How well `predicted` tells the `truth` of one recording."""
    wanted, found = item_starts(truth.spans), item_starts(predicted.spans)
    a, b = (_inside(side.spans, truth.duration_ms) for side in (truth, predicted))
    right = right_seconds(truth, predicted)
    counted = counted_seconds(truth)
    k = max(1, len(a) // (2 * max(1, len(truth.spans))))
    absent, said = ({n.item for n in side.not_treated} for side in (truth, predicted))
    return Score(
        recordings=1,
        starts=len(wanted),
        found=len(found),
        hits=tuple(len(pairs(wanted, found, 1000 * t)) for t in TOLERANCES),
        seconds=int(counted.sum()),
        right=int((right & counted).sum()),
        windows=max(0, len(a) - k),
        pk=int(((a[:-k] != a[k:]) != (b[:-k] != b[k:])).sum()),
        wd=int((_changes(a, k) != _changes(b, k)).sum()),
        tiled=int(_tiled(predicted.spans, truth.duration_ms)),
        absent=len(absent),
        absent_right=len(absent & said),
        absent_named=len(said),
    )


def item_starts(spans: Sequence[Span]) -> list[Start]:
    """Each item's starts; a span that goes on with its predecessor's item is no start."""
    starts: list[Start] = []
    previous: frozenset[str] = frozenset()
    for span in sorted(spans, key=lambda s: s.start_ms):
        if span.kind not in ("suspension", "closed"):
            items = _items(span)
            starts += [
                Start(span.start_ms, item, span.confidence, span.band)
                for item in sorted(items - previous)
            ]
            previous = items
    return starts


def pairs(wanted: Sequence[Start], found: Sequence[Start], tolerance_ms: int) -> dict[int, int]:
    """Which start of `found` pairs with which of `wanted`, by their places in the two."""
    paired: dict[int, int] = {}
    used: set[int] = set()
    for i in sorted(range(len(wanted)), key=lambda i: (wanted[i].at_ms, wanted[i].item)):
        near = [
            (abs(wanted[i].at_ms - other.at_ms), k)
            for k, other in enumerate(found)
            if other.item == wanted[i].item and k not in used
        ]
        if near and min(near)[0] <= tolerance_ms:
            paired[i] = min(near)[1]
            used.add(paired[i])
    return paired


def label(span: Span | None) -> Label:
    """What the seconds of a span are called; those of no span are `none`."""
    if span is None:
        return "none"
    if items := _items(span):
        return items
    return span.kind if span.kind in ("suspension", "closed", "unlisted") else "none"


def labels(spans: Sequence[Span], duration_ms: int) -> list[Label]:
    """The label of each second."""
    ordered = sorted(spans, key=lambda s: s.start_ms)
    of_span = [*map(label, ordered), label(None)]
    return [of_span[i] for i in _inside(spans, duration_ms)]


def span_at(spans: Sequence[Span], at_ms: int) -> Span | None:
    """The span that `at_ms` is in, of spans in order of time."""
    i = bisect_right([span.start_ms for span in spans], at_ms) - 1
    return spans[i] if i >= 0 and at_ms < spans[i].end_ms else None


def same(truth: Label, predicted: Label) -> bool:
    """Whether a label is right: naming more items than are true is wrong."""
    if isinstance(truth, frozenset) and isinstance(predicted, frozenset):
        return bool(predicted) and predicted <= truth
    return truth == predicted


def right_seconds(truth: Truth, predicted: Chapters) -> NDArray[np.bool_]:
    """For each second of the recording, whether it bears the right label."""
    a, b = (labels(side.spans, truth.duration_ms) for side in (truth, predicted))
    return np.fromiter(map(same, a, b), dtype=np.bool_, count=len(a))


def counted_seconds(truth: Truth) -> NDArray[np.bool_]:
    """For each second of the recording, whether it counts."""
    at = np.arange(0, truth.duration_ms, 1000)
    counted = np.ones(len(at), dtype=np.bool_)
    for start_ms, end_ms in truth.uncounted:
        counted &= (at < start_ms) | (at >= end_ms)
    return counted


def _items(span: Span) -> frozenset[str]:
    return frozenset(span.items) if span.kind in ("item", "bloc") else frozenset()


def _inside(spans: Sequence[Span], duration_ms: int) -> NDArray[np.int64]:
    """For each second, the number of the span it is in; -1 for none."""
    ordered = sorted(spans, key=lambda s: s.start_ms)
    at = np.arange(0, duration_ms, 1000)
    if not ordered:
        return np.full(len(at), -1, dtype=np.int64)
    starts = np.array([span.start_ms for span in ordered])
    ends = np.array([span.end_ms for span in ordered])
    ids = np.searchsorted(starts, at, side="right") - 1
    return np.where((ids >= 0) & (at < ends[ids]), ids, -1)


def _changes(ids: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """How many changes of span there are in each window; no change comes twice in a recording."""
    sums = np.concatenate(([0], np.cumsum(ids[1:] != ids[:-1])))
    return np.asarray(sums[k:] - sums[:-k])


def _tiled(spans: Sequence[Span], duration_ms: int) -> bool:
    ordered = sorted(spans, key=lambda s: s.start_ms)
    edges = [0, *(edge for s in ordered for edge in (s.start_ms, s.end_ms)), duration_ms]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return all(abs(a - b) <= TILED_WITHIN_MS for a, b in gaps)
