"""The starts that are worth considering: of each item, of blocs, of unlisted matters, and fixed."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.alignment import FIXED, Candidate
from archiver.agenda.blocs import find_blocs
from archiver.agenda.preparing import Prepared
from archiver.agenda.weights import Weights
from archiver.agenda.words import fold
from archiver.model.anchors import Anchor

Scores = NDArray[np.float64]
UNLISTED_CUE = 0.7
"""A matter that is not on the agenda needs an announcement, or a number of its own."""
OPENS = ("item", "bloc", "unlisted")
"""The kinds of start that are aligned; the others frame or interrupt."""


def find_candidates(prepared: Prepared, worth: Scores, weights: Weights) -> list[Candidate]:
    """All candidates; where a person fixed an item's start, no other one of it is considered."""
    fixed = list(_fixed(prepared))
    aside = {
        i
        for i, one in enumerate(prepared.items)
        if one.withdrawn or one.id in prepared.sources.set_aside
    }
    ordered = aside | {item for one in fixed for item in one.items}
    taken = {one.point for one in fixed}
    found = [*_singles(prepared, worth, weights), *_blocs(prepared, weights)]
    found += _unlisted(prepared, weights)
    return [
        *fixed,
        *_left(found, taken, ordered),
    ]


def _left(
    found: Iterable[Candidate], taken: Container[int], ordered: Container[int]
) -> Iterator[Candidate]:
    """The candidates without the items that are ordered elsewhere, where any are left."""
    for one in found:
        items = tuple(item for item in one.items if item not in ordered)
        if one.point not in taken and (items or not one.items):
            yield one if items == one.items else replace(one, items=items)


def worths(prepared: Prepared, weights: Weights) -> Scores:
    """What each start of each item is worth, withdrawals and breaks counted."""
    worth = prepared.evidences.worth(weights) - weights.withdrawn * prepared.unlikely
    worth[prepared.broken] = -np.inf
    return np.asarray(worth)


def _singles(prepared: Prepared, worth: Scores, weights: Weights) -> Iterator[Candidate]:
    evidences = prepared.evidences
    for item in range(len(prepared.items)):
        column = worth[:, item]
        for point in np.argsort(-column, kind="stable")[: weights.candidates]:
            if column[point] >= weights.floor:
                yield Candidate(
                    int(point),
                    evidences.points[point].sentence,
                    (item,),
                    float(column[point]),
                    float(evidences.ease[point, item]),
                )


def _blocs(prepared: Prepared, weights: Weights) -> list[Candidate]:
    return list(
        find_blocs(
            prepared.evidences,
            prepared.heard.texts,
            frozenset(fold(w) for w in prepared.pack.numbers.ranges),
            len(prepared.items),
            weights,
        )
    )


def _unlisted(prepared: Prepared, weights: Weights) -> Iterator[Candidate]:
    """Starts of what is not on the agenda: announced, and telling of no printed item."""
    evidences = prepared.evidences
    worth = evidences.unlisted(weights)
    announced = (evidences.cue >= UNLISTED_CUE) | (evidences.stranger > 0)
    worth[prepared.broken | ~announced] = -np.inf
    most = 3 * len(prepared.items) + weights.candidates
    for point in np.argsort(-worth, kind="stable")[:most]:
        if worth[point] >= weights.floor:
            yield Candidate(int(point), evidences.points[point].sentence, (), float(worth[point]))


def _fixed(prepared: Prepared) -> Iterator[Candidate]:
    """What a person fixed; of two at one place the last stands."""
    place = {item.id: i for i, item in enumerate(prepared.items)}
    tokens = [point.token for point in prepared.evidences.points]
    found: dict[int, Candidate] = {}
    for anchor in prepared.sources.anchors:
        token = prepared.heard.token_at(anchor.start_ms)
        items = tuple(sorted(place[id] for id in anchor.items if id in place))
        if token is None or not _opens(anchor, items):
            continue
        point = int(np.searchsorted(tokens, token))
        sentence = prepared.evidences.points[point].sentence
        found[point] = Candidate(point, sentence, items, FIXED, 1.0, anchor)
    yield from found.values()


def _opens(anchor: Anchor, items: tuple[int, ...]) -> bool:
    return bool(items) if anchor.kind in ("item", "bloc") else anchor.kind == "unlisted"
