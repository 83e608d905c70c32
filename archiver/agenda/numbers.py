"""Item numbers as they are said, told from amounts, dates and roads.

A printed number is a row of parts (`2018-01-0030`, `A-3`, `6F`, `IV`); it may be said whole, or by
its last parts where these tell the item from all others.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archiver.agenda.heard import Heard
from archiver.agenda.spoken import NumberWordsReader, Spoken
from archiver.agenda.words import fold, folded_words
from archiver.model.agenda import Item
from archiver.model.language import NumberWords

LEAD_REACH = 3
"""How many words before a number may make it an item's."""
SURE, LIKELY, SHORT, BARE = 1.0, 0.7, 0.6, 0.4
"""Numbers of three digits are hardly ever anything else after a leading word; short ones are."""
LISTED_WITHIN = 12
"""Words between the numbers of one list."""
MOST_PARTS = 6
NUMBERED_SHARE = 0.6
"""An agenda of which so many items have a number in digits is a numbered one."""
_PART = re.compile(r"\d+|[a-z]+")
_ROMAN = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_LEADING = frozenset({"n", "no", "nr", "cd", "cp", "cr", "rapport", "item", "point", "numero"})

Key = tuple[str, ...]
"""The parts of a number: digits without leading zeros, letters."""


@dataclass(frozen=True, slots=True)
class NumberHeard:
    """An agenda item's number heard, from token `first` up to `last` excluded.

    `item` is None where a number was said as an item's that no item on the agenda has.
    """

    item: int | None
    first: int
    last: int
    sureness: float


def number_parts(number: str, roman: bool = False) -> Key:
    """The parts of a printed number: `2018-01-0030` is (2018, 1, 30), `A-3` is (a, 3)."""
    parts = [p for word in folded_words(number) for p in _PART.findall(word)]
    while len(parts) > 1 and parts[0] in _LEADING:
        parts = parts[1:]
    if roman and parts and _ROMAN.fullmatch(parts[0]):
        parts[0] = str(_of_roman(parts[0]))
    return tuple(p.lstrip("0") or "0" if p.isdigit() else p for p in parts)


