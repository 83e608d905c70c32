"""What goes on beside the recording: told of every change, never able to hold it up."""

from typing import Protocol

from archiver.model.live import BesideState
from archiver.model.runs import Runs


class Beside(Protocol):
    """The mirror, the live page, a destination, the watchdog.

    The recorder calls these from its own thread: they return at once, do their work in a thread
    of their own, and raise nothing; what goes wrong is an alarm and a state.
    """

    def start(self) -> None:
        """Begin."""

    def on_runs(self, runs: Runs) -> None:
        """A run started or ended, or a segment was closed: `runs` is how things stand now."""

    def states(self) -> tuple[BesideState, ...]:
        """How it stands."""

    def stop(self, seconds: float) -> None:
        """End, finishing what can be finished within so many seconds."""
