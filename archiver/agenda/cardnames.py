"""Whose name a card shows: in full, family name first, or the family name after a title."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from archiver.agenda.words import folded_words

NAME_ALIKE, WORD_ALIKE = 84.0, 55.0
FAMILY_ALIKE = 90.0
SHORTEST_FAMILY = 5
FAMILY_ALONE = 0.9


class CardNames:
    """The names that may be shown, without their titles."""

    def __init__(self, names: Iterable[str], honorifics: frozenset[str]) -> None:
        self._honorifics = honorifics
        self._names: dict[str, str] = {}
        for name in names:
            plain = _without(name, honorifics)
            key = " ".join(folded_words(plain))
            if " " in key:
                self._names.setdefault(key, plain)
        families = [key.split(" ", 1)[1] for key in self._names]
        self._families = {
            key.split(" ", 1)[1]: name
            for key, name in self._names.items()
            if families.count(key.split(" ", 1)[1]) == 1
        }

    def shown(self, lines: Sequence[str]) -> tuple[str | None, float]:
        """The name that a card shows, as it is spelt elsewhere, and how alike they are."""
        best, score = None, 0.0
        for line in lines:
            name, alike = self._in_line(line)
            if alike > score:
                best, score = name, alike
        return best, score

    def _in_line(self, line: str) -> tuple[str | None, float]:
        found: list[tuple[float, str]] = []
        for part in (line, *re.split(r"[,:;|/(]| [-–—] ", line)):
            for words in self._without_address(list(folded_words(part))):
                found += self._in_full(words)
                if len(words) < len(folded_words(part)) or part.strip().isupper():
                    found += self._by_family(" ".join(words))
        alike, shown = max(found, default=(0.0, ""))
        return (shown, alike / 100) if shown else (None, 0.0)

    def _in_full(self, words: Sequence[str]) -> Iterator[tuple[float, str]]:
        """The names among these words, and how alike they are."""
        for key, name in self._names.items():
            length = key.count(" ") + 1
            for n in range(max(1, len(words) - length + 1)):
                text = " ".join(words[n : n + length])
                alike = max(_alike(text, key), _alike(text, _turned(key)))
                if alike >= NAME_ALIKE:
                    yield alike, name

    def _by_family(self, text: str) -> Iterator[tuple[float, str]]:
        for key, name in self._families.items():
            alike = fuzz.ratio(text, key) if len(key) >= SHORTEST_FAMILY else 0.0
            if alike >= FAMILY_ALIKE:
                yield alike * FAMILY_ALONE, name

    def _without_address(self, words: list[str]) -> Iterator[list[str]]:
        """The words, then without the first of those that address someone, without two …

        Not only without all of them: an article may be part of a name.
        """
        yield words
        while words and words[0] in self._honorifics:
            words = words[1:]
            yield words


def _without(name: str, honorifics: frozenset[str]) -> str:
    parts = name.split()
    while len(parts) > 1 and set(folded_words(parts[0])) <= honorifics:
        parts = parts[1:]
    return " ".join(parts)


def _alike(text: str, key: str) -> float:
    """How alike two names are, from 0 to 100; a first name that is another's makes them differ."""
    words, others = text.split(), key.split()
    if len(words) == len(others):
        pairs = zip(words, others, strict=True)
        if any(fuzz.ratio(word, other) < WORD_ALIKE for word, other in pairs):
            return 0.0
    return fuzz.ratio(text, key)


def _turned(key: str) -> str:
    """The family name first."""
    first, _space, family = key.partition(" ")
    return f"{family} {first}"
