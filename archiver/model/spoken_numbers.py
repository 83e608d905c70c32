"""The grammar of numbers said in words: which words go on with a number, and what it is worth.

"deux mille dix-huit zéro un" is 2018, 0 and 1: a word that cannot go on with the number before it
begins another. Words are folded (`model/spelling.py`).
"""

from collections.abc import Mapping, Sequence

from archiver.model.language import NumberWords
from archiver.model.spelling import fold

_TEENS_AFTER = 60
"""In a language that counts by twenties, followed by up to nineteen: soixante-dix."""


class NumberGrammar:
    """The numbers of one language; with `magnitudes` (million), beyond a million, too."""

    def __init__(self, words: NumberWords, magnitudes: Mapping[str, int] | None = None) -> None:
        self.units = {fold(w): n for w, n in words.units.items()}
        self.times = {fold(w): n for w, n in words.multipliers.items()}
        self.scores = {fold(w) for w in words.scores}
        self.joiners = {fold(w) for w in words.joiners}
        self.magnitudes = {fold(w): n for w, n in (magnitudes or {}).items()}

    def begins(self, word: str) -> bool:
        """Whether a number may begin with a word."""
        return word in self.units or word in self.times

    def read(self, words: Sequence[str], i: int) -> tuple[int, int]:
        """The number that starts at word `i`, magnitudes and groups in digits included.

        Returns its value and where it ends: at `i` if no number starts there.
        """
        done, ceiling, at = 0, 0, i
        while True:
            value, end = self._piece(words, at)
            if end == at or (ceiling and value >= ceiling):
                return done, at
            step = self.magnitudes.get(words[end]) if end < len(words) else None
            if step is None:
                return done + value, end
            if value == 0 or value >= 1000 or (ceiling and step >= ceiling):
                return (done, at) if ceiling else (value, end)
            done, ceiling, at = done + value * step, step, end + 1

    def _piece(self, words: Sequence[str], i: int) -> tuple[int, int]:
        """A number below a million: in words, in digits, or `345 mille`, `mille 500`."""
        if i < len(words) and words[i].isdecimal():
            value, end = int(words[i]), i + 1
            thousand = end < len(words) and self.times.get(words[end]) == 1000
            if not thousand or not 0 < value < 1000:
                return value, end
            value, end = value * 1000, end + 1
        else:
            value, end = self.number(words, i)
            if end == i:
                return 0, i
        if value % 1000 or value == 0 or self.times.get(words[end - 1]) != 1000:
            return value, end
        if end < len(words) and words[end].isdecimal():
            rest, after = int(words[end]), end + 1
        else:
            rest, after = self.number(words, end)
        return (value + rest, after) if 0 < rest < 1000 else (value, end)

    def number(self, words: Sequence[str], i: int) -> tuple[int, int]:
        """The number in words that starts at word `i`, and where it ends: at `i` if none does."""
        total, part, room, j = 0, 0, 1000, i
        while j < len(words):
            word = words[j]
            if word in self.joiners and j > i and self._joins(words, j, room):
                j += 1
                continue
            step = self.times.get(word)
            if step == 1000:
                total, part, room = (total + max(1, part)) * 1000, 0, 1000
            elif step and part < 10 and (part or j == i or total):
                part, room = max(1, part) * step, step
            elif word in self.scores and part % 100 == 4:
                part, room = part + 76, 20
            elif word in self.units and self._fits(self.units[word], part, room, j > i):
                part += self.units[word]
                room = self._room(self.units[word])
            else:
                break
            j += 1
            if part == 0 and total == 0:
                break  # a zero is a number of its own
        return total + part, j

    def _joins(self, words: Sequence[str], j: int, room: int) -> bool:
        following = self.units.get(words[j + 1]) if j + 1 < len(words) else None
        return following is not None and 0 < following < room < 1000

    def _fits(self, unit: int, part: int, room: int, inside: bool) -> bool:
        if not inside:
            return True
        ten_and = part % 100 in (10, 70, 90) and unit in (7, 8, 9)
        return (ten_and and bool(self.scores)) or 0 < unit < room

    def _room(self, unit: int) -> int:
        """Below what a word must be to go on with a number that ends in `unit`."""
        if unit < 20:
            return 0
        return 20 if unit == _TEENS_AFTER and self.scores else 10
