"""Works on the jobs of a batch on this machine: so many sessions at once, each by its own process.

Outside the hours that the batch may use, what runs is ended so that it can be resumed: recognition
at once, as what was heard is kept, another step when it is done or after a while.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from archiver.batch.executors import OnEvent
from archiver.batch.records import Event, Job, Outcome
from archiver.batch.working import Work
from archiver.i18n import _

_LOOK_SECONDS = 0.5
_END_SECONDS = 30.0
"""How long a session is given to end by itself."""
_KEEPS = "transcribe"
"""The step that keeps what it has done when it is ended."""
_TRY_AGAIN_SECONDS = 15.0
"""When a session is tried again that another process works on: it may be one that just ends."""

Opens = Callable[[datetime], datetime | None]
"""When work may go on, seen from an instant: None for at once."""


def always(_now: datetime) -> None:
    """At any hour."""


@dataclass
class _Running:
    work: Work
    thread: threading.Thread
    closed_at: float = 0.0
    """Since when it should end; 0 while it may work."""
    asked: bool = False


@dataclass(frozen=True)
class _Over:
    """The thread of a session has ended; no outcome: it was stopped."""

    session: str
    outcome: Outcome | None


class LocalExecutor:
    """So many workers on this machine."""

    def __init__(
        self,
        archive: Path,
        workers: int,
        *,
        threads: int = 0,
        opens: Opens = always,
        patience: timedelta = timedelta(minutes=15),
    ) -> None:
        """`threads` for each worker's recognition; `patience` for a step when hours are over."""
        self._archive, self._workers, self._threads = archive, workers, threads
        self._opens, self._patience = opens, patience.total_seconds()
        self._heard: queue.Queue[Event | _Over] = queue.Queue()
        self._running: dict[str, _Running] = {}
        self._waiting: deque[Work] = deque()
        self._closed_until = ""
        """In words; empty while work goes on."""
        self._put_off: dict[str, float] = {}
        """The sessions that others work on, and when each is tried again."""

    def run(self, jobs: Sequence[Job], on_event: OnEvent) -> None:
        """Work on all `jobs`; see `Executor`."""
        self._waiting = deque(
            Work(self._archive, job, self._heard.put, threads=self._threads) for job in jobs
        )
        try:
            while self._waiting or self._running:
                self._keep_hours(on_event)
                self._hear(on_event)
        except BaseException:
            self._end_all()
            self._tell_what_ended(on_event)
            raise

    def _keep_hours(self, on_event: OnEvent) -> None:
        now = datetime.now().astimezone()
        until = self._opens(now)
        if until is None:
            self._closed_until = ""
            for running in self._running.values():
                if not running.asked:
                    running.closed_at = 0.0
            self._begin_some()
        elif not self._closed_until or self._running:
            self._close(until, on_event)

    def _begin_some(self) -> None:
        now = time.monotonic()
        ready = [w for w in self._waiting if self._put_off.get(w.job.session, now) <= now]
        for work in ready[: self._workers - len(self._running)]:
            self._waiting.remove(work)
            self._begin(work)

    def _close(self, until: datetime, on_event: OnEvent) -> None:
        if not self._closed_until:
            self._closed_until = _("at {time}").format(time=f"{until:%H:%M}")
            on_event(Event(kind="paused", session="", why=self._closed_until))
        for running in self._running.values():
            running.closed_at = running.closed_at or time.monotonic()
            late = time.monotonic() - running.closed_at > self._patience
            if running.work.step == _KEEPS or late:
                self._ask(running)

    def _ask(self, running: _Running) -> None:
        if not running.asked:
            running.asked = True
            running.work.stop()

    def _begin(self, work: Work) -> None:
        def follow() -> None:
            self._heard.put(_Over(work.job.session, work.run()))

        thread = threading.Thread(target=follow, name=work.job.session, daemon=True)
        self._running[work.job.session] = _Running(work, thread)
        thread.start()

    def _hear(self, on_event: OnEvent) -> None:
        try:
            heard = self._heard.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            return
        if isinstance(heard, Event):
            self._between_steps(heard)
            on_event(heard)
            return
        over = self._running.pop(heard.session)
        over.thread.join()
        if heard.outcome is None:
            self._waiting.appendleft(over.work)
            on_event(Event(kind="paused", session=heard.session, why=self._closed_until))
        elif heard.outcome.result == "skipped" and heard.session not in self._put_off:
            self._put_off[heard.session] = time.monotonic() + _TRY_AGAIN_SECONDS
            self._waiting.append(over.work)
        else:
            on_event(Event(kind="ended", session=heard.session, outcome=heard.outcome))

    def _between_steps(self, event: Event) -> None:
        """A step has ended out of hours: the next one waits."""
        running = self._running.get(event.session)
        if running and running.closed_at and event.kind == "step_done":
            self._ask(running)

    def _end_all(self) -> None:
        """End what runs, politely first; what it has done is on the record."""
        running = tuple(self._running.values())
        for one in running:
            one.work.stop()
        deadline = time.monotonic() + _END_SECONDS
        try:
            for one in running:
                one.thread.join(max(0.0, deadline - time.monotonic()))
        finally:
            for one in running:
                one.work.kill()
                one.thread.join(_LOOK_SECONDS)

    def _tell_what_ended(self, on_event: OnEvent) -> None:
        """The outcomes of sessions that came to their end while they were asked to."""
        while not self._heard.empty():
            heard = self._heard.get()
            if isinstance(heard, _Over) and heard.outcome:
                on_event(Event(kind="ended", session=heard.session, outcome=heard.outcome))
