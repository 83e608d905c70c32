"""Records one session: opens its folder, starts the recorder and all that goes on beside it.

One process at a time records a session: it holds a lease on `recording/`. What a process that was
killed left behind, its ffmpeg above all, is ended and put on the record before the next run.
"""

import os
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from wakepy import keep

from archiver.capture.alarms import Alarms, Hear
from archiver.capture.beside import Beside
from archiver.capture.job import Job
from archiver.capture.resume import end_leftover_child, remember_child, resumed
from archiver.capture.supervisor import Supervisor
from archiver.capture.targets import with_room
from archiver.capture.watch import Watch
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.marking import Marks, planned_of
from archiver.media.packets import packet_span
from archiver.model.live import Alarm, LiveState
from archiver.model.marks import Gate, gate_at
from archiver.model.recording import Recording
from archiver.model.runs import Runs
from archiver.programs.hook import AlarmHook
from archiver.recording.housekeeping import STOP, Housekeeper
from archiver.recording.wanted import Wanted, feed_of, hours_of, mirror_of, must_encode
from archiver.recording.wiring import all_beside
from archiver.steps import Settings
from archiver.store.files import write_atomic
from archiver.store.folder import RUNS, SessionFolder
from archiver.store.lease import held_by, hold

_CHILD = "recorder.json"
_FINISH_SECONDS = 15.0
_AGAIN_SECONDS = 1.0


class OtherRecordingError(ArchiverError):
    """The session has a recording that was not made by the recorder."""


class NotRecordedError(ArchiverError):
    """No process records the session."""


