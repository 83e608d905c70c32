"""Choosing one start for each item: the best path over all candidate starts.

A path visits starts in order of time. Every start adds what its evidence is worth; moves out of
the printed order cost, by how many items not yet taken are passed over. What is passed over may
be taken up later, at a cost, so an agenda out of order is a longer way and not a wall. The items
taken so far are remembered along each best path, so no item starts twice, but where a person
fixed it. A candidate without items is a matter that is not on the agenda.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.weights import Weights
from archiver.model.anchors import Anchor

Taken = NDArray[np.bool_]
AHEAD = 80
"""Points looked at to see whether a matter goes on."""
PRIOR = 0.5
FIXED = 1e6
"""What a start that a person fixed is worth: more than all others together."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A start of one item, of several in a bloc, or of none, at a point; worth may be negative."""

    point: int
    sentence: int
    items: tuple[int, ...]
    worth: float
    ease: float = 0.0
    """How little it surprises out of the printed order, from 0 to 1."""
    fixed: Anchor | None = None


@dataclass(frozen=True)
class Path:
    """The candidates of the best path, in order of time, and what it is worth in all."""

    starts: tuple[Candidate, ...] = ()
    worth: float = 0.0


def align(
    candidates: Sequence[Candidate],
    mass: NDArray[np.float64],
    weights: Weights,
    before: frozenset[int] = frozenset(),
) -> Path:
    """The best path; each item is in one start at most, and none of the items taken `before`.

    `mass` is how much of each item's title (columns) was told before each point (rows), and
    before the end (the last row).
    """
    order = sorted(candidates, key=lambda c: (c.point, c.items))
    if not order:
        return Path()
    walk = _Walk(order, mass, weights, before)
    for k in range(len(order)):
        walk.reach(k)
    return walk.best()


class _Walk:
    """The best way to each candidate, built up in order of time."""

    def __init__(
        self,
        order: Sequence[Candidate],
        mass: NDArray[np.float64],
        weights: Weights,
        before: frozenset[int],
    ) -> None:
        count = len(order)
        self._order, self._mass, self._weights = order, mass, weights
        self._total = np.zeros(count)
        self._came = np.full(count, -1, dtype=np.int64)
        self._given: Taken = np.zeros((1, mass.shape[1]), dtype=np.bool_)
        self._given[0, list(before)] = True
        self._taken: Taken = np.zeros((count, mass.shape[1]), dtype=np.bool_)
        self._last = np.full(count, -1, dtype=np.int64)
        self._points = np.array([c.point for c in order])
        self._sentences = np.array([c.sentence for c in order])
        self._enriched = _Enriched(order, mass)

    def reach(self, k: int) -> None:
        """Find the best way to candidate `k`, all earlier ones being reached."""
        one, weights = self._order[k], self._weights
        mine = list(one.items)
        spared = 1.0 - weights.ease * one.ease
        cost = self._cost(self._given, np.array([-1]), mine)
        self._total[k] = one.worth - spared * float(cost[0])
        self._taken[k] = self._given[0]
        if mine and not one.fixed and self._given[0, mine].any():
            self._total[k] = -np.inf
        earlier = int(np.searchsorted(self._points, one.point, side="left"))
        if earlier:
            taken = self._taken[:earlier]
            ways = self._total[:earlier] - spared * self._cost(taken, self._last[:earlier], mine)
            ways -= weights.crowd * (self._sentences[:earlier] == one.sentence)
            ways += weights.told * self._enriched(earlier, one.point)
            goes_on = weights.goes_on if mine else weights.goes_on_unlisted
            ways -= goes_on * self._enriched.goes_on(earlier, one.point)
            if mine and not one.fixed:
                ways[taken[:, mine].any(axis=1)] = -np.inf
            best = int(np.argmax(ways))
            if ways[best] + one.worth > self._total[k]:
                self._total[k] = ways[best] + one.worth
                self._came[k] = best
                self._taken[k] = taken[best]
                self._last[k] = self._last[best]
        if mine:
            self._taken[k, mine] = True
            self._last[k] = _last_in_order(mine)

    def best(self) -> Path:
        """The best path up to the end."""
        ends = self._total + self._weights.told * self._enriched(
            len(self._order), len(self._mass) - 1
        )
        k = int(np.argmax(ends))
        if ends[k] <= 0:
            return Path()
        path: list[Candidate] = []
        worth = float(ends[k])
        while k >= 0:
            path.append(self._order[k])
            k = int(self._came[k])
        return Path(tuple(path[::-1]), worth)

    def _cost(
        self, taken: Taken, last: NDArray[np.int64], mine: Sequence[int]
    ) -> NDArray[np.float64]:
        """What going on to these items costs, for each way of coming."""
        if not mine:
            return np.zeros(len(taken))
        return _cost(taken, last, mine[0], self._weights)


