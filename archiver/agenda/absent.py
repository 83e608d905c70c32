"""Items said to be withdrawn or adjourned, and the words that say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.cues import Hit
from archiver.agenda.heard import Heard
from archiver.agenda.points import Evidences

TOLD_ENOUGH = 0.5
CLEARLY = 1.3
"""How much better an item's title must be told than any other's."""
LATE_START = 80
"""Words: an item that started earlier than this before the statement was treated."""


@dataclass(frozen=True, slots=True)
class Absence:
    """An item said not to be treated, in the sentence from token `first` up to `last` excluded."""

    item: int
    reason: Literal["withdrawn", "adjourned"]
    first: int
    last: int
    score: float
    hit: Hit
    """The very words that say it."""


def find_absences(heard: Heard, evidences: Evidences, items: int) -> tuple[Absence, ...]:
    """The first statement about each item that is said to be withdrawn or adjourned."""
    found: dict[int, Absence] = {}
    reasons: tuple[Literal["withdrawn", "adjourned"], ...] = ("withdrawn", "adjourned")
    for reason, kind in zip(reasons, ("withdrawal", "adjournment"), strict=True):
        for hit in evidences.hits[kind]:
            for item, score in _named(heard, evidences, hit, items):
                sentence = heard.sentence_at(hit.first)
                absence = Absence(item, reason, sentence.first, sentence.last, score, hit)
                if item not in found or found[item].first > absence.first:
                    found[item] = absence
    return tuple(found[item] for item in sorted(found))


def penalties(absences: Sequence[Absence], evidences: Evidences, items: int) -> NDArray[np.bool_]:
    """Per point and item, whether a start there is unlikely, the item being said to be absent."""
    tokens = np.array([point.token for point in evidences.points], dtype=np.int64)
    unlikely = np.zeros((len(tokens), items), dtype=np.bool_)
    for absence in absences:
        unlikely[:, absence.item] = tokens > absence.first - LATE_START
    return unlikely


def _named(heard: Heard, evidences: Evidences, hit: Hit, items: int) -> list[tuple[int, float]]:
    """The items that the sentence of a hit names, by number or else by title, with a score."""
    sentence = heard.sentence_at(hit.first)
    if any(sentence.first <= h.first < hit.last for h in evidences.hits["subordinate"]):
        return []
    numbers = [n for n in evidences.numbers if sentence.first <= n.first < hit.last + 4]
    if numbers:
        return [(n.item, n.sureness) for n in numbers if n.item is not None]
    if not items:
        return []
    told = evidences.titles.told([sentence.first], 20)[0]
    best = int(np.argmax(told))
    others = np.delete(told, best)
    clear = not others.size or told[best] >= CLEARLY * float(others.max())
    return [(best, float(told[best]))] if told[best] >= TOLD_ENOUGH and clear else []
