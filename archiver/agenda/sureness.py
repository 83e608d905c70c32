"""How sure a start is, and where it would be otherwise.

The best path is compared with the best one that does not start this item here: the difference is
what the evidence and the order of all items together say for this place. How often starts of one
difference are right was counted (`python -m benchmarks.fitting`), and is the confidence.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.alignment import Candidate, Path, align
from archiver.agenda.preparing import Prepared
from archiver.agenda.weights import Calibration, Weights
from archiver.model.chapters import Band, Rival

Scores = NDArray[np.float64]
ELSEWHERE_MS = 10_000
"""A start as near as this is the same place."""
RIVAL_WORDS = 24
_BOUND = 1e5
"""What the neighbours that are not in question are worth, so that they stay."""
SURE, UNSURE = 0.9, 0.6
"""The bands: at least so sure, and less sure than that."""


@dataclass(frozen=True)
class Sureness:
    """How sure a start is, from 0 to 1, and the second-best place for it."""

    confidence: float
    band: Band
    rival: Rival | None = None


def band_of(confidence: float) -> Band:
    """The band of a confidence."""
    return "sure" if confidence >= SURE else "likely" if confidence >= UNSURE else "unsure"


class Doubts:
    """The alternatives to each start of a path."""

    def __init__(
        self,
        prepared: Prepared,
        path: Path,
        candidates: Sequence[Candidate],
        weights: Weights,
        calibration: Calibration,
    ) -> None:
        self._prepared, self._weights, self._calibration = prepared, weights, calibration
        self._path = path.starts
        self._candidates = candidates
        points = prepared.evidences.points
        self._times = [prepared.heard.tokens[point.token].start_ms for point in points]

    def sureness(self, k: int) -> Sureness:
        """How sure start `k` of the path is."""
        one = self._path[k]
        if one.fixed:
            return Sureness(1.0, "sure")
        margin, instead = self._margin(k)
        confidence = self._calibration.confidence(self.features(k, margin))
        return Sureness(confidence, band_of(confidence), self._rival(one, instead, confidence))

    def features(self, k: int, margin: float) -> tuple[float, ...]:
        """What the confidence is reckoned from."""
        one = self._path[k]
        worth = one.worth / max(1, len(one.items))
        return (min(margin, 8.0), max(-2.0, min(worth, 8.0)), float(not one.items))

    def margin(self, k: int) -> float:
        """How much less the best path without start `k` is worth."""
        return self._margin(k)[0]

    def _margin(self, k: int) -> tuple[float, Candidate | None]:
        """That difference, and where the item goes on that path."""
        one = self._path[k]
        before = self._path[k - 2] if k >= 2 else None
        after = self._path[k + 2] if k + 2 < len(self._path) else None
        held = {i for c in (*self._path[: max(0, k - 1)], *self._path[k + 2 :]) for i in c.items}
        first = before.point if before else -1
        last = after.point if after else len(self._times)
        mine = set(one.items)
        inside = [
            c
            for c in self._candidates
            if first < c.point < last and not held & set(c.items) and c.fixed is None
        ]
        here = [c for c in inside if self._same_place(c, one) and set(c.items) == mine]
        others = [c for c in inside if c not in here]
        given = frozenset(i for c in self._path[: max(0, k - 2)] for i in c.items)
        bound = [_bound(c) for c in (before, after) if c]
        fixed = [c for c in self._path[max(0, k - 1) : k + 2] if c.fixed]
        mass = self._prepared.evidences.mass
        best = align([*bound, *fixed, *inside], mass, self._weights, given)
        without = align([*bound, *fixed, *others], mass, self._weights, given)
        instead = next((c for c in without.starts if mine and set(c.items) & mine), None)
        return max(0.0, best.worth - without.worth), instead

    def _same_place(self, one: Candidate, other: Candidate) -> bool:
        return abs(self._times[one.point] - self._times[other.point]) <= ELSEWHERE_MS

    def _rival(self, one: Candidate, instead: Candidate | None, sure: float) -> Rival | None:
        """Where the item would go; else its best other place; none for what is not listed."""
        if instead is None:
            others = [
                c
                for c in self._candidates
                if one.items and c.items == one.items and not self._same_place(c, one)
            ]
            instead = max(others, key=lambda c: c.worth, default=None)
        if instead is None:
            return None
        token = self._prepared.evidences.points[instead.point].token
        words = self._prepared.heard.spoken(token, token + RIVAL_WORDS)
        odds = math.exp(min(0.0, (instead.worth - one.worth) / max(1, len(one.items))))
        share = round((1.0 - sure) * odds / (1.0 + odds), 3)
        return Rival(start_ms=self._times[instead.point], text=words, confidence=share)


def _bound(one: Candidate) -> Candidate:
    return replace(one, worth=one.worth + _BOUND, ease=1.0)
