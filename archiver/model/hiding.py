"""What must not be public for a few seconds while the session goes on (`hidden.json`).

Only where and how: the words that are hidden stand in no record that anything public is made of.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from archiver.model.record import Ms, Record

MASK = "[…]"
"""What viewers read in the place of hidden words."""
HiddenSound = Literal["bleep", "mute", "keep"]
HiddenPicture = Literal["blur", "card", "keep"]
_STRONGEST = ("card", "blur", "bleep", "mute")


class Stretch(NamedTuple):
    """A piece of session time, and what is done to it; None is shown as it is."""

    start_ms: int
    end_ms: int
    how: str | None


class HiddenPassage(Record):
    """A passage, and what becomes of its sound and of its picture."""

    start_ms: Ms
    end_ms: Ms
    sound: HiddenSound = "bleep"
    picture: HiddenPicture = "keep"


class Hidden(Record):
    """All that is hidden in a session, in the order of its beginnings."""

    passages: tuple[HiddenPassage, ...] = ()

    def heard(self, start_ms: int, end_ms: int) -> tuple[Stretch, ...]:
        """What becomes of the sound from `start_ms` to `end_ms`, without a gap."""
        marks = [Stretch(p.start_ms, p.end_ms, p.sound) for p in self.passages]
        return tuple(_laid(start_ms, end_ms, [m for m in marks if m.how != "keep"]))

    def seen(self, start_ms: int, end_ms: int) -> tuple[Stretch, ...]:
        """What becomes of the picture from `start_ms` to `end_ms`, without a gap."""
        marks = [Stretch(p.start_ms, p.end_ms, p.picture) for p in self.passages]
        return tuple(_laid(start_ms, end_ms, [m for m in marks if m.how != "keep"]))


NOTHING_HIDDEN = Hidden()


def _laid(start_ms: int, end_ms: int, marks: Sequence[Stretch]) -> Iterator[Stretch]:
    """Where marks overlap, the one that hides most counts; equal neighbours are one."""
    inside = [m for m in marks if m.start_ms < end_ms and start_ms < m.end_ms]
    edges = {start_ms, end_ms}
    for mark in inside:
        edges |= {max(start_ms, mark.start_ms), min(end_ms, mark.end_ms)}
    cuts = sorted(edges)
    last: Stretch | None = None
    for a, b in pairwise(cuts):
        over = {m.how for m in inside if m.start_ms <= a and b <= m.end_ms}
        how = next((one for one in _STRONGEST if one in over), None)
        if last is not None and last.how == how:
            last = last._replace(end_ms=b)
            continue
        if last is not None:
            yield last
        last = Stretch(a, b, how)
    if last is not None:
        yield last
