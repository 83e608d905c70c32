"""Numbers as they are said: in digits or in words, each where it was heard.

"deux mille dix-huit zéro un zéro trente" is three numbers, 2018, 1 and 30: a word that cannot go
on with the number before it begins another. Zeros before a number are said and mean nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.agenda.heard import Heard, Token
from archiver.agenda.words import fold
from archiver.model.language import NumberWords

_MIXED = re.compile(r"[a-z]?\d+[a-z]?")
_PART = re.compile(r"\d+|[a-z]")
_TEENS_AFTER = 60
"""In a language that counts by twenties, followed by up to nineteen: soixante-dix."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number heard, from token `first` up to `last` excluded."""

    parts: tuple[str, ...]
    """Its digits without leading zeros; letters written to it, as in 6F, are parts of their own."""
    first: int
    last: int
    in_words: bool

    @property
    def value(self) -> int:
        """The number itself."""
        return next(int(part) for part in self.parts if part.isdecimal())


class NumberWordsReader:
    """Reads the numbers of one language among words that were heard."""

    def __init__(self, words: NumberWords) -> None:
        self._units = {fold(w): n for w, n in words.units.items()}
        self._times = {fold(w): n for w, n in words.multipliers.items()}
        self._scores = {fold(w) for w in words.scores}
        self._joiners = {fold(w) for w in words.joiners}

    def read(self, heard: Heard) -> Iterator[Spoken]:
        """The numbers heard, in order."""
        words, i = heard.texts, 0
        while i < len(words):
            if words[i].isdecimal():
                j = i + 1
                while j < len(words) and _goes_on(heard.tokens[j - 1], heard.tokens[j]):
                    j += 1
                yield Spoken((str(int("".join(words[i:j]))),), i, j, False)
            elif _MIXED.fullmatch(words[i]):
                j = i + 1
                yield Spoken(_parts(words[i]), i, j, False)
            elif words[i] in self._units or words[i] in self._times:
                value, j = self.number(words, i)
                yield Spoken((str(value),), i, j, True)
            else:
                j = i + 1
            i = j

    def number(self, words: Sequence[str], i: int) -> tuple[int, int]:
        """The number in words that starts at word `i`, and where it ends: at `i` if none does."""
        total, part, room, j = 0, 0, 1000, i
        while j < len(words):
            word = words[j]
            if word in self._joiners and j > i and self._joins(words, j, room):
                j += 1
                continue
            step = self._times.get(word)
            if step == 1000:
                total, part, room = (total + max(1, part)) * 1000, 0, 1000
            elif step and part < 10 and (part or j == i or total):
                part, room = max(1, part) * step, step
            elif word in self._scores and part % 100 == 4:
                part, room = part + 76, 20
            elif word in self._units and self._fits(self._units[word], part, room, j > i):
                part += self._units[word]
                room = self._room(self._units[word])
            else:
                break
            j += 1
            if part == 0 and total == 0:
                break  # a zero is a number of its own
        return total + part, j

    def _joins(self, words: Sequence[str], j: int, room: int) -> bool:
        following = self._units.get(words[j + 1]) if j + 1 < len(words) else None
        return following is not None and 0 < following < room < 1000

    def _fits(self, unit: int, part: int, room: int, inside: bool) -> bool:
        if not inside:
            return True
        ten_and = part % 100 in (10, 70, 90) and unit in (7, 8, 9)
        return (ten_and and bool(self._scores)) or 0 < unit < room

    def _room(self, unit: int) -> int:
        """Below what a word must be to go on with a number that ends in `unit`."""
        if unit < 20:
            return 0
        return 20 if unit == _TEENS_AFTER and self._scores else 10


def _parts(text: str) -> tuple[str, ...]:
    found = _PART.findall(text)
    return tuple(str(int(part)) if part.isdecimal() else part for part in found)


def _goes_on(token: Token, after: Token) -> bool:
    """Whether digits go on with a group of three, as in 4 600 000; a comma lists numbers."""
    if not (after.text.isdecimal() and len(after.text) == 3 and len(token.text) <= 3):
        return False
    if token.raw == after.raw:
        return not set("-/") & set(token.raw)
    return token.raw[-1:].isdigit()
