"""Whole numbers as they are spoken, 0 to 999, in words or digits: for counts, not for items.

Numbers that follow each other stay apart: "six, dix-neuf" is 6 and 19, by the grammar of the
language (`agenda/spoken.py`) and by the punctuation between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.agenda.heard import Token
from archiver.agenda.spoken import NumberWordsReader
from archiver.agenda.words import fold, folded_words
from archiver.model.language import NumberWords

MOST_DIGITS = 3
MOST = 999
MOST_WORDS = 8
"""No count is said in more."""


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
        self._reader = NumberWordsReader(words)
        self._units = {fold(w): n for w, n in words.units.items()}
        self._hundreds = {fold(w) for w, n in words.multipliers.items() if n == 100}
        self._scores = {fold(w) for w in words.scores}
        self._joiners = {fold(w) for w in words.joiners}

    def at(self, tokens: Sequence[Token], i: int) -> SpokenNumber | None:
        """The number that starts at token `i`; None where none does, or one above 999."""
        text = tokens[i].text
        if text.isdigit():
            return SpokenNumber(int(text), i, i + 1) if len(text) <= MOST_DIGITS else None
        said = [text]
        while len(said) < MOST_WORDS and _goes_on(tokens, i + len(said)):
            said.append(tokens[i + len(said)].text)
        value, words = self._reader.number(said, 0)
        return SpokenNumber(value, i, i + words) if words and value <= MOST else None

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that may be part of a number."""
        return frozenset({*self._units, *self._hundreds, *self._scores, *self._joiners})

    def words_of(self) -> dict[str, int]:
        """Every number word and what it is worth."""
        return dict(self._units)


def _goes_on(tokens: Sequence[Token], j: int) -> bool:
    """Whether token `j` goes on with what is before it: no punctuation between."""
    if j >= len(tokens):
        return False
    if j == 0 or _inside_a_word(tokens, j):
        return True
    before = tokens[j - 1]
    return not before.ends_sentence and before.raw[-1:] not in ",;:.?!"


def _inside_a_word(tokens: Sequence[Token], j: int) -> bool:
    """Whether token `j` is a further part of a word as it was heard, and not its repetition."""
    same = 0
    while same < j and tokens[j - 1 - same].raw == tokens[j].raw:
        same += 1
    return same > 0 and same % len(folded_words(tokens[j].raw)) > 0
