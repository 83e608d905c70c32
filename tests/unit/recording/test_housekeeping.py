import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from archiver.capture.alarms import Alarms
from archiver.capture.job import Hours, Now
from archiver.model.live import Alarm, LiveState
from archiver.model.runs import Runs
from archiver.recording import housekeeping
from archiver.recording.housekeeping import STATE, STOP, Housekeeper


@dataclass
class _Job:
    hours: Hours = field(default_factory=Hours)


@dataclass
class _Supervisor:
    """What a housekeeper knows of a supervisor."""

    now: Now
    runs: Runs = field(default_factory=Runs)
    job: _Job = field(default_factory=_Job)
    stopped: bool = False

    def stop(self) -> None:
        self.stopped = True


def _state() -> LiveState:
    now = datetime.now(UTC)
    return LiveState(at=now, pid=1, state="recording", since=now)


def _until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not so():
        assert time.monotonic() < end
        time.sleep(0.02)


def _keeper(tmp_path: Path, monkeypatch: Any) -> tuple[Housekeeper, _Supervisor, list[Alarm]]:
    monkeypatch.setattr(housekeeping, "_SECONDS", 0.02)
    monkeypatch.setattr(housekeeping, "_GROWTH_SECONDS", 0.2)
    monkeypatch.setattr(housekeeping, "clock_synchronised", lambda: False)
    heard: list[Alarm] = []
    growing = tmp_path / "run1_00000.ts"
    growing.write_bytes(b"x")
    supervisor = _Supervisor(Now(phase="recording", open_file=growing))
    keeper = Housekeeper(tmp_path, None, Alarms(heard.append), cast(Any, supervisor), _state)
    return keeper, supervisor, heard


def _about(heard: list[Alarm], kind: str) -> list[Alarm]:
    return [alarm for alarm in heard if alarm.kind == kind]


def test_a_file_that_does_not_grow_is_an_alarm_until_it_does(
    tmp_path: Path, monkeypatch: Any
) -> None:
    keeper, supervisor, heard = _keeper(tmp_path, monkeypatch)
    keeper.start()
    _until(lambda: len(_about(heard, "not_growing")) == 1)
    assert supervisor.now.open_file
    supervisor.now.open_file.write_bytes(b"xx")
    _until(lambda: len(_about(heard, "not_growing")) == 2)
    assert _about(heard, "not_growing")[1].cleared
    keeper.stop()


def test_who_asks_to_stop_is_heard_once_and_the_state_is_there_for_all(
    tmp_path: Path, monkeypatch: Any
) -> None:
    keeper, supervisor, _heard = _keeper(tmp_path, monkeypatch)
    keeper.start()
    (tmp_path / STOP).write_text("")
    _until(lambda: supervisor.stopped)
    assert not (tmp_path / STOP).exists()
    keeper.stop()
    assert LiveState.model_validate_json((tmp_path / STATE).read_bytes()).state == "recording"


def test_a_clock_that_nobody_sets_is_an_alarm(tmp_path: Path, monkeypatch: Any) -> None:
    keeper, _supervisor, heard = _keeper(tmp_path, monkeypatch)
    keeper.start()
    _until(lambda: len(_about(heard, "clock")) == 1)
    keeper.stop()
