"""The rooms of a recording: the time between two cuts, and the words that belong in each.

Word times are off by some tenths of a second, and so are cuts. A word that a cut falls on goes
where its sentence goes: the first word of "We now come to …" belongs to what it opens.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archiver.captions.phrasing import ends_sentence
from archiver.captions.tokens import Token

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
    """The first word after a cut."""
    p = bisect_left(middles, cut)
    for k in (p - 1, p):
        if 0 < k < len(spoken) - 1 and spoken[k].start_ms < cut < spoken[k].end_ms:
            opens = _parts(spoken[k - 1], spoken[k])
            closes = _parts(spoken[k], spoken[k + 1])
            if opens != closes:
                return k if opens else k + 1
    return p


def _parts(a: Token, b: Token) -> bool:
    pause = b.start_ms - a.end_ms
    other = (a.speaker, a.turn) != (b.speaker, b.turn)
    return ends_sentence(a.text) or other or pause >= _BREATH_MS


def _inside(token: Token, start: int, end: int) -> Token:
    if start <= token.start_ms and token.end_ms <= end:
        return token
    a = min(max(token.start_ms, start), end)
    return replace(token, start_ms=a, end_ms=min(max(token.end_ms, a), end))
