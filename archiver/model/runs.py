"""The runs of a recording (`recording/runs.json`): segments, outages, and the one session clock.

A run is one uninterrupted recording process. Session time starts with the first frame of the
first run and goes on through outages. Every segment says which instant of the wall clock its
first frame was taken at, so marks and other clocks are mapped by the segment they fall into, and
a feed whose clock drifts does no harm.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime

from archiver.model.record import Ms, Record

EndOfRun = Literal[
    "asked", "planned", "source_lost", "hung", "time_jump", "died", "crash", "disk", "closed"
]
"""Why a run ended: `asked` and `planned` are as meant, `closed` is a sitting not recorded."""


class Segment(Record):
    """A file of the recorder; times are since the first frame of its run."""

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

    def outages(self) -> tuple[Outage, ...]:
        """The holes between the runs, in session time."""
        return tuple(
            Outage(start_ms=before.end_ms, end_ms=after.start_ms, why=before.ended or "crash")
            for before, after in zip(self.runs, self.runs[1:], strict=False)
            if after.start_ms > before.end_ms
        )

    def to_session(self, wall: datetime) -> int:
        """Which session time an instant of the wall clock is; 0 before the first frame.

        After the last known segment it is counted on from there, also past `duration_ms`.
        """
        anchors = [(s.wall, r.start_ms + s.start_ms) for r in self.runs for s in r.segments]
        if not anchors:
            return 0
        i = max(0, bisect_right(anchors, wall, key=lambda anchor: anchor[0]) - 1)
        at, session_ms = anchors[i]
        counted = session_ms + round((wall - at).total_seconds() * 1000)
        if i + 1 < len(anchors):
            counted = min(counted, anchors[i + 1][1])
        return max(0, counted)

    def to_wall(self, session_ms: int) -> datetime:
        """When an instant of session time was, on the wall clock. There must be a segment."""
        anchors = [(r.start_ms + s.start_ms, s.wall) for r in self.runs for s in r.segments]
        i = max(0, bisect_right(anchors, session_ms, key=lambda anchor: anchor[0]) - 1)
        start_ms, wall = anchors[i]
        return wall + timedelta(milliseconds=session_ms - start_ms)
