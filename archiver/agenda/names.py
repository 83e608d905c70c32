"""Hearing a rapporteur's name, however the recogniser cut and spelt it."""

from collections import Counter
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


def first_names(
    names: Sequence[str], lexicon: Lexicon, honorifics: frozenset[str]
) -> dict[str, str]:
    """How each person's first name sounds, where only that person has it."""
    firsts: dict[str, str] = {}
    for name in names:
        printed = [w for w in name.split() if not honorifics.issuperset(folded_words(w))]
        first = "".join(folded_words(printed[0])) if len(printed) > 1 else ""
        if len(first) >= SHORTEST_NAME:
            firsts[name] = lexicon.sound(first)
    shared = Counter(firsts.values())
    return {name: sound for name, sound in firsts.items() if shared[sound] == 1}


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
        for name, first in first_names(list(self._keys), lexicon, honorifics).items():
            self._keys[name] = (*self._keys[name], first)

    def near(self, heard: Heard, points: Sequence[int], reach: int) -> NDArray[np.float64]:
        """How surely each item's rapporteur is named within `reach` words of each point, 0 to 1."""
        scores = np.zeros((len(points), len(self._of_item)))
        keys = [(key, name) for name, keys in self._keys.items() for key in keys]
        if not keys or not len(points):
            return scores
        at = np.asarray(points, dtype=np.int64)
        wanted = np.unique((at[:, None] + np.arange(reach)[None, :]).ravel())
        wanted = wanted[wanted < len(heard.texts)]
        pieces, table = self._likeness(heard, wanted, [key for key, _ in keys])
        for k, (_, name) in enumerate(keys):
            mine = [i for i, other in enumerate(self._of_item) if other == name]
            said = np.zeros(len(heard.texts) + reach)
            said[wanted] = table[:, k][pieces].max(axis=1) / 100
            near = np.max([said[at + distance] for distance in range(reach)], axis=0)
            for i in mine:
                scores[:, i] = np.maximum(scores[:, i], near / len(mine) ** 0.5)
        return scores

    def _likeness(
        self, heard: Heard, positions: NDArray[np.int64], keys: Sequence[str]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Which joined words start at each position, and how like each key each is, 0 to 100."""
        row: dict[str, int] = {}
        pieces = np.zeros((len(positions), LONGEST_PIECE), dtype=np.int64)
        for n, i in enumerate(positions):
            for length in range(1, LONGEST_PIECE + 1):
                piece = "".join(heard.texts[i : i + length])
                sound = self._lexicon.sound(piece) if len(piece) >= SHORTEST_NAME else ""
                pieces[n, length - 1] = row.setdefault(sound, len(row))
        table = process.cdist(
            list(row), keys, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.float32
        )
        return pieces, table
