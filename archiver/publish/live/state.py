"""The small file that an open live page asks for every few seconds (`live.json`)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from gettext import NullTranslations
from typing import Literal

from pydantic import AwareDatetime

from archiver.model.agenda import Agenda
from archiver.model.marks import Gate, Mark, standing
from archiver.model.record import Record
from archiver.model.runs import Runs
from archiver.model.timeline import Timeline
from archiver.publish.live.entries import Entry, Places, starts_of

STATE = "live.json"

PageState = Literal[
    "before", "live", "suspended", "closed", "outage", "after", "preparing", "replay"
]
"""`after`: closed, while the recording still runs on; `preparing`: the recording has ended."""

_GATES: dict[Gate, PageState] = {
    "before": "before",
    "public": "live",
    "suspension": "suspended",
    "closed": "closed",
    "after": "after",
}


class LiveChapter(Record):
    """Something that was marked, where it can be watched."""

    title: str
    at: float
    """Seconds in the full playlist."""


class LiveStatus(Record):
    """What the page must know."""

    state: PageState
    title: str
    started: AwareDatetime | None = None
    """When the first public picture was taken; None while there is nothing to watch."""
    chapters: tuple[LiveChapter, ...] = ()
    moments: tuple[tuple[float, float], ...] = ()
    """With the replay: seconds in the full playlist, and the same instant in the replay. From
    each to the next both go on alike."""
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
) -> tuple[LiveChapter, ...]:
    """What was marked and can be watched by now, in order; the last mark at an instant counts."""
    found: dict[int, str] = {}
    places = Places(entries)
    for mark in standing(marks):
        title = _title(mark, agenda, words)
        at = places.of(runs.to_session(mark.at)) if title else None
        if at is not None:
            found[at] = title
    return tuple(LiveChapter(title=title, at=at / 1000) for at, title in sorted(found.items()))


def _title(mark: Mark, agenda: Agenda, words: NullTranslations) -> str:
    if mark.action == "open":
        return words.gettext("Opening of the session")
    if mark.action == "resume":
        return words.gettext("Resumption of the session")
    if mark.action != "item" or not mark.items:
        return ""
    items = [agenda.item(id) for id in mark.items]
    if len(items) == 1:
        return items[0].label if items[0] else mark.items[0]
    names = [
        (item.number or item.title) if item else id
        for item, id in zip(items, mark.items, strict=True)
    ]
    listed = words.gettext("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])
    return words.gettext("Block vote: {items}").format(items=listed)


def moments(entries: Sequence[Entry], timeline: Timeline) -> tuple[tuple[float, float], ...]:
    """Where what was seen live is in the replay; see `LiveStatus.moments`."""
    found: list[tuple[int, int]] = []
    for at, session_ms in _instants(entries, timeline):
        replay = timeline.nearest_replay(session_ms)
        if not found or at - found[-1][0] != replay - found[-1][1]:
            found.append((at, replay))
    return tuple((at / 1000, replay / 1000) for at, replay in found)


def _instants(entries: Sequence[Entry], timeline: Timeline) -> Iterator[tuple[int, int]]:
    """Every instant at which an entry starts or what the replay shows changes."""
    cuts = timeline.cuts()
    for at, entry in zip(starts_of(entries), entries, strict=False):
        inside = [c for c in cuts if entry.start_ms < c < entry.end_ms]
        for session_ms in (entry.start_ms, *inside):
            yield at + session_ms - entry.start_ms, session_ms
