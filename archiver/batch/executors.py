"""What a batch asks of those who do its work, on this machine or on others."""

from collections.abc import Callable, Sequence
from typing import Protocol

from archiver.batch.records import Event, Job

OnEvent = Callable[[Event], None]


class Executor(Protocol):
    """Works on jobs, several at once. What it works with is its own; the truth is in the folders.

    An executor begins jobs in their order. It tells every `Event` from the thread that called
    `run`, and for each job exactly one that is `ended`, with its `Outcome`; a job that fails never
    stops the others. When `run` is interrupted (KeyboardInterrupt), it ends what it started so
    that it can be resumed, tells no outcome of those, and passes the interruption on.
    """

    def run(self, jobs: Sequence[Job], on_event: OnEvent) -> None:
        """Work on all `jobs`; returns when each has its outcome."""
        ...
