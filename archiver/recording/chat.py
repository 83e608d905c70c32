"""The chat of the broadcast beside the recorder: `archiver broadcast follow`, started and watched.

It is a process of its own, and no alarm: what it misses it reads later, for as long as YouTube
keeps the chat. When the recording ends, it goes on by itself to the chat's end.
"""

import sys
import threading
import time
from datetime import UTC, datetime

from archiver.broadcasting.chatting import CHAT, is_over
from archiver.broadcasting.session import Live, known_of
from archiver.model.live import BesideState
from archiver.model.runs import Runs
from archiver.model.session import YouTubeTarget
from archiver.programs.child import Child
from archiver.steps import Settings
from archiver.store.folder import SessionFolder
from archiver.store.lease import held_by

_LOOK_SECONDS = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 300.0


def chats_of(folder: SessionFolder, settings: Settings) -> "list[LiveChat]":
    """One for each YouTube channel of the house: its broadcast may be made at any moment."""
    channels = (one for one in settings.house.publish if isinstance(one, YouTubeTarget))
    return [LiveChat(Live(folder, settings, channel)) for channel in channels]


class LiveChat:
    """Keeps the comments of one broadcast while its session is recorded."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._child: Child | None = None
        self._again, self._pause = 0.0, _FIRST_PAUSE
        self._stopping = threading.Event()
        name, now = live.target.name, datetime.now(UTC)
        self._now = BesideState(kind="chat", name=name, state="waiting", since=now)
        self._thread = threading.Thread(target=self._work, name=f"chat {name}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def on_runs(self, runs: Runs) -> None:
        """Nothing: it does not depend on what is recorded."""

    def states(self) -> tuple[BesideState, ...]:
        """How it stands; nothing where the session has no broadcast there."""
        return (self._now,) if known_of(self._live).chat else ()

    def stop(self, seconds: float) -> None:
        """Look at it no more; it goes on to the chat's end by itself."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(min(seconds, 2.0))
        self._now = self._now.turned("stopped")

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                self._keep()
            except Exception as error:  # whatever it is, it is not worth a second of recording
                self._now = self._now.turned("failing", f"{type(error).__name__}: {error}")
            self._stopping.wait(_LOOK_SECONDS)

    def _keep(self) -> None:
        """See to it that there is one, from the moment the broadcast has a chat to its end."""
        child = self._child
        code = child.returncode() if child else None
        if child and code is not None:
            self._ended(child, code)
        chat = known_of(self._live).chat
        if self._child or not chat or time.monotonic() < self._again:
            return
        folder = self._live.folder
        if is_over(folder, chat):
            self._now = self._now.turned("stopped")
        elif not held_by(folder.file(CHAT)):  # by hand, or since before a crash
            self._child = start_following(self._live)
            self._now = self._now.turned("working")

    def _ended(self, child: Child, code: int) -> None:
        said = [line for line in child.tail().splitlines() if line.strip()]
        child.end()
        self._child = None
        self._again = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        if code:
            self._now = self._now.turned("failing", said[0] if said else str(code))


def start_following(live: Live) -> Child:
    """Start `archiver broadcast follow`; it outlives this process.

    Raises ProgramError if it cannot be started.
    """
    command = [sys.executable, "-m", "archiver", "broadcast", "follow"]
    return Child([*command, str(live.folder.path), "--to", live.target.name])