class _Enriched:
    """How much more of its title is told during a candidate's span than chance would tell."""

    def __init__(self, order: Sequence[Candidate], mass: NDArray[np.float64]) -> None:
        self._points = np.array([c.point for c in order], dtype=np.int64)
        self._items = np.array([c.items[0] if c.items else 0 for c in order], dtype=np.int64)
        self._unlisted = np.array([not c.items for c in order])
        self._mass = mass
        items = mass.shape[1]
        self._at_start = (
            mass[self._points, self._items] if items else np.zeros(len(order), dtype=np.float64)
        )
        self._rate = mass[-1] / max(1, len(mass) - 1)

    def __call__(self, count: int, end: int) -> NDArray[np.float64]:
        """For each of the first `count` candidates, if its span lasts up to point `end`."""
        if not self._mass.shape[1]:
            return np.zeros(count)
        items = self._items[:count]
        told = self._mass[end, items] - self._at_start[:count]
        chance = self._rate[items] * (end - self._points[:count])
        ratio: NDArray[np.float64] = np.log((told + 1.0) / (chance + 1.0))
        ratio[self._unlisted[:count]] = 0.0
        return ratio

    def goes_on(self, count: int, point: int) -> NDArray[np.float64]:
        """For each of the first `count` candidates, whether its matter goes on after `point`.

        From 0 to 1: its words told in the next points, as a share of what its span would tell in
        as many; a half where its span has told nothing yet.
        """
        if not self._mass.shape[1]:
            return np.zeros(count)
        items, starts = self._items[:count], self._points[:count]
        told = self._mass[point, items] - self._at_start[:count]
        lasted = np.maximum(1, point - starts)
        ahead = min(point + AHEAD, len(self._mass) - 1)
        after = self._mass[ahead, items] - self._mass[point, items]
        expected = told / lasted * (ahead - point)
        share: NDArray[np.float64] = np.minimum(1.0, (after + PRIOR) / (expected + 2 * PRIOR))
        share[self._unlisted[:count]] = 0.5
        return share


def _last_in_order(mine: Sequence[int]) -> int:
    """Where the printed order stands after these items: the end of their first unbroken run."""
    last = mine[0]
    for item in mine[1:]:
        if item != last + 1:
            break
        last = item
    return last


def _cost(
    taken: Taken, last: NDArray[np.int64], item: int, weights: Weights
) -> NDArray[np.float64]:
    """What going on to `item` costs, for each way of coming from `last` with `taken` done."""
    open_before = np.cumsum(~taken, axis=1)
    upto_item = open_before[:, item - 1] if item else np.zeros(len(taken), dtype=np.int64)
    upto_last = np.where(last >= 0, open_before[np.arange(len(taken)), last], 0)
    passed = upto_item - upto_last
    skipping = weights.skip * (passed > 0) + weights.skip_more * np.maximum(0, passed - 1)
    back = np.where(upto_item == 0, weights.return_to_order, weights.jump_back)
    return np.where(item > last, skipping, back)
