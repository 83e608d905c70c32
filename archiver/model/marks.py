"""What people marked while a session was recorded, and what of it is public (`marks.jsonl`).

A mark is an instant of the wall clock; `Runs.to_session` puts it in session time. Marks are only
ever appended: `undo` takes back the last one made that still stands.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import AwareDatetime

from archiver.model.record import Ms, Record
from archiver.model.runs import Runs

MarkAction = Literal[
    "item", "open", "close", "suspend", "resume", "closed", "public", "retract", "undo"
]
Gate = Literal["before", "public", "suspension", "closed", "after"]
"""What may go out: the session itself only while `public`; else a card saying which."""

_GATES: dict[MarkAction, Gate] = {
    "open": "public",
    "resume": "public",
    "public": "public",
    "suspend": "suspension",
    "closed": "closed",
    "close": "after",
}


class Mark(Record):
    """One mark; `items` are agenda ids (several for a bloc), `retract_ms` what is taken back."""

    at: AwareDatetime
    action: MarkAction
    items: tuple[str, ...] = ()
    retract_ms: Ms = 0


class Planned(NamedTuple):
    """The planned hours of a session, where they are known."""

    start: datetime | None = None
    end: datetime | None = None


UNPLANNED = Planned()


class Interval(NamedTuple):
    """A piece of session time, in ms."""

    start_ms: int
    end_ms: int


class GateChange(NamedTuple):
    """From `at` on (wall clock), the gate stands so."""

    at: datetime
    gate: Gate


def standing(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks that nobody took back, by their time; `marks` are in the order they were made."""
    return tuple(sorted(_kept(marks), key=lambda mark: mark.at))


def last_made(marks: Iterable[Mark]) -> Mark | None:
    """What `undo` would take back now."""
    return next(iter(_kept(marks)[-1:]), None)


def _kept(marks: Iterable[Mark]) -> list[Mark]:
    kept: list[Mark] = []
    for mark in marks:
        if mark.action != "undo":
            kept.append(mark)
        elif kept:
            kept.pop()
    return kept


def gate_changes(marks: Iterable[Mark], planned: Planned = UNPLANNED) -> tuple[GateChange, ...]:
    """When the gate changes. Before the first change it is `before`.

    Without a mark that opens, closes or suspends, the planned hours open and close; where these
    are unknown too, nothing is ever public. The planned start also stands while the first such
    mark is not `open`: what was public until then stays so. A suspension in a closed sitting, and
    its end, change nothing: only `public` (or `open`) ends a closed sitting.
    """
    made = [mark for mark in standing(marks) if mark.action in _GATES]
    if not made:
        return _planned_changes(planned)
    changes = list(_planned_start(planned, made[0]))
    closed, gate = False, changes[0].gate if changes else "before"
    for mark in made:
        closed = mark.action == "closed" or (closed and mark.action in ("suspend", "resume"))
        after: Gate = "closed" if closed else _GATES[mark.action]
        if after != gate:
            changes.append(GateChange(mark.at, after))
        gate = after
    return tuple(changes)


def _planned_changes(planned: Planned) -> tuple[GateChange, ...]:
    if not planned.start:
        return ()
    end = (GateChange(planned.end, "after"),) if planned.end else ()
    return (GateChange(planned.start, "public"), *end)


def _planned_start(planned: Planned, first: Mark) -> tuple[GateChange, ...]:
    if not planned.start or first.action == "open" or first.at <= planned.start:
        return ()
    return (GateChange(planned.start, "public"),)


def gate_at(marks: Iterable[Mark], at: datetime, planned: Planned = UNPLANNED) -> Gate:
    """How the gate stands at an instant of the wall clock."""
    gate: Gate = "before"
    for change in gate_changes(marks, planned):
        if change.at <= at:
            gate = change.gate
    return gate


def public_intervals(
    marks: Iterable[Mark], runs: Runs, planned: Planned = UNPLANNED
) -> tuple[Interval, ...]:
    """The session time recorded so far that anyone may see, outages included, in order.

    What lies outside these must reach nobody: neither a page nor a caption nor a stream.
    """
    every = tuple(marks)
    changes = gate_changes(every, planned)
    ends = [change.at for change in changes[1:]]
    shown: list[Interval] = []
    for change, end in zip(changes, [*ends, None], strict=False):
        if change.gate == "public":
            end_ms = runs.to_session(end) if end else runs.duration_ms
            shown.append(Interval(runs.to_session(change.at), min(end_ms, runs.duration_ms)))
    for hidden in retracted(every, runs):
        shown = [part for whole in shown for part in _without(whole, hidden)]
    return _joined(shown)


def retracted(marks: Iterable[Mark], runs: Runs) -> tuple[Interval, ...]:
    """The session time that was taken out of the public part after it was shown."""
    found = []
    for mark in standing(marks):
        if mark.action == "retract":
            end = runs.to_session(mark.at)
            found.append(Interval(max(0, end - mark.retract_ms), end))
    return tuple(found)


def _without(whole: Interval, hidden: Interval) -> list[Interval]:
    parts = [
        Interval(whole.start_ms, min(whole.end_ms, hidden.start_ms)),
        Interval(max(whole.start_ms, hidden.end_ms), whole.end_ms),
    ]
    return [part for part in parts if part.start_ms < part.end_ms]


def _joined(parts: list[Interval]) -> tuple[Interval, ...]:
    joined: list[Interval] = []
    for part in sorted(p for p in parts if p.start_ms < p.end_ms):
        if joined and part.start_ms <= joined[-1].end_ms:
            joined[-1] = Interval(joined[-1].start_ms, max(joined[-1].end_ms, part.end_ms))
        else:
            joined.append(part)
    return tuple(joined)
