"""How often somebody may try to come in: who guesses passwords has to wait.

Counted by the account's name, so that many machines do not make many tries, and over all names, so
that many names do not either. Who has the right password waits like anybody else.
"""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable

_A_NAME, _ALL_NAMES = 5, 40
_WITHIN_S = 60.0
_EVERYBODY = ""


class Attempts:
    """The failed tries of the last minute."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock = now, threading.Lock()
        self._failed: dict[str, deque[float]] = defaultdict(deque)

    def wait_s(self, name: str) -> int:
        """For how many seconds this name may not be tried; 0 if it may be now."""
        with self._lock:
            waits = (self._wait(name, _A_NAME), self._wait(_EVERYBODY, _ALL_NAMES))
            return max(waits)

    def failed(self, name: str) -> None:
        """A try that was wrong."""
        with self._lock:
            for key in {name, _EVERYBODY}:
                self._failed[key].append(self._now())

    def _wait(self, key: str, most: int) -> int:
        tries, now = self._failed.get(key), self._now()
        while tries and tries[0] <= now - _WITHIN_S:
            tries.popleft()
        if not tries:
            self._failed.pop(key, None)
            return 0
        return int(tries[-most] + _WITHIN_S - now) + 1 if len(tries) >= most else 0
