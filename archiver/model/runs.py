"""The runs of a recording (`recording/runs.json`): segments, outages, and the one session clock.

A run is one uninterrupted recording process. Session time starts with the first frame of the
first run and goes on through outages. Every segment says which instant of the wall clock its
first frame was taken at, so marks and other clocks are mapped by the segment they fall into, and
a feed whose clock drifts does no harm.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime

from archiver.model.record import Ms, Record

EndOfRun = Literal[
    "asked", "planned", "source_lost", "hung", "time_jump", "died", "crash", "disk", "closed"
]
"""Why a run ended: `asked` and `planned` are as meant, `closed` is a sitting not recorded."""


class Segment(Record):
    """A file of the recorder; times are in its run's own time.

    That begins with the first packet, which may be sound that comes before the first frame.
    """

    file: str
    """Its name in the folder `recording/`."""
    start_ms: Ms
    end_ms: Ms
    wall: AwareDatetime
    """When its first frame was taken: wall clock of its arrival less the feed's latency."""


class Run(Record):
    """One recording process, from its first frame to its last."""

    number: int
    start_ms: Ms
    """Session time of its first frame."""
    segments: tuple[Segment, ...] = ()
    ended: EndOfRun | None = None
    """None while it goes on."""

    @property
    def end_ms(self) -> int:
        """Session time of the end of its last closed segment."""
        return self.start_ms + (self.segments[-1].end_ms if self.segments else 0)


class Outage(Record):
    """Session time in which nothing was recorded, and why the run before it ended."""

    start_ms: Ms
    end_ms: Ms
    why: EndOfRun


class Runs(Record):
    """All runs of a session, in order. Runs that got no frame are not listed."""

    feed: str = ""
    """Where the session is recorded from, without passwords or keys."""
    latency_ms: Ms = 0
    runs: tuple[Run, ...] = ()
    finished: bool = False
    """Whether the recording was ended on purpose."""

    @property
    def duration_ms(self) -> int:
        """How long the recording is so far, outages included."""
        return self.runs[-1].end_ms if self.runs else 0

    def until(self, wall: datetime) -> "Runs":
        """What was recorded up to an instant of the wall clock, in whole segments."""
        runs = []
        for run in self.runs:
            over = tuple(s for s in run.segments if s.wall + _length(s) <= wall)
            if over:
                runs.append(run.model_copy(update={"segments": over}))
        return self.model_copy(update={"runs": tuple(runs)})

    def outages(self) -> tuple[Outage, ...]:
        """The holes between the runs, in session time."""
        return tuple(
            Outage(start_ms=before.end_ms, end_ms=after.start_ms, why=before.ended or "crash")
            for before, after in zip(self.runs, self.runs[1:], strict=False)
            if after.start_ms > before.end_ms
        )

    def to_session(self, wall: datetime) -> int:
        """Which session time an instant of the wall clock is; 0 before the first frame.

        After the last known segment it is counted on from there, also past `duration_ms`. Where
        the machine's clock was set back in between, the latest segment that fits has it.
        """
        following: int | None = None
        for start_ms, segment in self._backwards():
            if segment.wall <= wall:
                counted = start_ms + _ms(wall - segment.wall)
                return counted if following is None else min(counted, following)
            following = start_ms
        return 0

    def to_wall(self, session_ms: int) -> datetime:
        """When an instant of session time was, on the wall clock. There must be a segment."""
        for start_ms, segment in self._backwards():
            at = segment.wall + timedelta(milliseconds=session_ms - start_ms)
            if start_ms <= session_ms:
                break
        return at

    def _backwards(self) -> Iterator[tuple[int, Segment]]:
        """The segments with the session time of their start, the last one first.

        Most questions are about the last minutes, and are asked while the recording grows.
        """
        for run in reversed(self.runs):
            for segment in reversed(run.segments):
                yield run.start_ms + segment.start_ms, segment


def _ms(length: timedelta) -> int:
    return round(length / timedelta(milliseconds=1))


def _length(segment: Segment) -> timedelta:
    return timedelta(milliseconds=segment.end_ms - segment.start_ms)
