"""Acronyms that were said letter by letter, roads, ordinals and ligatures, as they are written.

Only what is certain is changed: single capital letters in a row are an acronym, unless a word
before them lists things by letters, or they are the initials of a name.
"""

import re
from collections.abc import Iterator, Sequence

from archiver.captions.numbers import Change
from archiver.captions.typography import NBSP, base_language
from archiver.captions.written import Near, Written
from archiver.model.language_typography import TypographyWords
from archiver.model.spelling import fold

_ORDINAL = re.compile(r"(\d+)(?:i?[èe]me)(s?)")
_FIRST = re.compile(r"1[èe]re(s?)")
_ALSO_WORDS = frozenset("AIOY")


def acronyms(words: Sequence[Written], own: TypographyWords) -> Iterator[Change]:
    """Rows of single capital letters made one word: "S D I S", "R. D. 927"; in order, apart."""
    labels = frozenset(map(fold, own.labels))
    near, i = Near(words), 0
    while i < len(words):
        j = i
        while j < len(words) and _is_letter(words[j]) and (j == i or not _stops(words, j)):
            j += 1
        if j - i >= 2 and near.before(i) not in labels and not _initials(near, i, j):
            letters = "".join(word.core for word in words[i:j])
            yield Change(i, j, words[i].lead + letters + _tail(words, j))
        i = max(j, i + 1)


def _is_letter(word: Written) -> bool:
    return len(word.core) == 1 and "A" <= word.core <= "Z" and not word.tail.strip(".,;:!?…»)")


def _stops(words: Sequence[Written], j: int) -> bool:
    """Whether a letter does not go on with the one before: a comma lists, a dot abbreviates."""
    return words[j - 1].tail not in {"", "."} or bool(words[j].lead)


def _initials(near: Near, i: int, j: int) -> bool:
    """Whether the letters may be a person's initials, or words: "J. F. Petit"."""
    words = near.words
    dotted = any(word.tail.startswith(".") for word in words[i : j - 1])
    following = words[j].core if j < len(words) else ""
    if dotted and not following[:1].isdigit():
        return True
    return words[i].core in _ALSO_WORDS and j - i < 3


def _tail(words: Sequence[Written], j: int) -> str:
    """The punctuation after the last letter; the dot of an abbreviated one goes with the others."""
    tail = words[j - 1].tail
    return "" if tail == "." and words[j - 2].tail == "." else tail


class Speller:
    """Spells single words of one language."""

    def __init__(self, language: str, own: TypographyWords) -> None:
        self._french = base_language(language) == "fr"
        roads = "|".join(map(re.escape, own.roads)) or r"(?!)"
        self._road = re.compile(rf"({roads})[-.]?(\d{{1,4}}[A-Za-z]?)")
        self._dotted = {".".join(road): road for road in own.roads}
        starts = "|".join(map(re.escape, own.ligatures)) or r"(?!)"
        self._ligature = re.compile(rf"(?:^|(?<=[-'’]))(?:{starts})", re.I)

    def road(self, word: Written, following: Written | None) -> str | None:
        """A road's letters without their dots, before its number: "R.D. 927"."""
        before_digit = following is not None and following.core[:1].isdigit()
        if word.core in self._dotted and before_digit and word.tail in {"", "."}:
            return word.lead + self._dotted[word.core]
        return None

    def spell(self, core: str) -> str:
        """A word as it is written: "RD927", "4ème", "coeur"."""
        road = self._road.fullmatch(core)
        if road:
            return f"{road[1]}{NBSP}{road[2]}"
        if not self._french:
            return core
        ordinal, first = _ORDINAL.fullmatch(core), _FIRST.fullmatch(core)
        if first:
            return f"1re{first[1]}"
        if ordinal:
            return f"{ordinal[1]}e{ordinal[2]}"
        return self._ligature.sub(lambda found: _one_letter(found[0]), core)


def _one_letter(text: str) -> str:
    return text.replace("oe", "œ").replace("Oe", "Œ").replace("OE", "Œ")
