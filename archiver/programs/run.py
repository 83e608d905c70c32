"""Runs one program to its end: argument list in, lines out, the tail of stderr for the error.

Both pipes are drained while it runs, so a talkative child cannot block; on ^C or any other
exception the child is ended, politely first. Never a shell.
"""

import contextlib
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from archiver.errors import ArchiverError
from archiver.i18n import _

_TAIL_LINES = 40
_GRACE_SECONDS = 5.0


class ProgramError(ArchiverError):
    """A program ended with an error, or could not be started."""

    def __init__(self, what: str, why: str, remedy: str = "", tail: str = "") -> None:
        super().__init__(what, why, remedy)
        self.details = tail


@dataclass(frozen=True)
class Finished:
    """What a program left behind: its exit code and the last lines of its stderr."""

    returncode: int
    stdout: str
    stderr_tail: str


def run(
    args: Sequence[str],
    *,
    on_line: Callable[[str], None] | None = None,
    env: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> Finished:
    """Run `args` to the end and return its output; `on_line` gets each stdout line as it comes.

    With `on_line`, stdout is not kept. `env` is added to the environment. With `seconds`, the
    program and all that it started are killed after so long. Raises ProgramError then, and if the
    program cannot be started; a non-zero exit code is the caller's to judge.
    """
    try:
        child = subprocess.Popen(
            list(args),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, **env} if env else None,
            start_new_session=seconds is not None and os.name == "posix",
        )
    except (OSError, ValueError) as error:
        raise ProgramError(
            _("{program} could not be started").format(program=args[0]), str(error)
        ) from error
    tail: deque[str] = deque(maxlen=_TAIL_LINES)
    assert child.stdout is not None
    assert child.stderr is not None
    drain = threading.Thread(target=_keep_tail, args=(child.stderr, tail), daemon=True)
    drain.start()
    kept: list[str] = []
    limit = _TimeLimit(child, seconds)
    try:
        for line in child.stdout:
            if on_line is None:
                kept.append(line)
            else:
                on_line(line.rstrip("\n"))
        child.wait()
    except BaseException:
        _end(child)
        raise
    finally:
        limit.lift()
        drain.join(_GRACE_SECONDS)
        child.stdout.close()
        child.stderr.close()
    if limit.exceeded:
        raise ProgramError(
            _("{program} took too long").format(program=args[0]),
            _("it was ended after {seconds:g} s").format(seconds=seconds),
            tail="".join(tail).strip(),
        )
    return Finished(child.returncode, "".join(kept), "".join(tail).strip())


class _TimeLimit:
    """Kills a program, and what it started and left behind, when its time is over."""

    def __init__(self, child: subprocess.Popen[str], seconds: float | None) -> None:
        self.exceeded = False
        self._child = child
        self._timer = threading.Timer(seconds, self._kill) if seconds is not None else None
        if self._timer:
            self._timer.daemon = True
            self._timer.start()

    def lift(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _kill(self) -> None:
        self.exceeded = self._child.poll() is None
        if os.name != "posix":
            self._child.kill()
            return
        # What it started holds the pipes open; its group is its own, see start_new_session.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)


def _keep_tail(stream: IO[str], tail: deque[str]) -> None:
    for line in stream:
        tail.append(line)


def _end(child: subprocess.Popen[str]) -> None:
    child.terminate()
    try:
        child.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
