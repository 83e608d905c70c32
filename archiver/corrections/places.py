"""Where a session's matters start, as a list that can be changed, and spans made of it again.

Breaks (suspensions, closed sittings, outages, what nobody may see) lie over the matters: what
they interrupt goes on after them, so moving a start never moves a break.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archiver.model.chapters import Chapters, Span, SpanKind
from archiver.model.corrections import Correction

BREAKS: tuple[SpanKind, ...] = ("suspension", "closed", "outage")
_ORDERS = ("mark", "recorder", "planned")
"""Evidence of breaks that a correction cannot lift: who marked or recorded them knew."""


def said_by(correction: Correction) -> str:
    """Who corrected and when, as the evidence of what it made."""
    return f"{correction.author}, {correction.at.isoformat(timespec='minutes')}"


def is_break(span: Span) -> bool:
    """Whether a span lies over the matters rather than being one."""
    return span.kind in BREAKS or span.hidden is True


def is_corrected(span: Span) -> bool:
    """Whether a person put its start there by a correction."""
    return any(e.kind == "correction" for e in span.evidence[:1])


def is_ordered(span: Span) -> bool:
    """Whether a break may not be corrected away: marked while recording, or not public."""
    by_order = any(e.kind in _ORDERS for e in span.evidence[:1])
    return is_break(span) and (span.hidden is True or by_order or span.kind == "outage")


@dataclass
class Places:
    """The starts of matters in order, and the breaks over them, of one recording."""

    duration_ms: int
    starts: list[Span]
    breaks: list[Span]
    found: Sequence[Span] = field(default=())

    @classmethod
    def of(cls, chapters: Chapters) -> "Places":
        """Those of `chapters`: what only goes on after a break is no start."""
        starts: list[Span] = []
        interrupted = False
        for span in chapters.spans:
            if is_break(span):
                interrupted = True
                continue
            goes_on = interrupted and bool(starts) and same_matter(starts[-1], span)
            if not goes_on:
                starts.append(span)
            interrupted = False
        breaks = [span for span in chapters.spans if is_break(span)]
        return cls(chapters.duration_ms, starts, breaks, chapters.spans)

    def set(self, start: Span) -> None:
        """A matter starts there, in the place of what may start at the very same time."""
        others = [s for s in self.starts if s.start_ms != start.start_ms]
        self.starts = sorted((*others, start), key=lambda s: s.start_ms)

    def remove(self, start: Span) -> None:
        """What was before it goes on, up to what comes in its place; then `join`."""
        self.starts = [s for s in self.starts if s is not start]

    def join(self) -> None:
        """A matter that starts while it is on anyway does not start; unless a person said so."""
        kept: list[Span] = []
        for start in self.starts:
            if kept and same_matter(kept[-1], start) and not is_corrected(start):
                continue
            kept.append(start)
        self.starts = kept

    def after(self, start: Span) -> Span | None:
        """The start that follows one."""
        return next((s for s in self.starts if s.start_ms > start.start_ms), None)

    def break_at(self, ms: int) -> Span | None:
        """The break going on at an instant."""
        return next((b for b in self.breaks if b.start_ms <= ms < b.end_ms), None)

    def change_break(self, one: Span, **update: int) -> None:
        """A break with other edges; gone if nothing is left of it."""
        other = one.model_copy(update=update)
        kept = [other if b is one else b for b in self.breaks]
        self.breaks = [b for b in kept if b.start_ms < b.end_ms]

    def spans(self) -> tuple[Span, ...]:
        """The spans, tiling the recording; those that did not change are as they were found."""
        cover = sorted(self.breaks, key=lambda b: b.start_ms)
        spans: list[Span] = []
        for matter in _tiled(self.starts, self.duration_ms):
            spans += _around(matter, cover)
        spans = sorted((*spans, *cover), key=lambda s: s.start_ms)
        return tuple(_as_found(span, self.found) for span in _merged(spans))


def same_matter(one: Span, other: Span) -> bool:
    """Whether two spans are of one matter."""
    return (one.kind, one.items, one.title) == (other.kind, other.items, other.title)


def _tiled(starts: Iterable[Span], duration_ms: int) -> list[Span]:
    inside = [s for s in starts if s.start_ms < duration_ms]
    if duration_ms and (not inside or inside[0].start_ms > 0):
        inside.insert(0, Span(kind="none", start_ms=0, end_ms=duration_ms))
    ends = [*(s.start_ms for s in inside[1:]), duration_ms]
    return [s.model_copy(update={"end_ms": end}) for s, end in zip(inside, ends, strict=True)]


def _around(matter: Span, breaks: Sequence[Span]) -> list[Span]:
    """What the breaks leave of a matter."""
    parts, at = [], matter.start_ms
    for one in (*breaks, None):
        start = min(one.start_ms, matter.end_ms) if one else matter.end_ms
        if at < start:
            parts.append(matter.model_copy(update={"start_ms": at, "end_ms": start}))
        at = max(at, one.end_ms) if one else at
    return parts


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans of nothing at all that follow each other are one."""
    merged: list[Span] = []
    for span in spans:
        last = merged[-1] if merged else None
        both = last is not None and last.kind == span.kind == "none" and not last.hidden
        if last is not None and both and not span.hidden and last.title == span.title:
            merged[-1] = last.model_copy(update={"end_ms": span.end_ms})
        else:
            merged.append(span)
    return merged


def _as_found(span: Span, found: Sequence[Span]) -> Span:
    """A part that goes on after a break keeps the evidence of having done so."""
    for one in found:
        if one.start_ms == span.start_ms and same_matter(one, span) and one.hidden == span.hidden:
            return span if is_corrected(span) else one.model_copy(update={"end_ms": span.end_ms})
    return span
