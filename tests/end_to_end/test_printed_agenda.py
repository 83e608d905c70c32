"""A printed agenda on a terminal: shown, asked about, and nothing left behind if it is refused."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.support import Shell

SAMPLES = Path(__file__).parents[2] / "samples" / "agendas"


def on_terminal(shell: Shell, answer: str, *args: str | Path) -> tuple[int, str]:
    """Run `archiver` with a terminal as its input, and answer its one question."""
    master, slave = pty.openpty()
    try:
        os.write(master, f"{answer}\n".encode())
        ended = subprocess.run(
            [sys.executable, "-m", "archiver", *map(str, args)],
            cwd=shell.folder,
            env=shell.env,
            stdin=slave,
            capture_output=True,
            text=True,
            timeout=120,
        )
    finally:
        os.close(master)
        os.close(slave)
    return ended.returncode, ended.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "code", "made"), [("n", 1, False), ("y", 0, True)])
def test_a_printed_agenda_is_confirmed(shell: Shell, answer: str, code: int, made: bool) -> None:
    shell.env["ARCHIVER_LANG"] = "en"
    target = shell.folder / "archive" / "2019-10-17"
    printed = SAMPLES / "05-crochets.odt"
    ended, out = on_terminal(shell, answer, "new", target, "--agenda", printed)
    assert ended == code
    assert "Plan bio régional" in out
    assert target.exists() == made
    assert (target / "agenda-source.odt").exists() == made


def test_without_a_terminal_it_goes_on_and_says_so(shell: Shell) -> None:
    shell.env["ARCHIVER_LANG"] = "en"
    printed = SAMPLES / "02-liste.pdf"
    ran = shell.ok("new", "archive/2024-09-12", "--agenda", printed)
    assert "there is no terminal" in ran.err
    kept = shell.folder / "archive" / "2024-09-12" / "agenda-source.pdf"
    assert kept.read_bytes() == printed.read_bytes()
