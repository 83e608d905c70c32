"""What people fixed that the alignment does not place: what frames or interrupts a sitting, and
matters where no word is left to start with."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from archiver.agenda.breaks import Break
from archiver.agenda.candidates import OPENS
from archiver.agenda.tiling import Mark
from archiver.model.agenda import Item
from archiver.model.anchors import Anchor
from archiver.model.chapters import SpanKind
from archiver.model.evidence import Evidence

ONCE = ("opening", "closing")
"""What a sitting has one of: a fixed one takes the place of the one that was heard."""
LAST_TOKEN = 1 << 40


def with_fixed(
    marks: Sequence[Mark],
    anchors: Iterable[Anchor],
    items: Sequence[Item],
    placed: Collection[Anchor] = (),
) -> list[Mark]:
    """The marks with the anchors that are not `placed` among them yet, in order of time.

    Of several at one instant the last stands. A closing that was heard before a matter that is
    placed here was none, nor was what followed it.
    """
    left = list(_left(anchors, items, placed))
    kinds = {anchor.kind for anchor in left if anchor.kind in ONCE}
    fixed = {id for anchor in left for id in anchor.items}
    last_ms = max((a.start_ms for a in left if a.kind in OPENS), default=-1)
    closed_ms = min((m.start_ms for m in marks if m.kind == "closing"), default=last_ms)
    kept = [
        mark
        for mark in marks
        if mark.kind not in kinds
        and not (mark.kind in ("closing", "none") and closed_ms <= mark.start_ms < last_ms)
    ]
    kept = [less for mark in kept if (less := _without(mark, fixed)) is not None]
    kept += [_mark(anchor) for anchor in left]
    return sorted(kept, key=lambda mark: (mark.start_ms, mark.token))


def _left(
    anchors: Iterable[Anchor], items: Sequence[Item], placed: Collection[Anchor]
) -> Iterator[Anchor]:
    """What is to be placed, with the items that the agenda still has."""
    known = {item.id for item in items}
    last = {anchor.start_ms: anchor for anchor in anchors}
    for anchor in last.values():
        ids = tuple(id for id in anchor.items if id in known)
        if anchor not in placed and (ids or not anchor.items):
            yield replace(anchor, kind=_kind(anchor.kind, ids), items=ids)


def _kind(kind: SpanKind, ids: Sequence[str]) -> SpanKind:
    return "bloc" if len(ids) > 1 else "item" if ids else kind


def _without(mark: Mark, fixed: Collection[str]) -> Mark | None:
    """The mark without items that start elsewhere by order; None if it is about nothing else."""
    ids = tuple(id for id in mark.items if id not in fixed)
    if ids == mark.items or is_fixed(mark):
        return mark
    return replace(mark, kind=_kind(mark.kind, ids), items=ids) if ids else None


def ended_by(breaks: Iterable[Break], starts: Sequence[Mark]) -> tuple[Break, ...]:
    """The breaks, a suspension only up to a start in it that a person fixed.

    One that would begin at such a start is none. A closed sitting goes on: only who hears that the
    public is back may end it.
    """
    ended = (_up_to(one, starts) if one.kind == "suspension" else one for one in breaks)
    return tuple(one for one in ended if one is not None)


def _up_to(one: Break, starts: Sequence[Mark]) -> Break | None:
    inside = (s for s in starts if is_fixed(s) and one.start_ms <= s.start_ms < one.end_ms)
    first = min(inside, key=lambda start: start.start_ms, default=None)
    if first is None:
        return one
    if first.start_ms == one.start_ms:
        return None
    return replace(one, end_ms=first.start_ms, last=first.token, back=None)


def is_fixed(mark: Mark) -> bool:
    """Whether a person fixed it."""
    return any(e.kind in ("mark", "correction") for e in mark.evidence)


def _mark(anchor: Anchor) -> Mark:
    evidence = Evidence(kind=anchor.by, text=anchor.text, start_ms=anchor.start_ms)
    return Mark(
        anchor.start_ms,
        LAST_TOKEN,
        anchor.kind,
        anchor.items,
        1.0,
        band="sure",
        title=anchor.title,
        evidence=(evidence,),
    )
