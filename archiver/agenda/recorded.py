"""What the recorder and the people beside it know of a session, laid over what was heard.

Marks are an order: an item starts where it was marked, and what they close nobody sees. What was
heard fills the rest. The safer one wins where they differ: a closed sitting that was heard ends
only when a person marked that the public is back.
"""

from collections.abc import Iterable, Iterator, Sequence

from archiver.agenda.layers import BREAKS, as_found, covered, joined, tiled
from archiver.model.agenda import Agenda
from archiver.model.anchors import Anchor
from archiver.model.chapters import Chapters, Evidence, NotTreated, Span, SpanKind
from archiver.model.marks import (
    Gate,
    Mark,
    Planned,
    gate_at,
    gate_changes,
    retracted,
    standing,
)
from archiver.model.runs import Runs

SHORTEST_OUTAGE_MS = 500
"""What is missing for less is seen as a picture that stands still, not as an interruption."""
_GATE_SPANS: dict[Gate, SpanKind] = {"suspension": "suspension", "closed": "closed"}


def overlay(
    chapters: Chapters, runs: Runs, marks: Sequence[Mark], planned: Planned, agenda: Agenda
) -> Chapters:
    """`chapters`, as heard, with the outages, the marks and the planned hours of a recording.

    `marks` are all that were made, in that order. Spans tile the recording as before. Without
    runs nothing is known of the clock, and nothing is changed.
    """
    if not runs.runs:
        return chapters
    duration_ms = chapters.duration_ms
    matter = _matter(chapters, runs, marks, agenda)
    spans = matter
    for over in _layers(chapters, runs, marks, planned):
        spans = covered(spans, over, duration_ms)
    spans = joined(as_found(spans, chapters.spans))
    unseen = [s for s in spans if s.kind == "closed" or s.hidden]
    return Chapters(
        **{
            **dict(chapters),
            "spans": tuple(spans),
            "not_treated": _not_treated(chapters, matter, spans, agenda),
            "to_check": tuple(e for e in chapters.to_check if not _at(unseen, e.start_ms)),
        }
    )


def _at(spans: Iterable[Span], ms: int) -> Span | None:
    return next((span for span in spans if span.start_ms <= ms < span.end_ms), None)


def _matter(chapters: Chapters, runs: Runs, marks: Sequence[Mark], agenda: Agenda) -> list[Span]:
    """What the sitting is about, as if nothing interrupted it: items, opening, closing, nothing."""
    marked = _marked_items(runs, marks, agenda, chapters.duration_ms)
    last_ms = max((span.start_ms for span in marked), default=-1)
    heard = _without_false_ends(_heard(chapters, marked), last_ms)
    opened = [
        _of_mark("opening", runs.to_session(mark.at), mark)
        for mark in standing(marks)
        if mark.action == "open"
    ]
    starts: list[Span] = []
    for span in sorted((*heard, *opened, *marked), key=lambda span: span.start_ms):
        if _starts_something(span, starts[-1] if starts else None):
            starts.append(span)
    return tiled(starts, chapters.duration_ms)


def _starts_something(span: Span, current: Span | None) -> bool:
    """Whether `span` ends what is on: what is marked is only ended by another matter."""
    marked = bool(span.evidence) and span.evidence[0].kind == "mark"
    on_mark = current is not None and bool(current.evidence) and current.evidence[0].kind == "mark"
    if span.kind == "opening" and current and current.kind == "opening":
        return False
    if span.kind == "opening" and marked:
        return current is None or current.kind in ("none", "closing")
    if on_mark and current is not None and current.items:
        return span.kind not in ("none", "opening") and span.items != current.items
    return not (on_mark and span.kind == "none")


def _marked_items(
    runs: Runs, marks: Sequence[Mark], agenda: Agenda, duration_ms: int
) -> list[Span]:
    """Where each item was marked; what was marked after the last frame is of no recording."""
    known = {item.id for item in agenda.items}
    spans: list[Span] = []
    for mark in standing(marks):
        ids = tuple(id for id in mark.items if id in known)
        start_ms = runs.to_session(mark.at)
        again = bool(spans) and spans[-1].items == ids
        if mark.action == "item" and not again and start_ms < duration_ms:
            kind: SpanKind = "bloc" if len(ids) > 1 else "item" if ids else "unlisted"
            update = {"items": ids, "band": "sure"}
            spans.append(_of_mark(kind, start_ms, mark).model_copy(update=update))
    return spans


def mark_anchors(runs: Runs, marks: Sequence[Mark], agenda: Agenda) -> tuple[Anchor, ...]:
    """The items that were marked, as orders for the alignment; nothing without a clock."""
    if not runs.runs:
        return ()
    return tuple(
        Anchor(span.start_ms, span.kind, span.items, "mark", span.evidence[0].text)
        for span in _marked_items(runs, marks, agenda, runs.duration_ms)
    )


def _of_mark(kind: SpanKind, start_ms: int, mark: Mark) -> Span:
    evidence = Evidence(kind="mark", text=f"{mark.action} {mark.at.isoformat()}", start_ms=start_ms)
    return Span(kind=kind, start_ms=start_ms, end_ms=start_ms, confidence=1.0, evidence=(evidence,))


