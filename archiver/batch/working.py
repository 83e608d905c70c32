"""One job, in a process of its own: what it tells, and what became of it.

A process that is killed, or runs out of memory, takes nothing with it but its own session, which
goes on where it was the next time. Whoever runs jobs, here or on another machine, does it by
`Work`.
"""

import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archiver.batch.arrivals import make_session
from archiver.batch.records import Event, Job, Outcome, StepRan
from archiver.correcting import waiting
from archiver.errors import ArchiverError
from archiver.i18n import _, language
from archiver.programs.worker import Worker
from archiver.steps import THREADS
from archiver.store.folder import SessionFolder

ATTEMPTS = 2
"""How often a job is begun whose process dies without a word."""
_TAKEN = ("LeaseHeldError", "LeaseLostError")
"""Someone else works on the session: that is no failure."""


@dataclass
class Said:
    """What the processes of one job have told so far."""

    step: str = ""
    ran: list[StepRan] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    cpu_seconds: float = 0.0
    failed: dict[str, str] | None = None
    ended: bool = False


class Work:
    """Works on one job; `run` is for one thread, `stop` and `kill` are for any."""

    def __init__(
        self, archive: Path, job: Job, tell: Callable[[Event], None], *, threads: int = 0
    ) -> None:
        """`tell` hears events but `ended`; `threads` is how many recognition may take, 0: all."""
        self._archive, self.job, self._tell, self._threads = archive, job, tell, threads
        self._said = Said()
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._child: Worker | None = None
        self.seconds = 0.0

    @property
    def step(self) -> str:
        """The step that runs now."""
        return self._said.step

    def stop(self) -> None:
        """End it soon, so that it can be resumed."""
        with self._lock:
            self._stopped.set()
            if self._child:
                self._child.ask_to_end()

    def kill(self) -> None:
        """End it now, by force; it can be resumed all the same."""
        with self._lock:
            self._stopped.set()
            if self._child:
                self._child.kill()

    def run(self) -> Outcome | None:
        """Work to the end; None if it was stopped before. Called again, it goes on. Never raises.

        A process that dies without a word is begun once more.
        """
        self._stopped.clear()
        self._said.failed = None
        started = time.monotonic()
        try:
            for attempt in range(1, ATTEMPTS + 1):
                outcome = self._attempt(attempt)
                if outcome or self._stopped.is_set():
                    break
        except ArchiverError as error:
            outcome = self._outcome("failed", what=error.what, why=error.why, remedy=error.remedy)
        except Exception as error:
            # The others must go on, whatever is wrong with this one.
            outcome = self._outcome("failed", what=_("a defect of the program"), why=repr(error))
        self.seconds += time.monotonic() - started
        if outcome is None:
            return None
        return outcome.model_copy(update={"seconds": round(self.seconds, 2)})

    def _attempt(self, attempt: int) -> Outcome | None:
        """One process. None if it was stopped, or died and may be begun again."""
        self._tell(Event(kind="started", session=self.job.session, worker=socket.gethostname()))
        make_session(self._archive, self.job)
        code, tail = self._follow()
        if self._said.ended:
            return self._outcome("done", attempts=attempt)
        if self._said.failed:
            return self._failed(attempt)
        if self._stopped.is_set():
            return None
        why = how_it_died(code)
        if attempt < ATTEMPTS:
            self._tell(Event(kind="again", session=self.job.session, step=self.step, why=why))
            return None
        return self._outcome(
            "failed",
            what=_("its process died, twice"),
            why=f"{why}: {tail.splitlines()[-1]}" if tail else why,
            remedy=_("See whether memory is short, use fewer workers, then run the batch again"),
            attempts=attempt,
        )

    def _follow(self) -> tuple[int, str]:
        env = {"ARCHIVER_LANG": language(), "PYTHONUNBUFFERED": "1"}
        if self._threads:
            env |= {THREADS: str(self._threads), "OMP_NUM_THREADS": str(self._threads)}
        with self._lock:
            if self._stopped.is_set():
                return 0, ""
            self._child = child = Worker(process_command(self._archive, self.job), env)
        try:
            for line in child.lines():
                self._hear(line)
        finally:
            code = child.wait()
            with self._lock:
                self._child = None
        return code, child.tail()

    def _hear(self, line: str) -> None:
        try:
            told: dict[str, Any] = json.loads(line)
        except ValueError:
            return  # a library's word on standard output
        said, kind = self._said, told.get("event")
        if kind == "step":
            said.step = told["step"]
            self._event("step")
        elif kind == "progress":
            self._event("progress", told["share"])
        elif kind == "done":
            said.ran.append(StepRan(name=told["step"], seconds=told["seconds"]))
            said.warnings += told["warnings"]
            self._event("step_done", 1.0)
        elif kind == "failed":
            said.failed = told
        elif kind == "ended":
            said.ended = True
            said.cpu_seconds += told["cpu_seconds"]

    def _event(self, kind: Any, share: float = 0.0) -> None:
        self._tell(Event(kind=kind, session=self.job.session, step=self._said.step, share=share))

    def _failed(self, attempt: int) -> Outcome:
        told = self._said.failed or {}
        taken = told["kind"] in _TAKEN
        return self._outcome(
            "skipped" if taken else "failed",
            **{key: told[key] for key in ("what", "why", "remedy")},
            step="" if taken else self._said.step,
            attempts=attempt,
        )

    def _outcome(self, result: Any, **more: Any) -> Outcome:
        return Outcome(
            session=self.job.session,
            result=result,
            cpu_seconds=self._said.cpu_seconds,
            ran=tuple(self._said.ran),
            warnings=tuple(self._said.warnings),
            to_check=self.job.to_check,
            unfit=_unfit(self._archive / self.job.session),
            worker=socket.gethostname(),
            **more,
        )


def process_command(archive: Path, job: Job) -> list[str]:
    """The command line that does a job, telling events."""
    command = [sys.executable, "-m", "archiver", "process", "--events"]
    if job.arrival:
        command += ["--from-file", job.arrival.video]
    if job.model:
        command += ["--model", job.model]
    for option, names in (("--only", job.only), ("--redo", job.redo)):
        for name in names:
            command += [option, name]
    return [*command, "--", str(archive / job.session)]


def how_it_died(code: int) -> str:
    """The end of a process that said nothing, in the user's language."""
    if code == -9:
        return _("it was killed, perhaps for want of memory")
    if code < 0:
        return _("it was ended by the signal {n}").format(n=-code)
    return _("it ended with the code {code}").format(code=code)


def _unfit(folder: Path) -> int:
    """How many corrections no longer fit; none are counted where the session cannot be read."""
    try:
        return len(waiting(SessionFolder(folder)))
    except (ArchiverError, OSError, ValueError):
        return 0
