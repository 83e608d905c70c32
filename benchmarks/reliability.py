"""Whether a split is as sure of a start as it should be.

A predicted start is right when a true start of its item pairs with it within ten seconds. For
each band: the share that is right, with Wilson's 95 % interval; over five bins of confidence: the
expected calibration error. The seeds of one meeting resemble each other, so where meetings are
made worse the true intervals are wider than these.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from archiver.model.chapters import Band, Chapters
from benchmarks.agenda_score import Truth, item_starts, pairs

WITHIN_MS = 10_000
BINS = 5
BANDS: tuple[Band, ...] = ("sure", "likely", "unsure")
Z = 1.96


@dataclass(frozen=True)
class Judged:
    """A predicted start: how sure the split was, and whether it was right."""

    confidence: float | None
    band: Band | None
    right: bool


@dataclass(frozen=True)
class Share:
    """Of so many starts called `name`, how many are right, and how sure the split was of them."""

    name: str
    count: int
    right: int
    confidence: float | None
    """The mean of the confidences that were given."""

    @property
    def rate(self) -> float:
        """The share that is right."""
        return self.right / max(1, self.count)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of that share; all of it where there are none."""
        return wilson(self.right, self.count)

    def line(self) -> str:
        """One row of the table."""
        low, high = self.interval
        sure = "" if self.confidence is None else f"  mean confidence {self.confidence:.3f}"
        return (
            f"  {self.name:<10} right {self.right:>5}/{self.count:<5} {self.rate:.3f}"
            f" [{low:.3f}, {high:.3f}]{sure}"
        )


@dataclass(frozen=True)
class Reliability:
    """The bands, the bins of confidence, and how far these are off."""

    bands: tuple[Share, ...]
    given: bool
    """Whether the split gave the bands; else they are thirds of its starts by confidence."""
    bins: tuple[Share, ...]
    calibration_error: float
    brier: float

    def lines(self) -> Iterator[str]:
        """The table."""
        yield "  bands as given" if self.given else "  no bands given: thirds by confidence"
        yield from (share.line() for share in self.bands)
        yield "  by confidence"
        yield from (share.line() for share in self.bins)
        yield f"  expected calibration error {self.calibration_error:.3f}  Brier {self.brier:.3f}"

    def stored(self) -> dict[str, Any]:
        """The table as numbers."""
        shares = {
            name: [{**asdict(s), "rate": s.rate, "interval": s.interval} for s in each]
            for name, each in (("bands", self.bands), ("bins", self.bins))
        }
        return {
            **shares,
            "given": self.given,
            "calibration_error": self.calibration_error,
            "brier": self.brier,
        }


def judged(truth: Truth, predicted: Chapters) -> list[Judged]:
    """Each predicted start of an item."""
    found = item_starts(predicted.spans)
    right = set(pairs(item_starts(truth.spans), found, WITHIN_MS).values())
    return [Judged(s.confidence, s.band, k in right) for k, s in enumerate(found)]


def reliability(starts: Sequence[Judged]) -> Reliability | None:
    """How reliable these starts are; None where no confidence was given."""
    told = [start for start in starts if start.confidence is not None]
    if not told:
        return None
    given = any(start.band for start in starts)
    bands = _by_band(starts) if given else _thirds(told)
    bins = [_share(f"{i / BINS:.1f}–{(i + 1) / BINS:.1f}", _bin(told, i)) for i in range(BINS)]
    off = sum(abs(b.right - b.confidence * b.count) for b in bins if b.confidence is not None)
    brier = sum((_sure(s) - s.right) ** 2 for s in told) / len(told)
    return Reliability(tuple(bands), given, tuple(bins), off / len(told), brier)


def wilson(right: int, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not count:
        return 0.0, 1.0
    rate, spread = right / count, Z * Z / count
    middle = (rate + spread / 2) / (1 + spread)
    half = math.sqrt(rate * (1 - rate) * spread + spread * spread / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def _sure(start: Judged) -> float:
    assert start.confidence is not None
    return start.confidence


def _share(name: str, starts: Sequence[Judged]) -> Share:
    told = [s.confidence for s in starts if s.confidence is not None]
    mean = sum(told) / len(told) if told else None
    return Share(name, len(starts), sum(s.right for s in starts), mean)


def _bin(starts: Sequence[Judged], number: int) -> list[Judged]:
    return [s for s in starts if min(int(_sure(s) * BINS), BINS - 1) == number]


def _by_band(starts: Sequence[Judged]) -> list[Share]:
    shares = [_share(band, [s for s in starts if s.band == band]) for band in BANDS]
    without = [s for s in starts if s.band is None]
    return [*shares, _share("no band", without)] if without else shares


def _thirds(starts: Sequence[Judged]) -> list[Share]:
    """Thirds by confidence; those that are as sure as the last of a third belong to it too."""
    ordered = sorted(map(_sure, starts), reverse=True)
    upper, lower = (ordered[max(0, len(ordered) * n // 3 - 1)] for n in (1, 2))
    parts: dict[Band, list[Judged]] = {band: [] for band in BANDS}
    for start in starts:
        sure = _sure(start)
        parts["sure" if sure >= upper else "likely" if sure >= lower else "unsure"].append(start)
    return [_share(band, part) for band, part in parts.items()]
