"""Numbers as they are said: in digits or in words, each where it was heard.

"deux mille dix-huit zéro un zéro trente" is three numbers, 2018, 1 and 30: a word that cannot go
on with the number before it begins another. Zeros before a number are said and mean nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.agenda.heard import Heard, Token
from archiver.model.language import NumberWords
from archiver.model.spoken_numbers import NumberGrammar

_MIXED = re.compile(r"[a-z]?\d+[a-z]?")
_PART = re.compile(r"\d+|[a-z]")


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
        self._grammar = NumberGrammar(words)

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
            elif self._grammar.begins(words[i]):
                value, j = self.number(words, i)
                yield Spoken((str(value),), i, j, True)
            else:
                j = i + 1
            i = j

    def number(self, words: Sequence[str], i: int) -> tuple[int, int]:
        """The number in words that starts at word `i`, and where it ends: at `i` if none does."""
        return self._grammar.number(words, i)


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
