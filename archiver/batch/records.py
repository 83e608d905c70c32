"""The records of a batch: what is asked, what is planned, what happens, what became of it.

Executors (`executors.py`) are given jobs and tell events; the report grows with each outcome and
is kept in the archive, so that a batch that was cut off is known, and goes on.
"""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from archiver.model.record import Ms, Record


class Request(Record):
    """What a batch was asked to do: the same request goes on with a batch that was cut off."""

    source: str = ""
    """The folder or the CSV file that new sessions come from (`--from`), absolute."""
    only: tuple[str, ...] = ()
    redo: tuple[str, ...] = ()
    model: str = ""
    since: date | None = None
    until: date | None = None


class Arrival(Record):
    """What a session is made from: paths are absolute; empty texts are read from the agenda."""

    video: str
    agenda: str = ""
    """Empty where the session folder is there already."""
    members: str = ""
    title: str = ""
    day: date | None = None
    body: str = ""
    language: str = ""


class Job(Record):
    """One session of a batch, and what is to be done with it."""

    session: str
    """The name of its folder in the archive."""
    day: date
    title: str = ""
    steps: tuple[str, ...]
    """The steps that are due, in order, and those that will be once these are done."""
    only: tuple[str, ...] = ()
    """Just these steps, if not empty."""
    redo: tuple[str, ...] = ()
    """These even if they are done."""
    model: str = ""
    """The speech model to change to; empty where that changes nothing."""
    new: bool = False
    """Whether the session folder has to be made first, from `arrival`."""
    arrival: Arrival | None = None
    """Where its recording comes from, if it has none yet."""
    video_ms: Ms = 0
    seconds: float = 0.0
    """What it will take, as far as is known."""
    bytes: int = 0
    """What it will add to the archive's disk."""
    scratch: int = 0
    """What it needs besides while it is worked on, in bytes."""
    to_check: tuple[str, ...] = ()
    """What a person should look at before relying on it: how its agenda was read."""


class LeftOut(Record):
    """Something that takes no part in the batch: a session, a video, an agenda; and what to do."""

    name: str
    why: str
    remedy: str = ""


class Plan(Record):
    """What a batch will do: jobs in their order."""

    jobs: tuple[Job, ...]
    left_out: tuple[LeftOut, ...] = ()
    done: int = 0
    """Sessions in which nothing is due."""
    workers: int = 1
    seconds: float = 0.0
    """For all of it, with that many workers, without the pauses between windows."""
    bytes: int = 0
    """What the disk must hold: all that is added, and the scratch of the largest at once."""
    free: int = 0
    measured: bool = False
    """Whether the seconds are what earlier sessions of this archive took."""


Result = Literal["done", "failed", "skipped"]


class StepRan(Record):
    """A step that ran in a batch."""

    name: str
    seconds: float


class Outcome(Record):
    """What became of one job. `what`, `why` and `remedy` are said in the user's language."""

    session: str
    result: Result
    what: str = ""
    why: str = ""
    remedy: str = ""
    step: str = ""
    """The step that failed."""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    ran: tuple[StepRan, ...] = ()
    warnings: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
    unfit: int = 0
    """Corrections that no longer fit what was made: a person must look at them."""
    attempts: int = 1
    worker: str = ""
    """Where it was done."""


class Event(Record):
    """Something that happens to a job while it is worked on."""

    kind: Literal["started", "step", "progress", "step_done", "again", "paused", "ended"]
    session: str
    step: str = ""
    share: float = Field(default=0.0, ge=0.0, le=1.0)
    """How far the step is."""
    worker: str = ""
    why: str = ""
    """For `again` and `paused`."""
    outcome: Outcome | None = None
    """For `ended`."""


class Report(Record):
    """`batches/….json`: what a batch did. Without `ended` it was cut off, or goes on."""

    request: Request
    started: AwareDatetime
    ended: AwareDatetime | None = None
    host: str = ""
    workers: int = 1
    planned: tuple[str, ...]
    """The sessions it was to work on, in order."""
    outcomes: tuple[Outcome, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def of(self, result: Result) -> tuple[Outcome, ...]:
        """The outcomes with that result."""
        return tuple(outcome for outcome in self.outcomes if outcome.result == result)

    @property
    def remaining(self) -> tuple[str, ...]:
        """The sessions that it did not come to, or was cut off at."""
        ended = {outcome.session for outcome in self.outcomes}
        return tuple(name for name in self.planned if name not in ended)
