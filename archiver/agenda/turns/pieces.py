"""Pieces of speech: what one person says without a pause or a full stop in it.

Turns change between pieces only. Owns how much silence there really is before a piece, for
recognisers stretch the last word before it, and how long that is beside what is usual there.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from archiver.agenda.heard import Heard, Token

BREATH_MS = 380
WORD_MS, LETTER_MS = 280, 90
"""A word is taken to last no longer than so much, and so much more per letter."""
SPELT_OUT = 5
"""Letters that a digit takes when it is spoken."""
AROUND = 14
"""Pieces on either side whose pauses tell what is usual."""
USUAL_MS = (350, 1_200)


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens from `first` up to `last` excluded; `pause_ms` is the silence before them."""

    first: int
    last: int
    start_ms: int
    end_ms: int
    pause_ms: int
    usual_ms: int
    """The usual pause between the pieces around."""
    whole: bool
    """Whether a sentence ended before it."""
    label: str | None
    """Who a source of the transcript says it is."""


def cut(heard: Heard, also: Collection[int] = ()) -> tuple[Piece, ...]:
    """What was heard in pieces, in order; cut before the tokens in `also`, too."""
    edges = [*_edges(heard, frozenset(also)), len(heard.tokens)]
    pauses = [_pause(heard.tokens, first) for first in edges[:-1]]
    starts = {sentence.first for sentence in heard.sentences}
    spoken = [p for p in pauses if p >= BREATH_MS // 2] or [BREATH_MS]
    places = [i for i, p in enumerate(pauses) if p >= BREATH_MS // 2]
    return tuple(
        Piece(
            first,
            last,
            heard.tokens[first].start_ms,
            _said_until(heard.tokens[last - 1]),
            pauses[i],
            _usual(spoken, bisect_left(places, i)),
            first in starts,
            heard.tokens[first].speaker,
        )
        for i, (first, last) in enumerate(pairwise(edges))
    )


def _said_until(token: Token) -> int:
    """When a word was over, if it was not drawn out over the silence after it."""
    letters = sum(SPELT_OUT if sign.isdigit() else 1 for sign in token.text)
    return min(token.end_ms, token.start_ms + WORD_MS + LETTER_MS * letters)


def _pause(tokens: Sequence[Token], i: int) -> int:
    return max(0, tokens[i].start_ms - _said_until(tokens[i - 1])) if i else 0


def _edges(heard: Heard, also: frozenset[int]) -> Iterator[int]:
    starts = {sentence.first for sentence in heard.sentences} | also
    for i in range(len(heard.tokens)):
        before = heard.tokens[i - 1] if i else None
        if before is None or i in starts or _pause(heard.tokens, i) >= BREATH_MS:
            yield i


def _usual(pauses: Sequence[int], at: int) -> int:
    around = pauses[max(0, at - AROUND) : at + AROUND]
    return round(min(max(median(around or pauses), USUAL_MS[0]), USUAL_MS[1]))
