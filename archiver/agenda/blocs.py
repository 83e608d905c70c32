"""Several items taken together: named in one breath, and voted as one."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from archiver.agenda.alignment import Candidate
from archiver.agenda.cues import Hit
from archiver.agenda.points import Evidences
from archiver.agenda.weights import Weights

REACH = 75
"""Words after a bloc's first in which its items are named."""
BACK = 30
"""Words before the bloc's phrase at which the announcement may begin."""
TOLD_ENOUGH = 0.6
RANGE_SURE = 0.6
"""A range counts where a word before it makes its first number an item's."""


def find_blocs(
    evidences: Evidences,
    words: tuple[str, ...],
    ranges: frozenset[str],
    items: int,
    weights: Weights,
) -> Iterator[Candidate]:
    """A candidate for each phrase that announces a bloc of two items or more, and each range."""
    for hit in [*evidences.hits["bloc"], *_ranges(evidences, words, ranges)]:
        named = _named(evidences, hit, words, ranges, items)
        if len(named) < 2:
            continue
        point = _point(evidences, hit)
        general = (
            weights.bloc
            + weights.cue * max(1.0, float(evidences.cue[point]))
            + weights.result * float(evidences.result[point])
            + weights.pause * float(evidences.pause[point])
            - weights.threshold
        )
        worth = general + weights.number * sum(named.values())
        yield Candidate(
            point, evidences.points[point].sentence, tuple(sorted(named)), worth, ease=1.0
        )


def _ranges(evidences: Evidences, words: tuple[str, ...], ranges: frozenset[str]) -> list[Hit]:
    """Where a range of items is named ("les rapports 5 à 7"): several are taken together."""
    known = [n for n in evidences.numbers if n.item is not None]
    return [
        Hit("bloc", a.first, b.last)
        for a, b in pairwise(known)
        if a.item is not None and b.item is not None and a.item < b.item
        if len(words[a.last : b.first]) == 1 and words[a.last] in ranges
        if a.sureness >= RANGE_SURE
    ]


def _point(evidences: Evidences, hit: Hit) -> int:
    """The point at which the sentence of a hit begins."""
    tokens = [point.token for point in evidences.points]
    at = int(np.searchsorted(tokens, hit.first, side="right")) - 1
    sentence = evidences.points[at].sentence
    while (
        at and evidences.points[at - 1].sentence == sentence and hit.first - tokens[at - 1] < BACK
    ):
        at -= 1
    return max(0, at)


def _named(
    evidences: Evidences, hit: Hit, words: tuple[str, ...], ranges: frozenset[str], items: int
) -> dict[int, float]:
    """The items named around a bloc's phrase, between two votes' results, with how surely."""
    before = (h.last for h in evidences.hits["result"] if h.last <= hit.first)
    start = max(hit.first - BACK, max(before, default=0))
    results = [h.first for h in evidences.hits["result"] if h.first >= hit.last]
    stop = min(hit.last + REACH, results[0] if results else len(words))
    numbers = [n for n in evidences.numbers if n.item is not None and start <= n.first < stop]
    named = {n.item: n.sureness for n in numbers if n.item is not None}
    for a, b in pairwise(numbers):
        between = words[a.last : b.first]
        lists = between and len(between) <= 3 and set(between) & ranges
        if lists and a.item is not None and b.item is not None and a.item < b.item:
            named.update({item: 0.9 for item in range(a.item, b.item) if item not in named})
    if len(named) >= 2 or stop <= hit.first:
        return named
    told = evidences.titles.told(range(max(0, hit.first), stop), 8).max(axis=0)
    named.update(
        {i: float(told[i]) for i in range(items) if told[i] >= TOLD_ENOUGH and i not in named}
    )
    return named
