"""Where the words that a correction replaced are now, after whatever re-processing.

Every run of words around the time is compared with the words replaced, with the corrected words,
and with what was said before and after; the best one counts, if it is good enough.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from archiver.corrections.sounding import Ear, joined
from archiver.model.corrections import WordCorrection
from archiver.model.spelling import bare
from archiver.model.tokens import Token, edges

NEAR_MS = 10_000
FAR_MS = 45_000
"""How far off a place is looked for when none is near: recognisers mistime first words."""
CONTEXT_WORDS = 4
_CONTEXT_CHARS = 24
_OTHER_LENGTHS = 2
"""A run may have so many words less or more than those replaced."""
_LETTERS = re.compile(r"[^\W_]+")

Free = Callable[[Token], bool]


@dataclass(frozen=True, slots=True)
class Place:
    """Tokens `first` up to `last` excluded; `already` when they say what was corrected to."""

    first: int
    last: int
    already: bool
    text: float
    """How alike the words are, from 0 to 1; then the contexts, and how far off it is."""
    said_before: float
    said_after: float
    off_ms: int

    @property
    def context(self) -> float:
        """How alike what was said around is."""
        return (self.said_before + self.said_after) / 2

    @property
    def score(self) -> float:
        """How good the place is, from 0 to 1."""
        near = max(0.0, 1.0 - self.off_ms / NEAR_MS)
        return 0.5 * self.text + 0.35 * self.context + 0.15 * near


def find(
    tokens: Sequence[Token], correction: WordCorrection, ear: Ear, is_free: Free
) -> Place | None:
    """The place of a correction, None if it cannot be told. `is_free`: not another's place."""
    if not tokens:
        return None
    for reach, accepts in ((NEAR_MS, _accepted), (FAR_MS, _accepted_far)):
        search = _Search(tokens, correction, ear, reach)
        places = (
            place
            for place in search.places()
            if accepts(place, correction) and all(map(is_free, tokens[place.first : place.last]))
        )
        best = max(places, key=lambda place: place.score, default=None)
        if best:
            return best
    return None


def _accepted(place: Place, correction: WordCorrection) -> bool:
    """Whether words and context leave no doubt; the less alike one is, the more the other."""
    if place.first == place.last:
        needed = 0.75 if not correction.before else 0.9
        return place.context >= needed and min(place.said_before, place.said_after) >= 0.6
    if place.already:
        return _is_told_apart(place, correction.after)
    if place.text >= 0.85:
        return _is_told_apart(place, correction.before)
    both = min(place.said_before, place.said_after)
    close = place.off_ms <= 3_000
    return close and (
        (place.text >= 0.65 and place.context >= 0.6) or (place.text >= 0.45 and both >= 0.75)
    )


def _is_told_apart(place: Place, texts: Sequence[str]) -> bool:
    """Long words tell their place themselves, short ones need what is said around them."""
    long_enough = len(joined(texts)) >= 8 and place.off_ms <= 4_000
    return place.context >= (0.2 if long_enough else 0.4)


def _accepted_far(place: Place, correction: WordCorrection) -> bool:
    text = correction.after if place.already else correction.before
    told = len(joined(text)) >= 5 and place.text >= 0.9
    return told and place.context >= 0.75


class _Search:
    """All runs of words within reach of a correction's time."""

    def __init__(
        self, tokens: Sequence[Token], correction: WordCorrection, ear: Ear, reach: int
    ) -> None:
        self.tokens, self.correction, self.ear = tokens, correction, ear
        low, high = correction.start_ms - reach, correction.end_ms + reach
        self.low = bisect_left(tokens, low, key=lambda token: token.order_ms)
        self.high = bisect_right(tokens, high, key=lambda token: token.order_ms)
        self.before: dict[int, float] = {}
        self.after: dict[int, float] = {}
        self.wanted = written(correction.after)
        self.by_signs = self.wanted == written(correction.before)

    def places(self) -> Iterator[Place]:
        """Every run that may be it, each with how well it fits."""
        before, after = self.correction.before, self.correction.after
        for first in range(self.low, self.high + 1):
            if not before or not after:
                yield self._place(first, first, not after, 1.0)
            for length in _lengths(after) if after else ():
                if self._says_after(first, first + length):
                    yield self._place(first, first + length, True, 1.0)
            for length in _lengths(before) if before else ():
                last = first + length
                if last <= self.high and not self._says_after(first, last):
                    texts = [token.text for token in self.tokens[first:last]]
                    yield self._place(first, last, False, self.ear.alike(texts, before))

    def _says_after(self, first: int, last: int) -> bool:
        if last > self.high:
            return False
        texts = [token.text for token in self.tokens[first:last]]
        if self.by_signs:
            return list(map(bare, texts)) == list(map(bare, self.correction.after))
        return bool(self.wanted) and written(texts) == self.wanted

    def _place(self, first: int, last: int, already: bool, text: float) -> Place:
        return Place(
            first,
            last,
            already,
            text,
            self._said_before(first),
            self._said_after(last),
            self._off_ms(first, last),
        )

    def _said_before(self, first: int) -> float:
        if first not in self.before:
            around = self.tokens[max(0, first - CONTEXT_WORDS) : first]
            here = joined(token.text for token in around)[-_CONTEXT_CHARS:]
            then = joined(self.correction.context_before)[-_CONTEXT_CHARS:]
            self.before[first] = _context(here[-len(then) :], then)
        return self.before[first]

    def _said_after(self, last: int) -> float:
        if last not in self.after:
            around = self.tokens[last : last + CONTEXT_WORDS]
            here = joined(token.text for token in around)[:_CONTEXT_CHARS]
            then = joined(self.correction.context_after)[:_CONTEXT_CHARS]
            self.after[last] = _context(here[: len(then)], then)
        return self.after[last]

    def _off_ms(self, first: int, last: int) -> int:
        """How far the middle of the run is from the middle of what was replaced."""
        start, end = edges(self.tokens, first, last)
        return abs(start + end - self.correction.start_ms - self.correction.end_ms) // 2


def written(texts: Sequence[str]) -> str:
    """Words without signs and spaces, in their case and with their accents."""
    return "".join(_LETTERS.findall(unicodedata.normalize("NFC", "".join(texts))))


def _lengths(texts: Sequence[str]) -> range:
    return range(max(1, len(texts) - _OTHER_LENGTHS), len(texts) + _OTHER_LENGTHS + 1)


def _context(here: str, then: str) -> float:
    if not here or not then:
        return 1.0 if here == then else 0.5
    return fuzz.ratio(here, then) / 100