def _heard(chapters: Chapters, marked: Sequence[Span]) -> Iterator[Span]:
    """The starts that were heard, of unmarked items; what goes on after a break is no start."""
    by_mark = {id for span in marked for id in span.items}
    last: Span | None = None
    interrupted = False
    for span in chapters.spans:
        if span.kind in BREAKS:
            interrupted = True
            continue
        items = tuple(id for id in span.items if id not in by_mark)
        if span.items and not items:
            continue
        kind = "item" if len(items) == 1 else span.kind
        start = span.model_copy(update={"items": items, "kind": kind})
        again = last is not None and (last.kind, last.items) == (start.kind, start.items)
        if not (interrupted and again):
            yield start
        last, interrupted = start, False


def _without_false_ends(heard: Iterable[Span], last_ms: int) -> Iterator[Span]:
    """Without a closing that was heard before the last item was marked, and what follows it."""
    closed = False
    for span in heard:
        closed = span.kind == "closing" or (closed and span.kind == "none")
        if not closed or span.start_ms > last_ms:
            yield span


def _layers(
    chapters: Chapters, runs: Runs, marks: Sequence[Mark], planned: Planned
) -> Iterator[Span]:
    """What interrupts the sitting, the weaker first: where two meet, the later one stands."""
    heard = list(_heard_breaks(chapters, runs, marks, planned))
    gate = list(_gate_spans(chapters, runs, marks, planned))
    outages = list(_outages(runs))
    yield from (span for span in (*outages, *heard, *gate) if span.kind in ("outage", "suspension"))
    yield from (span for span in (*outages, *heard, *gate) if span.kind == "closed")
    for start_ms, end_ms in retracted(marks, runs):
        yield _gate_span("closed", start_ms, end_ms, "mark", "retract", hidden=True)
    yield from (span for span in gate if span.kind == "none")


def _heard_breaks(
    chapters: Chapters, runs: Runs, marks: Sequence[Mark], planned: Planned
) -> Iterator[Span]:
    """The breaks that were heard, up to where a person marked that they are over."""
    back = {"closed": ("open", "public"), "suspension": ("open", "public", "resume", "item")}
    for span in chapters.spans:
        if span.kind not in BREAKS:
            continue
        ends = (
            runs.to_session(mark.at)
            for mark in standing(marks)
            if mark.action in back.get(span.kind, ())
            and (mark.action == "item" or gate_at(marks, mark.at, planned) == "public")
        )
        over = min((ms for ms in ends if span.start_ms < ms < span.end_ms), default=span.end_ms)
        yield span.model_copy(update={"end_ms": over})


def _outages(runs: Runs) -> Iterator[Span]:
    for outage in runs.outages():
        closed = outage.why == "closed"
        if closed or outage.end_ms - outage.start_ms >= SHORTEST_OUTAGE_MS:
            kind: SpanKind = "closed" if closed else "outage"
            yield _gate_span(kind, outage.start_ms, outage.end_ms, "recorder", outage.why)


def _gate_spans(
    chapters: Chapters, runs: Runs, marks: Sequence[Mark], planned: Planned
) -> Iterator[Span]:
    """Suspensions and closed sittings as marked; and `none`, hidden, before and after the sitting.

    Where the first mark of the gate is none that opens and no start was planned, what was heard
    says when the sitting began.
    """
    changes = gate_changes(marks, planned)
    if not changes:
        return
    by_hours = changes == gate_changes((), planned)
    by = "planned" if by_hours else "mark"
    times = [runs.to_session(change.at) for change in changes]
    if changes[0].gate == "public":
        yield _gate_span("none", 0, times[0], by, "before", hidden=True)
    for change, start_ms, end_ms in zip(
        changes, times, [*times[1:], chapters.duration_ms], strict=True
    ):
        text = f"{change.gate} {change.at.isoformat()}"
        if change.gate in _GATE_SPANS:
            yield _gate_span(_GATE_SPANS[change.gate], start_ms, end_ms, by, text)
        elif change.gate == "after":
            # The planned end is no order: a sitting that overruns is heard to be closed.
            ended = max(start_ms, _heard_end(chapters)) if by_hours else start_ms
            yield _gate_span("none", ended, end_ms, by, text, hidden=True)


def _heard_end(chapters: Chapters) -> int:
    return max((span.end_ms for span in chapters.spans if span.kind == "closing"), default=0)


def _gate_span(
    kind: SpanKind, start_ms: int, end_ms: int, by: str, text: str, *, hidden: bool = False
) -> Span:
    return Span(
        kind=kind,
        start_ms=start_ms,
        end_ms=max(start_ms, end_ms),
        confidence=1.0,
        evidence=(Evidence(kind=by, text=text, start_ms=start_ms),),
        hidden=True if hidden else None,
    )


def _not_treated(
    chapters: Chapters, matter: Sequence[Span], spans: Sequence[Span], agenda: Agenda
) -> tuple[NotTreated, ...]:
    """Why each item has no span: as was heard, or what it is hidden by."""
    treated = {id for span in spans for id in span.items}
    known = {absent.item: absent for absent in chapters.not_treated}
    starts = {id: span.start_ms for span in reversed(matter) for id in span.items}
    absent = []
    for item in agenda.items:
        if item.id in treated:
            continue
        over = _at(spans, starts[item.id]) if item.id in starts else None
        unheard = NotTreated.unheard(item)
        if over and over.kind in ("closed", "outage"):
            unheard = NotTreated(item=item.id, reason=over.kind)
        absent.append(known.get(item.id) or unheard)
    return tuple(absent)
