"""Runs one small program that must not take long: what a person wrote, or a service that may hang.

Its output goes to files, not pipes: what it leaves running in the background holds nothing up.
"""

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from archiver.i18n import _
from archiver.programs.run import Finished, ProgramError

_LOOK_EVERY = 0.05
_KEPT_BYTES = 64 * 1024
_TAIL_BYTES = 4 * 1024


def run_briefly(
    args: Sequence[str],
    seconds: float,
    *,
    env: Mapping[str, str | None] | None = None,
    stop: threading.Event | None = None,
    wants_output: bool = False,
    cwd: Path | None = None,
) -> Finished:
    """Run `args` to the end, for so many seconds at most; `env` is added to the environment.

    A variable that is None there is taken out of it. Stdout is kept only if wanted. Raises
    ProgramError if it cannot be started, and if it takes too long or `stop` is set: it is killed
    then, with all that it started. A non-zero exit code is the caller's to judge.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            child = subprocess.Popen(
                list(args),
                stdin=subprocess.DEVNULL,
                stdout=out if wants_output else subprocess.DEVNULL,
                stderr=err,
                env=_environment(env) if env else None,
                cwd=cwd,
                start_new_session=os.name == "posix",
            )
        except (OSError, ValueError) as error:
            raise ProgramError(
                _("{program} could not be started").format(program=args[0]), str(error)
            ) from error
        _wait(child, args[0], seconds, stop)
        return Finished(child.returncode, _end_of(out, _KEPT_BYTES), _end_of(err, _TAIL_BYTES))


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    whole = {**os.environ, **changes}
    return {name: value for name, value in whole.items() if value is not None}


def _wait(
    child: subprocess.Popen[bytes], program: str, seconds: float, stop: threading.Event | None
) -> None:
    until = time.monotonic() + seconds
    while child.poll() is None:
        if time.monotonic() >= until or (stop and stop.is_set()):
            _kill(child)
            raise ProgramError(
                _("{program} took too long").format(program=program),
                _("it was ended after {seconds:g} s").format(seconds=seconds),
            )
        time.sleep(_LOOK_EVERY)


def _kill(child: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()


def _end_of(file: IO[bytes], most: int) -> str:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - most))
    return file.read().decode("utf-8", "replace").strip()
