"""How well what a card shows fits the titles of an agenda, however it abridges or words them."""

import re
from collections.abc import Sequence
from math import log

from rapidfuzz import fuzz

from archiver.agenda.words import Lexicon, fold, folded_words
from archiver.model.agenda import Agenda, Item

WORD_ALIKE = 80.0
LONG_WORD = 5
OWN_WORD, STRANGE_WORD = 0.3, 1.0
"""What a word of the item's further fields is worth, and what one of no title weighs."""
LINE_ALONE = 0.85
ONE_WORD = 0.4
"""What a single word is worth that is not all of a title."""


class Titles:
    """How well a card's words fit the titles of an agenda."""

    def __init__(self, agenda: Agenda, lexicon: Lexicon) -> None:
        items = agenda.items
        self._lexicon = lexicon
        self._house = self._stems(agenda.body)
        self._words = [self._stems(item.title) for item in items]
        self._initials = [_initials(item.title) for item in items]
        self._further = [self._stems(_further(item)) for item in items]
        count = len(items)
        seen: dict[str, int] = {}
        for words in self._words:
            for word in words:
                seen[word] = seen.get(word, 0) + 1
        self._rarity = {word: log((count + 1) / (n + 0.5)) for word, n in seen.items()}

    def told(self, lines: Sequence[str]) -> list[float]:
        """For each item, which share of a card's words its title explains, rare ones first.

        One line may be the title and the other anything: it is then a little less sure.
        """
        whole = self._told(" ".join(lines))
        alone = [self._told(line) for line in lines] if len(lines) > 1 else []
        return [
            max(fit, LINE_ALONE * max((line[n] for line in alone), default=0.0))
            for n, fit in enumerate(whole)
        ]

    def _told(self, text: str) -> list[float]:
        stems = self._stems(text)
        short = frozenset(fold(w) for w in re.findall(r"\b[^\W\d_]{2,6}\b", text) if w.isupper())
        return [
            self._fit(stems - (self._house - words), short, n)
            for n, words in enumerate(self._words)
        ]

    def _stems(self, text: str) -> frozenset[str]:
        words = self._lexicon.content(folded_words(text))
        return frozenset(self._lexicon.stem(word) for word in words)

    def _fit(self, stems: frozenset[str], short: frozenset[str], item: int) -> float:
        if not stems:
            return 0.0
        told, whole, own = 0.0, 0.0, 0
        for stem in stems:
            weight = self._rarity.get(stem, STRANGE_WORD)
            likeness = self._likeness(stem, item, abbreviates=stem in short)
            told += weight * likeness
            whole += weight
            own += likeness >= 0.5
        alone = own < 2 and len(self._words[item]) > 1
        return (ONE_WORD if alone else 1.0) * told / whole if whole else 0.0

    def _likeness(self, stem: str, item: int, *, abbreviates: bool) -> float:
        words = self._words[item]
        if stem in words:
            return 1.0
        if abbreviates and stem in self._initials[item]:
            return 0.9
        if len(stem) >= LONG_WORD and stem.isalpha():
            likely = max((fuzz.ratio(stem, w) for w in words if len(w) >= LONG_WORD), default=0.0)
            if likely >= WORD_ALIKE:
                return (likely / 100) ** 2
        return OWN_WORD if stem in self._further[item] else 0.0


def _initials(title: str) -> frozenset[str]:
    """What may abbreviate words of a title that follow each other: their first letters."""
    words = [w for w in folded_words(title) if w[0].isalpha()]
    telling = [w for w in words if len(w) > 3]
    return frozenset(
        "".join(w[0] for w in some[n : n + length])
        for some in (words, telling)
        for n in range(len(some))
        for length in range(2, 7)
        if n + length <= len(some)
    )


def _further(item: Item) -> str:
    texts = (v for v in (item.model_extra or {}).values() if isinstance(v, str))
    return " ".join((item.commission or "", *texts))
