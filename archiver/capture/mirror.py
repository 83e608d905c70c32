"""The second copy: every closed segment on another disk, and back where the first one missed it.

When the first disk is full or gone, the recorder writes into the second copy itself; what was
written there comes back once there is room again. Each folder is only ever added to.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from archiver.capture.alarms import Alarms
from archiver.capture.targets import is_full
from archiver.i18n import _
from archiver.model.live import BesideState
from archiver.model.runs import Runs

_RETRY_SECONDS = 3.0
_SLOW_SECONDS = 20.0
_NAME = "copy"


class Mirror:
    """Copies closed segments both ways between `main` and `mirror`, in a thread of its own."""

    def __init__(self, main: Path, mirror: Path, also: Iterable[str], alarms: Alarms) -> None:
        """`also` names further small files of `main` that are copied whenever they changed."""
        self._main, self._mirror, self._also = main, mirror, tuple(also)
        self._alarms = alarms
        self._runs = Runs()
        self._wake, self._done = threading.Event(), threading.Event()
        self._state = BesideState(
            kind="mirror", name=str(mirror), state="waiting", since=datetime.now(UTC)
        )
        self._copying_since: float | None = None
        self._thread = threading.Thread(target=self._work, name="mirror", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def on_runs(self, runs: Runs) -> None:
        """Copy what is new."""
        self._runs = runs
        self._wake.set()

    def states(self) -> tuple[BesideState, ...]:
        """How the copy stands; a copy that does not come to an end is an alarm too."""
        since = self._copying_since
        if since is not None and time.monotonic() - since > _SLOW_SECONDS:
            self._failing(_("the second copy does not answer"))
        return (self._state,)

    def stop(self, seconds: float) -> None:
        """Finish copying, for so long at most."""
        self._done.set()
        self._wake.set()
        self._thread.join(seconds)

    def _work(self) -> None:
        while True:
            again = self._done.is_set()
            self._wake.clear()
            complete = self._copy_all()
            if again:
                return
            self._wake.wait(None if complete else _RETRY_SECONDS)

    def _copy_all(self) -> bool:
        try:
            self._mirror.mkdir(parents=True, exist_ok=True)
            for run in self._runs.runs:
                for segment in run.segments:
                    self._even(segment.file)
            for name in self._also:
                if (self._main / name).is_file():
                    self._copy(self._main / name, self._mirror / name)
        except OSError as error:
            self._failing(error.strerror or str(error))
            return False
        finally:
            self._copying_since = None
        self._alarms.clear("mirror")
        self._state = self._state.turned("working")
        return True

    def _even(self, name: str) -> None:
        """Give a segment to whichever side lacks it."""
        here, there = self._main / name, self._mirror / name
        if _size(here) == _size(there):
            return
        if _size(here) > _size(there):
            self._copy(here, there)
        elif not is_full(self._main):
            self._copy(there, here)

    def _copy(self, source: Path, target: Path) -> None:
        if _stamp(source) == _stamp(target):
            return
        self._copying_since = time.monotonic()
        part = target.with_name(f".{target.name}.part")
        try:
            with source.open("rb") as read, part.open("wb") as written:
                shutil.copyfileobj(read, written, 1 << 20)
                written.flush()
                os.fsync(written.fileno())
            shutil.copystat(source, part)
            part.replace(target)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def _failing(self, why: str) -> None:
        self._state = self._state.turned("failing", why)
        said = _("the second copy fails: {why}. The recording goes on").format(why=why)
        self._alarms.raise_("mirror", said)


def _size(path: Path) -> int:
    """The size of a file, -1 where there is none. OSError when its disk is gone is the caller's."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_size, stat.st_mtime_ns // 1_000_000
