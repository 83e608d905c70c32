"""One destination, supervised: a program that sends, a new one whenever it fails or hangs.

That program reads from a pipe that only this process writes to: when this process ends, however
that may be, the pipe ends and the program with it, so nothing goes out that nobody watches over.
"""

import random
import threading
import time
from datetime import UTC, datetime

from archiver.capture.alarms import Alarms
from archiver.capture.backlog import Backlog
from archiver.capture.destination import Destination
from archiver.capture.relay import ConnectionFailedError, Relay
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.media.outgoing import Chunk
from archiver.media.sender import REJECTED
from archiver.model.live import BesideStage, BesideState
from archiver.programs.child import Child

_LOOK_SECONDS = 0.1
_CONNECT_SECONDS = 10.0
_HANG_SECONDS = 4.0
_FIRST_PAUSE, _LONGEST_PAUSE, _LONGER = 1.0, 15.0, 1.3
_JITTER = 0.2
_PROVEN_SECONDS = 10.0
"""Working for so long, a destination has earned a quick new attempt."""
_GRACE_SECONDS = 0.3


class Pusher:
    """Sends one stream to one destination. All but `stop` return at once."""

    def __init__(self, destination: Destination, alarms: Alarms) -> None:
        self.destination = destination
        self._alarms = alarms
        self._backlog = Backlog()
        self._state: BesideStage = "waiting"
        self._why = ""
        self._since = datetime.now(UTC)
        self._connections = 0
        self._stopping, self._renewed = threading.Event(), threading.Event()
        self._deadline = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._sent_us = 0
        self._moved = self._worked_since = 0.0

    def start(self) -> None:
        """Begin; it connects as soon as there is something to send."""
        self._thread.start()

    def offer(self, chunk: Chunk) -> None:
        """Send this, after what was offered before."""
        self._backlog.offer(chunk)

    def cut(self) -> None:
        """Send nothing more of the session that was offered so far."""
        self._backlog.cut()

    def renew(self) -> None:
        """What is offered from now on is another stream: connect anew for it."""
        self._backlog.renew()
        self._renewed.set()

    def state(self) -> BesideState:
        """How it stands."""
        return BesideState(
            kind="destination",
            name=self.destination.name,
            state=self._state,
            since=self._since,
            why=self._why,
            dropped_ms=self._backlog.dropped_ms,
            reconnections=max(0, self._connections - 1),
        )

    def ask_to_stop(self, seconds: float) -> None:
        """Let it send what it has and end, within so many seconds."""
        self._deadline = time.monotonic() + seconds
        self._stopping.set()
        self._backlog.close()

    def join(self) -> None:
        """Wait until it has ended, after `ask_to_stop`."""
        if self._thread.is_alive():
            self._thread.join(max(0.0, self._deadline - time.monotonic()) + 3 * _HANG_SECONDS)

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            if not self._backlog.begin():
                self._stopping.wait(_LOOK_SECONDS)
                continue
            self._renewed.clear()
            try:
                why = self._send()
            except Exception as error:  # a defect of ours: this destination alone begins anew
                why = self.destination.scrubbed(f"{type(error).__name__}: {error}")
            self._backlog.leave()
            if self._stopping.is_set() or not why:
                continue
            if self._worked_since and time.monotonic() - self._worked_since > _PROVEN_SECONDS:
                pause = _FIRST_PAUSE
            self._fail(why)
            self._stopping.wait(pause * random.uniform(1 - _JITTER, 1 + _JITTER))  # noqa: S311
            pause = min(_LONGEST_PAUSE, pause * _LONGER)
        self._now("stopped")
        self._alarms.clear("destination", self.destination.name)

    def _send(self) -> str:
        """Send until something ends it; why, empty when it was asked to end or begin anew."""
        self._sent_us, self._moved, self._worked_since = 0, time.monotonic(), 0.0
        to, relay = self.destination, None
        try:
            if not to.is_srt:
                relay = Relay(to.host, to.port, tls=to.is_tls)
            command, told = to.command(relay.port if relay else 0)
            child = Child(command, on_line=self._hear, takes_input=True)
        except ArchiverError as error:
            if relay:
                relay.close(0)
            return to.scrubbed(
                error.what if isinstance(error, ConnectionFailedError) else str(error)
            )
        writer = threading.Thread(target=self._write, args=(child, told), daemon=True)
        writer.start()
        try:
            why = self._supervised(child, writer)
        finally:
            self._backlog.leave()
            child.end(_GRACE_SECONDS)
            writer.join(_GRACE_SECONDS)
            if relay:
                relay.close(_GRACE_SECONDS)
        return (why and (relay.why if relay else "")) or why

    def _supervised(self, child: Child, writer: threading.Thread) -> str:
        while not self._stopping.wait(_LOOK_SECONDS):
            if self._renewed.is_set():
                return ""
            if child.returncode() is not None:
                return self._cause(child.tail())
            still = time.monotonic() - self._moved
            if still > (_HANG_SECONDS if self._sent_us else _CONNECT_SECONDS):
                return _("it takes nothing any more") if self._sent_us else _("it does not answer")
        writer.join(max(0.0, self._deadline - time.monotonic()))
        child.end_input()
        while child.returncode() is None and time.monotonic() < self._deadline:
            time.sleep(_LOOK_SECONDS)
        return ""

    def _write(self, child: Child, told: bytes) -> None:
        try:
            child.write(told)
            while data := self._backlog.take():
                child.write(data)
        except (OSError, ValueError):
            return  # It ended; its supervisor sees that, and why.

    def _hear(self, line: str) -> None:
        """The program's progress: it has got through to the destination up to `out_time_us`."""
        name, _sep, value = line.partition("=")
        if name != "out_time_us" or not value.isdigit() or int(value) <= self._sent_us:
            return
        self._moved = time.monotonic()
        if not self._sent_us:
            self._connections += 1
            self._worked_since = self._moved
            self._now("working")
            self._alarms.clear("destination", self.destination.name)
        self._sent_us = int(value)

    def _fail(self, why: str) -> None:
        self._now("failing", why)
        name = self.destination.name
        text = _("{name} does not receive the session: {why}").format(name=name, why=why)
        self._alarms.raise_("destination", text, name)

    def _now(self, state: BesideStage, why: str = "") -> None:
        if state != self._state:
            self._since = datetime.now(UTC)
        self._state, self._why = state, why

    def _cause(self, tail: str) -> str:
        last = tail.splitlines()[-1] if tail else "reset"
        known = next((why for said, why in _causes().items() if said in last), "")
        return known or self.destination.scrubbed(last)


def _causes() -> dict[str, str]:
    """What the programs say, and what that means."""
    answer, broken = _("it does not answer"), _("it broke off the connection")
    return {
        REJECTED: _("it rejects the stream: check its address and key"),
        "Failed to resolve": _("there is no such host, or no network"),
        "unreachable": _("there is no network"),
        "timed out": answer,
        "Input/output error": answer,
        "refused": _("it refuses the connection"),
        "Broken pipe": broken,
        "reset": broken,
    }
