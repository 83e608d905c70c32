"""What is put on a video, what is sent after a correction, who may see it, what is read back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from archiver.model.publication import Published
from archiver.publish.interface import LaterError, PublishError, Replay
from archiver.publish.youtube.metadata import chapters_in
from tests.media.youtube_replays import (
    TARGET,
    Desk,
    desk_at,
    file_of,
    make_replay,
    video_file,
    with_captions,
)


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Replay:
    return make_replay(tmp_path_factory.mktemp("replay"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "youtube") as desk:
        yield desk


def test_all_that_is_meant_is_there(replay: Replay, desk: Desk) -> None:
    desk.publish(replay)
    video = desk.server.all("videos")[0]
    assert video["snippet"]["title"] == "Séance publique du 27 mars 2017 – Conseil départemental"
    starts = [line.start_s for line in chapters_in(video["snippet"]["description"])]
    assert starts == [0, 10, 20, 30]
    assert "‹b›" in video["snippet"]["description"]
    assert video["snippet"]["defaultAudioLanguage"] == "fr"
    assert video["status"]["selfDeclaredMadeForKids"] is False
    assert video["status"]["privacyStatus"] == "public"
    assert video["recordingDetails"]["recordingDate"].startswith("2017-03-27")
    assert replay.poster
    assert video["thumbnail"]["sha256"] == replay.poster.sha256
    captions = desk.server.all("captions")
    assert [(one["language"], one["sha256"]) for one in captions] == [
        ("fr", replay.captions["fr"].sha256)
    ]
    assert desk.server.all("playlists")[0]["snippet"]["title"] == "Conseil départemental – 2017"
    assert desk.state.url.endswith(video["id"])
    assert desk.verify(replay) == ()


def test_it_is_private_until_it_was_read_back(replay: Replay, desk: Desk) -> None:
    desk.server.settings(processing_s=1000)
    with pytest.raises(LaterError):
        desk.publish(replay)
    assert desk.server.all("videos")[0]["status"]["privacyStatus"] == "private"
    assert {found.part for found in desk.verify(replay)} == {"video"}
    assert desk.state.url == ""
    desk.server.video(desk.state.own["video"], processing_s=0)
    desk.publish(replay)
    assert desk.server.all("videos")[0]["status"]["privacyStatus"] == "public"
    desk.one_right_video(replay)


def test_nothing_is_sent_twice(replay: Replay, desk: Desk) -> None:
    desk.publish(replay)
    before = len(desk.server.log())
    assert desk.publisher().plan(replay, desk.state) == ()
    desk.publish(replay)
    verbs = [line["verb"] for line in desk.server.log()[before:]]
    assert set(verbs) <= {"GET"}


def test_only_what_was_corrected_is_sent(replay: Replay, desk: Desk, tmp_path: Path) -> None:
    desk.publish(replay)
    changed = with_captions(replay, tmp_path, "fr", "La séance est levée.")
    assert [each.part for each in desk.publisher().plan(changed, desk.state)] == ["captions.fr"]
    before = len(desk.server.log())
    desk.publish(changed)
    written = [line for line in desk.server.log()[before:] if line["verb"] != "GET"]
    assert [line["names"] for line in written] == [["media", "youtube.captions.update"]]
    assert desk.server.all("captions")[0]["sha256"] == changed.captions["fr"].sha256
    assert desk.verify(changed) == ()
    assert desk.state.history[-1].did == "changed"


def test_a_description_keeps_what_others_added(replay: Replay, desk: Desk) -> None:
    desk.publish(replay)
    id = desk.state.own["video"]
    video = desk.server.video(id)
    desk.server.video(id, snippet={**video["snippet"], "tags": ["budget"]})
    changed = replace(replay, description="Quatre rapports, corrigés.")
    plan = desk.publisher().plan(changed, desk.state)
    assert "Quatre rapports." in plan[0].before
    assert "corrigés" in plan[0].after
    desk.publish(changed)
    video = desk.server.video(id)
    assert video["snippet"]["tags"] == ["budget"]
    assert "corrigés" in video["snippet"]["description"]
    assert video["status"]["privacyStatus"] == "public"


def test_languages_come_and_go(replay: Replay, desk: Desk, tmp_path: Path) -> None:
    desk.publish(with_captions(replay, tmp_path, "en", "The session is open."))
    assert sorted(one["language"] for one in desk.server.all("captions")) == ["en", "fr"]
    plan = desk.publisher().plan(replay, desk.state)
    assert [(each.part, each.action) for each in plan] == [("captions.en", "remove")]
    desk.publish(replay)
    assert [one["language"] for one in desk.server.all("captions")] == ["fr"]
    assert "captions.en" not in desk.state.sent


def test_captions_that_somebody_sent_before_are_replaced(replay: Replay, desk: Desk) -> None:
    desk.publish(replay)
    own = {**desk.state.own, "captions": {}}
    sent = {part: said for part, said in desk.state.sent.items() if part != "captions.fr"}
    desk.state = desk.state.model_copy(update={"own": own, "sent": sent})
    desk.publish(replay)
    assert len(desk.server.all("captions")) == 1
    assert desk.asked("youtube.captions.update") == 1


def test_a_replay_whose_video_changed_hides_the_former(
    replay: Replay, desk: Desk, tmp_path: Path
) -> None:
    desk.publish(replay)
    former = desk.state.own["video"]
    changed = replace(replay, video=file_of(video_file(tmp_path, fill=b"\x03")))
    desk.publish(changed)
    assert desk.state.own["video"] != former
    assert desk.server.video(former)["status"]["privacyStatus"] == "private"
    assert desk.server.video(desk.state.own["video"])["status"]["privacyStatus"] == "public"
    assert [item["video"] for item in desk.server.all("items")] == [desk.state.own["video"]]
    assert desk.verify(changed) == ()
    desk.keep(desk.publisher().withdraw(desk.state, desk.keep, remove=True))
    assert desk.server.all("videos") == []


def test_withdrawn_it_is_private_and_comes_back(replay: Replay, desk: Desk) -> None:
    desk.publish(replay)
    desk.keep(desk.publisher().withdraw(desk.state, desk.keep, remove=False))
    assert desk.server.all("videos")[0]["status"]["privacyStatus"] == "private"
    assert (desk.state.state, desk.state.url) == ("withdrawn", "")
    desk.publish(replay)
    assert desk.server.all("videos")[0]["status"]["privacyStatus"] == "public"
    desk.one_right_video(replay)
    desk.keep(desk.publisher().withdraw(desk.state, desk.keep, remove=True))
    desk.keep(desk.publisher().withdraw(desk.state, desk.keep, remove=True))
    assert desk.server.all("videos") == []
    desk.publish(replay)
    desk.one_right_video(replay)


def test_withdrawing_what_is_being_sent_gives_it_up(replay: Replay, desk: Desk) -> None:
    desk.server.faults({"do": "503", "on": ["chunk"], "chance": 1, "times": 9})
    desk.pace = replace(desk.pace, tries=2)
    with pytest.raises(LaterError):
        desk.publish(replay)
    desk.server.faults()
    desk.keep(desk.publisher().withdraw(desk.state, desk.keep, remove=False))
    assert desk.state.own.get("session") is None
    assert desk.server.all("videos") == []


def test_it_becomes_public_at_the_time_that_was_asked_for(replay: Replay, desk: Desk) -> None:
    noon = datetime.now().astimezone().replace(hour=12, minute=0, second=0, microsecond=0)
    desk.now = (noon + timedelta(days=1)).astimezone(UTC)
    desk.target = TARGET.model_copy(update={"public_at": time(18, 30)})
    desk.publish(replay)
    status = desk.server.all("videos")[0]["status"]
    at = datetime.fromisoformat(status["publishAt"])
    assert status["privacyStatus"] == "private"
    assert at.astimezone().time() == time(18, 30)
    assert desk.verify(replay) == ()
    desk.now = at + timedelta(minutes=5)
    desk.server.settings(clock_ahead_s=(desk.now - datetime.now(UTC)).total_seconds())
    assert desk.verify(replay) == ()


def test_a_project_that_was_not_audited_is_said(replay: Replay, desk: Desk) -> None:
    desk.server.settings(audited=False)
    desk.publish(replay)
    found = desk.verify(replay)
    assert [each.part for each in found] == ["privacy"]
    assert "audit" in found[0].remedy


@pytest.mark.parametrize(
    ("fate", "reason", "said"),
    [
        ("failed", "codec", "process the session again"),
        ("rejected", "duplicate", "youtube.com/studio"),
        ("rejected", "length", "youtube.com/verify"),
        ("rejected", "copyright", "claim"),
        ("rejected", "termsOfUse", "appeal"),
    ],
)
def test_what_youtube_does_not_show_is_said(
    replay: Replay, desk: Desk, fate: str, reason: str, said: str
) -> None:
    desk.server.settings(fate=fate, fate_reason=reason)
    desk.publish(replay)
    found = desk.verify(replay)
    assert [(each.part, each.severity) for each in found] == [("video", "error")]
    assert reason in found[0].why
    assert said in found[0].remedy
    assert desk.server.all("videos")[0]["status"]["privacyStatus"] == "private"


def test_a_video_that_is_stuck_is_put_off_and_explained(replay: Replay, desk: Desk) -> None:
    desk.server.settings(fate="stuck")
    with pytest.raises(LaterError) as refused:
        desk.publish(replay)
    assert "stuck" in refused.value.remedy


def test_what_differs_is_found(replay: Replay, desk: Desk) -> None:
    desk.publish(replay)
    id = desk.state.own["video"]
    for caption in desk.server.all("captions"):
        desk.server.put("captions", {**caption, "good": False})
    video = desk.server.video(id)
    snippet = {**video["snippet"], "description": "0:00 Autre\n0:20 B\n0:30 C"}
    status = {**video["status"], "privacyStatus": "unlisted", "embeddable": False}
    desk.server.video(id, snippet=snippet, status=status, length=35.0)
    for item in desk.server.all("items"):
        desk.server.put("items", {**item, "video": "other"})
    found = {each.part: each for each in desk.verify(replay)}
    assert set(found) == {
        "video",
        "details",
        "description",
        "captions.fr",
        "playlist",
        "privacy",
    }
    assert all(each.remedy for each in found.values())


def test_a_video_that_somebody_removed_is_not_sent_again(replay: Replay, desk: Desk) -> None:
    desk.publish(replay)
    video = desk.server.all("videos")[0]
    desk.server.put("videos", {**video, "channel": "UCsomebodyelse"})
    desk.server.video(video["id"], status={**video["status"], "privacyStatus": "private"})
    found = desk.publisher().find(replay, desk.state).found
    assert "--remove" in found[0].remedy
    changed = replace(replay, description="Autre chose.")
    with pytest.raises(PublishError):
        desk.publish(changed)
    assert len(desk.server.all("videos")) == 1


def test_the_archive_of_a_broadcast_is_decorated_and_not_sent(replay: Replay, desk: Desk) -> None:
    """Another room says which video it is; there is no file it was made from."""
    desk.publish(replay)
    video = desk.server.all("videos")[0]
    own = {"video": video["id"], "broadcast": {"id": video["id"]}}
    desk.state = Published(kind="youtube", own=own)
    desk.server.put("videos", {**video, "snippet": {**video["snippet"], "description": "Direct"}})
    before = desk.asked("start")
    desk.publish(replay)
    assert desk.asked("start") == before
    assert desk.state.own["broadcast"] == {"id": video["id"]}
    assert desk.verify(replay) == ()
    desk.keep(desk.publisher().withdraw(desk.state, desk.keep, remove=True))
    assert desk.state.own["broadcast"] == {"id": video["id"]}
    assert video["id"] in desk.state.own["former"]
