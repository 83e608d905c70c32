"""What is found at once: utterances gathered into blocks of about half a minute.

A block never mixes speakers or items, so that filters are true; it knows what was said just
before it, so that two words on either side of its beginning are still found together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.search.records import Passage

_LONG_ENOUGH_MS = 30_000
_LONGEST_MS = 60_000
_PAUSE_MS = 10_000
_LEAD_MS = 10_000
_SENTENCE_ENDS = (".", "!", "?", "…")
_CLOSERS = " \u00a0\u202f»”\"')]"


@dataclass(frozen=True)
class Block:
    """Utterances found together, and those just before them (`lead`), which are found elsewhere."""

    own: tuple[Passage, ...]
    lead: tuple[Passage, ...]
    opens_item: bool
    """Whether an item starts, or is taken up again, with it."""


def blocks(passages: Sequence[Passage]) -> Iterator[Block]:
    """The passages of a session, each in one block, in order of their start."""
    ordered = sorted(passages, key=lambda p: p.start_ms)
    begun = 0
    for i, passage in enumerate(ordered):
        following = ordered[i + 1] if i + 1 < len(ordered) else None
        if following is None or _ends(ordered[begun], passage, following):
            lead = _lead(ordered, begun)
            opens = begun == 0 or ordered[begun - 1].items != ordered[begun].items
            yield Block(tuple(ordered[begun : i + 1]), lead, opens)
            begun = i + 1


def _ends(first: Passage, last: Passage, following: Passage) -> bool:
    if last.items != following.items or last.speaker != following.speaker:
        return True
    if following.start_ms - last.end_ms >= _PAUSE_MS:
        return True
    length = last.end_ms - first.start_ms
    sentence_over = last.text.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)
    return length >= (_LONG_ENOUGH_MS if sentence_over else _LONGEST_MS)


def _lead(ordered: Sequence[Passage], begun: int) -> tuple[Passage, ...]:
    since = ordered[begun].start_ms - _LEAD_MS
    first = begun
    while first > 0 and ordered[first - 1].end_ms > since:
        first -= 1
    return tuple(ordered[first:begun])
