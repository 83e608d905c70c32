"""A chat on a loopback YouTube: read to its end, at its pace, nothing twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.model.comments import Entry, Removed, Said, standing
from archiver.publish.interface import LaterError
from archiver.publish.youtube.chat import Chat, Place
from archiver.publish.youtube.livecalls import UncertainError
from tests.media.youtube_live import Channel, channel
from tests.youtube.chat import end, say


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[Channel]:
    with channel(tmp_path / "youtube") as made:
        made.server.put("live", {"id": "settings", "polling_ms": 1})
        made.made()
        made.ingest(active=True)
        yield made


class Reader:
    """What a process that follows keeps."""

    def __init__(self, youtube: Channel) -> None:
        self.chat = youtube.all("broadcasts")[0]["chat"]
        self.youtube = youtube
        self.entries: list[Entry] = []
        self.places: list[Place] = []
        self.failed: list[UncertainError] = []
        self.waits: list[float] = []

    def follow(self, looks: int = 100) -> Place:
        chat = Chat(self.youtube.calls(), self.chat, self.entries.extend, self.places.append)

        def wait(seconds: float) -> bool:
            self.waits.append(seconds)
            return len(self.waits) < looks

        known = {entry.id for entry in self.entries}
        place = self.places[-1] if self.places else Place()
        return chat.follow(place, known, 0.01, wait, self.failed.append)

    @property
    def texts(self) -> list[str]:
        return [said.text for said in standing(self.entries)]


def test_everything_is_read_once_and_the_end_is_noticed(youtube: Channel) -> None:
    reader = Reader(youtube)
    for n in range(2500):
        say(youtube.world, reader.chat, f"@spectateur{n % 7}", f"message {n:04}", at=1000.0 + n)
    youtube.ingest(active=False)
    place = reader.follow()
    assert place.over
    assert len(reader.entries) == 2500
    assert reader.texts[:2] == ["message 0000", "message 0001"]


def test_it_goes_on_where_it_stopped(youtube: Channel) -> None:
    reader = Reader(youtube)
    say(youtube.world, reader.chat, "A", "un")
    reader.follow(looks=1)
    say(youtube.world, reader.chat, "A", "deux")
    youtube.ingest(active=False)
    reader.waits.clear()
    reader.follow()
    assert [e.text for e in reader.entries if isinstance(e, Said)] == ["un", "deux"]


def test_a_place_that_was_not_kept_brings_nothing_twice(youtube: Channel) -> None:
    reader = Reader(youtube)
    say(youtube.world, reader.chat, "A", "un")
    reader.follow(looks=1)
    reader.places.clear()
    reader.places.append(Place("GK-nonsense"))
    youtube.ingest(active=False)
    reader.waits.clear()
    reader.follow()
    assert len(reader.entries) == 1


def test_it_goes_on_when_youtube_does_not_answer(youtube: Channel) -> None:
    reader = Reader(youtube)
    say(youtube.world, reader.chat, "A", "un")
    youtube.ingest(active=False)
    youtube.server.faults(
        {"do": "503", "on": ["youtube.liveChatMessages.list"], "at": [1]},
        {"do": "lost", "on": ["youtube.liveChatMessages.list"], "at": [2]},
        {"do": "403", "on": ["youtube.liveChatMessages.list"], "at": [3]},
    )
    assert reader.follow().over
    assert reader.texts == ["un"]
    assert len(reader.failed) == 3


def test_it_never_asks_sooner_than_youtube_says(youtube: Channel) -> None:
    youtube.server.put("live", {"id": "settings", "polling_ms": 7000})
    reader = Reader(youtube)
    reader.follow(looks=1)
    assert reader.waits == [7.0]


def test_a_chat_that_was_closed_is_over(youtube: Channel) -> None:
    reader = Reader(youtube)
    end(youtube.world, reader.chat)
    assert reader.follow().over


def test_quota_that_is_used_up_ends_it_until_tomorrow(youtube: Channel) -> None:
    youtube.server.settings(quota_units=youtube.server.used()["units"] + 4)
    with pytest.raises(LaterError):
        Reader(youtube).follow()


def test_what_a_moderator_takes_away_is_gone(youtube: Channel) -> None:
    reader, world = Reader(youtube), youtube.world
    gone = say(world, reader.chat, "A", "à effacer")
    say(world, reader.chat, "B", "insulte", at=2000.0)
    say(world, reader.chat, "A", "à garder")
    details = {"deletedMessageId": gone}
    say(world, reader.chat, "M", "", type="messageDeletedEvent", messageDeletedDetails=details)
    banned = {"banType": "permanent", "bannedUserDetails": {"displayName": "B"}}
    say(world, reader.chat, "M", "", type="userBannedEvent", userBannedDetails=banned)
    youtube.ingest(active=False)
    reader.follow()
    assert reader.texts == ["à garder"]
    assert sum(isinstance(entry, Removed) for entry in reader.entries) == 2


def test_hostile_text_is_one_plain_line(youtube: Channel) -> None:
    reader = Reader(youtube)
    say(youtube.world, reader.chat, "\u202eliame", "<script>\n=1+1\u202e {{x}}\x00")
    youtube.ingest(active=False)
    reader.follow()
    [said] = standing(reader.entries)
    assert (said.name, said.text) == ("liame", "<script> =1+1 {{x}}")
