"""Breaking one cue's units into lines: at the best phrase end that leaves the lines balanced."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from archiver.captions.phrasing import FORBIDDEN
from archiver.captions.units import Unit

_SEAM_WEIGHT = 0.7
"""A line break parts a phrase less than a change of cue does, save after a word that leans."""

_UNBALANCE = 0.12
_TOP_HEAVY = 0.6
"""A longer first line hides a little more of the picture, for nothing."""

Split = tuple[float, tuple[int, ...]]
"""What a way of breaking lines costs, and the units that begin its second and further lines."""


class Measure:
    """A run's units measured once, so that any stretch of them is broken into lines quickly."""

    def __init__(self, run: Sequence[Unit], max_lines: int, max_chars: int) -> None:
        self.max_lines = max_lines
        self.max_chars = max_chars
        self.reach = list(accumulate((len(u.text) + 1 for u in run), initial=0))
        self.seams = [u.seam * _SEAM_WEIGHT if u.seam < FORBIDDEN else FORBIDDEN for u in run]

    def length(self, i: int, j: int) -> int:
        """Characters of units i to j (excluded) on one line."""
        return self.reach[j] - self.reach[i] - 1

    def best(self, i: int, j: int) -> Split | None:
        """How units i to j break into lines best; None when they do not fit. One always does."""
        return (0.0, ()) if j == i + 1 else self._split(i, j, self.max_lines)

    def _split(self, i: int, j: int, lines: int) -> Split | None:
        if self.reach[j] - self.reach[i] - 1 <= self.max_chars:
            return 0.0, ()
        if lines < 2:
            return None
        return self._in_two(i, j) if lines == 2 else self._in_many(i, j, lines)

    def _last_fitting(self, i: int) -> int:
        """The furthest j for which units i to j fit on one line; i when even one does not."""
        return bisect_right(self.reach, self.reach[i] + 1 + self.max_chars) - 1

    def _in_two(self, i: int, j: int) -> Split | None:
        """The common case, kept apart for speed: layout asks this some hundred thousand times."""
        reach, seams, cheapest, at = self.reach, self.seams, 0.0, -1
        both = reach[i] + reach[j]
        for k in range(min(self._last_fitting(i), j - 1), i, -1):
            if reach[j] - reach[k] - 1 > self.max_chars:
                break
            heavy = 2 * reach[k] - both
            cost = seams[k - 1] + abs(heavy) * _UNBALANCE + (_TOP_HEAVY if heavy > 0 else 0.0)
            if at < 0 or cost < cheapest:
                cheapest, at = cost, k
        return (cheapest, (at,)) if at >= 0 else None

    def _in_many(self, i: int, j: int, lines: int) -> Split | None:
        found: Split | None = None
        for k in range(min(self._last_fitting(i), j - 1), i, -1):
            rest = self._split(k, j, lines - 1)
            if rest is None:
                continue
            others = self.length(k, j) / (len(rest[1]) + 1)
            uneven = abs(self.length(i, k) - others) * _UNBALANCE
            cost = self.seams[k - 1] + uneven + rest[0]
            if found is None or cost < found[0]:
                found = (cost, (k, *rest[1]))
        return found
