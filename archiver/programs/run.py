"""Runs one program to its end: argument list in, lines out, the tail of stderr for the error.

Both pipes are drained while it runs, so a talkative child cannot block; on ^C or any other
exception the child is ended, politely first. Never a shell.
"""

import subprocess
import threading
from collections import deque
from collections.abc import Callable, Sequence
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


def run(args: Sequence[str], *, on_line: Callable[[str], None] | None = None) -> Finished:
    """Run `args` to the end and return its output; `on_line` gets each stdout line as it comes.

    With `on_line`, stdout is not kept. Raises ProgramError if the program cannot be started; a
    non-zero exit code is the caller's to judge.
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
        )
    except OSError as error:
        raise ProgramError(
            _("{program} could not be started").format(program=args[0]), str(error)
        ) from error
    tail: deque[str] = deque(maxlen=_TAIL_LINES)
    assert child.stdout is not None
    assert child.stderr is not None
    drain = threading.Thread(target=_keep_tail, args=(child.stderr, tail), daemon=True)
    drain.start()
    kept: list[str] = []
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
        drain.join(_GRACE_SECONDS)
        child.stdout.close()
        child.stderr.close()
    return Finished(child.returncode, "".join(kept), "".join(tail).strip())


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
