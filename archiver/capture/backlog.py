"""What one destination has still to be sent: short, always beginning where it can be decoded."""

import threading
import time
from collections import deque
from dataclasses import dataclass

from archiver.media.frames import TICKS_PER_MS
from archiver.media.outgoing import Chunk

LONGEST_LAG_SECONDS = 5.0


@dataclass(frozen=True)
class _Waiting:
    chunk: Chunk
    ms: int
    since: float


class Backlog:
    """Takes chunks from one thread and gives them to another; neither waits for the other.

    Unless a receiver is there (`begin` to `leave`), only what is since the last start is kept.
    """

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self._ready = threading.Condition()
        self._receiving = self._closed = False
        self._last_tick: int | None = None
        self.dropped_ms = 0
        """How much of the session was left out."""

    def offer(self, chunk: Chunk) -> None:
        """Add a chunk; what the receiver is too slow for is left out."""
        with self._ready:
            ms = (chunk.tick - (self._last_tick or chunk.tick)) // TICKS_PER_MS
            self._last_tick = chunk.tick
            now = time.monotonic()
            if chunk.starts and (not self._receiving or self._is_late(now)):
                self._drop_all()
            self._waiting.append(_Waiting(chunk, max(0, ms), now))
            self._ready.notify()

    def cut(self) -> None:
        """Leave out what is still there of the session: it is not public any more."""
        with self._ready:
            kept = [each for each in self._waiting if not each.chunk.live]
            self._waiting = deque(kept)

    def renew(self) -> None:
        """Another stream begins: nothing of the one before fits with it."""
        with self._ready:
            self._drop_all()
            self._last_tick = None

    def begin(self) -> bool:
        """Whether there is a fresh start to begin with; from now on chunks are kept for `take`."""
        with self._ready:
            while self._waiting and not self._waiting[0].chunk.starts:
                self._drop()
            if not self._waiting or self._is_late(time.monotonic()):
                return False
            self._receiving = True
            return True

    def leave(self) -> None:
        """The receiver is gone: keep what is since the last start."""
        with self._ready:
            self._receiving = False
            starts = [n for n, each in enumerate(self._waiting) if each.chunk.starts]
            for _each in range(starts[-1] if starts else len(self._waiting)):
                self._drop()
            self._ready.notify_all()

    def close(self) -> None:
        """Nothing more will be taken."""
        with self._ready:
            self._closed = True
            self._ready.notify_all()

    def take(self) -> bytes:
        """The next bytes, waiting for them; empty when the receiver is to end."""
        with self._ready:
            self._ready.wait_for(lambda: self._waiting or self._closed or not self._receiving)
            if self._closed or not self._receiving:
                return b""
            return self._waiting.popleft().chunk.data

    def _is_late(self, now: float) -> bool:
        return bool(self._waiting) and now - self._waiting[0].since > LONGEST_LAG_SECONDS

    def _drop_all(self) -> None:
        while self._waiting:
            self._drop()

    def _drop(self) -> None:
        dropped = self._waiting.popleft()
        if dropped.chunk.live:
            self.dropped_ms += dropped.ms
