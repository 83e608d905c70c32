"""Looks at segments in a process of its own: what a feed does to a decoder stops there.

A process that dies or hangs is replaced at the next look. It ends with the one that started it,
even if that one is killed: the pipe between them is its lifeline.
"""

import contextlib
import os
import signal
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.media.segments import SegmentLook, look_at
from archiver.media.sketch import use_one_thread

_LOOK_SECONDS = 30.0
_START_SECONDS = 60.0
_END_SECONDS = 2.0
_NICENESS = 10
_READY = "ready"


class LookError(ArchiverError):
    """The process that looks at segments ended or hung."""


class EndedFromOutsideError(LookError):
    """It was told to end by someone, as all programs are when a machine is shut down."""


class Looker:
    """A process that looks at one segment after the other; to be used from one thread."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> "Looker":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The number of the process, while there is one."""
        return self._process.pid if self._process else None

    def look(self, path: Path) -> SegmentLook:
        """What the segment `path` holds. Raises LookError; the next call starts afresh."""
        try:
            pipe = self._pipe or self._start()
            pipe.send(path)
            look = _answer(pipe, _LOOK_SECONDS)
        except (EOFError, OSError) as error:
            raise self._gone(path) from error
        assert isinstance(look, SegmentLook)
        return look

    def kill(self) -> None:
        """End the process now, from any thread: a look that is going on fails."""
        process = self._process
        with contextlib.suppress(ValueError, OSError):
            if process and process.is_alive():
                process.kill()

    def close(self) -> None:
        """End the process."""
        if self._pipe:
            self._pipe.close()
        if self._process:
            self._process.join(_END_SECONDS)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
        self._process = self._pipe = None

    def _start(self) -> Connection:
        context = get_context("spawn")
        mine, its = context.Pipe()
        self._pipe = mine
        process = context.Process(target=_serve, args=(its,), daemon=True)
        with its, _no_interrupt():
            process.start()
        self._process = process
        _answer(mine, _START_SECONDS)
        return mine

    def _gone(self, path: Path) -> LookError:
        if self._process:
            self._process.join(0.5)
            code, alive = self._process.exitcode, self._process.is_alive()
        else:
            code, alive = None, False
        if alive and self._process:
            self._process.kill()
        self.close()
        what = _("{file} could not be looked at").format(file=path.name)
        if code == -signal.SIGTERM:
            return EndedFromOutsideError(what)
        why = _("the process hung") if alive else _("the process ended ({code})").format(code=code)
        return LookError(what, why)


@contextlib.contextmanager
def _no_interrupt() -> Iterator[None]:
    """What is started in here does not hear ^C: it is for the recorder to say when it ends."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker  # Not on every system.

    # It is started with the first process, and lets through again what is blocked before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answer(pipe: Connection, seconds: float) -> object:
    if not pipe.poll(seconds):
        raise TimeoutError
    return pipe.recv()


def _serve(pipe: Connection) -> None:
    _be_modest()
    with contextlib.suppress(EOFError, OSError):
        pipe.send(_READY)
        while True:
            pipe.send(look_at(pipe.recv()))


def _be_modest() -> None:
    use_one_thread()
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_NICENESS)
