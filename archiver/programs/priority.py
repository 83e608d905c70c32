"""Lets this process give way to others: to the recorder above all."""

import sys
from contextlib import suppress
from pathlib import Path

import psutil

_NICE = 10
_FIRST_TO_GO = "700"
"""Of 1000: what the system ends first when memory runs out."""


def give_way() -> None:
    """Take the processor and the disks only as far as others leave them; be the first to go."""
    process = psutil.Process()
    with suppress(psutil.Error, OSError, AttributeError):
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(max(process.nice(), _NICE))
    with suppress(psutil.Error, OSError, AttributeError):
        process.ionice(psutil.IOPRIO_CLASS_IDLE)
    with suppress(OSError):
        if sys.platform == "linux":
            Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")