def _of_roman(text: str) -> int:
    values = [_ROMAN_VALUES[c] for c in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _are_roman(items: Iterable[Item]) -> bool:
    """Whether all printed numbers are roman ones: one alone could be a letter."""
    words = [folded_words(item.number)[:1] for item in items if item.number]
    return len(words) > 1 and all(w and _ROMAN.fullmatch(w[0]) for w in words)


def number_keys(items: Sequence[Item]) -> dict[Key, int]:
    """What may be said of each item's number; what could mean two items is out.

    Only keys with digits count; from a number of several parts, its endings count too.
    """
    printed = [item.number or "" for item in items]
    roman = _are_roman(items)
    keys = [number_parts(number, roman) for number in printed]
    forms: dict[Key, set[int]] = {}
    for index, key in enumerate(keys):
        for start in range(len(key)):
            for form in _written(key[start:]):
                forms.setdefault(form, set()).add(index)
    whole = Counter(keys)
    return {
        form: next(iter(owners & {i for i in owners if keys[i] == form} or owners))
        for form, owners in forms.items()
        if len(owners) == 1 or (whole[form] == 1)
    }


def _written(ending: Key) -> Iterator[Key]:
    """A number's ending, and with its last parts run together as a recogniser writes them."""
    if any(part.isdigit() for part in ending):
        yield ending
    for first in range(len(ending) - 1):
        if all(part.isdigit() for part in ending[first:]):
            yield (*ending[:first], "".join(ending[first:]))


class NumberReader:
    """Finds item numbers among what was heard."""

    def __init__(self, words: NumberWords) -> None:
        self._reader = NumberWordsReader(words)
        self._leads = {fold(w) for w in words.leads}
        self._articles = {fold(w) for w in words.articles}
        self._others = {fold(w) for w in words.others}
        self._measures = {fold(w) for w in words.measures}

    def find(self, heard: Heard, items: Sequence[Item]) -> list[NumberHeard]:
        """Where a number was said as an item's: of one of `items`, or of none of them."""
        keys = number_keys(items)
        shapes = _usual_shapes(items)
        mentions = list(self._reader.read(heard))
        if _are_roman(items):
            mentions = sorted((*mentions, *self._roman(heard)), key=lambda one: one.first)
        found: list[NumberHeard] = []
        i = 0
        while i < len(mentions):
            one = self._longest(heard, mentions[i : i + MOST_PARTS], keys)
            listed = bool(found) and one.first - found[-1].last <= LISTED_WITHIN
            sureness = self._sureness(heard, mentions[i], one, listed)
            known = one.item is not None
            if sureness and (known or (sureness == SURE and _shape(mentions[i].parts) in shapes)):
                found.append(NumberHeard(one.item, one.first, one.last, sureness))
            i += one.mentions
        return found

    def _roman(self, heard: Heard) -> Iterator[Spoken]:
        """Roman numbers that a recogniser wrote as such, after a word that leads to a number."""
        for i, (before, word) in enumerate(pairwise(heard.texts), start=1):
            if before in self._leads and _ROMAN.fullmatch(word):
                yield Spoken((str(_of_roman(word)),), i, i + 1, False)

    def _sureness(self, heard: Heard, said: Spoken, one: "_Match", listed: bool) -> float:
        words = heard.texts
        before = words[max(0, one.first - LEAD_REACH) : one.first]
        after = words[one.last] if one.last < len(words) else ""
        whole = one.mentions > 1 or len(said.parts) > 1 or one.last > said.last
        if not whole and (after in self._measures or (before and before[-1] in self._others)):
            return 0.0
        long = whole or said.value >= 100
        near = before if long else before[-1:]
        if any(word in self._leads for word in near) and not self._others & set(before[-2:]):
            return SURE if long or one.first < said.first else SHORT
        if before and before[-1] in self._articles and (long or listed):
            return LIKELY
        if whole or (listed and heard.tokens[one.first - 1].raw.endswith(",")):
            return LIKELY
        return BARE if long and not said.in_words else 0.0

    def _longest(self, heard: Heard, mentions: Sequence[Spoken], keys: dict[Key, int]) -> "_Match":
        """The longest key that begins with the first of these mentions, one after the other."""
        at = mentions[0].first
        before = heard.texts[at - 1] if at else ""
        lead = (before,) if before.isalpha() and any(key[0] == before for key in keys) else ()
        best = _Match(None, 1, at, mentions[0].last)
        said: Key = ()
        for n, mention in enumerate(mentions, start=1):
            if n > 1 and mention.first != mentions[n - 2].last:
                break
            said += mention.parts
            parts = tuple(part for part in said if part != "0")
            after = heard.texts[mention.last] if mention.last < len(heard.texts) else ""
            followed = (at, (*parts, after), 1)
            forms = [followed, (at, parts, 0)]
            if after in self._articles and heard.tokens[mention.last].raw.islower():
                forms.reverse()  # "le point 6 a été adopté" is about 6, not 6A, if there is a 6
            for start, key, more in (
                *([(at - 1, (*lead, *parts), 0)] if lead else ()),
                *forms,
                (at, _one_by_one(said), 0),
            ):
                if key in keys:
                    best = _Match(keys[key], n, start, mention.last + more)
                    break
        return best


@dataclass(frozen=True, slots=True)
class _Match:
    """The item that a row of numbers means, from token `first` up to `last` excluded."""

    item: int | None
    mentions: int
    first: int
    last: int


def _shape(key: Key) -> tuple[int, ...]:
    """How a number is built: the digits of each part, 0 for letters."""
    return tuple(len(part) if part.isdigit() else 0 for part in key)


def _usual_shapes(items: Sequence[Item]) -> frozenset[tuple[int, ...]]:
    """How most items of an agenda are numbered; nothing where many have no number in digits."""
    shapes = Counter(_shape(number_parts(item.number or "")) for item in items)
    numbered = {shape: n for shape, n in shapes.items() if any(shape)}
    if sum(numbered.values()) < NUMBERED_SHARE * max(1, len(items)):
        return frozenset()
    return frozenset(shape for shape, n in numbered.items() if n > 1)


def _one_by_one(parts: Key) -> Key:
    """Digits said one by one, as one number: (3, 0, 1) is (301,)."""
    return ("".join(parts),) if len(parts) > 1 and all(len(p) == 1 for p in parts) else ()
