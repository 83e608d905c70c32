"""`archiver process --events`: what happens, as JSON lines, for the program that started it.

Each line is an object with `event`: `step` (a step is looked at; `state` says how it stands),
`progress` (`share`, twice a second at most), `done` (`seconds`, `warnings`), `failed` (`kind`,
`what`, `why`, `remedy`) and `ended` (`ran`, `cpu_seconds`). Whoever started it holds its standard
input: when that is closed, or its holder gone, work ends as by ^C, and can be resumed.
"""

import _thread
import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from archiver.cli.failures import explained
from archiver.model.progress import Progress, silent
from archiver.steps import Step, StepState
from archiver.store.folder import SessionFolder

_SECONDS_BETWEEN = 0.5


class EventLines:
    """Tells the steps of one session on standard output."""

    def __init__(self, session: SessionFolder, redo: tuple[str, ...]) -> None:
        self._session, self._redo = session, redo
        self.ran: list[str] = []

    @contextmanager
    def on_step(self, step: Step, state: StepState) -> Iterator[Progress]:
        """A step is looked at, runs if it is due, and has ended."""
        tell("step", step=step.name, state=state.state)
        if state.state == "done" and step.name not in self._redo:
            yield silent
            return
        yield _progress(step.name)
        done = self._session.manifest().done[step.name]
        self.ran.append(step.name)
        tell("done", step=step.name, seconds=done.seconds, warnings=list(done.warnings))

    @contextmanager
    def told(self) -> Iterator[None]:
        """Tell how it ends, well or not; the error itself goes on."""
        try:
            yield
        except Exception as error:
            said = explained(error)
            kind = type(error).__name__
            tell("failed", kind=kind, what=said.what, why=said.why, remedy=said.remedy)
            raise
        tell("ended", ran=self.ran, cpu_seconds=round(sum(os.times()[:4]), 2))


def _progress(step: str) -> Progress:
    last = 0.0

    def report(share: float) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS_BETWEEN:
            last = time.monotonic()
            tell("progress", step=step, share=round(min(1.0, max(0.0, share)), 4))

    return report


def tell(event: str, **details: Any) -> None:
    """Write one line, whole. That nobody hears it any more stops no work."""
    line = json.dumps({"event": event, **details}, ensure_ascii=False) + "\n"
    with contextlib.suppress(OSError):
        os.write(sys.__stdout__.fileno() if sys.__stdout__ else 1, line.encode())


def end_with_input() -> None:
    """From now on, end as by ^C when standard input is closed."""
    threading.Thread(target=_watch, name="holder", daemon=True).start()


def _watch() -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGTERM)  # also wakes it where it waits for a program
    else:
        _thread.interrupt_main(signal.SIGTERM)
