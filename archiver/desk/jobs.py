"""Long work of the desk: commands of `archiver` in processes of their own, which outlive it.

The desk only starts them and looks at them. What they do, and how far they are, stands in the
session folder; after a restart of the desk that is all there is to see of them, and enough.
"""

import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from archiver.desk.problems import ConflictError
from archiver.i18n import _
from archiver.programs.lasting import LastingChild
from archiver.store.folder import SessionFolder

Kind = Literal["record", "process", "publish", "withdraw", "hidden"]


class Running(Protocol):
    """A command that was started."""

    def returncode(self) -> int | None:
        """Its exit code, None while it runs."""

    def tail(self) -> str:
        """What it said last."""


Starting = Callable[[Sequence[str]], Running]


@dataclass(frozen=True)
class JobState:
    """How a command stands."""

    kind: Kind
    running: bool
    code: int | None
    lines: tuple[str, ...]
    """What it said last, for a person."""


def start_command(args: Sequence[str]) -> Running:
    """Start `archiver ARGS`. Raises ProgramError if it cannot be started."""
    return LastingChild([sys.executable, "-m", "archiver", *args])


class Jobs:
    """The commands that this desk has started, the last of each kind for each session."""

    def __init__(self, starting: Starting = start_command) -> None:
        self._starting = starting
        self._children: dict[tuple[str, Kind], Running] = {}
        self._lock = threading.Lock()

    def start(self, folder: SessionFolder, kind: Kind, *options: str) -> None:
        """Start a command for a session. Raises ConflictError while the same one runs."""
        with self._lock:
            known = self._children.get((folder.id, kind))
            if known and known.returncode() is None:
                raise ConflictError(_("this runs already"))
            # Options first: nothing after the folder is ever read as one.
            args = (kind, *options, "--", str(folder.path))
            self._children[folder.id, kind] = self._starting(args)

    def of(self, folder: SessionFolder) -> tuple[JobState, ...]:
        """The commands started for a session."""
        with self._lock:
            mine = [(kind, c) for (id, kind), c in self._children.items() if id == folder.id]
        return tuple(_state(kind, child) for kind, child in mine)


def _state(kind: Kind, child: Running) -> JobState:
    code = child.returncode()
    lines = tuple(line for line in child.tail().splitlines() if line.strip())
    return JobState(kind, code is None, code, lines[-5:])
