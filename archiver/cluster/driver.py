"""Works on the sessions of a batch with a Dask cluster, and goes on whatever dies.

Everything that happens comes into one inbox: tasks that ended, and what workers tell. Little is in
flight at once, and nothing of it is needed to go on: when the scheduler is lost, what was in
flight is handed out again, and finds done what is done.
"""

import queue
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from archiver.batch.arrivals import make_session
from archiver.batch.executors import OnEvent
from archiver.batch.local import Opens
from archiver.batch.records import Event, Job
from archiver.cluster.answering import stop
from archiver.cluster.connection import ClusterError, Connection, connect
from archiver.cluster.course import Course, Task
from archiver.cluster.errands import Errand, Told
from archiver.cluster.flights import Flights
from archiver.cluster.roster import Roster
from archiver.cluster.telling import topic
from archiver.errors import ArchiverError
from archiver.i18n import _, language
from archiver.steps import Settings
from archiver.store.folder import SessionFolder

_LOOK_SECONDS = 1.0
_RESULT_SECONDS = 30
_BEGUN_MORE = 2
"""Sessions begun at once, beyond one for each worker."""


@dataclass(frozen=True)
class _Landed:
    key: str


@dataclass
class Driver:
    """One batch on a cluster. `note` hears what concerns no single session."""

    archive: Path
    address: str
    on_event: OnEvent
    note: Callable[[str], None]
    opens: Opens
    patience: float
    batch: str = field(default_factory=lambda: secrets.token_hex(6))
    waiting: list[Job] = field(default_factory=list)
    courses: dict[str, Course] = field(default_factory=dict)
    inbox: "queue.Queue[_Landed | Told]" = field(default_factory=queue.Queue)
    _begun: int = 0
    _closed: bool = False
    _nobody_since: float = 0.0

    def __post_init__(self) -> None:
        self.flights = Flights(lambda key: self.inbox.put(_Landed(key)))
        self.connection: Connection | None = None
        self.roster: Roster | None = None

    def run(self, jobs: Sequence[Job]) -> None:
        """Work on all jobs. Raises ClusterError if the cluster stays away too long."""
        self.waiting = list(jobs)
        try:
            while self.waiting or self.courses:
                connection, roster = self._connected()
                if self._may_work():
                    self._begin(roster)
                    for task in self.flights.hand_out(connection, roster, self.courses):
                        self._alone(task, roster)
                self._receive()
        except BaseException:
            self._stop_workers()
            raise
        finally:
            if self.connection:
                self.connection.close()

    def _may_work(self) -> bool:
        """Whether it is the hour; out of hours what is in flight ends, and no more is begun."""
        until = self.opens(datetime.now().astimezone())
        if until and not self._closed:
            self._tell("paused", "", why=_("until {time}").format(time=f"{until:%H:%M}"))
        self._closed = until is not None
        return not self._closed

    def _connected(self) -> tuple[Connection, Roster]:
        """Be connected, know who is there, take back what nobody there can do."""
        while True:
            connection, roster = self.connection, self.roster
            try:
                if connection is None or roster is None or not connection.lives:
                    connection, roster = self._connect()
                roster.call()
            except (OSError, RuntimeError, ValueError):  # the scheduler died while it was asked
                self._lose()
                continue
            for task in self.flights.take_back(roster.present):
                self._answered(task, self.courses[task.session], _("its worker is gone"))
            self._check_anybody(roster)
            return connection, roster

    def _connect(self) -> tuple[Connection, Roster]:
        lost = self.connection is not None
        if lost:
            self._lose()
        connection = connect(self.address, self.patience, self.note)
        connection.listen(topic(self.batch), self._overheard)
        said = self.roster.said if self.roster else set()
        roster = Roster(connection, self.archive, self.note, said=said)
        self.connection, self.roster = connection, roster
        if lost:
            self.note(_("The scheduler is back."))
        return connection, roster

    def _lose(self) -> None:
        """Give a connection up; what was in flight is ready again."""
        self.note(_("The scheduler is lost; what it was doing will be handed out again."))
        if self.connection:
            self.connection.close()
        self.connection = None
        for task in self.flights.take_back():
            self._again(task, _("the scheduler is lost"))

    def _check_anybody(self, roster: Roster) -> None:
        now = time.monotonic()
        if roster.present:
            self._nobody_since = 0.0
            return
        if not self._nobody_since:
            self._nobody_since = now
            self.note(_("No worker can take part yet: waiting for one. ^C stops."))
        if now - self._nobody_since > self.patience:
            raise ClusterError(
                _("the cluster has no worker that can take part"),
                _("the scheduler at {address} answers").format(address=self.address),
                _("Start them (systemctl start archiver-worker), then run the same command again"),
            )

    def _begin(self, roster: Roster) -> None:
        present = len(roster.present)
        while self.waiting and present and len(self.courses) < present + _BEGUN_MORE:
            job = self.waiting.pop(0)
            course = Course(self._begun, job, self._errand(job))
            self._begun += 1
            self._tell("started", job.session)
            try:
                make_session(self.archive, job)
                folder = SessionFolder(self.archive / job.session)
                course.settings = Settings.of(folder, None, job.model)
            except ArchiverError as error:
                course.fail(error.what, error.why, error.remedy)
            self.courses[job.session] = course
            self._go_on(course, course.begin())

    def _errand(self, job: Job) -> Errand:
        return Errand(
            batch=self.batch,
            archive=str(self.archive),
            session=job.session,
            source=job.arrival.video if job.arrival else "",
            model=job.model,
            only=job.only,
            redo=job.redo,
            language=language(),
        )

    def _alone(self, task: Task, roster: Roster) -> None:
        """Nobody is there who could do this; after a while, something else has to be done."""
        course = self.courses.get(task.session)
        late = time.monotonic() - task.alone_since > self.patience
        known = task in self.flights.ready  # not let go of with another of its session
        if course is None or course.settings is None or not (late and known):
            return
        self.flights.forget(task.session)
        if task.kind == "hear":
            self._tell("again", task.session, "transcribe", why=_("its recogniser is gone"))
            self._go_on(course, course.hear_anew())
            return
        said = roster.why_none(course.settings)
        what = said.what or _("no worker can recognise its speech")
        course.fail(what, said.why, said.remedy, task.step)
        self._go_on(course, [])

    def _overheard(self, event: tuple[float, Any]) -> None:
        self.inbox.put(Told.model_validate(event[1]))

    def _receive(self) -> None:
        """Take what has come in, waiting a little for the first."""
        wait = _LOOK_SECONDS
        while True:
            try:
                said = self.inbox.get(timeout=wait)
            except queue.Empty:
                return
            wait = 0.001
            if isinstance(said, _Landed):
                self._landed(said.key)
            elif said.session in self.courses:
                worker = self.roster.name(said.worker) if self.roster else ""
                self.courses[said.session].worker = worker
                self._tell(said.kind, said.session, said.step, said.share, worker)

    def _landed(self, key: str) -> None:
        flight = self.flights.take(key)
        course = self.courses.get(flight.task.session) if flight else None
        if flight is None or course is None or course.settings is None:
            return
        if flight.future.status not in ("finished", "error"):
            self._again(flight.task, _("the scheduler let go of it"))
            return
        try:
            answer = flight.future.result(timeout=_RESULT_SECONDS)
        except Exception as error:
            # Whatever it is: a worker that was killed, an answer that was lost with it.
            if self.connection is None or not self.connection.lives:
                self._again(flight.task, _("the scheduler is lost"))
                return
            answer = error
        if getattr(answer, "kind", "") == "unable" and self.roster:
            self.roster.ask_again(flight.to, course.settings)
        self._answered(flight.task, course, answer)

    def _answered(self, task: Task, course: Course, answer: object) -> None:
        before = course.again
        following = course.next(task, answer)
        if course.again > before:
            self._tell("again", task.session, task.step, why=_in_a_line(answer))
        if task.kind in ("cut", "hear") and course.total:
            self._tell("progress", task.session, "transcribe", course.share)
        self._go_on(course, following)

    def _again(self, task: Task, why: str) -> None:
        course = self.courses.get(task.session)
        if course:
            course.again += 1
            self._tell("again", task.session, task.step, why=why)
            self.flights.ready.append(task)

    def _go_on(self, course: Course, following: list[Task]) -> None:
        if course.outcome is None:
            self.flights.ready += following
            return
        session = course.job.session
        self.courses.pop(session, None)
        self.flights.forget(session)
        self.on_event(Event(kind="ended", session=session, outcome=course.outcome))

    def _stop_workers(self) -> None:
        for session in self.courses:
            self.flights.forget(session)
        if self.connection and self.connection.lives and self.roster:
            self.connection.ask(stop, self.batch, of=self.roster.present)

    def _tell(self, kind: Any, session: str, step: str = "", share: float = 0.0,
              worker: str = "", why: str = "") -> None:  # fmt: skip
        said = {"step": step, "share": share, "worker": worker, "why": why}
        self.on_event(Event(kind=kind, session=session, **said))


def _in_a_line(answer: object) -> str:
    text = str(getattr(answer, "why", "") or answer)
    return text.splitlines()[0][:300] if text else type(answer).__name__
