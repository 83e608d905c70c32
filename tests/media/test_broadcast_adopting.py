"""A session folder whose broadcast is over: its archive is adopted, or hidden and why."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archiver.broadcasting.adopting import adopt, for_youtube, settled
from archiver.broadcasting.session import (
    Live,
    NoBroadcastError,
    keep,
    known_of,
    live_of,
    publication_of,
    publishing,
)
from archiver.marking import mark
from archiver.model.live import BesideState, LiveState
from archiver.model.publication import Published
from archiver.model.timeline import Timeline
from archiver.publish.youtube.livecalls import LiveCalls
from archiver.publish.youtube.livestate import Broadcast
from archiver.publish.youtube.publisher import YouTube
from archiver.publish.youtube.state import Own
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder
from tests.media.test_youtube_adoption import CLOSE, OPEN, over, replay_in, sitting
from tests.media.youtube_live import Channel, channel

HOUSE = """[[publish]]
name = "chaine"
kind = "youtube"

[[destinations]]
name = "direct"
url = "rtmps://a.rtmps.youtube.com/live2"
"""


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[Channel]:
    with channel(tmp_path / "youtube") as made:
        yield made


def session_of(youtube: Channel, archive: Path, dropped_ms: int = 0) -> Live:
    """A session that was recorded, broadcast and processed."""
    known, began = over(youtube)
    path = archive / "2026-11-27-seance"
    path.mkdir(parents=True)
    (archive / "archive.toml").write_text(HOUSE, encoding="utf-8")
    (path / "session.toml").write_text('title = "Séance"\ndate = 2026-11-27\n', encoding="utf-8")
    write_atomic(path / "agenda.json", '{"items": []}')
    folder, shown = SessionFolder(path), sitting(began)
    write_atomic(path / "recording/runs.json", shown.runs.to_json())
    write_atomic(path / "replay/timeline.json", shown.timeline.to_json())
    for at, action in ((OPEN, "open"), (CLOSE, "close")):
        mark(folder, action, at=began + timedelta(milliseconds=at))  # type: ignore[arg-type]
    write_atomic(path / "recording/state.json", _state(began, dropped_ms).to_json())
    live = live_of(folder)
    with publishing(live):
        keep(live, known)
    return live


def _state(at: datetime, dropped_ms: int) -> LiveState:
    beside = BesideState(
        kind="destination", name="direct", state="stopped", since=at, dropped_ms=dropped_ms
    )
    return LiveState(at=at, pid=1, state="ended", since=at, session_ms=CLOSE, beside=(beside,))


def test_it_is_adopted_and_given_to_the_publisher(youtube: Channel, tmp_path: Path) -> None:
    live = session_of(youtube, tmp_path / "archive")
    decided = adopt(live, youtube.calls(), "direct")
    assert decided.against == ()
    known = known_of(live)
    assert known.adopted
    state = publication_of(live.folder).of("chaine", "youtube")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    replay, taken = for_youtube(live.folder, replay_in(tmp_path), state, scratch)
    assert Own.of(taken).video == known.id
    assert replay.duration_ms == known.duration_ms
    assert replay.chapters[1].start_ms == OPEN + known.shift_ms
    again, same = for_youtube(live.folder, replay_in(tmp_path), taken, scratch)
    assert (again.duration_ms, same) == (known.duration_ms, taken)


def test_a_person_may_say_where_it_begins(youtube: Channel, tmp_path: Path) -> None:
    live = session_of(youtube, tmp_path / "archive")
    decided = adopt(live, youtube.calls(), "direct", begins_ms=OPEN + 7_000)
    assert decided.broadcast.shift_ms == 7_000


@pytest.mark.parametrize("why", ["dropped", "retracted", "unknown destination"])
def test_it_is_hidden_in_doubt_and_the_replay_is_sent_instead(
    youtube: Channel, tmp_path: Path, why: str
) -> None:
    live = session_of(youtube, tmp_path / "archive", 60_000 if why == "dropped" else 0)
    known = known_of(live)
    if why == "retracted":
        assert known.started
        at = known.started + timedelta(milliseconds=CLOSE - 60_000)
        mark(live.folder, "retract", retract_ms=20_000, at=at)
        lines = (live.folder.file("recording/marks.jsonl")).read_text().splitlines()
        ordered = [lines[0], lines[2], lines[1]]  # it was made before the session was closed
        live.folder.file("recording/marks.jsonl").write_text("\n".join(ordered) + "\n")
        _cut_out(live, CLOSE - 80_000, CLOSE - 60_000)
    name = "autre" if why == "unknown destination" else "direct"
    decided = adopt(live, youtube.calls(), name)
    assert decided.against
    assert youtube.all("videos")[0]["status"]["privacyStatus"] == "private"
    state = publication_of(live.folder).of("chaine", "youtube")
    replay = replay_in(tmp_path)
    assert for_youtube(live.folder, replay, state, tmp_path) == (replay, state)
    assert Own.of(state).former == (known.id,)


def _cut_out(live: Live, start_ms: int, end_ms: int) -> None:
    """Let the replay leave out so much."""
    path = live.folder.file("replay/timeline.json")
    whole = Timeline.model_validate_json(path.read_bytes())
    [piece] = whole.pieces
    first = piece.model_copy(
        update={"session_end_ms": start_ms, "replay_end_ms": start_ms - piece.session_start_ms}
    )
    at = first.replay_end_ms
    second = piece.model_copy(
        update={
            "session_start_ms": end_ms,
            "replay_start_ms": at,
            "replay_end_ms": at + piece.session_end_ms - end_ms,
        }
    )
    cut = Timeline(
        session_duration_ms=whole.session_duration_ms,
        replay_duration_ms=second.replay_end_ms,
        pieces=(first, second),
    )
    write_atomic(path, cut.to_json())


def test_without_a_broadcast_or_a_replay_it_says_what_to_do(
    youtube: Channel, tmp_path: Path
) -> None:
    live = session_of(youtube, tmp_path / "archive")
    live.folder.file("replay/timeline.json").unlink()
    with pytest.raises(NoBroadcastError):
        adopt(live, youtube.calls(), "direct")
    with publishing(live):
        keep(live, Broadcast())
    with pytest.raises(NoBroadcastError):
        adopt(live, youtube.calls(), "direct")


def test_other_destinations_are_left_alone(tmp_path: Path) -> None:
    state = Published(kind="website", own={"anything": 1})
    replay = replay_in(tmp_path)
    folder = tmp_path / "seance"
    folder.mkdir()
    (folder / "session.toml").write_text('title = "S"\ndate = 2026-11-27\n', encoding="utf-8")
    assert for_youtube(SessionFolder(folder), replay, state, tmp_path) == (replay, state)


def _state_of(live: Live) -> Published:
    return publication_of(live.folder).of("chaine", "youtube")


def _no_calls(_live: Live) -> LiveCalls:
    raise AssertionError("nothing is to be asked")


def test_publishing_takes_the_archive_and_asks_once(youtube: Channel, tmp_path: Path) -> None:
    live = session_of(youtube, tmp_path / "archive")
    kept: list[Published] = []
    given = (live.folder, live.target, _state_of(live), kept.append)
    looked = settled(*given, lambda _live: youtube.calls(), look_only=True)
    assert (Broadcast.of(looked.own).adopted, kept) == (True, [])
    state = settled(*given, lambda _live: youtube.calls())
    assert kept == [state]
    assert Broadcast.of(state.own).adopted
    assert settled(live.folder, live.target, state, kept.append, _no_calls) == state


def test_publishing_hides_an_archive_that_is_not_taken(youtube: Channel, tmp_path: Path) -> None:
    live = session_of(youtube, tmp_path / "archive", dropped_ms=60_000)
    kept: list[Published] = []
    look = (live.folder, live.target, _state_of(live), kept.append, lambda _live: youtube.calls())
    settled(*look, look_only=True)
    assert youtube.all("videos")[0]["status"]["privacyStatus"] != "private"
    state = settled(*look)
    assert youtube.all("videos")[0]["status"]["privacyStatus"] == "private"
    assert Own.of(state).former == (known_of(live).id,)
    assert settled(live.folder, live.target, state, kept.append, _no_calls) == state


def test_what_the_house_does_not_adopt_is_not_asked_for(youtube: Channel, tmp_path: Path) -> None:
    live = session_of(youtube, tmp_path / "archive")
    none = live.target.model_copy(update={"adopt_live": False})
    state, kept = _state_of(live), list[Published]()
    assert settled(live.folder, none, state, kept.append, _no_calls) == state
    empty = Published(kind="youtube")
    assert settled(live.folder, live.target, empty, kept.append, _no_calls) == empty


def test_nothing_is_uploaded_while_the_broadcast_goes_on(youtube: Channel, tmp_path: Path) -> None:
    live = session_of(youtube, tmp_path / "archive")
    [video] = youtube.all("videos")
    details = {k: v for k, v in video["liveStreamingDetails"].items() if k != "actualEndTime"}
    youtube.server.put("videos", {**video, "liveStreamingDetails": details})
    kept: list[Published] = []
    with pytest.raises(NoBroadcastError):
        settled(
            *(live.folder, live.target, _state_of(live), kept.append),
            lambda _live: youtube.calls(),
        )
    assert kept == []


@pytest.mark.parametrize("remove", [False, True])
def test_taking_a_session_back_concerns_its_live_archive(
    youtube: Channel, tmp_path: Path, remove: bool
) -> None:
    live = session_of(youtube, tmp_path / "archive")
    publisher = YouTube(live.target, youtube.client)
    state = publisher.withdraw(_state_of(live), lambda _state: None, remove=remove)
    assert state.state == "withdrawn"
    left = [video["status"]["privacyStatus"] for video in youtube.all("videos")]
    assert left == ([] if remove else ["private"])
