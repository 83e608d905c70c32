"""The numbers among written words: where each is and what it is worth, or that nobody can tell.

A number in words or digits, or in the mixture recognisers write ("345 mille", "3 millions 100
000"), is a run of whole words without punctuation between them. Where a run touches another
number, nobody can tell which of the two a word belongs to: neither is read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.captions.written import Written, parted
from archiver.model.language import LanguagePack
from archiver.model.spelling import fold
from archiver.model.spoken_numbers import NumberGrammar

_GROUPED = r"\d{1,3}([.,])\d{3}(?:\1\d{3})+"
"""Groups of three parted by any mark, twice or more: no decimals, whatever language it is."""

_IN_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, from word `first` up to `last` excluded."""

    value: int
    first: int
    last: int
    in_words: bool
    """Whether any of it was written out."""
    digits: bool = False
    """Whether any of it was written in digits."""
    noun: int = 0
    """What the noun at its end multiplies by, in "3 millions"; 0 where there is none."""
    unsure: bool = False
    """Nobody can tell what it is worth: it touches another number."""
    leading_zero: bool = False


class FigureReader:
    """Reads the numbers of one language."""

    def __init__(self, pack: LanguagePack) -> None:
        words = pack.typography
        self._grammar = NumberGrammar(pack.numbers, words.magnitudes)
        self._joined, self._alone = frozenset(words.joined), words.standing_alone
        mark = re.escape(words.spoken_group)
        own = rf"|\d{{1,3}}(?:[{mark}\u202f]\d{{3}})+" if mark else ""
        self._grouped = re.compile(_GROUPED + own)
        self._measures = frozenset(map(fold, (*words.measures, *words.magnitudes)))

    def read(self, words: Sequence[Written]) -> Iterator[Figure]:
        """The numbers, in order; neighbours that touch are given as unsure."""
        chain: list[Figure] = []
        i = 0
        while i < len(words):
            found = self._at(words, i)
            if found and chain and chain[-1].last == i and not parted(words, i):
                chain.append(found)
            elif found:
                yield from _told(chain)
                chain = [found]
            i = found.last if found else i + 1
        yield from _told(chain)

    def _at(self, words: Sequence[Written], i: int) -> Figure | None:
        if self._digits(words[i]) is None and not self._begins(words[i]):
            return None
        atoms, ends = self._atoms(words, i)
        value, used = self._grammar.read(atoms, 0)
        if used == 0 or used not in ends or self._ill_joined(atoms[:used]):
            last = max(i + 1, *(end for n, end in ends.items() if n <= used), i + 1)
            return Figure(0, i, last, in_words=True, unsure=True)
        last = ends[used]
        digits = [atom.isdecimal() for atom in atoms[:used]]
        noun = self._grammar.magnitudes.get(atoms[used - 1], 0)
        nouns = sum(atom in self._grammar.magnitudes for atom in atoms[:used])
        zero = digits[0] and len(atoms[0]) > 1 and atoms[0][0] == "0"
        lone = not self._alone and atoms[0] in self._grammar.times
        unsure = lone or (noun > 0 and nouns > 1)
        return Figure(value, i, last, not all(digits), any(digits), noun, unsure, zero)

    def _begins(self, word: Written) -> bool:
        return bool(
            word.folded
            and _IN_WORDS.fullmatch(word.core)
            and self._grammar.begins(word.folded[0])
            and all(map(self._known, word.folded))
        )

    def _known(self, word: str) -> bool:
        grammar = self._grammar
        known = (grammar.units, grammar.times, grammar.scores, grammar.joiners, grammar.magnitudes)
        return any(word in some for some in known)

    def _digits(self, word: Written) -> str | None:
        """The digits of a word that is a whole number."""
        if word.core.isdecimal() and word.core.isascii():
            return word.core
        return re.sub(r"\D", "", word.core) if self._grouped.fullmatch(word.core) else None

    def _atoms(self, words: Sequence[Written], i: int) -> tuple[list[str], dict[int, int]]:
        """All words a number from word `i` on may be made of; after how many of them a word ends.

        Groups of digits are one atom.
        """
        atoms: list[str] = []
        ends: dict[int, int] = {}
        at = i
        while at < len(words) and (at == i or not parted(words, at)):
            digits = self._digits(words[at])
            if digits is not None:
                until = self._groups_end(words, at)
                atoms.append("".join(self._digits(w) or "" for w in words[at:until]))
            elif words[at].folded and all(map(self._known, words[at].folded)):
                if not _IN_WORDS.fullmatch(words[at].core):
                    break
                until = at + 1
                atoms.extend(words[at].folded)
            else:
                break
            at = until
            ends[len(atoms)] = at
        return atoms, ends

    def _groups_end(self, words: Sequence[Written], i: int) -> int:
        """Where groups of three digits end that are one number for sure: `4 650 000`."""
        j = i + 1
        while j < len(words) and not parted(words, j) and re.fullmatch(r"\d{3}", words[j].core):
            j += 1
        groups = [word.core for word in words[i + 1 : j]]
        if not groups:
            return i + 1
        after = words[j].folded[:1] if j < len(words) and not parted(words, j) else ()
        counts = bool(after) and after[0] in self._measures
        short = len(words[i].core) <= 3 and words[i].core[0] != "0"
        if (short and (counts or "000" in groups)) or (groups == ["000"] and counts):
            return j
        return j if groups[-1] == "000" and self._grouped.fullmatch(words[i].core) else i + 1

    def _ill_joined(self, atoms: Sequence[str]) -> bool:
        """Whether a joiner stands where the language has none: "cent et vingt" may be two."""
        for k, atom in enumerate(atoms):
            if atom in self._grammar.joiners:
                if self._joined and self._grammar.units.get(atoms[k + 1], 0) not in self._joined:
                    return True
                if not self._joined and atoms[k - 1] not in self._grammar.times:
                    return True
        return False


def _told(chain: Sequence[Figure]) -> Iterator[Figure]:
    if len(chain) == 1:
        yield chain[0]
    elif chain:
        yield Figure(0, chain[0].first, chain[-1].last, in_words=True, unsure=True)
