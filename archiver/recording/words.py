"""Recognition beside the recorder: a process of its own (`archiver live`), watched and restarted.

It is only started and looked at: it reads the recorder's files, and says in `live/state.json` how
far it is. Whatever becomes of it, the recording goes on; when the recording ends, it goes on by
itself to close the session.
"""

import sys
import threading
import time
from datetime import UTC, datetime

from archiver.capture.alarms import Alarms
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.live import BesideState, LiveHearing
from archiver.model.runs import Runs
from archiver.model.times import clock
from archiver.programs.child import Child
from archiver.store.folder import LIVE_STATE, SessionFolder
from archiver.store.lease import held_by

_LOOK_SECONDS = 1.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_PROVEN_SECONDS = 120.0
_BEHIND_MS, _CAUGHT_UP_MS = 120_000, 45_000
_DEATHS = 3
"""So many in a row, and it is an alarm even if it was started again each time."""


class LiveWords:
    """Keeps recognition running beside a recording."""

    def __init__(self, folder: SessionFolder, alarms: Alarms) -> None:
        self._folder, self._alarms = folder, alarms
        self._place = folder.file(LIVE_STATE).parent
        self._child: Child | None = None
        self._started, self._since = 0.0, datetime.now(UTC)
        self._again, self._pause, self._deaths = 0.0, _FIRST_PAUSE, 0
        self._stopping = threading.Event()
        self._now = BesideState(kind="speech", name="", state="waiting", since=datetime.now(UTC))
        self._thread = threading.Thread(target=self._work, name="words", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._place.mkdir(exist_ok=True)
        self._thread.start()

    def on_runs(self, runs: Runs) -> None:
        """Nothing: the process sees by itself what is recorded."""

    def states(self) -> tuple[BesideState, ...]:
        """How it stands, and how far it is."""
        return (self._now,)

    def stop(self, seconds: float) -> None:
        """Look at it no more; it goes on to the close by itself."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(min(seconds, 3 * _LOOK_SECONDS))
        for subject in ("", "behind"):
            self._alarms.clear("speech", subject)
        self._now = self._now.turned("stopped")

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                self._keep()
            except Exception as error:  # whatever it is, it is not worth a second of recording
                self._fail(f"{type(error).__name__}: {error}")
            self._stopping.wait(_LOOK_SECONDS)

    def _keep(self) -> None:
        """See to it that there is one, and say how far it is."""
        child = self._child
        code = child.returncode() if child else None
        if child and code is not None:
            self._ended(child, code)
        if self._child is None and time.monotonic() >= self._again:
            self._start()
        if self._child and time.monotonic() - self._started > _PROVEN_SECONDS:
            self._pause, self._deaths = _FIRST_PAUSE, 0
        hearing = hearing_of(self._folder)
        if hearing and hearing.model and hearing.at > self._since and hearing.state != "failed":
            self._tell(hearing)

    def _start(self) -> None:
        if held_by(self._place):  # by hand, on another workstation, or since before a crash
            return
        self._started, self._since = time.monotonic(), datetime.now(UTC)
        self._child = start_live(self._folder)

    def _ended(self, child: Child, code: int) -> None:
        said = child.tail().splitlines()
        child.end()
        self._child = None
        self._again = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        if code == 0:
            return
        self._deaths += 1
        hearing = hearing_of(self._folder)
        failed = hearing is not None and hearing.state == "failed" and hearing.pid == child.pid
        why = hearing.why if hearing and failed else (said[-1] if said else str(code))
        self._now = self._now.model_copy(
            update={"reconnections": self._now.reconnections + 1, "why": why}
        )
        if failed or self._deaths >= _DEATHS:
            self._fail(why)

    def _tell(self, hearing: LiveHearing) -> None:
        behind = hearing.behind_ms
        if behind > _BEHIND_MS:
            said = _(
                "recognition is {time} behind: this machine is too slow or busy for it. "
                "The recording is not held up"
            )
            self._alarms.raise_("speech", said.format(time=clock(behind)), "behind")
        elif behind < _CAUGHT_UP_MS:
            self._alarms.clear("speech", "behind")
        self._alarms.clear("speech")
        self._now = self._now.turned("working", far(hearing))

    def _fail(self, why: str) -> None:
        said = _("speech is not recognised for now: {why}. The recording goes on")
        self._alarms.raise_("speech", said.format(why=why))
        self._now = self._now.turned("failing", why)


def start_live(folder: SessionFolder) -> Child:
    """Start `archiver live` for a session; it outlives this process.

    Raises ProgramError if it cannot be started.
    """
    return Child([sys.executable, "-m", "archiver", "live", str(folder.path)])


def hearing_of(folder: SessionFolder) -> LiveHearing | None:
    """How far recognition is, or was when it ended; None where there is none."""
    try:
        return folder.read(LIVE_STATE, LiveHearing)
    except (ArchiverError, OSError):
        return None


def far(hearing: LiveHearing) -> str:
    """How far recognition is, in a few words."""
    if hearing.state == "waiting" or not hearing.recorded_ms:
        return ""
    if hearing.behind_ms > _CAUGHT_UP_MS:
        return _("{time} behind").format(time=clock(hearing.behind_ms))
    return _("up to {time}").format(time=clock(hearing.heard_ms))
