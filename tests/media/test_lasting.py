"""A program that outlives who started it, though it goes on speaking."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.programs.lasting import LastingChild
from archiver.programs.run import ProgramError

SPEAKS = """
import sys, time
for n in range(600):
    sys.stderr.write(f"{n}\\n"); sys.stderr.flush()
    open(sys.argv[1], "w").write(str(n))
    time.sleep(0.02)
    if open(sys.argv[2]).read(): break
"""
STARTS = """
import sys
from archiver.programs.lasting import LastingChild
LastingChild([sys.executable, "-c", *sys.argv[1:]])
"""


def _until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def test_it_goes_on_speaking_when_who_started_it_is_gone(tmp_path: Path) -> None:
    said, over = tmp_path / "said", tmp_path / "over"
    said.write_text("0")
    over.write_text("")
    subprocess.run([sys.executable, "-c", STARTS, SPEAKS, str(said), str(over)], check=True)
    _until(lambda: said.read_text() not in ("", "0"))
    before = int(said.read_text())
    _until(lambda: int(said.read_text() or 0) > before + 5)
    over.write_text("yes")


def test_what_it_said_last_is_known() -> None:
    words = "import sys; [print(n, file=sys.stderr) for n in range(100)]; sys.exit(3)"
    child = LastingChild([sys.executable, "-c", words])
    _until(lambda: child.returncode() is not None)
    assert child.returncode() == 3
    assert child.tail().splitlines() == [str(n) for n in range(60, 100)]


def test_a_program_that_is_none_is_told() -> None:
    with pytest.raises(ProgramError):
        LastingChild(["/nowhere/at-all"])
