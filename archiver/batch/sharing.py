"""How a batch shares the machine: how many sessions at once, and how much of the processors.

A limit is made for this process and inherited by all it starts. Where the system knows it, work is
kept to so many cores (Linux, Windows); everywhere it yields to other programs.
"""

import contextlib
import re
from dataclasses import dataclass

import psutil

from archiver.errors import ArchiverError
from archiver.i18n import _, ngettext

WORKER_BYTES = 1_500_000_000
"""What one session may take in memory."""
_CORES_A_WORKER = 2
_NICE = 10
_SHARE = re.compile(r"\s*(\d{1,3})\s*%?\s*")


class ShareError(ArchiverError):
    """A share of the processors that is none."""


@dataclass(frozen=True)
class Sharing:
    """How the machine is shared: cores in use, and what keeps the work to them."""

    cores: int
    pinned: bool = False
    """Whether the system keeps the work to those cores."""
    yielding: bool = False
    """Whether other programs come first."""

    def told(self) -> str:
        """In words, for the person who asked."""
        said = ngettext("{n} core is used", "{n} cores are used", self.cores).format(n=self.cores)
        if not self.pinned:
            said = _("as many threads as for {n} cores").format(n=self.cores)
        return _("{limit}; other programs come first").format(limit=said) if self.yielding else said


def read_share(text: str) -> float:
    """A share of the processors as written, `50%`. Raises ShareError."""
    match = _SHARE.fullmatch(text)
    if match is None or not 1 <= int(match[1]) <= 100:
        raise ShareError(
            _("“{text}” is not a share of the processors").format(text=text),
            remedy=_("Write it as 50%"),
        )
    return int(match[1]) / 100


def cores() -> int:
    """How many cores this process may use."""
    mine = psutil.Process()
    if hasattr(mine, "cpu_affinity"):
        with contextlib.suppress(psutil.Error, OSError):
            return len(mine.cpu_affinity()) or 1
    return psutil.cpu_count() or 1


def share_machine(share: float) -> Sharing:
    """Keep this process, and all it starts, to a share of the cores: one at least."""
    wanted = max(1, int(cores() * share))
    mine = psutil.Process()
    return Sharing(wanted, _pin(mine, wanted), _yield(mine))


def _pin(mine: psutil.Process, wanted: int) -> bool:
    if not hasattr(mine, "cpu_affinity"):
        return False
    try:
        # The last ones: the first are what interrupts and small tasks use most.
        mine.cpu_affinity(mine.cpu_affinity()[-wanted:])
    except (psutil.Error, OSError):
        return False
    return True


def _yield(mine: psutil.Process) -> bool:
    low = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", _NICE)
    try:
        if low != _NICE or mine.nice() < _NICE:
            mine.nice(low)
    except (psutil.Error, OSError):
        return False
    return True


def default_workers(cores_used: int) -> int:
    """How many sessions at once: by the cores, and by the memory that is free."""
    fit = psutil.virtual_memory().available // WORKER_BYTES
    return max(1, min(cores_used // _CORES_A_WORKER, fit))


def threads_each(cores_used: int, workers: int) -> int:
    """How many threads each worker's recognition takes."""
    return max(1, cores_used // max(1, workers))
