"""A program that runs until it is told to end: its lines as they come, its input, its end.

It is not touched by ^C on the terminal and outlives this process: who started it ends it.
"""

import contextlib
import os
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from archiver.i18n import _
from archiver.programs.run import ProgramError

_TAIL_LINES = 40
_KILL_SECONDS = 3.0


class Child:
    """A running program. `on_line` hears its stdout, `on_error_line` its stderr, in threads."""

    def __init__(
        self,
        args: Sequence[str],
        *,
        on_line: Callable[[str], None] = lambda line: None,
        on_error_line: Callable[[str], None] = lambda line: None,
        takes_input: bool = False,
        cwd: Path | None = None,
    ) -> None:
        """Start it. Raises ProgramError if it cannot be started."""
        try:
            self._popen = subprocess.Popen(
                list(args),
                stdin=subprocess.PIPE if takes_input else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=cwd,
                start_new_session=os.name == "posix",
            )
        except OSError as error:
            raise ProgramError(
                _("{program} could not be started").format(program=args[0]), str(error)
            ) from error
        assert self._popen.stdout is not None
        assert self._popen.stderr is not None
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._readers = (
            threading.Thread(target=_read, args=(self._popen.stdout, on_line), daemon=True),
            threading.Thread(
                target=_read, args=(self._popen.stderr, on_error_line, self._tail), daemon=True
            ),
        )
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._popen.pid

    def returncode(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._popen.poll()

    def tail(self) -> str:
        """The last lines of its stderr."""
        return "\n".join(self._tail)

    def write(self, data: bytes) -> None:
        """Give it input; waits while it does not read. Raises OSError when it is gone."""
        assert self._popen.stdin is not None
        self._popen.stdin.write(data)
        self._popen.stdin.flush()

    def end_input(self) -> None:
        """Tell it that there is no more input."""
        if self._popen.stdin:
            with contextlib.suppress(OSError):
                self._popen.stdin.close()

    def end(self, grace: float = _KILL_SECONDS) -> int:
        """End it, politely first; after `grace` seconds by force. Returns its exit code."""
        if self._popen.poll() is None:
            self._popen.terminate()
            try:
                self._popen.wait(grace)
            except subprocess.TimeoutExpired:
                self._popen.kill()
        code = self._popen.wait()
        for reader in self._readers:
            reader.join(1.0)
        self.end_input()
        for stream in (self._popen.stdout, self._popen.stderr):
            if stream:
                stream.close()
        return code


def _read(
    stream: IO[bytes], on_line: Callable[[str], None], tail: deque[str] | None = None
) -> None:
    with contextlib.suppress(ValueError, OSError):
        for raw in stream:
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if tail is not None:
                tail.append(line)
            on_line(line)
