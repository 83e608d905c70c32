"""What people fixed that is no start of a matter: opening, closing, suspension, closed, nothing."""

from collections.abc import Iterable, Sequence

from archiver.agenda.candidates import OPENS
from archiver.agenda.tiling import Mark
from archiver.model.anchors import Anchor
from archiver.model.evidence import Evidence

ONCE = ("opening", "closing")
"""What a sitting has one of: a fixed one takes the place of the one that was heard."""
LAST_TOKEN = 1 << 40


def with_fixed(marks: Sequence[Mark], anchors: Iterable[Anchor]) -> list[Mark]:
    """The marks with the anchors that the alignment does not place, in order of time."""
    framing = [anchor for anchor in anchors if anchor.kind not in OPENS]
    kinds = {anchor.kind for anchor in framing if anchor.kind in ONCE}
    kept = [mark for mark in marks if mark.kind not in kinds]
    kept += [_mark(anchor) for anchor in framing]
    return sorted(kept, key=lambda mark: (mark.start_ms, mark.token))


def _mark(anchor: Anchor) -> Mark:
    evidence = Evidence(kind=anchor.by, text=anchor.text, start_ms=anchor.start_ms)
    return Mark(
        anchor.start_ms, LAST_TOKEN, anchor.kind, (), 1.0, band="sure", evidence=(evidence,)
    )
