"""The rooms of a recording: the time between two cuts, and the words that belong in each.

Word times are off by some tenths of a second, and so are cuts. Near a cut the end of a sentence
is the surer sign: the first word of "We now come to …" belongs to what it opens.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archiver.captions.phrasing import ends_sentence
from archiver.captions.tokens import Token

NEAR_MS = 500
"""How far from a cut the end of a sentence is looked for."""

_BREATH_MS = 500
"""A pause that parts two words as a sentence end does."""


@dataclass(frozen=True, slots=True)
class Room:
    """The time between two cuts."""

    start_ms: int
    end_ms: int
    last: bool
    """Whether the recording ends with it, so that nothing follows its last cue."""

    def next_start_ms(self, gap_ms: int) -> int:
        """When a cue of the next room may start at the earliest, as the last cue here sees it."""
        return self.end_ms + gap_ms if self.last else self.end_ms


def rooms(
    spoken: Sequence[Token], cuts: Sequence[int], duration: int
) -> Iterator[tuple[Room, Sequence[Token]]]:
    """Every room in which something is said, with its words brought inside its time."""
    edges = [0, *sorted({c for c in cuts if 0 < c < duration}), duration]
    middles = [(t.start_ms + t.end_ms) // 2 for t in spoken]
    begin = 0
    for start, end in pairwise(edges):
        until = len(spoken) if end == duration else _parting(spoken, middles, end)
        until = max(begin, until)
        if begin < until:
            room = Room(start, end, last=end == duration)
            yield room, [_inside(t, start, end) for t in spoken[begin:until]]
        begin = until


def _parting(spoken: Sequence[Token], middles: Sequence[int], cut: int) -> int:
    """The first word after a cut: by the nearest sentence end, else by the words' middles."""
    usual = bisect_left(middles, cut)
    nearest, best = usual, NEAR_MS + 1
    for p in range(max(1, usual - 3), min(len(spoken), usual + 4)):
        away = max(cut - spoken[p].start_ms, spoken[p - 1].end_ms - cut, 0)
        if away < best and _parts(spoken[p - 1], spoken[p]):
            nearest, best = p, away
    return nearest


def _parts(a: Token, b: Token) -> bool:
    pause = b.start_ms - a.end_ms
    return ends_sentence(a.text) or a.speaker != b.speaker or pause >= _BREATH_MS


def _inside(token: Token, start: int, end: int) -> Token:
    a = min(max(token.start_ms, start), end)
    return replace(token, start_ms=a, end_ms=min(max(token.end_ms, a), end))
