"""How well what follows each point of the session tells an item's title.

A title is seldom read as printed, so single words count, each by how rare it is in this session
and on this agenda; a word that sounds alike or differs by a letter counts a little less.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from archiver.agenda.heard import Heard
from archiver.agenda.words import Lexicon, fold, folded_words
from archiver.model.agenda import Item

Scores = NDArray[np.float64]

ALIKE = 80.0
LONG_WORD = 5
SAME_SOUND = 0.9
MOST_WORDS = 40
"""Of a very long title only so many words count, the first ones."""
ASIDE = 0.35
"""What a word in parentheses weighs."""
ABBREVIATION = 1.5
"""What an abbreviation weighs that stands beside the words it stands for: they are said by it."""
SYNONYM = 0.8
"""What another word of the same meaning weighs, as the language pack or the house gives them."""
BESIDE = 0.3
"""What a word of the theme, the commission or another further field weighs."""
CHUNK = 40
FULL_MASS = 4.0
"""How many rare words make a title fully told, however long it is."""


def title_words(item: Item, lexicon: Lexicon) -> dict[str, float]:
    """The stems of an item's title with their weights; then those of its further fields."""
    weights: dict[str, float] = {}
    asides = " ".join(re.findall(r"\(([^)]*)\)", item.title))
    plain = re.sub(r"\([^)]*\)", " ", item.title)
    further = [
        item.commission or "",
        *(v for v in (item.model_extra or {}).values() if isinstance(v, str)),
    ]
    for short in abbreviations(item.title, lexicon):
        weights.setdefault(lexicon.stem(short), ABBREVIATION)
    for text, weight in ((plain, 1.0), (asides, ASIDE), (" ".join(further), BESIDE)):
        for word in lexicon.content(folded_words(text))[:MOST_WORDS]:
            weights.setdefault(lexicon.stem(word), weight)
    for stem, weight in tuple(weights.items()):
        for other in lexicon.synonyms(stem):
            weights.setdefault(other, SYNONYM * weight)
    return weights


def abbreviations(title: str, lexicon: Lexicon) -> Iterator[str]:
    """The abbreviations in parentheses whose letters begin the words before them, folded."""
    for found in re.finditer(r"\(([A-Z]{2,8})\)", title):
        initials = "".join(word[0] for word in folded_words(title[: found.start()]))
        words = lexicon.content(folded_words(title[: found.start()]))
        telling = "".join(word[0] for word in words)
        short = fold(found[1])
        if initials.endswith(short) or telling.endswith(short):
            yield short


