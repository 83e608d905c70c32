"""Keeps a session recorded: run after run, from the planned hour to the end, whatever happens.

It trusts no exit code: a run is judged by its progress and its files. Every run that got a frame
is on the record before anything else happens; what goes on beside is only told.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from archiver.capture.alarms import Alarms
from archiver.capture.beside import Beside
from archiver.capture.clock import RunClock
from archiver.capture.command import recorder_args, segment_name
from archiver.capture.job import Job, Now, Phase, end_label
from archiver.capture.recorder import Recorder
from archiver.capture.targets import is_full
from archiver.i18n import _
from archiver.model.live import AlarmKind
from archiver.model.runs import EndOfRun, Run, Runs

_TICK_SECONDS = 0.1
_FIRST_WAIT, _LONGEST_WAIT = 0.1, 3.0
_PROBE_MS, _LONGEST_PROBE_MS = 3_000, 15_000
_WANTED: tuple[EndOfRun, ...] = ("asked", "planned")


class Supervisor:
    """Records a session in runs until it is over."""

    def __init__(self, job: Job, runs: Runs, alarms: Alarms, beside: Sequence[Beside]) -> None:
        self.job, self.alarms, self.beside = job, alarms, beside
        self.runs = runs.model_copy(update={"finished": False})
        self.now = Now()
        self._stop = threading.Event()
        self._number = job.next_run
        self._probe_ms = _PROBE_MS

    def stop(self) -> None:
        """End the recording; may be called from any thread and from a signal handler."""
        self._stop.set()

    def record(self) -> Runs:
        """Record until the planned end or until told. Returns the runs, as they were kept."""
        self._phase("planned")
        while not self._stop.is_set() and not self._begun():
            self._stop.wait(_TICK_SECONDS)
        waits = _waits()
        while not (over := self._over()):
            if self._paused():
                continue
            length = self._one_run()
            if self.runs.finished:
                break
            waits = _waits() if length else waits
            self._stop.wait(next(waits))
        if over and not self.runs.finished:
            self._keep(self.runs.model_copy(update={"finished": True}))
        self._phase("ended")
        return self.runs

    def _begun(self) -> bool:
        begin = self.job.hours.begin
        return begin is None or datetime.now(UTC) >= begin

    def _over(self) -> EndOfRun | None:
        if self._stop.is_set():
            return "asked"
        hours = self.job.hours
        if hours.end and datetime.now(UTC) >= hours.end:
            return "planned" if hours.firm or self.job.gate() != "public" else None
        return None

    def _paused(self) -> bool:
        """Wait while the sitting is closed, where a closed sitting is not recorded."""
        if not self._must_pause():
            return False
        self._phase("paused", _("closed sitting: not recorded"))
        self._stop.wait(_TICK_SECONDS)
        return True

    def _must_pause(self) -> bool:
        return not self.job.settings.record_closed and self.job.gate() == "closed"

    def _one_run(self) -> int:
        """Record one run; how long it was, in ms."""
        try:
            recorder = self._start()
        except Exception as error:  # whatever it is, the next attempt may succeed
            self.alarms.raise_("no_feed", _("recording could not start: {why}").format(why=error))
            self.job.note("not_started", run=self._number, why=str(error))
            self._phase("reconnecting", str(error))
            return 0
        why: EndOfRun = "died"
        try:
            why = self._follow(recorder)
            self._alarm(why)
        finally:
            recorder.end()
        self._close(recorder, why)
        return recorder.media_ms

    def _start(self) -> Recorder:
        self._phase("reconnecting" if self.runs.runs else "connecting")
        job = self.job
        args = recorder_args(
            job.feed,
            job.settings,
            self._number,
            encode=job.encode,
            longest_ms=self._longest_ms(),
            probe_ms=self._probe_ms,
        )
        clock = RunClock(self.runs.latency_ms, bursts=job.feed.bursts)
        recorder = Recorder(args, self._target(), self._number, clock, job.measure)
        job.started(recorder.child.pid)
        job.note("run_started", run=self._number, folder=str(recorder.folder))
        return recorder

    def _target(self) -> Path:
        problem: Exception | None = None
        for target in self.job.targets:
            try:
                return target()
            except Exception as error:  # a full or absent disk: the next one
                problem = problem or error
        assert problem is not None
        raise problem

    def _longest_ms(self) -> int:
        longest = self.job.settings.longest_ms
        if self.job.hours.end is None:
            return longest
        left = (self.job.hours.end - datetime.now(UTC)).total_seconds() * 1000
        return int(max(left, 0)) + longest

    def _follow(self, recorder: Recorder) -> EndOfRun:
        """Watch a run until it must end; why it must."""
        waiting_since = time.monotonic()
        while True:
            over = self._over()
            if over:
                return over
            if self._must_pause():
                return "closed"
            if is_full(recorder.folder):
                return "disk"
            trouble = recorder.trouble(self.job.settings.hang_ms, listens=self.job.feed.listens)
            if trouble:
                return trouble
            self._heard(recorder, recorder.poll())
            if not recorder.media_ms and time.monotonic() - waiting_since > _PATIENCE_SECONDS:
                self.alarms.raise_("no_feed", _("nothing comes from the feed"))
            self._stop.wait(_TICK_SECONDS)

    def _heard(self, recorder: Recorder, closed: Sequence[object]) -> None:
        """Take note of how far a run is; put its closed segments on the record."""
        if not recorder.media_ms:
            return
        if self.now.phase != "recording":
            self._phase("recording")
            self.alarms.clear("no_feed")
            self.alarms.clear("time_jump")
        self.now.run = recorder.run
        self.now.open_file = recorder.open_file()
        if closed:
            self._keep(self._with(recorder, None))
        known = self.runs.runs[-1] if self.runs.runs else None
        start_ms = known.start_ms if known and known.number == recorder.run else None
        if start_ms is None:
            start_ms = self._start_ms(recorder)
        self.now.session_ms = start_ms + recorder.media_ms

    def _start_ms(self, recorder: Recorder) -> int:
        """Session time of the first frame of a run that is not on the record yet."""
        before = [run for run in self.runs.runs if run.number != recorder.run]
        if not before:
            return 0
        known = self.runs.model_copy(update={"runs": tuple(before)})
        first = recorder.segments[0] if recorder.segments else None
        wall = first.wall if first else recorder.clock.wall_at(0)
        offset = first.start_ms if first else 0
        return max(known.duration_ms, known.to_session(wall) - offset)

    def _with(self, recorder: Recorder, ended: EndOfRun | None) -> Runs:
        """The runs with this one as it is now."""
        before = tuple(run for run in self.runs.runs if run.number != recorder.run)
        known = next((r for r in self.runs.runs if r.number == recorder.run), None)
        run = Run(
            number=recorder.run,
            start_ms=known.start_ms if known else self._start_ms(recorder),
            segments=tuple(recorder.segments),
            ended=ended,
        )
        finished = ended in _WANTED
        return self.runs.model_copy(update={"runs": (*before, run), "finished": finished})

    def _close(self, recorder: Recorder, why: EndOfRun) -> None:
        self.job.note("run_ended", run=recorder.run, why=why, ffmpeg=recorder.said())
        if recorder.media_ms or (recorder.folder / segment_name(recorder.run, 0)).exists():
            self._number += 1
        if recorder.unrecognised():
            self._probe_ms = min(self._probe_ms * 2, _LONGEST_PROBE_MS)
        if recorder.segments:
            self._keep(self._with(recorder, why))
        elif why in _WANTED:
            self._keep(self.runs.model_copy(update={"finished": True}))

    def _alarm(self, why: EndOfRun) -> None:
        """Say at once that a run ended as nobody wanted."""
        if why in _WANTED or why == "closed":
            return
        if why == "disk":
            self.alarms.raise_("disk", _("the disk is full"), "full")
        kind: AlarmKind = "time_jump" if why == "time_jump" else "no_feed"
        self.alarms.raise_(kind, end_label(why))
        self._phase("reconnecting", end_label(why))

    def _keep(self, runs: Runs) -> None:
        self.runs = runs
        try:
            self.job.keep(runs)
        except OSError as error:  # a full disk must not stop the attempt to go on elsewhere
            self.alarms.raise_("disk", str(error), "runs.json")
        else:
            self.alarms.clear("disk", "runs.json")
        for beside in self.beside:
            beside.on_runs(runs)

    def _phase(self, phase: Phase, why: str = "") -> None:
        if (phase, why) != (self.now.phase, self.now.why):
            self.now = replace(self.now, phase=phase, why=why, since=datetime.now(UTC))


_PATIENCE_SECONDS = 8.0


def _waits() -> Iterator[float]:
    """Seconds before each further attempt."""
    wait = _FIRST_WAIT
    while True:
        yield wait
        wait = min(wait * 2, _LONGEST_WAIT)
