"""Corrections of chapters laid over a split: starts, ends, items, items not treated, votes.

Starts are orders for the alignment first (`anchors`); what it could not follow is done here, at
the end of the step, so a correction is in effect whatever was heard.
"""

from collections.abc import Sequence

from archiver.corrections.layers import laid_over, with_fates
from archiver.corrections.places import BREAKS, Places, is_corrected, is_ordered, said_by
from archiver.corrections.standing import items_of, standing
from archiver.corrections.voting import with_votes
from archiver.model.agenda import Agenda
from archiver.model.anchors import Anchor
from archiver.model.chapters import Chapters, NotTreated, Span, SpanKind
from archiver.model.corrections import (
    BoundaryCorrection,
    Correction,
    Fate,
    ItemCorrection,
    NotTreatedCorrection,
    Outcome,
    VoteCorrection,
    Why,
)
from archiver.model.evidence import Evidence

Starting = BoundaryCorrection | ItemCorrection


def anchors(corrections: Sequence[Correction]) -> tuple[Anchor, ...]:
    """The starts that people fixed, in order of time: orders for every later alignment.

    Matters only: where a break starts or ends, and where anything ends, is corrected afterwards
    by `apply_to_chapters`. What was undone or corrected again is not among them.
    """
    made = [
        Anchor(
            start_ms=c.start_ms,
            kind=_kind(c),
            items=items_of(c),
            by="correction",
            text=said_by(c),
            title=c.after.title if isinstance(c, ItemCorrection) else None,
        )
        for c in standing(corrections, "chapters").corrections
        if isinstance(c, BoundaryCorrection | ItemCorrection)
        and not (isinstance(c, BoundaryCorrection) and c.edge == "end")
        and _kind(c) not in BREAKS
    ]
    return tuple(sorted(made, key=lambda anchor: anchor.start_ms))


def set_aside(corrections: Sequence[Correction]) -> tuple[NotTreated, ...]:
    """The items of which a person said that they were not treated: not to be looked for."""
    return tuple(
        _not_treated(c)
        for c in standing(corrections, "chapters").corrections
        if isinstance(c, NotTreatedCorrection)
    )


def apply_to_chapters(
    chapters: Chapters, corrections: Sequence[Correction], agenda: Agenda
) -> tuple[Chapters, tuple[Fate, ...]]:
    """The chapters as corrected, and the fate of each correction of them.

    The spans tile the recording as before; a break that was marked while recording stays where it
    is, and what is hidden stays hidden.
    """
    stand, known = standing(corrections, "chapters"), laid_over(chapters)
    fresh = [c for c in stand.corrections if c.id not in known]
    ballots = [c for c in fresh if isinstance(c, VoteCorrection)]
    mender = _Mender(chapters, agenda)
    fates = [mender.apply(c) for c in fresh if not isinstance(c, VoteCorrection)]
    mended = mender.chapters() if fates else chapters
    mended, of_votes = with_votes(mended, ballots, agenda)
    told = (*known.values(), *fates, *of_votes)
    still = {c.id for c in stand.corrections}
    mine = tuple(fate for fate in told if fate.correction in still)
    return with_fates(mended, mine), (*stand.fates, *mine)


def _kind(c: Starting) -> SpanKind:
    return c.after.kind if isinstance(c, ItemCorrection) else c.span_kind


def _not_treated(c: NotTreatedCorrection) -> NotTreated:
    return NotTreated(item=c.item, reason=c.after, evidence=(_evidence(c),))


def _evidence(c: Correction) -> Evidence:
    return Evidence(kind="correction", text=said_by(c), start_ms=c.start_ms)


def _fate(c: Correction, outcome: Outcome, why: Why = "") -> Fate:
    at_ms = None if outcome == "misfit" else c.start_ms
    return Fate(correction=c.id, outcome=outcome, why=why, at_ms=at_ms)