class TitleEvidence:
    """Title words found in a transcript, ready to be scored from any point."""

    def __init__(self, heard: Heard, items: Sequence[Item], lexicon: Lexicon) -> None:
        self._stems = [lexicon.stem(word) for word in heard.texts]
        self._weights = [title_words(item, lexicon) for item in items]
        wanted = sorted({stem for weights in self._weights for stem in weights})
        self._index = {stem: i for i, stem in enumerate(wanted)}
        self._found = _occurrences(self._stems, wanted, lexicon)
        rarity = _rarity(len(self._stems), self._found)
        self._matrix = np.zeros((len(wanted), len(items)))
        shared = Counter(
            stem for weights in self._weights for stem, w in weights.items() if w == 1.0
        )
        for k, weights in enumerate(self._weights):
            for stem, weight in weights.items():
                i = self._index[stem]
                self._matrix[i, k] = weight * rarity[i] / math.sqrt(max(1, shared[stem]))
        best = np.sort(self._matrix, axis=0)[::-1]
        typical = float(np.median(rarity)) if len(rarity) else 1.0
        full = np.minimum(best.sum(axis=0), FULL_MASS * max(typical, 0.1))
        self._full = np.maximum(full, 1e-6)
        short = np.array(
            [min(1.0, 0.4 + 0.3 * sum(w == 1.0 for w in ws.values())) for ws in self._weights]
        )
        self._trust = short if len(items) else np.zeros(0)
        counts = np.zeros((len(self._stems) + 1, len(items)), dtype=np.float32)
        for stem, hits in self._found.items():
            row = self._matrix[self._index[stem]] / self._full
            for position, likeness in hits:
                counts[position + 1] += likeness * row
        self._total = np.cumsum(counts, axis=0)

    def told(self, points: Sequence[int], reach: int) -> Scores:
        """For each token of `points` and each item, how much of its title the next words tell.

        Words count less the further they are; `reach` is the distance at which they count a
        third. From 0 to 1.
        """
        best = self._best(points, reach)
        told: Scores = np.minimum(1.0, (best @ self._matrix) / self._full) * self._trust
        return told

    def mass(self, points: Sequence[int]) -> Scores:
        """How much of each item's title was told up to each point, and up to the end."""
        return np.asarray(self._total[np.asarray([*points, len(self._stems)], dtype=np.int64)])

    def density(self, points: Sequence[int], reach: int) -> Scores:
        """For each point and item, how much more is said of it after the point than before.

        `reach` is how many words are looked at on either side. From -1 to 1.
        """
        total = self._total
        at = np.asarray(points, dtype=np.int64)
        after = total[np.minimum(at + reach, len(self._stems))] - total[at]
        before = total[at] - total[np.maximum(at - reach, 0)]
        return np.asarray(np.tanh(after / 2) - np.tanh(before / 2))

    def words_heard(self, point: int, item: int, reach: int) -> list[int]:
        """The tokens after a point that tell the item's title, in order."""
        wanted = self._weights[item]
        return sorted(
            position
            for stem in wanted
            for position, _ in self._found.get(stem, ())
            if point <= position < point + reach
        )

    def _best(self, points: Sequence[int], reach: int) -> Scores:
        best = np.zeros((len(points), len(self._index)))
        at = np.asarray(points, dtype=np.int64)
        farthest = 2 * reach
        if not len(at):
            return best
        for stem, hits in self._found.items():
            column = best[:, self._index[stem]]
            first = bisect_left(hits, (int(at[0]), 0.0))
            last = bisect_left(hits, (int(at[-1]) + farthest, 0.0))
            for position, likeness in hits[first:last]:
                low = int(np.searchsorted(at, position - farthest, side="left"))
                high = int(np.searchsorted(at, position, side="right"))
                if low < high:
                    near = likeness * np.exp((at[low:high] - position) / reach)
                    column[low:high] = np.maximum(column[low:high], near)
        return best


def _occurrences(
    stems: Sequence[str], wanted: Sequence[str], lexicon: Lexicon
) -> dict[str, list[tuple[int, float]]]:
    """Where each wanted stem was heard, and how alike."""
    places: dict[str, list[int]] = {}
    for position, stem in enumerate(stems):
        places.setdefault(stem, []).append(position)
    likeness = _likeness(sorted(places), wanted, lexicon)
    return {
        stem: sorted((p, alike) for other, alike in others for p in places[other])
        for stem, others in likeness.items()
    }


def _likeness(
    vocabulary: Sequence[str], wanted: Sequence[str], lexicon: Lexicon
) -> dict[str, list[tuple[str, float]]]:
    by_sound: dict[str, list[str]] = {}
    for stem in vocabulary:
        by_sound.setdefault(lexicon.sound(stem), []).append(stem)
    long_ones = [stem for stem in vocabulary if len(stem) >= LONG_WORD]
    known = set(vocabulary)
    likeness: dict[str, list[tuple[str, float]]] = {}
    for stem in wanted:
        found = {
            other: SAME_SOUND for other in by_sound.get(lexicon.sound(stem), ()) if len(stem) > 3
        }
        if len(stem) >= LONG_WORD and stem.isalpha():
            for other, ratio, _ in process.extract(
                stem, long_ones, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None
            ):
                found[other] = max(found.get(other, 0.0), (ratio / 100) ** 2)
        if stem in known:
            found[stem] = 1.0
        likeness[stem] = list(found.items())
    return likeness


def _rarity(words: int, found: dict[str, list[tuple[int, float]]]) -> Scores:
    chunks = max(1, words // CHUNK) + 1
    seen = [len({p // CHUNK for p, _ in hits}) for hits in found.values()]
    return np.array([math.log((chunks + 1) / (n + 0.5)) for n in seen], dtype=np.float64).clip(0.05)
