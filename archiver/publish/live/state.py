"""The small file that an open live page asks for every few seconds (`live.json`)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from gettext import NullTranslations
from typing import Literal

from pydantic import AwareDatetime

from archiver.model.agenda import Agenda
from archiver.model.chapters import Span
from archiver.model.marks import Gate, Mark, MarkAction, standing
from archiver.model.record import Record
from archiver.model.runs import Runs
from archiver.publish.live.entries import Entry, Places
from archiver.publish.live.shown import shown_timeline

STATE = "live.json"

PageState = Literal[
    "before", "live", "suspended", "closed", "outage", "after", "preparing", "replay"
]
"""`after`: closed, while the recording still runs on; `preparing`: the recording has ended."""

_BESIDE_MARK_MS = 30_000
"""What is recognised so close to a mark is what the mark is about."""

_GATES: dict[Gate, PageState] = {
    "before": "before",
    "public": "live",
    "suspension": "suspended",
    "closed": "closed",
    "after": "after",
}


class LiveChapter(Record):
    """Something that was marked, or recognised, where it can be watched."""

    title: str
    at: float
    """Seconds in the full playlist."""
    provisional: Literal[True] | None = None
    """Found by recognition, not marked by a person."""


class LiveStatus(Record):
    """What the page must know."""

    state: PageState
    title: str
    started: AwareDatetime | None = None
    """When the first public picture was taken; None while there is nothing to watch."""
    chapters: tuple[LiveChapter, ...] = ()
    captions: str = ""
    """The versions of the captions, minute by minute: see `chunks`."""
    moments: tuple[tuple[float, int], ...] = ()
    """With the replay: seconds in the full playlist, and the same instant in session time, in ms.
    From each to the next both go on alike. Session time is what an address can rely on."""
    updated: AwareDatetime
    """Written anew at least every ten seconds while the session is live."""


def page_state(gate: Gate, runs: Runs, *, ended: bool) -> PageState:
    """How the page stands: by the marks, by the recorder, and by whether the recording ended."""
    if ended:
        return "preparing"
    state = _GATES[gate]
    broken = bool(runs.runs) and runs.runs[-1].ended is not None
    return "outage" if state == "live" and broken else state


def started(entries: Iterable[Entry]) -> datetime | None:
    """When the first picture that can be watched was taken."""
    return next((entry.wall for entry in entries if not entry.withdrawn), None)


def live_chapters(
    marks: Iterable[Mark],
    runs: Runs,
    entries: Sequence[Entry],
    agenda: Agenda,
    words: NullTranslations,
    recognised: Sequence[Span] = (),
) -> tuple[LiveChapter, ...]:
    """What was marked and can be watched by now, in order; the last mark at an instant counts.

    Where nobody marked, what was `recognised` stands, if it is at least likely: never for an item
    that was marked, nor close to the mark of another.
    """
    found: dict[int, str] = {}
    places = Places(entries)
    kept = standing(marks)
    for mark in kept:
        title = _title(mark.action, mark.items, agenda, words)
        at = places.of(runs.to_session(mark.at)) if title else None
        if at is not None:
            found[at] = title
    made = [LiveChapter(title=title, at=at / 1000) for at, title in found.items()]
    timeline = shown_timeline(entries)
    seen = [span for span in recognised if timeline.to_replay(span.start_ms) is not None]
    for span in _unmarked(seen, kept, runs):
        at = timeline.to_replay(span.start_ms)
        title = _title("item", span.items, agenda, words)
        if at is not None and at not in found:
            made.append(LiveChapter(title=title, at=at / 1000, provisional=True))
    return tuple(sorted(made, key=lambda chapter: chapter.at))


def _unmarked(recognised: Sequence[Span], marks: Sequence[Mark], runs: Runs) -> Iterator[Span]:
    """The first sure or likely start of every item that nobody marked."""
    about = [mark for mark in marks if mark.action == "item"]
    taken = {item for mark in about for item in mark.items}
    instants = [runs.to_session(mark.at) for mark in about]
    for span in recognised:
        likely = span.items and span.band in ("sure", "likely") and not span.hidden
        if not likely or taken.intersection(span.items):
            continue
        if all(abs(span.start_ms - instant) >= _BESIDE_MARK_MS for instant in instants):
            taken.update(span.items)
            yield span


def _title(action: MarkAction, ids: Sequence[str], agenda: Agenda, words: NullTranslations) -> str:
    if action == "open":
        return words.gettext("Opening of the session")
    if action == "resume":
        return words.gettext("Resumption of the session")
    if action != "item" or not ids:
        return ""
    items = [agenda.item(id) for id in ids]
    if len(items) == 1:
        return items[0].label if items[0] else ids[0]
    names = [
        (item.number or item.title) if item else id for item, id in zip(items, ids, strict=True)
    ]
    listed = words.gettext("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])
    return words.gettext("Block vote: {items}").format(items=listed)


def moments(entries: Sequence[Entry]) -> tuple[tuple[float, int], ...]:
    """Which instants of the session were seen live where; see `LiveStatus.moments`."""
    pieces = shown_timeline(entries).pieces
    return tuple((piece.replay_start_ms / 1000, piece.session_start_ms) for piece in pieces)
