"""Single keys from the terminal, without waiting for Enter and without an echo."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ReadKey = Callable[[float], str]
"""The next key within so many seconds, or an empty string."""


@contextmanager
def keyboard() -> Iterator[ReadKey]:
    """Read keys while the context lasts; the terminal is as before afterwards.

    Where standard input is no terminal, no key ever comes.
    """
    if not sys.stdin.isatty():
        yield _no_key
    elif os.name == "nt":
        yield _windows_key
    else:
        with _unix_keys() as read:
            yield read


def _no_key(seconds: float) -> str:
    import time

    time.sleep(seconds)
    return ""


@contextmanager
def _unix_keys() -> Iterator[ReadKey]:
    import select
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)

    def read(seconds: float) -> str:
        ready, _write, _error = select.select([terminal], [], [], seconds)
        return os.read(terminal, 32).decode("utf-8", "replace") if ready else ""

    tty.setcbreak(terminal)
    try:
        yield read
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _windows_key(seconds: float) -> str:  # pragma: no cover - no Windows machine tests this
    import msvcrt
    import time

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if msvcrt.kbhit():  # type: ignore[attr-defined]
            return str(msvcrt.getwch())  # type: ignore[attr-defined]
        time.sleep(0.02)
    return ""
