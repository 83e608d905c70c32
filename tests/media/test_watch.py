"""The watch on real segments: alarms, a process that dies or hangs, falling behind, its end."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from archiver.capture import looker as looker_module
from archiver.capture.alarms import Alarms
from archiver.capture.looker import EndedFromOutsideError, Looker, LookError
from archiver.capture.watch import Watch
from archiver.model.live import Alarm
from archiver.model.preset import AlarmSettings
from archiver.model.runs import Runs
from archiver.programs.child import Child
from tests.media.watched import MOVING, SILENCE, STILL, TONE, listed, segments
from tests.waiting import wait_until

SHORT = AlarmSettings(silent_ms=8_000, frozen_ms=8_000)


class Watched:
    """A watch, and what it raised."""

    def __init__(self, folder: Path) -> None:
        self.heard: list[Alarm] = []
        self.alarms = Alarms(self.heard.append)
        self.watch = Watch(folder, SHORT, self.alarms)

    def close_one_by_one(self, runs: Runs) -> None:
        """Tell of the segments as the recorder does: one more each time, each looked at."""
        run = runs.runs[0]
        for count in range(1, len(run.segments) + 1):
            part = run.model_copy(update={"segments": run.segments[:count]})
            self.watch.on_runs(runs.model_copy(update={"runs": (part,)}))
            name = run.segments[count - 1].file
            self.wait_for(name)

    def wait_for(self, name: str) -> None:
        wait_until(lambda: (seen := self.watch.latest()) and seen.file == name)

    @property
    def kinds(self) -> list[str]:
        return [alarm.kind for alarm in self.heard if not alarm.cleared]

    @property
    def standing(self) -> list[str]:
        return [alarm.kind for alarm in self.alarms.standing()]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    made.watch.start()
    yield made
    made.watch.stop(5)


def test_silence_in_a_real_feed_is_told_and_clears_when_the_sound_is_back(
    watched: Watched, tmp_path: Path
) -> None:
    quiet = f"{TONE},volume=0:enable='between(t,4,16)'"
    watched.close_one_by_one(listed(segments(tmp_path, MOVING, quiet, 20)))
    wait_until(lambda: watched.standing == [])
    assert watched.kinds == ["silent"]
    seen = watched.watch.latest()
    assert seen
    assert seen.sound
    assert [c.name for c in seen.sound.levels.channels] == ["FL", "FR"]
    (state,) = watched.watch.states()
    assert (state.kind, state.state, state.dropped_ms) == ("watch", "working", 0)


def test_a_still_silent_feed_raises_both_and_the_end_of_the_watch_clears_them(
    watched: Watched, tmp_path: Path
) -> None:
    watched.close_one_by_one(listed(segments(tmp_path, STILL, SILENCE, 12)))
    wait_until(lambda: sorted(watched.standing) == ["frozen", "silent"])
    watched.watch.stop(5)
    assert watched.standing == []
    assert watched.watch.states()[0].state == "stopped"


def test_when_its_process_is_killed_an_alarm_is_raised_and_a_new_one_goes_on(
    watched: Watched, tmp_path: Path
) -> None:
    files = segments(tmp_path, MOVING, TONE, 12)
    watched.close_one_by_one(listed(files[:1]))
    pid = watched.watch._looker.pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    watched.watch.on_runs(listed(files[:2]))
    wait_until(lambda: watched.standing == ["watch"])
    assert watched.watch.states()[0].state == "failing"
    assert watched.watch.states()[0].dropped_ms == 4_000
    watched.watch.on_runs(listed(files))
    wait_until(lambda: watched.standing == [])
    wait_until(lambda: watched.watch.states()[0].state == "working")
    assert watched.watch._looker.pid != pid
    assert watched.kinds == ["watch"]


def test_behind_it_goes_on_with_the_newest(watched: Watched, tmp_path: Path) -> None:
    runs = listed(segments(tmp_path, MOVING, TONE, 24))
    watched.watch.on_runs(runs)
    watched.wait_for(runs.runs[0].segments[-1].file)
    assert watched.watch.states()[0].dropped_ms == 20_000


def test_what_was_recorded_before_is_not_looked_at(watched: Watched, tmp_path: Path) -> None:
    old = listed(segments(tmp_path, STILL, SILENCE, 12))
    ended = old.runs[0].model_copy(update={"ended": "crash"})
    watched.watch.on_runs(Runs(runs=(ended,)))
    new = listed(segments(tmp_path, MOVING, TONE, 4, run=2), number=2, offset_ms=60_000)
    watched.watch.on_runs(Runs(runs=(ended, *new.runs)))
    wait_until(lambda: watched.watch.latest())
    assert watched.kinds == []
    assert watched.watch.states()[0].dropped_ms == 0


def test_a_recorded_file_that_cannot_be_read_is_told(watched: Watched, tmp_path: Path) -> None:
    runs = listed(segments(tmp_path, MOVING, TONE, 8))
    (tmp_path / runs.runs[0].segments[1].file).write_bytes(b"")
    watched.close_one_by_one(runs)
    wait_until(lambda: watched.standing == ["watch"])


def test_a_process_told_to_end_is_replaced(tmp_path: Path) -> None:
    file = segments(tmp_path, MOVING, TONE, 4)[0]
    with Looker() as looker:
        first = looker.look(file)
        assert looker.pid
        os.kill(looker.pid, signal.SIGINT)
        assert looker.look(file) == first
        os.kill(looker.pid, signal.SIGTERM)
        with pytest.raises(EndedFromOutsideError):
            looker.look(file)
        assert looker.look(file) == first


def test_a_process_that_hangs_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = segments(tmp_path, MOVING, TONE, 4)[0]
    with Looker() as looker:
        looker.look(file)
        assert looker.pid
        hung = psutil.Process(looker.pid)
        hung.suspend()
        monkeypatch.setattr(looker_module, "_LOOK_SECONDS", 0.2)
        with pytest.raises(LookError, match="hung"):
            looker.look(file)
        assert not hung.is_running()


def test_its_process_is_modest_and_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    """Even with one that is killed."""
    file = segments(tmp_path, MOVING, TONE, 4)[0]
    said: list[str] = []
    script = tmp_path / "owner.py"
    script.write_text(
        "import sys, time\n"
        "from pathlib import Path\n"
        "from archiver.capture.looker import Looker\n"
        "if __name__ == '__main__':\n"
        "    looker = Looker()\n"
        "    looker.look(Path(sys.argv[1]))\n"
        "    print(looker.pid, flush=True)\n"
        "    time.sleep(600)\n",
        "utf-8",
    )
    owner = Child([sys.executable, str(script), str(file)], on_line=said.append)
    try:
        wait_until(lambda: said)
        worker = psutil.Process(int(said[0]))
        assert worker.nice() >= 10
    finally:
        os.kill(owner.pid, signal.SIGKILL)
        owner.end()
    wait_until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)