class _Mender:
    """The chapters of one recording being corrected."""

    def __init__(self, chapters: Chapters, agenda: Agenda) -> None:
        self._found = chapters
        self._agenda = agenda
        self._places = Places.of(chapters)
        self._aside: dict[str, NotTreated] = {}

    def apply(self, c: Correction) -> Fate:
        """Apply one, or say why it does not fit."""
        if isinstance(c, NotTreatedCorrection):
            return self._set_aside(c)
        assert isinstance(c, BoundaryCorrection | ItemCorrection)
        if any(self._agenda.item(id) is None for id in items_of(c)):
            return _fate(c, "misfit", "item_unknown")
        if c.start_ms >= self._places.duration_ms:
            return _fate(c, "misfit", "after_end")
        ends = isinstance(c, BoundaryCorrection) and c.edge == "end"
        if isinstance(c, BoundaryCorrection) and c.span_kind in BREAKS:
            return self._move_break(c)
        if isinstance(c, BoundaryCorrection) and ends:
            return self._end(c)
        return self._start(c)

    def _set_aside(self, c: NotTreatedCorrection) -> Fate:
        if self._agenda.item(c.item) is None:
            return _fate(c, "misfit", "item_unknown")
        self._aside[c.item] = _not_treated(c)
        known = any(a.item == c.item and a.reason == c.after for a in self._found.not_treated)
        kept: list[Span] = []
        for start in self._places.starts:
            items = tuple(id for id in start.items if id != c.item)
            if items or not start.items:
                kind: SpanKind = "item" if start.kind == "bloc" and len(items) == 1 else start.kind
                kept.append(start.model_copy(update={"items": items, "kind": kind}))
        same = kept == self._places.starts
        self._places.starts = kept
        self._places.join()
        return _fate(c, "already" if known and same else "applied")

    def _start(self, c: Starting) -> Fate:
        over = self._places.break_at(c.start_ms)
        if over and is_ordered(over):
            return _fate(c, "misfit", "not_public")
        if isinstance(c, ItemCorrection) and self._is_on(c, over):
            return _fate(c, "already")
        there = self._existing(c)
        if there and there.start_ms == c.start_ms and not over:
            said = is_corrected(there) or (isinstance(c, BoundaryCorrection) and _confirms(c))
            self._put(c, there)
            return _fate(c, "applied" if said else "already")
        if over:
            self._places.change_break(over, end_ms=c.start_ms)
        if _kind(c) in BREAKS:
            return self._new_break(c)
        if there and isinstance(c, BoundaryCorrection):
            self._places.remove(there)
        self._put(c, there)
        return _fate(c, "applied")

    def _is_on(self, c: ItemCorrection, over: Span | None) -> bool:
        """Whether what was corrected to is on at that time, having started before."""
        before = [s for s in self._places.starts if s.start_ms <= c.start_ms]
        on = over or (before[-1] if before else None)
        same = on is not None and (on.kind, on.items) == (c.after.kind, c.after.items)
        return same and on is not None and on.title == c.after.title and on.start_ms < c.start_ms

    def _existing(self, c: Starting) -> Span | None:
        """The start that a correction is about: the one it moved, or one at its very time."""
        alike = self._alike(_kind(c), items_of(c))
        if isinstance(c, ItemCorrection):
            title = c.after.title
            return next((s for s in alike if s.start_ms == c.start_ms and s.title == title), None)
        if c.part < len(alike):
            return alike[c.part]
        return alike[-1] if alike and c.part == 0 else None

    def _alike(self, kind: SpanKind, items: tuple[str, ...]) -> list[Span]:
        starts = self._places.starts
        same = [s for s in starts if s.items == items and (items or s.kind == kind)]
        return same or [s for s in starts if items and set(items) & set(s.items)]

    def _put(self, c: Starting, moved: Span | None) -> None:
        """Let the matter start there, as sure as a person is."""
        evidence = tuple(e for e in moved.evidence if e.kind != "correction") if moved else ()
        title = c.after.title if isinstance(c, ItemCorrection) else moved.title if moved else None
        self._places.set(
            Span(
                kind=_kind(c),
                items=items_of(c),
                start_ms=c.start_ms,
                end_ms=c.start_ms,
                confidence=1.0,
                band="sure",
                title=title,
                evidence=(_evidence(c), *evidence),
            )
        )
        self._places.join()

    def _new_break(self, c: Starting) -> Fate:
        """A break that nobody heard: up to where something else starts."""
        edges = (s.start_ms for s in (*self._places.starts, *self._places.breaks))
        end_ms = min((ms for ms in edges if ms > c.start_ms), default=self._places.duration_ms)
        known = next((b for b in self._places.breaks if b.start_ms == c.start_ms), None)
        if known is None:
            made = Span(
                kind=_kind(c),
                start_ms=c.start_ms,
                end_ms=end_ms,
                confidence=1.0,
                evidence=(_evidence(c),),
            )
            self._places.breaks.append(made)
        return _fate(c, "applied")

    def _end(self, c: BoundaryCorrection) -> Fate:
        """A matter ends: what follows it starts then, or nothing does."""
        alike = self._alike(c.span_kind, c.items)
        if c.part >= len(alike):
            return _fate(c, "misfit", "span_not_found")
        matter = alike[c.part]
        following = self._places.after(matter)
        beyond = self._places.after(following) if following else None
        if c.start_ms <= matter.start_ms or (beyond and c.start_ms >= beyond.start_ms):
            return _fate(c, "misfit", "no_room")
        if following and following.start_ms == c.start_ms:
            return _fate(c, "already")
        parted = following and any(
            c.start_ms <= b.start_ms < following.start_ms for b in self._places.breaks
        )
        if following and not parted:
            self._places.remove(following)
        nothing = Span(kind="none", start_ms=0, end_ms=0)
        self._places.set(
            (nothing if parted or not following else following).model_copy(
                update={"start_ms": c.start_ms, "evidence": (_evidence(c),), "confidence": 1.0}
            )
        )
        self._places.join()
        return _fate(c, "applied")

    def _move_break(self, c: BoundaryCorrection) -> Fate:
        alike = [b for b in self._places.breaks if b.kind == c.span_kind and not b.hidden]
        if c.part >= len(alike):
            return _fate(c, "misfit", "span_not_found")
        one = alike[c.part]
        edge = one.start_ms if c.edge == "start" else one.end_ms
        if edge == c.start_ms:
            return _fate(c, "applied" if _confirms(c) or is_corrected(one) else "already")
        if is_ordered(one):
            return _fate(c, "misfit", "not_public")
        start_ms, end_ms = (
            (c.start_ms, one.end_ms) if c.edge == "start" else (one.start_ms, c.start_ms)
        )
        others = (b for b in self._places.breaks if b is not one)
        if start_ms >= end_ms or any(b.start_ms < end_ms and start_ms < b.end_ms for b in others):
            return _fate(c, "misfit", "no_room")
        self._places.change_break(one, start_ms=start_ms, end_ms=end_ms)
        return _fate(c, "applied")

    def chapters(self) -> Chapters:
        """The chapters as they are now."""
        spans = self._places.spans()
        treated = {id for span in spans for id in span.items}
        known = {a.item: a for a in self._found.not_treated} | self._aside
        lost = (item for item in self._agenda.items if item.id not in treated)
        absent = tuple(known.get(item.id) or NotTreated.unheard(item) for item in lost)
        return Chapters.model_validate(
            {**dict(self._found), "spans": spans, "not_treated": absent + self._unlisted(known)}
        )

    def _unlisted(self, known: dict[str, NotTreated]) -> tuple[NotTreated, ...]:
        """What was said of items that are no longer on the agenda."""
        return tuple(a for id, a in known.items() if self._agenda.item(id) is None)


def _confirms(c: BoundaryCorrection) -> bool:
    return c.before == c.start_ms
