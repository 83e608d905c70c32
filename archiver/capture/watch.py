"""The watch beside the recording: looks at every segment once it is closed, raises the alarms.

It can fail without harm: it only reads what is recorded, in a process of low priority.
"""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from archiver.capture.alarms import Alarms
from archiver.capture.looker import EndedFromOutsideError, Looker, LookError
from archiver.capture.watchdog import Standing, Watchdog
from archiver.i18n import _
from archiver.media.segments import SegmentLook
from archiver.model.live import BesideStage, BesideState
from archiver.model.preset import AlarmSettings
from archiver.model.runs import Runs, Segment

_BEHIND = 2
"""Closed segments it may be behind by; with more of them it goes on with the newest."""
_FAILURES = 3
_PAUSE_SECONDS = 30.0
"""How long it rests after so many failures on end."""
_WORKER = "worker"


class Place(NamedTuple):
    """Where a segment stands: comparable, so that what was seen is everything up to here."""

    run: int
    start_ms: int


class Watch:
    """Looks at the segments in `folder` (the session's `recording/`); implements `Beside`."""

    def __init__(self, folder: Path, settings: AlarmSettings, alarms: Alarms) -> None:
        self._folder = folder
        self._alarms = alarms
        self._watchdog, self._standing = Watchdog(settings), Standing(alarms)
        self._looker = Looker()
        self._changed, self._stopping = threading.Condition(), False
        self._runs: Runs | None = None
        self._seen: Place | None = None
        self._latest: SegmentLook | None = None
        self._failures, self._rest_until = 0, 0.0
        self._state: BesideStage = "waiting"
        self._why, self._since, self._dropped_ms = "", datetime.now(UTC), 0
        self._thread = threading.Thread(target=self._work, name="watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def on_runs(self, runs: Runs) -> None:
        """Hear of closed segments; those of runs that had ended at the first call are passed by."""
        with self._changed:
            if self._seen is None:
                ended = [run for run in runs.runs if run.ended]
                self._seen = max(
                    (Place(r.number, s.start_ms) for r in ended for s in r.segments),
                    default=Place(0, 0),
                )
            self._runs = runs
            self._changed.notify()

    def states(self) -> tuple[BesideState, ...]:
        """How it stands; `dropped_ms` is what it did not look at."""
        with self._changed:
            return (
                BesideState(
                    kind="watch",
                    name="watch",
                    state=self._state,
                    since=self._since,
                    why=self._why,
                    dropped_ms=self._dropped_ms,
                ),
            )

    def latest(self) -> SegmentLook | None:
        """What the last segment looked at held: picture, and the levels of each channel."""
        with self._changed:
            return self._latest

    def stop(self, seconds: float) -> None:
        """End; what it is looking at just now may take up to so many seconds."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(seconds)
            self._looker.kill()
        self._become("stopped")

    def _work(self) -> None:
        try:
            while (task := self._next()) is not None:
                try:
                    self._look(*task)
                except Exception as error:  # The watch must not end while the recording goes on.
                    self._become("failing", repr(error))
        finally:
            self._looker.close()
            self._standing.tell(())
            self._alarms.clear("watch", _WORKER)

    def _next(self) -> tuple[int, Segment] | None:
        """The segment to look at, once there is one; None when it is time to stop."""
        with self._changed:
            while not self._stopping:
                rest = self._rest_until - time.monotonic()
                if rest <= 0 and (todo := self._todo()):
                    if len(todo) > _BEHIND:
                        self._drop([segment for _run, segment in todo[:-1]])
                        todo = todo[-1:]
                    number, segment = todo[0]
                    self._seen = Place(number, segment.start_ms)
                    return todo[0]
                self._changed.wait(rest if rest > 0 else None)
            return None

    def _todo(self) -> list[tuple[int, Segment]]:
        todo: list[tuple[int, Segment]] = []
        for run in reversed(self._runs.runs if self._runs else ()):
            for segment in reversed(run.segments):
                if self._seen and Place(run.number, segment.start_ms) <= self._seen:
                    return todo[::-1]
                todo.append((run.number, segment))
        return todo[::-1]

    def _drop(self, segments: list[Segment]) -> None:
        self._dropped_ms += sum(s.end_ms - s.start_ms for s in segments)

    def _look(self, run: int, segment: Segment) -> None:
        try:
            look = self._looker.look(self._folder / segment.file)
        except LookError as error:
            self._failed(segment, error)
            return
        self._standing.tell(self._watchdog.see(run, segment, look))
        self._alarms.clear("watch", _WORKER)
        with self._changed:
            self._latest, self._failures = look, 0
        self._become("working")

    def _failed(self, segment: Segment, error: LookError) -> None:
        with self._changed:
            self._drop([segment])
            self._failures += 1
            if self._failures >= _FAILURES:
                self._rest_until = time.monotonic() + _PAUSE_SECONDS
            if self._stopping:
                return
        self._become("failing", error.why)
        if isinstance(error, EndedFromOutsideError):
            return
        text = _(
            "picture and sound are not watched for the moment: {what} ({why}); the recording goes "
            "on, keep an eye on it"
        ).format(what=error.what, why=error.why)
        self._alarms.raise_("watch", text, _WORKER)

    def _become(self, state: BesideStage, why: str = "") -> None:
        with self._changed:
            if self._state == "stopped":
                return
            if state != self._state:
                self._since = datetime.now(UTC)
            self._state, self._why = state, why
