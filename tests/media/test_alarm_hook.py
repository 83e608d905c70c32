"""The alarm command: what it is told, and that nothing it does disturbs."""

import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from archiver.model.live import Alarm
from archiver.programs.briefly import run_briefly
from archiver.programs.hook import AlarmHook
from archiver.programs.run import ProgramError

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
NASTY = "silence ; touch /tmp/x $(id) `id` \"'\n%s –"
WRITES = """
import json, os, sys
ours = ("ARCHIVER_ALARM", "ARCHIVER_SESSION")
with open(sys.argv[1], "a", encoding="utf-8") as file:
    told = {k: v for k, v in os.environ.items() if k.startswith(ours)}
    file.write(json.dumps(told) + "\\n")
"""


def alarm(cleared: bool = False, subject: str = "") -> Alarm:
    return Alarm(
        kind="silent", subject=subject, text=NASTY, raised=NOW, cleared=NOW if cleared else None
    )


def hook(tmp_path: Path, code: str, *args: str) -> tuple[str, ...]:
    script = tmp_path / "hook.py"
    script.write_text(code, "utf-8")
    return (sys.executable, str(script), *args)


def told(command: Sequence[str], *alarms: Alarm, seconds: float = 30) -> list[str]:
    """Tell the alarms, wait for the end; what was said to have failed."""
    failed: list[str] = []
    made = AlarmHook(command, "2026-11-20", failed.append, seconds=seconds)
    for one in alarms:
        made.hear(one)
    made.stop(60)
    return failed


def test_the_command_is_told_of_each_alarm_in_order_and_word_for_word(tmp_path: Path) -> None:
    out = tmp_path / "out put"
    command = hook(tmp_path, WRITES, str(out))
    assert told(command, alarm(subject="2"), alarm(cleared=True)) == []
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert lines[0] == {
        "ARCHIVER_ALARM": "silent",
        "ARCHIVER_ALARM_SUBJECT": "2",
        "ARCHIVER_ALARM_TEXT": NASTY,
        "ARCHIVER_ALARM_STATE": "raised",
        "ARCHIVER_SESSION": "2026-11-20",
    }
    assert [line["ARCHIVER_ALARM_STATE"] for line in lines] == ["raised", "cleared"]


def test_without_a_command_nothing_happens() -> None:
    assert told((), alarm()) == []


def test_a_command_that_fails_is_reported_with_its_last_words(tmp_path: Path) -> None:
    (said,) = told(hook(tmp_path, "raise SystemExit('no lamp')"), alarm())
    assert "no lamp" in said
    assert "hook" in said


def test_a_command_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    (said,) = told((str(tmp_path / "none"),), alarm())
    assert "could not be started" in said


def test_a_command_that_hangs_is_ended_with_all_it_started_and_the_next_alarm_is_told(
    tmp_path: Path,
) -> None:
    pids = tmp_path / "pids"
    hangs = f"""
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open({str(pids)!r}, "a") as file:
    file.write(f"{{os.getpid()}} {{child.pid}}\\n")
time.sleep(600)
"""
    failed = told(hook(tmp_path, hangs), alarm(), alarm(cleared=True), seconds=3)
    assert len(failed) == 2
    assert all("3 s" in said for said in failed)
    started = [int(pid) for line in pids.read_text().splitlines() for pid in line.split()]
    assert len(started) == 4
    for pid in started:
        _wait_for_end_of(pid)


def _wait_for_end_of(pid: int) -> None:
    while _runs(pid):  # The kernel takes its time.
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_hearing_an_alarm_never_waits_and_the_end_ends_the_command(tmp_path: Path) -> None:
    failed: list[str] = []
    pid = tmp_path / "pid"
    code = (
        "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(600)"
    )
    made = AlarmHook(hook(tmp_path, code, str(pid)), "s", failed.append, seconds=600)
    for _ in range(150):
        made.hear(alarm())
    while not pid.exists() or not pid.read_text().endswith("\n"):
        time.sleep(0.02)
    made.stop(0.1)
    made._thread.join()
    _wait_for_end_of(int(pid.read_text()))
    assert 48 <= len(failed) <= 50
    assert all("too slow" in said for said in failed)


def test_a_program_that_ends_in_time_keeps_its_output() -> None:
    code = "import os, sys; print(os.environ['A']); print('err', file=sys.stderr)"
    args = [sys.executable, "-c", code]
    finished = run_briefly(args, 60, env={"A": "é", "PYTHONUTF8": "1"}, wants_output=True)
    assert (finished.returncode, finished.stdout, finished.stderr_tail) == (0, "é", "err")
    assert run_briefly(args, 60, env={"A": ""}).stdout == ""


def test_what_it_left_running_does_not_hold_its_end_up(tmp_path: Path) -> None:
    """Not even with its output open and a session of its own; and it may go on."""
    pid = tmp_path / "pid"
    leaves = (
        "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', 'import time; "
        f"time.sleep(600)'], start_new_session=True); open({str(pid)!r}, 'w').write(str(child.pid))"
    )
    assert run_briefly([sys.executable, "-c", leaves], 60).returncode == 0
    left = psutil.Process(int(pid.read_text()))
    assert left.is_running()
    left.kill()


def test_a_program_that_takes_too_long_is_an_error() -> None:
    with pytest.raises(ProgramError, match="too long"):
        run_briefly([sys.executable, "-c", "import time; time.sleep(600)"], 0.5)
