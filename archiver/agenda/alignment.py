"""Choosing one start for each item: the best path over all candidate starts.

A path visits starts in order of time. Every start adds what its evidence is worth; moves out of
the printed order cost, by how many items not yet taken are passed over. What is passed over may
be taken up later, at a cost, so an agenda out of order is a longer way and not a wall. The items
taken so far are remembered along each best path, so no item starts twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.weights import Weights

Taken = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A start of one item, or of several in a bloc, at a point; `worth` may be negative."""

    point: int
    sentence: int
    items: tuple[int, ...]
    worth: float
    ease: float = 0.0
    """How little it surprises out of the printed order, from 0 to 1."""


def align(
    candidates: Sequence[Candidate], mass: NDArray[np.float64], weights: Weights
) -> list[Candidate]:
    """The candidates of the best path, in order of time; each item is in one at most.

    `mass` is how much of each item's title (columns) was told before each point (rows), and
    before the end (the last row).
    """
    items = mass.shape[1]
    order = sorted(candidates, key=lambda c: (c.point, c.items))
    count = len(order)
    if not count:
        return []
    total = np.zeros(count)
    before = np.full(count, -1, dtype=np.int64)
    taken: Taken = np.zeros((count, items), dtype=np.bool_)
    last = np.zeros(count, dtype=np.int64)
    points = np.array([c.point for c in order])
    sentences = np.array([c.sentence for c in order])
    enriched = _Enriched(order, mass)
    nothing: Taken = np.zeros((1, items), dtype=np.bool_)
    for k, candidate in enumerate(order):
        mine = list(candidate.items)
        spared = 1.0 - weights.ease * candidate.ease
        first = _cost(nothing, np.array([-1]), mine[0], weights)
        total[k] = candidate.worth - spared * float(first[0])
        earlier = int(np.searchsorted(points, candidate.point, side="left"))
        if earlier:
            cost = _cost(taken[:earlier], last[:earlier], mine[0], weights)
            ways = total[:earlier] - spared * cost
            ways -= weights.crowd * (sentences[:earlier] == candidate.sentence)
            ways += weights.told * enriched(earlier, candidate.point)
            ways[taken[:earlier][:, mine].any(axis=1)] = -np.inf
            best = int(np.argmax(ways))
            if ways[best] + candidate.worth > total[k]:
                total[k] = ways[best] + candidate.worth
                before[k] = best
                taken[k] = taken[best]
        taken[k, mine] = True
        last[k] = _last_in_order(mine)
    ends = total + weights.told * enriched(count, len(mass) - 1)
    return _path(order, before, int(np.argmax(ends)), float(ends.max()))


class _Enriched:
    """How much more of its title is told during a candidate's span than chance would tell."""

    def __init__(self, order: Sequence[Candidate], mass: NDArray[np.float64]) -> None:
        self._points = np.array([c.point for c in order], dtype=np.int64)
        self._items = np.array([c.items[0] for c in order], dtype=np.int64)
        self._mass = mass
        self._at_start = mass[self._points, self._items]
        self._rate = mass[-1] / max(1, len(mass) - 1)

    def __call__(self, count: int, end: int) -> NDArray[np.float64]:
        """For each of the first `count` candidates, if its span lasts up to point `end`."""
        items = self._items[:count]
        told = self._mass[end, items] - self._at_start[:count]
        chance = self._rate[items] * (end - self._points[:count])
        ratio: NDArray[np.float64] = np.log((told + 1.0) / (chance + 1.0))
        return ratio


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


def _path(
    order: Sequence[Candidate], before: NDArray[np.int64], k: int, worth: float
) -> list[Candidate]:
    path: list[Candidate] = []
    if worth <= 0:
        return path
    while k >= 0:
        path.append(order[k])
        k = int(before[k])
    return path[::-1]
