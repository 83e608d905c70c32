"""Item numbers as they are spoken: in digits or in words, and told from amounts, dates, roads."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archiver.agenda.heard import Heard, Token
from archiver.agenda.words import fold, folded_words
from archiver.model.agenda import Item
from archiver.model.language import NumberWords

LEAD_REACH = 3
"""How many words before a number may make it an item's."""
SURE, LIKELY, SHORT, BARE = 1.0, 0.7, 0.6, 0.4
"""Numbers of three digits are hardly ever anything else after a leading word; short ones are."""


@dataclass(frozen=True, slots=True)
class NumberHeard:
    """An agenda item's number heard, from token `first` up to `last` excluded."""

    item: int
    first: int
    last: int
    sureness: float


@dataclass(frozen=True, slots=True)
class _Mention:
    key: str
    first: int
    last: int
    in_words: bool


def number_keys(items: Iterable[Item]) -> dict[str, int]:
    """What may be said of each item's number, as a key; numbers shared by items are out."""
    keys: dict[str, int] = {}
    shared: set[str] = set()
    for index, item in enumerate(items):
        key = "".join(folded_words(item.number or ""))
        if not re.search(r"\d", key):
            continue
        key = re.sub(r"^(?:n|no|cd|cp|rapport|item)?0*(?=\d)", "", key)
        if key in keys:
            shared.add(key)
        keys[key] = index
    return {key: index for key, index in keys.items() if key not in shared}


def _goes_on(token: Token, after: Token) -> bool:
    """Whether digits go on with a group of three, as in 4 600 000; a comma lists numbers."""
    grouped = after.text[0].isdigit() and len(after.text) == 3
    return grouped and (token.raw == after.raw or token.raw[-1:].isdigit())


class NumberReader:
    """Finds item numbers among what was heard."""

    def __init__(self, words: NumberWords) -> None:
        self._units = {fold(w): n for w, n in words.units.items()}
        self._times = {fold(w): n for w, n in words.multipliers.items()}
        self._scores = {fold(w) for w in words.scores}
        self._joiners = {fold(w) for w in words.joiners}
        self._leads = {fold(w) for w in words.leads}
        self._articles = {fold(w) for w in words.articles}
        self._others = {fold(w) for w in words.others}
        self._measures = {fold(w) for w in words.measures}

    def find(self, heard: Heard, items: Iterable[Item]) -> list[NumberHeard]:
        """Where the number of one of `items` was said as an item's number."""
        keys = number_keys(items)
        found: list[NumberHeard] = []
        for mention in self._mentions(heard):
            if mention.key in keys:
                listed = bool(found) and mention.first - found[-1].last <= 12
                sureness = self._sureness(heard.texts, mention, listed)
                if sureness:
                    item = keys[mention.key]
                    found.append(NumberHeard(item, mention.first, mention.last, sureness))
        return found

    def _mentions(self, heard: Heard) -> Iterator[_Mention]:
        words, i = heard.texts, 0
        while i < len(words):
            if words[i][0].isdigit():
                j = i + 1
                while j < len(words) and _goes_on(heard.tokens[j - 1], heard.tokens[j]):
                    j += 1
                yield _Mention("".join(words[i:j]).lstrip("0"), i, j, False)
                i = j
            elif words[i] in self._units or words[i] in self._times:
                value, j = self._spoken(words, i)
                yield _Mention(str(value), i, j, True)
                i = j
            else:
                i += 1

    def _spoken(self, words: tuple[str, ...], i: int) -> tuple[int, int]:
        """The number that starts at word `i` and where it ends."""
        total, part, j = 0, 0, i
        while j < len(words):
            word = words[j]
            follows = j + 1 < len(words) and words[j + 1] in self._units
            if word in self._times:
                times = self._times[word]
                if times == 1000:
                    total, part = (total + max(1, part)) * 1000, 0
                else:
                    part = max(1, part) * times
            elif word in self._units:
                eighty = word in self._scores and part % 100 == 4
                part += 80 - 4 if eighty else self._units[word]
            elif not (word in self._joiners and follows and j > i):
                break
            j += 1
        return total + part, j

    def _sureness(self, words: tuple[str, ...], mention: _Mention, listed: bool) -> float:
        before = words[max(0, mention.first - LEAD_REACH) : mention.first]
        after = words[mention.last] if mention.last < len(words) else ""
        if after in self._measures or (before and before[-1] in self._others):
            return 0.0
        digits = len(mention.key)
        near = before if digits >= 3 else before[-1:]
        if any(word in self._leads for word in near) and not self._others & set(before[-2:]):
            return SURE if digits >= 3 else SHORT
        if digits >= 3 and (listed or (before and before[-1] in self._articles)):
            return LIKELY
        if listed and before and before[-1] in self._articles:
            return LIKELY
        return BARE if digits >= 3 and not mention.in_words else 0.0
