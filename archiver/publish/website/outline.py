"""What a viewer can choose from: the agenda as printed, the session as it went, what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from gettext import NullTranslations
from itertools import groupby, pairwise

from archiver.i18n import translator
from archiver.model.agenda import Item
from archiver.model.chapters import Chapter, Evidence, NotTreated, Span
from archiver.model.names import slug
from archiver.model.times import clock
from archiver.publish.website.records import SessionPage
from archiver.publish.website.spoken import Passage, passages, what_is_said
from archiver.publish.website.wording import covered, duration, left_out, reason

_WORTH_SAYING_MS = 1000


@dataclass(frozen=True)
class AgendaLine:
    """A printed item: where it is in the replay, with what it was voted, or why it is not there."""

    item: Item
    chapters: tuple[Chapter, ...]
    together_with: tuple[str, ...]
    why_not: str
    told_ms: int | None
    anchor: str = ""
    """The id of an item that has no chapter, by which an address may ask for it."""
    """Where in the replay it is said why it is not there; None where it is not, or not played."""


@dataclass(frozen=True)
class Commission:
    """Printed items that follow each other under one commission's name, which may be empty."""

    name: str
    lines: tuple[AgendaLine, ...]


@dataclass(frozen=True)
class SpokenChapter:
    """A chapter and its text; None stands for a replay that was not divided."""

    chapter: Chapter | None
    passages: tuple[Passage, ...]


def item_anchor(id: str) -> str:
    """The id by which an address asks for an item of the agenda."""
    return slug(f"item-{id}") or "item"


def agenda_lines(page: SessionPage, words: NullTranslations) -> tuple[Commission, ...]:
    """The printed agenda, in printed order, by commission."""
    absent = {entry.item: entry for entry in page.not_treated}
    lines = (_line(page, item, absent.get(item.id), words) for item in page.agenda.items)
    groups = groupby(lines, key=lambda line: line.item.commission or "")
    return tuple(Commission(name, tuple(group)) for name, group in groups)


def _line(
    page: SessionPage, item: Item, absent: NotTreated | None, words: NullTranslations
) -> AgendaLine:
    chapters = tuple(chapter for chapter in page.chapters if item.id in chapter.items)
    others = {id for chapter in chapters for id in chapter.items if id != item.id}
    together = tuple(o.number or o.title for o in page.agenda.items if o.id in others)
    if chapters:
        return AgendaLine(item, chapters, together, "", None)
    why = reason(absent.reason if absent else "", words)
    return AgendaLine(item, chapters, together, why, _told(page, absent), _anchor(page, item))


def _anchor(page: SessionPage, item: Item) -> str:
    """Its own; none where something else has it."""
    anchor = item_anchor(item.id)
    taken = {chapter.anchor for chapter in page.chapters}
    same = [other for other in page.agenda.items if item_anchor(other.id) == anchor]
    free = same[0] is item and anchor not in taken.union(*page.aliases.values())
    return anchor if free else ""


def _told(page: SessionPage, absent: NotTreated | None) -> int | None:
    said = (page.timeline.to_replay(e.start_ms) for e in _heard(absent)) if absent else ()
    return next((ms for ms in said if ms is not None), None)


def _heard(absent: NotTreated) -> Iterator[Evidence]:
    """What was said of it; not who corrected it, which is heard nowhere."""
    return (e for e in absent.evidence if e.kind != "correction")


def spoken_chapters(page: SessionPage) -> tuple[SpokenChapter, ...]:
    """Every chapter with what is said in it, also those in which nothing was."""
    words = translator(page.session.language)
    nobody = words.gettext("Chair"), words.gettext("Speaker")
    said = what_is_said(page.transcript, page.timeline, page.chapters, page.speakers, nobody)
    by_chapter: dict[int, list[Passage]] = {}
    for index, group in groupby(said, key=lambda s: s.chapter):
        by_chapter.setdefault(index, []).extend(passages(tuple(group)))
    if not page.chapters:
        return (SpokenChapter(None, tuple(by_chapter.get(-1, ()))),) if said else ()
    return tuple(
        SpokenChapter(chapter, tuple(by_chapter.get(i, ())))
        for i, chapter in enumerate(page.chapters)
    )


def what_is_missing(page: SessionPage, words: NullTranslations) -> tuple[str, ...]:
    """One sentence for every part of the recording that is not played, in session order."""
    notes: list[tuple[int, str]] = []
    for piece in page.timeline.pieces:
        if piece.shown == "card":
            length = duration(piece.session_end_ms - piece.session_start_ms, words)
            at = clock(piece.replay_start_ms)
            notes.append((piece.session_start_ms, covered(piece.kind, length, at, words)))
    for start, end, kind in _left_out(page):
        if end - start >= _WORTH_SAYING_MS:
            notes.append((start, left_out(kind, duration(end - start, words), words)))
    return tuple(text for _start, text in sorted(notes))


def _left_out(page: SessionPage) -> Iterator[tuple[int, int, str]]:
    edges = [
        0,
        *(e for p in page.timeline.pieces for e in (p.session_start_ms, p.session_end_ms)),
        page.timeline.session_duration_ms,
    ]
    gaps = list(pairwise(edges))[::2]
    for i, (start, end) in enumerate(gaps):
        if start >= end:
            continue
        place = "before" if i == 0 else "after" if i == len(gaps) - 1 else ""
        yield from _kinds(page.spans, start, end, place)


def _kinds(
    spans: tuple[Span, ...], start: int, end: int, place: str
) -> Iterator[tuple[int, int, str]]:
    """A gap, divided by the spans that have a reason of their own to be left out."""
    at = start
    for span in spans:
        a, b = max(start, span.start_ms), min(end, span.end_ms)
        reasoned = span.kind in ("suspension", "closed", "outage") and not span.hidden
        if a < b and reasoned:
            if at < a:
                yield at, a, place
            yield a, b, span.kind
            at = b
    if at < end:
        yield at, end, place
