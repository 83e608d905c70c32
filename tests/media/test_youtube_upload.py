"""One video and no copy, whatever goes wrong on the way; Google's own client, a real server."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.model.progress import silent
from archiver.model.publication import Published
from archiver.publish.interface import LaterError, PublishError, Replay
from tests.media.youtube_replays import CHUNKS, Desk, desk_at, file_of, make_replay, video_file


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Replay:
    return make_replay(tmp_path_factory.mktemp("replay"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "youtube") as desk:
        yield desk


class Killed(BaseException):
    """The process is gone: nothing after it happens."""


FAULTS = [
    ("503", ["start"]),
    ("503", ["chunk"]),
    ("503", ["last"]),
    ("500", ["status"]),
    ("429", ["start"]),
    ("403", ["start"]),
    ("401", ["chunk"]),
    ("401", ["last"]),
    ("reset", ["start"]),
    ("reset", ["chunk"]),
    ("reset", ["last"]),
    ("lost", ["start"]),
    ("lost", ["chunk"]),
    ("lost", ["last"]),
    ("expired", ["chunk"]),
    ("expired", ["last"]),
    ("lost-expired", ["last"]),
    ("short", ["chunk"]),
]


@pytest.mark.parametrize(("do", "on"), FAULTS, ids=lambda said: str(said))
def test_one_video_whatever_goes_wrong(replay: Replay, desk: Desk, do: str, on: list[str]) -> None:
    desk.server.faults({"do": do, "on": [*on], "at": [1 if on != ["chunk"] else 3]})
    desk.publish(replay)
    assert sum(desk.server.struck().values()) == 1
    desk.one_right_video(replay)
    assert desk.verify(replay) == ()


def test_many_faults_at_once(replay: Replay, desk: Desk) -> None:
    rules = [
        {"do": do, "on": [on], "chance": 0.3, "times": 3}
        for do in ("503", "reset", "lost", "401", "429")
        for on in ("start", "chunk", "call", "media", "status")
    ]
    desk.pace = replace(desk.pace, tries=12)
    desk.server.faults(*rules, seed=7)
    desk.publish(replay)
    desk.one_right_video(replay)
    assert desk.verify(replay) == ()
    assert len(desk.server.all("playlists")) == len(desk.server.all("items")) == 1
    assert len(desk.server.all("captions")) == 1


@pytest.mark.parametrize("after", range(1, 11))
def test_it_goes_on_after_every_change_of_state(replay: Replay, desk: Desk, after: int) -> None:
    kept = 0

    def keep(state: Published) -> None:
        nonlocal kept
        desk.keep(state)
        kept += 1
        if kept == after:
            raise Killed

    with pytest.raises(Killed):
        desk.publisher().publish(replay, desk.state, keep, silent)
    desk.publish(replay)
    desk.one_right_video(replay)
    assert desk.verify(replay) == ()
    assert len(desk.server.all("captions")) == len(desk.server.all("items")) == 1


def test_a_state_that_was_not_written_in_time_makes_no_copy(replay: Replay, desk: Desk) -> None:
    """Killed between each answer and its being on disk: the worst moment there is."""
    killed = 0
    for after in range(8):
        kept = 0

        def keep(state: Published, after: int = after) -> None:
            nonlocal kept, killed
            if kept == after:
                killed += 1
                raise Killed
            kept += 1
            desk.keep(state)

        with suppress(Killed):  # the last ones may have less to keep
            desk.publisher().publish(replay, desk.state, keep, silent)
    assert killed >= 4
    desk.publish(replay)
    desk.one_right_video(replay)
    assert len(desk.server.all("captions")) == len(desk.server.all("items")) == 1


def test_a_state_that_is_lost_makes_no_copy(replay: Replay, desk: Desk) -> None:
    desk.publish(replay)
    desk.state = Published(kind="youtube")
    found = desk.publisher().find(replay, desk.state)
    assert found.own["video"] == desk.server.all("videos")[0]["id"]
    desk.publish(replay)
    desk.one_right_video(replay)
    assert len(desk.server.all("captions")) == len(desk.server.all("items")) == 1
    assert desk.verify(replay) == ()


def test_only_what_is_missing_is_sent_by_the_next_process(replay: Replay, desk: Desk) -> None:
    desk.server.faults({"do": "503", "on": ["chunk"], "chance": 1, "times": 3})
    desk.pace = replace(desk.pace, tries=2)
    with pytest.raises(LaterError):
        desk.publish(replay)
    desk.server.faults()
    before = len(desk.server.log())
    desk.publish(replay)
    starts = [line for line in desk.server.log()[before:] if "start" in line["names"]]
    assert starts == []
    desk.one_right_video(replay)


def test_a_file_that_changes_on_the_way_is_given_up(
    replay: Replay, desk: Desk, tmp_path: Path
) -> None:
    path = video_file(tmp_path)
    mine = replace(replay, video=file_of(path))

    def touched(share: float) -> None:
        if share > 0.3:
            os.utime(path, (1, 1))

    with pytest.raises(PublishError):
        desk.publisher().publish(mine, desk.state, desk.keep, touched)
    assert desk.server.all("videos") == []
    changed = replace(replay, video=file_of(video_file(tmp_path, "other.mp4", b"\x02")))
    desk.publish(changed)
    desk.one_right_video(changed)


def test_a_file_that_was_only_touched_goes_on(replay: Replay, desk: Desk, tmp_path: Path) -> None:
    path = video_file(tmp_path)
    mine = replace(replay, video=file_of(path))
    desk.server.faults({"do": "503", "on": ["chunk"], "at": [3, 4, 5]})
    desk.pace = replace(desk.pace, tries=1)
    with pytest.raises(LaterError):
        desk.publish(mine)
    os.utime(path, (5, 5))
    desk.pace = replace(desk.pace, tries=5)
    desk.publish(mine)
    desk.one_right_video(mine)
    assert desk.asked("start", "youtube.videos.insert") == 1


def test_a_file_that_is_not_what_was_made_is_not_sent(replay: Replay, desk: Desk) -> None:
    wrong = replace(replay, video=replace(replay.video, sha256="0" * 64))
    with pytest.raises(PublishError):
        desk.publish(wrong)
    assert desk.server.all("sessions") == []


def test_a_session_that_died_long_ago_and_was_committed_is_found(
    replay: Replay, desk: Desk
) -> None:
    """Committed, the process died, and it came back after the session had expired."""
    desk.server.faults({"do": "lost-expired", "on": ["last"], "at": [1]})
    desk.pace = replace(desk.pace, tries=1)

    def keep(state: Published) -> None:
        if state.own.get("video"):
            raise Killed
        desk.keep(state)

    with pytest.raises((Killed, LaterError)):
        desk.publisher().publish(replay, desk.state, keep, silent)
    assert desk.state.own["session"]["finishing"] is True
    desk.publish(replay)
    desk.one_right_video(replay)


def test_lists_that_lag_make_no_copy(replay: Replay, desk: Desk) -> None:
    """The video is not listed yet when the session is gone: it is waited for."""
    desk.server.settings(uploads_lag_s=2)
    desk.server.faults({"do": "lost-expired", "on": ["last"], "at": [1]})
    desk.pace = replace(desk.pace, settle_s=10)
    desk.publish(replay)
    desk.one_right_video(replay)


def test_an_address_that_is_not_youtubes_gets_nothing(replay: Replay, desk: Desk) -> None:
    desk.server.faults({"do": "503", "on": ["chunk"], "chance": 1, "times": 9})
    desk.pace = replace(desk.pace, tries=2)
    with pytest.raises(LaterError):
        desk.publish(replay)
    session = {**desk.state.own["session"], "uri": "https://evil.example/upload"}
    desk.state = desk.state.model_copy(update={"own": {**desk.state.own, "session": session}})
    with pytest.raises(PublishError) as refused:
        desk.publish(replay)
    assert "publication.json" in refused.value.why


def test_every_chunk_goes_out_once_when_nothing_goes_wrong(replay: Replay, desk: Desk) -> None:
    desk.publish(replay)
    assert desk.asked("chunk") == CHUNKS
    assert desk.asked("start") == 1
