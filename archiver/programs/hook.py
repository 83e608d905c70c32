"""Runs the house's own command at every alarm: a lamp, a text message, a sound.

One after the other, in a thread of its own, each within a time limit; never a shell. A command
that fails or hangs disturbs nothing.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Sequence

from archiver.i18n import _
from archiver.model.live import Alarm
from archiver.programs.briefly import run_briefly
from archiver.programs.run import ProgramError

LIMIT_SECONDS = 10.0
_KILL_SECONDS = 1.0
_WAITING = 100
"""Alarms that may wait for a slow command; what comes then is not told."""


class AlarmHook:
    """Tells `command` (a program and its arguments) of alarms; nothing is run if it is empty.

    The command finds in its environment ARCHIVER_ALARM (the kind), ARCHIVER_ALARM_SUBJECT,
    ARCHIVER_ALARM_TEXT, ARCHIVER_ALARM_STATE (`raised` or `cleared`) and ARCHIVER_SESSION. What
    goes wrong with it is said to `failed`, in the user's language, from the thread of the hook.
    """

    def __init__(
        self,
        command: Sequence[str],
        session: str,
        failed: Callable[[str], None],
        *,
        seconds: float = LIMIT_SECONDS,
    ) -> None:
        self._command, self._session = tuple(command), session
        self._failed, self._seconds = failed, seconds
        self._alarms: queue.Queue[Alarm | None] = queue.Queue(_WAITING)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="alarm hook", daemon=True)
        if self._command:
            self._thread.start()

    def hear(self, alarm: Alarm) -> None:
        """An alarm was raised or has cleared: returns at once, raises nothing."""
        if not self._command:
            return
        try:
            self._alarms.put_nowait(alarm)
        except queue.Full:
            self._failed(_("the alarm command is too slow: an alarm was not passed on to it"))

    def stop(self, seconds: float) -> None:
        """Let it tell what it has heard, for so long at most; then what it runs is killed."""
        if not self._thread.is_alive():
            return
        until = time.monotonic() + seconds
        with contextlib.suppress(queue.Full):
            self._alarms.put(None, timeout=seconds)
        self._thread.join(max(0.0, until - time.monotonic()))
        self._stopped.set()
        self._thread.join(_KILL_SECONDS)

    def _work(self) -> None:
        while not self._stopped.is_set() and (alarm := self._alarms.get()) is not None:
            self._tell(alarm)

    def _tell(self, alarm: Alarm) -> None:
        told = {
            "ARCHIVER_ALARM": alarm.kind,
            "ARCHIVER_ALARM_SUBJECT": alarm.subject,
            "ARCHIVER_ALARM_TEXT": alarm.text,
            "ARCHIVER_ALARM_STATE": "cleared" if alarm.cleared else "raised",
            "ARCHIVER_SESSION": self._session,
        }
        env = {name: value.replace("\0", "") for name, value in told.items()}
        try:
            finished = run_briefly(self._command, self._seconds, env=env, stop=self._stopped)
        except ProgramError as error:
            if not self._stopped.is_set():
                self._failed(_failure(error.what, error.why))
            return
        if finished.returncode:
            said = finished.stderr_tail.splitlines()[-1] if finished.stderr_tail else ""
            code = _("it ended with the code {code}").format(code=finished.returncode)
            self._failed(_failure(code, said))


def _failure(what: str, why: str) -> str:
    said = f"{what} – {why}" if why else what
    return _("the alarm command failed: {said}; check “hook” under [alarms] in the preset").format(
        said=said
    )
