"""Hearing a rapporteur's name, however the recogniser cut and spelt it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from archiver.agenda.heard import Heard
from archiver.agenda.words import Lexicon, folded_words
from archiver.model.agenda import Item

ALIKE = 76.0
LONGEST_PIECE = 3
"""A name may be heard as so many words."""
SHORTEST_NAME = 4


def name_keys(name: str, lexicon: Lexicon, honorifics: frozenset[str]) -> tuple[str, ...]:
    """How a printed name sounds: in full, and from its second word on (the family name)."""
    words = [w for w in folded_words(name) if w not in honorifics]
    forms = ["".join(words), "".join(words[1:])]
    return tuple(lexicon.sound(form) for form in forms if len(form) >= SHORTEST_NAME)


class Names:
    """The rapporteurs of an agenda, looked for near the points where items may start."""

    def __init__(self, items: Sequence[Item], lexicon: Lexicon, honorifics: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._of_item = [item.rapporteur or "" for item in items]
        self._keys = {
            name: name_keys(name, lexicon, honorifics)
            for name in sorted(set(self._of_item))
            if name
        }

    def near(self, heard: Heard, points: Sequence[int], reach: int) -> NDArray[np.float64]:
        """How surely each item's rapporteur is named within `reach` words of each point, 0 to 1."""
        scores = np.zeros((len(points), len(self._of_item)))
        keys = [(key, name) for name, keys in self._keys.items() for key in keys]
        if not keys or not len(points):
            return scores
        spans = [range(p, min(p + reach, len(heard.texts))) for p in points]
        pieces = self._pieces(heard, sorted({i for span in spans for i in span}))
        table = sorted({piece for forms in pieces.values() for piece in forms})
        row = {piece: i for i, piece in enumerate(table)}
        likeness = process.cdist(
            table, [key for key, _ in keys], scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.float32
        )
        for k, (_, name) in enumerate(keys):
            mine = [i for i, other in enumerate(self._of_item) if other == name]
            at = {
                i: max((likeness[row[p], k] for p in forms), default=0.0) / 100
                for i, forms in pieces.items()
            }
            heard_near = np.array([max((at[i] for i in span), default=0.0) for span in spans])
            worth = heard_near / len(mine) ** 0.5
            for i in mine:
                scores[:, i] = np.maximum(scores[:, i], worth)
        return scores

    def _pieces(self, heard: Heard, positions: Sequence[int]) -> dict[int, list[str]]:
        """The joined words that start at each position, as they sound."""
        return {
            i: [
                self._lexicon.sound("".join(heard.texts[i : i + n]))
                for n in range(1, LONGEST_PIECE + 1)
                if len("".join(heard.texts[i : i + n])) >= SHORTEST_NAME
            ]
            for i in positions
        }
