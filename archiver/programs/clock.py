"""Whether the clock of this machine is set by a time server."""

import re
import shutil

from archiver.programs.briefly import run_briefly
from archiver.programs.run import ProgramError

_SECONDS = 5.0


def clock_synchronised() -> bool | None:
    """Whether it is; None where the machine cannot say."""
    answers = (_ask_systemd(), _ask_chrony())
    if True in answers:
        return True
    return False if False in answers else None


def _ask_systemd() -> bool | None:
    said = _said("timedatectl", "show", "-p", "NTPSynchronized", "--value")
    return {"yes": True, "no": False}.get(said.strip())


def _ask_chrony() -> bool | None:
    status = re.search(r"^Leap status\s*:\s*(.+?)\s*$", _said("chronyc", "-n", "tracking"), re.M)
    return status[1] != "Not synchronised" if status else None


def _said(program: str, *args: str) -> str:
    if shutil.which(program) is None:
        return ""
    try:
        finished = run_briefly([program, *args], _SECONDS, env={"LC_ALL": "C"}, wants_output=True)
    except ProgramError:
        return ""
    return finished.stdout if finished.returncode == 0 else ""