class SessionRecording:
    """A session being recorded, in a thread of its own; made by `recording`."""

    def __init__(self, folder: SessionFolder, wanted: Wanted, hear: Hear) -> None:
        self.folder, self.settings = folder, Settings.of(folder)
        self.place, self.mirror = folder.file("recording"), mirror_of(wanted, folder)
        self.marks, self.planned = Marks(folder), planned_of(self.settings.session)
        alarms = self.settings.preset.alarms
        self._hook = AlarmHook(alarms.hook, folder.id, lambda why: self._note("hook", why=why))
        self._hear = hear
        self.alarms = Alarms(self._heard)
        self._watch = Watch(self.place, alarms, self.alarms)
        beside = all_beside(folder, self.settings, wanted, self.marks.read, self.alarms)
        self._beside: Sequence[Beside] = (self._watch, *beside)
        self.supervisor = self._supervised(wanted)
        self._house = Housekeeper(self.place, self.mirror, self.alarms, self.supervisor, self.state)
        self._thread = threading.Thread(target=self._record, name="recorder")

    def start(self) -> None:
        """Begin recording."""
        for beside in self._beside:
            beside.start()
            beside.on_runs(self.supervisor.runs)
        self._thread.start()
        self._house.start()

    def stop(self) -> None:
        """Ask for the end; `wait` for it."""
        self.supervisor.stop()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, for so long at most; whether it has come."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def gate(self) -> Gate:
        """What may go out now."""
        return gate_at(self.marks.read(), datetime.now(UTC), self.planned)

    def levels(self) -> tuple[float, ...]:
        """How loud each channel of the sound was of late, in dBFS."""
        look = self._watch.latest()
        return tuple(c.rms_dbfs for c in look.sound.levels.channels) if look and look.sound else ()

    def state(self) -> LiveState:
        """How the recording stands now."""
        now, forecast = self.supervisor.now, self._house.forecast
        full_at, end = forecast.full_at if forecast else None, self.supervisor.job.hours.end
        return LiveState(
            at=datetime.now(UTC),
            pid=os.getpid(),
            state=now.phase,
            since=now.since,
            why=now.why,
            run=now.run,
            session_ms=now.session_ms,
            bit_rate=round(self._house.bytes_per_second * 8),
            gate=self.gate(),
            free_bytes=forecast.free_bytes if forecast else 0,
            disk_full_at=full_at if full_at and end and full_at < end else None,
            levels_dbfs=tuple(round(level, 1) for level in self.levels()),
            alarms=self.alarms.standing(),
            beside=tuple(state for beside in self._beside for state in beside.states()),
        )

    def _record(self) -> None:
        """Record to the end; a defect of ours costs a moment, never the rest of the session."""
        try:
            while not self.supervisor.runs.finished:
                try:
                    self.supervisor.record()
                except Exception:  # whatever it is: nothing matters more than to go on
                    self._note("defect", traceback=traceback.format_exc())
                    time.sleep(_AGAIN_SECONDS)
        finally:
            for beside in self._beside:
                beside.stop(_FINISH_SECONDS)
            remember_child(self.place / _CHILD, None)
            self._house.stop()
            self._hook.stop(_FINISH_SECONDS)

    def _supervised(self, wanted: Wanted) -> Supervisor:
        feed, capture = feed_of(self.settings, wanted), self.settings.preset.capture
        runs, next_run = resumed(self.folder.runs(), self.place, packet_span)
        described = {"feed": feed.shown, "latency_ms": capture.feed_latency_ms}
        targets = (self.place, self.mirror) if self.mirror else (self.place,)
        job = Job(
            feed=feed,
            settings=capture,
            encode=must_encode(feed, self.settings),
            hours=hours_of(self.settings, self.planned, wanted),
            targets=tuple(partial(with_room, place) for place in targets),
            keep=self._keep,
            note=self._note,
            started=lambda pid: remember_child(self.place / _CHILD, pid),
            gate=self.gate,
            measure=packet_span,
            next_run=next_run,
        )
        return Supervisor(job, runs.model_copy(update=described), self.alarms, self._beside)

    def _keep(self, runs: Runs) -> None:
        """Write the runs down, on the second disk too, should the first be full."""
        try:
            write_atomic(self.folder.file(RUNS), runs.to_json())
        except OSError:
            if self.mirror:
                write_atomic(self.mirror / Path(RUNS).name, runs.to_json())
            raise

    def _note(self, event: str, **details: Any) -> None:
        with suppress(OSError):
            self.folder.log(event, **details)

    def _heard(self, alarm: Alarm) -> None:
        self._note("alarm", **alarm.model_dump(mode="json", exclude_none=True))
        self._hook.hear(alarm)
        with suppress(Exception):  # a terminal that is gone, above all
            self._hear(alarm)


@contextmanager
def recording(folder: SessionFolder, wanted: Wanted, hear: Hear) -> Iterator[SessionRecording]:
    """Record `folder`'s session while the context lasts; it ends the recording on the way out.

    Raises LeaseHeldError if another process records it, FeedError, OtherRecordingError.
    """
    _check_free(folder)
    place = folder.file("recording")
    place.mkdir(exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(hold(place, "record"))
        stack.enter_context(keep.running(on_fail="pass"))
        end_leftover_child(place / _CHILD)
        session = SessionRecording(folder, wanted, hear)
        session.start()
        try:
            yield session
        finally:
            session.stop()
            session.wait()


def ask_to_stop(folder: SessionFolder) -> None:
    """Ask the process that records this session to end the recording.

    Raises NotRecordedError if none does.
    """
    if held_by(folder.file("recording")) is None:
        raise NotRecordedError(
            _("nobody records this session now"),
            remedy=_("See how it stands: archiver status {folder}").format(folder=folder.path),
        )
    write_atomic(folder.file("recording") / STOP, "")


def _check_free(folder: SessionFolder) -> None:
    kept = folder.file("recording/recording.json")
    if not kept.is_file() or folder.file(RUNS).is_file():
        return
    raise OtherRecordingError(
        _("the session already has a recording"),
        _("it was made from {name}").format(
            name=folder.read("recording/recording.json", Recording).origin
        ),
        _("Make another session for what you want to record: archiver new"),
    )
