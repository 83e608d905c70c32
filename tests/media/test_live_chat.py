"""What the recorder does about the chat of the broadcast: followed, started again, left to end."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.broadcasting.chatting import CHAT
from archiver.broadcasting.session import Live, keep, publishing
from archiver.programs.child import Child
from archiver.publish.youtube.livestate import Broadcast
from archiver.recording import chat as room
from archiver.recording.chat import chats_of
from archiver.steps import Settings
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder
from archiver.store.lease import hold
from tests.unit.live.sessions import session_in
from tests.waiting import wait_until

SLEEPS = "import time; time.sleep(60)"
DIES = "import sys; sys.exit('no account')"
HOUSE = '[[publish]]\nname = "chaine"\nkind = "youtube"\n'


class Beside:
    """The chat beside a recorder; the process that follows it is replaced by a script."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = session_in(tmp_path)
        write_atomic(self.folder.archive / "archive.toml", HOUSE)
        self.children: list[Child] = []
        self.script = SLEEPS
        monkeypatch.setattr(room, "start_following", self._start)
        monkeypatch.setattr(room, "_LOOK_SECONDS", 0.02)
        monkeypatch.setattr(room, "_FIRST_PAUSE", 0.02)
        [self.chat] = chats_of(self.folder, Settings.of(self.folder))

    def _start(self, live: Live) -> Child:
        assert live.target.name == "chaine"
        child = Child([sys.executable, "-c", self.script])
        self.children.append(child)
        return child

    def create(self) -> None:
        """As `archiver broadcast create` does, at any moment."""
        settings = Settings.of(self.folder)
        live = Live(self.folder, settings, settings.house.publish[0])  # type: ignore[arg-type]
        with publishing(live):
            keep(live, Broadcast(id="v", chat="c"))

    def read(self, over: bool) -> None:
        said = f'{{"chat": "c", "page": "p", "over": {str(over).lower()}}}'
        write_atomic(self.folder.file(f"{CHAT}/place.json"), said)

    def end(self) -> None:
        self.chat.stop(5)
        for child in self.children:
            child.end(0.1)


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Beside]:
    made = Beside(tmp_path, monkeypatch)
    yield made
    made.end()


def test_it_is_followed_from_the_moment_there_is_a_broadcast(beside: Beside) -> None:
    beside.chat.start()
    time.sleep(0.2)
    assert (beside.children, beside.chat.states()) == ([], ())
    beside.create()
    wait_until(lambda: beside.children)
    wait_until(lambda: beside.chat.states()[0].state == "working")
    beside.chat.stop(5)
    assert beside.chat.states()[0].state == "stopped"
    assert beside.children[0].returncode() is None, "it goes on to the end of the chat"


def test_one_that_fails_says_why_and_is_started_again(beside: Beside) -> None:
    beside.script = DIES
    beside.create()
    beside.chat.start()
    wait_until(lambda: len(beside.children) >= 3)
    wait_until(lambda: "no account" in beside.chat.states()[0].why)


def test_a_chat_that_is_over_is_left_alone(beside: Beside) -> None:
    beside.create()
    beside.read(over=True)
    beside.chat.start()
    wait_until(lambda: beside.chat.states()[0].state == "stopped")
    assert beside.children == []


def test_one_that_somebody_follows_by_hand_is_left_to_them(beside: Beside) -> None:
    beside.create()
    beside.read(over=False)
    with hold(beside.folder.file(CHAT), "follow"):
        beside.chat.start()
        time.sleep(0.3)
        assert beside.children == []
    wait_until(lambda: beside.children)


def test_a_house_without_a_channel_has_none(tmp_path: Path) -> None:
    folder: SessionFolder = session_in(tmp_path)
    assert chats_of(folder, Settings.of(folder)) == []
