"""A child process that tells what it does in lines, and ends when its standard input is closed.

It is not touched by ^C on the terminal. It ends by itself when this process is gone, as its input
is closed then; what it started itself and left behind is ended with it.
"""

import contextlib
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from archiver.i18n import _
from archiver.programs.run import ProgramError

_TAIL_LINES = 40


class Worker:
    """A running child. `lines` is for one thread; `ask_to_end` and `kill` are for any."""

    def __init__(self, args: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Start it, with `env` added to the environment. Raises ProgramError if that fails."""
        try:
            self._popen = subprocess.Popen(
                list(args),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **(env or {})},
                start_new_session=os.name == "posix",
            )
        except OSError as error:
            raise ProgramError(
                _("{program} could not be started").format(program=args[0]), str(error)
            ) from error
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._drain = threading.Thread(target=self._keep_tail, daemon=True)
        self._drain.start()

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._popen.pid

    def lines(self) -> Iterator[str]:
        """Each line of its stdout as it comes; ends when it has ended or closed it."""
        assert self._popen.stdout is not None
        for raw in self._popen.stdout:
            yield raw.decode("utf-8", "replace").rstrip("\r\n")

    def ask_to_end(self) -> None:
        """Close its input: it ends what it does so that it can be resumed."""
        assert self._popen.stdin is not None
        with contextlib.suppress(OSError):
            self._popen.stdin.close()

    def kill(self) -> None:
        """End it by force, with what it started."""
        if os.name == "posix":
            self._end_group()
        else:
            self._popen.kill()

    def wait(self) -> int:
        """Its exit code once it has ended (negative: the signal); nothing of it runs on then."""
        if hasattr(os, "waitid"):
            # Not reaped yet, so that its number, which names the group, is no one else's.
            with contextlib.suppress(ChildProcessError):
                os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
            self._end_group()
        code = self._popen.wait()
        self._drain.join(1.0)
        for stream in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        return code

    def tail(self) -> str:
        """The last lines of its stderr."""
        return "\n".join(self._tail)

    def _end_group(self) -> None:
        if self._popen.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def _keep_tail(self) -> None:
        stream: IO[bytes] | None = self._popen.stderr
        with contextlib.suppress(ValueError, OSError):
            for raw in stream or ():
                self._tail.append(raw.decode("utf-8", "replace").rstrip("\r\n"))
