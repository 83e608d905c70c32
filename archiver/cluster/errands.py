"""What a driver and its workers tell each other: plain records that can be sent."""

from typing import Literal

from archiver.batch.records import StepRan
from archiver.model.record import Record
from archiver.speech.stretches import Stretch


class Errand(Record):
    """A session to work on, as every worker is told of it. Paths are the driver's."""

    batch: str
    """Names the batch: one that was stopped stops on every worker."""
    archive: str
    session: str
    source: str = ""
    model: str = ""
    only: tuple[str, ...] = ()
    redo: tuple[str, ...] = ()
    language: str = "fr"
    """What the user is spoken to in."""


class Standing(Record):
    """A worker as it answers the roll call."""

    host: str
    version: str
    """Of archiver."""
    sees: bool = True
    """Whether it reads the same archive."""
    writes: bool = True
    path: str = ""
    """Where it looked for the archive."""


class Offer(Record):
    """The recogniser a worker has for a session, or why it has none."""

    recognizer: str = ""
    what: str = ""
    why: str = ""
    remedy: str = ""


class Prepared(Record):
    """A session whose sound stands."""

    ran: tuple[StepRan, ...] = ()
    warnings: tuple[str, ...] = ()
    due: bool = True
    """Whether its speech is to be recognised."""
    recognizer: str = ""
    """Who hears it already, if somebody has begun."""
    complete: bool = False
    """Whether all of it has been heard."""


class Cut(Record):
    """The stretches of a session that nobody has heard yet."""

    missing: tuple[Stretch, ...]
    total: int


class Heard(Record):
    """A stretch is on the shelf."""

    cpu_seconds: float


class Finished(Record):
    """Every step is done; or, if not `complete`, some stretch is missing after all."""

    ran: tuple[StepRan, ...] = ()
    warnings: tuple[str, ...] = ()
    complete: bool = True
    cpu_seconds: float = 0.0


class Trouble(Record):
    """Why something could not be done, in the user's words."""

    kind: Literal["failed", "held", "unable", "halted"]
    """It failed; somebody else works on the session; this worker cannot; it was told to stop."""
    what: str = ""
    why: str = ""
    remedy: str = ""
    step: str = ""


class Told(Record):
    """What a worker tells while it works."""

    kind: Literal["step", "progress", "step_done"]
    session: str
    step: str
    share: float = 0.0
    worker: str = ""
