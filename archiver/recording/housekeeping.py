"""Done every second while a session is recorded: sync, disks, clock, state, a wish to stop."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from archiver.capture.alarms import Alarms
from archiver.capture.disk import DiskForecast, DiskWatch
from archiver.capture.supervisor import Supervisor
from archiver.capture.targets import is_full
from archiver.i18n import _
from archiver.model.live import LiveState
from archiver.programs.clock import clock_synchronised
from archiver.store.files import write_atomic

STATE, STOP = "state.json", "stop"
_SECONDS = 1.0
_DISK_EVERY, _CLOCK_EVERY = 5.0, 60.0
_GROWTH_SECONDS = 6.0


class Housekeeper:
    """Keeps a recording's folder in order, in threads of its own."""

    def __init__(
        self,
        place: Path,
        mirror: Path | None,
        alarms: Alarms,
        supervisor: Supervisor,
        state: Callable[[], LiveState],
    ) -> None:
        self._place, self._alarms, self._supervisor = place, alarms, supervisor
        self._state = state
        self._disks = [DiskWatch(place, alarms)]
        if mirror:
            self._disks.append(DiskWatch(mirror.parent, alarms, "mirror"))
        self.forecast: DiskForecast | None = None
        self.bytes_per_second = 0.0
        self._grown: tuple[Path | None, int, float] = (None, -1, time.monotonic())
        self._done = threading.Event()
        self._threads = tuple(
            threading.Thread(target=work, name=work.__name__, daemon=True)
            for work in (self._sync, self._look, self._ask_clock)
        )

    def start(self) -> None:
        """Begin."""
        (self._place / STOP).unlink(missing_ok=True)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End; the last state is written."""
        self._done.set()
        for thread in self._threads[:2]:
            thread.join(5.0)
        self._write_state()

    def _sync(self) -> None:
        """Put what is written of the open segment on the disk; a slow disk holds up nobody."""
        while not self._done.wait(_SECONDS):
            path = self._supervisor.now.open_file
            if path is None:
                continue
            with suppress(OSError):
                descriptor = os.open(path, os.O_RDONLY)
                try:
                    getattr(os, "fdatasync", os.fsync)(descriptor)
                finally:
                    os.close(descriptor)

    def _look(self) -> None:
        last_disk = 0.0
        while not self._done.wait(_SECONDS):
            self._measure_rate()
            self._look_at_growth()
            if time.monotonic() - last_disk >= _DISK_EVERY:
                last_disk = time.monotonic()
                self._look_at_disks()
            self._write_state()
            stop = self._place / STOP
            if stop.exists():
                stop.unlink(missing_ok=True)
                self._supervisor.stop()

    def _measure_rate(self) -> None:
        """Bytes a second over the segments closed of late."""
        segments = [s for run in self._supervisor.runs.runs[-1:] for s in run.segments[-5:]]
        sizes = 0
        with suppress(OSError):
            folder = (self._supervisor.now.open_file or self._place / STATE).parent
            sizes = sum((folder / segment.file).stat().st_size for segment in segments)
        lasted = sum(segment.end_ms - segment.start_ms for segment in segments)
        self.bytes_per_second = sizes * 1000 / lasted if lasted else 0.0

    def _look_at_growth(self) -> None:
        """ffmpeg may say that it goes on while nothing reaches the disk."""
        now = self._supervisor.now
        size = -1
        with suppress(OSError):
            size = now.open_file.stat().st_size if now.open_file else -1
        grown = (now.open_file, size) != self._grown[:2]
        if grown or now.phase != "recording":
            self._grown = (now.open_file, size, time.monotonic())
            self._alarms.clear("not_growing")
        elif time.monotonic() - self._grown[2] > _GROWTH_SECONDS:
            said = _("the recorded file does not grow: check the disk")
            self._alarms.raise_("not_growing", said)

    def _look_at_disks(self) -> None:
        if not is_full(self._place):
            self._alarms.clear("disk", "full")
        until = self._supervisor.job.hours.end
        for disk in self._disks:
            made = disk.check(datetime.now(UTC), self.bytes_per_second, until)
            if disk is self._disks[0]:
                self.forecast = made

    def _ask_clock(self) -> None:
        while not self._done.is_set():
            if clock_synchronised() is False:
                said = _("the clock of this machine is not synchronised: marks may be off")
                self._alarms.raise_("clock", said)
            else:
                self._alarms.clear("clock")
            self._done.wait(_CLOCK_EVERY)

    def _write_state(self) -> None:
        with suppress(OSError):
            write_atomic(self._place / STATE, self._state().to_json())
