"""Whole numbers as they are spoken, 0 to 999, in words or digits: for counts, not for items.

Numbers that follow each other stay apart: "six, dix-neuf" is 6 and 19, by the grammar of the
language and by the punctuation between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.agenda.heard import Token
from archiver.agenda.words import fold
from archiver.model.language import NumberWords

MOST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class SpokenNumber:
    """A number from token `first` up to `last` excluded."""

    value: int
    first: int
    last: int
    misheard: bool = False
    """Put together from pieces."""


class CountReader:
    """Reads the numbers of one language."""

    def __init__(self, words: NumberWords) -> None:
        self._units = {fold(w): n for w, n in words.units.items()}
        self._hundreds = {fold(w) for w, n in words.multipliers.items() if n == 100}
        self._thousands = {fold(w) for w, n in words.multipliers.items() if n >= 1000}
        self._scores = {fold(w) for w in words.scores}
        self._joiners = {fold(w) for w in words.joiners}

    def at(self, tokens: Sequence[Token], i: int) -> SpokenNumber | None:
        """The number that starts at token `i`; None where none does, or one above 999."""
        text = tokens[i].text
        if text.isdigit():
            return SpokenNumber(int(text), i, i + 1) if len(text) <= MOST_DIGITS else None
        value, end = self._small(tokens, i)
        alone = end == i and tokens[i].text in self._hundreds
        if alone or (1 <= value <= 9 and self._is_hundred(tokens, end)):
            return self._hundred(tokens, i, value if end > i else 1, end + 1)
        if end == i:
            return None
        return self._below_thousand(tokens, SpokenNumber(value, i, end))

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that may be part of a number."""
        return frozenset({*self._units, *self._hundreds, *self._scores, *self._joiners})

    def words_of(self) -> dict[str, int]:
        """Every number word and what it is worth."""
        return dict(self._units)

    def _is_hundred(self, tokens: Sequence[Token], i: int) -> bool:
        return i < len(tokens) and tokens[i].text in self._hundreds and self._goes_on(tokens, i)

    def _below_thousand(self, tokens: Sequence[Token], number: SpokenNumber) -> SpokenNumber | None:
        after = tokens[number.last].text if number.last < len(tokens) else ""
        return None if after in self._thousands else number

    def _hundred(
        self, tokens: Sequence[Token], i: int, hundreds: int, at: int
    ) -> SpokenNumber | None:
        j = at
        if self._joined(tokens, j):
            j += 1
        rest, end = self._small(tokens, j) if self._goes_on(tokens, j) else (0, j)
        number = SpokenNumber(hundreds * 100 + rest, i, end if end > j else at)
        return self._below_thousand(tokens, number)

    def _small(self, tokens: Sequence[Token], i: int) -> tuple[int, int]:
        """A number below a hundred that starts at `i`, and where it ends; (0, i) if none."""
        if i >= len(tokens) or tokens[i].text not in self._units:
            return 0, i
        value, j = self._units[tokens[i].text], i + 1
        if value == 4 and self._goes_on(tokens, j) and tokens[j].text in self._scores:
            return self._tens(tokens, 80, j + 1, most=19)
        if value == 10 and self._scores and self._next(tokens, j) in (7, 8, 9):
            return value + (self._next(tokens, j) or 0), j + 1
        if value >= 20:
            most = 19 if value == 60 and self._scores else 9
            return self._tens(tokens, value, j, most)
        return value, j

    def _tens(self, tokens: Sequence[Token], tens: int, j: int, most: int) -> tuple[int, int]:
        at = j + 1 if self._joined(tokens, j) else j
        added = self._next(tokens, at)
        if added is None or not 1 <= added <= most:
            return tens, j
        if added == 10 and self._scores and self._next(tokens, at + 1) in (7, 8, 9):
            return tens + 10 + (self._next(tokens, at + 1) or 0), at + 2
        return tens + added, at + 1

    def _joined(self, tokens: Sequence[Token], j: int) -> bool:
        joins = self._goes_on(tokens, j) and tokens[j].text in self._joiners
        return joins and self._next(tokens, j + 1) is not None

    def _next(self, tokens: Sequence[Token], j: int) -> int | None:
        return self._units.get(tokens[j].text) if self._goes_on(tokens, j) else None

    @staticmethod
    def _goes_on(tokens: Sequence[Token], j: int) -> bool:
        """Whether token `j` goes on with what is before it: no punctuation between."""
        if j >= len(tokens):
            return False
        if j == 0 or tokens[j - 1].raw == tokens[j].raw:
            return True
        before = tokens[j - 1]
        return not before.ends_sentence and before.raw[-1:] not in ",;:.?!"
