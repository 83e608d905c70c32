"""What is ready to be handed out, what is in flight, and who may do it."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from distributed import Future

from archiver.cluster.connection import Connection
from archiver.cluster.course import STAGE, Course, Task
from archiver.cluster.roster import Hearers, Roster
from archiver.cluster.tasks import cut, finish, listen_to, prepare

_ON_A_CARD = 2
"""A graphics card is so quick that its next stretch must be there when one is heard; else a task
waits here until a worker is free, which may be one that was not there before."""


@dataclass(frozen=True)
class Flight:
    """A task that was handed out, and who may do it."""

    task: Task
    future: "Future[Any]"
    to: frozenset[str]


@dataclass
class Flights:
    """The tasks of one batch. `landed` is called with a flight's key when its task has ended."""

    landed: Callable[[str], None]
    ready: list[Task] = field(default_factory=list)
    flying: dict[str, Flight] = field(default_factory=dict)

    def hand_out(
        self, connection: Connection, roster: Roster, courses: dict[str, Course]
    ) -> list[Task]:
        """Hand out what is ready, earlier sessions first, as long as little is in flight.

        Returns what nobody is there to do, with since when.
        """
        busy = Counter(flight.to for flight in self.flying.values())
        kept: list[Task] = []
        alone: list[Task] = []
        for task in sorted(self.ready, key=lambda task: _urgency(task, courses[task.session])):
            course = courses[task.session]
            if task.not_before > time.monotonic():
                kept.append(task)
                continue
            hearers = _hearers(task, course, roster) if task.kind in ("cut", "hear") else None
            to = frozenset(_who(task, hearers, roster))
            if not to:
                alone.append(replace(task, alone_since=task.alone_since or time.monotonic()))
            elif busy[to] >= _room(task, hearers, to, roster):
                kept.append(task)
            else:
                busy[to] += 1
                self._submit(connection, task, course, to, bool(hearers and hearers.gpu))
        self.ready = [*kept, *alone]
        return alone

    def take(self, key: str) -> Flight | None:
        """A flight that has ended; None if it was forgotten."""
        return self.flying.pop(key, None)

    def take_back(self, present: Iterable[str] = ()) -> list[Task]:
        """Cancel what none of those can do any more, and return it."""
        living = set(present)
        gone = {key: flight for key, flight in self.flying.items() if not flight.to & living}
        for key, flight in gone.items():
            _cancel(flight)
            del self.flying[key]
        return [flight.task for flight in gone.values()]

    def forget(self, session: str) -> None:
        """Let go of everything of one session."""
        self.ready = [task for task in self.ready if task.session != session]
        for key, flight in list(self.flying.items()):
            if flight.task.session == session:
                _cancel(flight)
                del self.flying[key]

    def _submit(
        self, connection: Connection, task: Task, course: Course, to: frozenset[str], card: bool
    ) -> None:
        errand, name = course.errand, course.recognizer
        calls: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
            "prepare": (prepare, (errand,)),
            "cut": (cut, (errand, name)),
            "hear": (listen_to, (errand, name, task.stretch)),
            "finish": (finish, (errand,)),
        }
        function, args = calls[task.kind]
        on_card = card and task.kind == "hear"
        future = connection.hand_out(function, *args, to=to, priority=-course.order, card=on_card)
        key = str(future.key)
        self.flying[key] = Flight(replace(task, alone_since=0.0), future, to)
        future.add_done_callback(lambda _done: self.landed(key))  # type: ignore[no-untyped-call]


def _cancel(flight: Flight) -> None:
    """Let go of it; a scheduler that is gone cannot be told, and holds nothing."""
    with contextlib.suppress(OSError, RuntimeError, ValueError):
        flight.future.cancel()  # type: ignore[no-untyped-call]


def _urgency(task: Task, course: Course) -> tuple[int, int, int]:
    return course.order, STAGE[task.kind], task.stretch.start_ms


def _room(task: Task, hearers: Hearers | None, to: frozenset[str], roster: Roster) -> int:
    """How many tasks may be in flight to those."""
    quick = task.kind == "hear" and hearers is not None and hearers.gpu
    return _ON_A_CARD * len(to) if quick else roster.threads(to)


def _who(task: Task, hearers: Hearers | None, roster: Roster) -> tuple[str, ...]:
    if task.kind in ("cut", "hear"):
        return hearers.addresses if hearers else ()
    return roster.others()


def _hearers(task: Task, course: Course, roster: Roster) -> Hearers | None:
    """Who hears a session; a session that is begun is heard by the recogniser that began it."""
    assert course.settings is not None
    found = roster.hearers(course.errand, course.settings, course.recognizer)
    if found and task.kind == "hear" and found.recognizer != course.recognizer:
        return None
    if found and task.kind == "cut":
        course.recognizer = found.recognizer
    return found
