"""What the recorder does about recognition beside it: started, told of, started again."""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.capture.alarms import Alarms
from archiver.model.live import Alarm, LiveHearing
from archiver.programs.child import Child
from archiver.recording import words as room
from archiver.recording.words import LiveWords, far
from archiver.store.files import write_atomic
from archiver.store.folder import LIVE_STATE, SessionFolder
from archiver.store.lease import hold
from tests.unit.live.sessions import session_in
from tests.waiting import wait_until

SLEEPS = "import time; time.sleep(60)"
DIES = "import sys; sys.exit('no model')"


class Beside:
    """Recognition beside a recorder, its process replaced by a script; what it says is written."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = session_in(tmp_path)
        self.heard: list[Alarm] = []
        self.children: list[Child] = []
        self.script = SLEEPS
        monkeypatch.setattr(room, "start_live", self._start)
        monkeypatch.setattr(room, "_LOOK_SECONDS", 0.02)
        monkeypatch.setattr(room, "_FIRST_PAUSE", 0.02)
        self.alarms = Alarms(self.heard.append)
        self.words = LiveWords(self.folder, self.alarms)

    def _start(self, _folder: SessionFolder) -> Child:
        child = Child([sys.executable, "-c", self.script])
        self.children.append(child)
        return child

    def says(self, recorded_s: int, heard_s: int, settled_s: int) -> None:
        state = LiveHearing(
            at=datetime.now(UTC) + timedelta(seconds=1),
            pid=1,
            state="hearing",
            model="base",
            recorded_ms=recorded_s * 1000,
            heard_ms=heard_s * 1000,
            settled_ms=settled_s * 1000,
        )
        write_atomic(self.folder.file(LIVE_STATE), state.to_json())

    def end(self) -> None:
        self.words.stop(5)
        for child in self.children:
            child.end(0.1)


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Beside]:
    made = Beside(tmp_path, monkeypatch)
    yield made
    made.end()


def test_it_says_how_far_recognition_is(beside: Beside) -> None:
    beside.words.start()
    beside.says(70, 65, 0)
    wait_until(lambda: "1:05" in beside.words.states()[0].why)
    assert beside.words.states()[0].state == "working"
    assert not beside.heard


def test_falling_behind_is_one_alarm_until_it_has_caught_up(beside: Beside) -> None:
    beside.words.start()
    beside.says(400, 250, 240)
    wait_until(lambda: beside.alarms.standing())
    beside.says(420, 330, 320)  # better, not over
    time.sleep(0.2)
    beside.says(430, 425, 400)
    wait_until(lambda: not beside.alarms.standing())
    assert [(a.kind, a.subject, bool(a.cleared)) for a in beside.heard] == [
        ("speech", "behind", False),
        ("speech", "behind", True),
    ]


def test_captions_in_time_but_nothing_settled_is_behind_too(beside: Beside) -> None:
    beside.words.start()
    beside.says(400, 398, 100)
    wait_until(lambda: beside.alarms.standing())


def test_one_that_is_killed_is_started_again_without_an_alarm(beside: Beside) -> None:
    beside.words.start()
    wait_until(lambda: beside.children)
    beside.children[0].end(0.01)
    wait_until(lambda: len(beside.children) == 2)
    assert not beside.heard
    assert beside.words.states()[0].reconnections == 1


def test_one_that_cannot_live_is_an_alarm_that_says_why(beside: Beside) -> None:
    beside.script = DIES
    beside.words.start()
    wait_until(lambda: beside.alarms.standing())
    assert "no model" in beside.alarms.standing()[0].text
    beside.script = SLEEPS
    wait_until(lambda: beside.children[-1].returncode() is None)
    beside.says(50, 48, 0)
    wait_until(lambda: not beside.alarms.standing())


def test_none_is_started_where_one_runs_already(beside: Beside) -> None:
    with hold(beside.folder.file("live"), "live"):
        beside.words.start()
        time.sleep(0.3)
        assert not beside.children
    wait_until(lambda: beside.children)


def test_it_outlives_the_recording(beside: Beside) -> None:
    beside.words.start()
    wait_until(lambda: beside.children)
    beside.words.stop(5)
    assert beside.children[0].returncode() is None
    assert beside.words.states()[0].state == "stopped"


def test_how_far_it_is_in_words() -> None:
    now = datetime.now(UTC)
    waiting = LiveHearing(at=now, pid=1, state="waiting")
    assert far(waiting) == ""
    late = waiting.model_copy(update={"state": "hearing", "recorded_ms": 200_000})
    assert "3:20" in far(late)
