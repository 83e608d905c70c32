"""A program that is to outlive this one whatever it says: its words go into a file, not a pipe.

A pipe breaks when whoever reads it is gone, and many a program ends at its next word then.
"""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from archiver.i18n import _
from archiver.programs.run import ProgramError

_TAIL_LINES, _TAIL_BYTES = 40, 20_000


class LastingChild:
    """A running program that nothing of ours ends."""

    def __init__(self, args: Sequence[str]) -> None:
        """Start it. Raises ProgramError if it cannot be started."""
        descriptor, name = tempfile.mkstemp(prefix="archiver-said-")
        os.close(descriptor)
        # It appends through a door of its own: reading must not move where it writes.
        with Path(name).open("ab") as said:
            self._said = Path(name).open("rb")  # noqa: SIM115 - read for as long as we live
            try:
                self._popen = subprocess.Popen(
                    list(args),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    start_new_session=os.name == "posix",
                )
            except OSError as error:
                raise ProgramError(
                    _("{program} could not be started").format(program=args[0]), str(error)
                ) from error
            finally:
                # Gone by itself with the last who has it open; elsewhere it stays until a clean-up.
                with contextlib.suppress(OSError):
                    Path(name).unlink()

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._popen.pid

    def returncode(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._popen.poll()

    def tail(self) -> str:
        """The last lines of its stderr."""
        self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, self._said.tell() - _TAIL_BYTES))
        lines = self._said.read().decode("utf-8", "replace").splitlines()
        return "\n".join(lines[-_TAIL_LINES:])
