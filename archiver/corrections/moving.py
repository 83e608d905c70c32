"""Corrections of a start that a person points at: moved, confirmed, every one of them confirmed.

A matter that goes on after a break has no start of its own: what can be moved there is the end of
the break.
"""

from collections.abc import Iterator

from archiver.corrections.making import boundary, parts_of
from archiver.corrections.places import Places, is_break, is_corrected
from archiver.corrections.signing import NotThereError, Signature
from archiver.i18n import _
from archiver.model.chapters import Chapters, Span
from archiver.model.corrections import BoundaryCorrection
from archiver.model.times import clock


def moved(chapters: Chapters, start_ms: int, at_ms: int, by: Signature) -> BoundaryCorrection:
    """That what starts at `start_ms` starts at `at_ms`; at its own time, that it is right there.

    Raises NotThereError where nothing starts then, or what starts may not be moved.
    """
    n = next((n for n, s in enumerate(chapters.spans) if s.start_ms == start_ms), 0)
    span, before = chapters.spans[n], chapters.spans[n - 1]
    if n and not span.hidden and (is_break(span) or _has_own_start(chapters, span)):
        part = _number(parts_of(chapters, span.kind, span.items), start_ms)
        return boundary(chapters, span.kind, span.items, at_ms, by, part=part)
    if n and not span.hidden and is_break(before) and not before.hidden:
        ends = [one.end_ms for one in parts_of(chapters, before.kind, ())]
        part = ends.index(start_ms)
        return boundary(chapters, before.kind, (), at_ms, by, ends=True, part=part)
    raise NotThereError(
        _("nothing that can be moved starts at {time}").format(time=clock(start_ms)),
        remedy=_("Look at the page again: somebody may have moved it"),
    )


def confirmed(chapters: Chapters, by: Signature) -> Iterator[BoundaryCorrection]:
    """That every start of an item is right which no person has looked at yet."""
    for span in unconfirmed(chapters):
        yield moved(chapters, span.start_ms, span.start_ms, by)


def unconfirmed(chapters: Chapters) -> tuple[Span, ...]:
    """The starts of items at which no person has looked yet; the first instant is no start."""
    starts = Places.of(chapters).starts
    return tuple(s for s in starts if s.items and s.start_ms and not is_corrected(s))


def _has_own_start(chapters: Chapters, span: Span) -> bool:
    return any(start.start_ms == span.start_ms for start in Places.of(chapters).starts)


def _number(parts: list[Span], start_ms: int) -> int:
    return next(n for n, part in enumerate(parts) if part.start_ms == start_ms)
