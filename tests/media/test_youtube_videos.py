"""The loopback YouTube's videos, captions, lists and pictures keep YouTube's rules."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.media.youtube_world import User, media, picture, refusal, sized_video
from tests.youtube.server import Server, serving

SUBRIP = b"1\n00:00:01,000 --> 00:00:03,000\nLa s\xc3\xa9ance est ouverte.\n"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sized_video(tmp_path_factory.mktemp("clip") / "clip.mp4", 300_000)


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "youtube") as server:
        yield server


@pytest.fixture
def user(youtube: Server) -> User:
    return User(youtube)


def _update(user: User, id: str, **parts: Any) -> Any:
    return user.service.videos().update(part=",".join(parts), body={"id": id, **parts})


def test_a_snippet_is_replaced_whole(user: User, clip: Path) -> None:
    id = user.upload(clip)["id"]
    _update(user, id, snippet={"title": "Autre", "categoryId": "25", "tags": ["budget"]}).execute()
    shown = user.video(id)["snippet"]
    assert (shown["title"], shown["description"], shown["tags"]) == ("Autre", "", ["budget"])
    _update(user, id, snippet={"title": "Autre", "categoryId": "25"}).execute()
    assert "tags" not in user.video(id)["snippet"]
    assert user.video(id)["status"]["privacyStatus"] == "private"
    _update(user, id, status={"license": "creativeCommon"}).execute()
    assert user.video(id)["status"]["privacyStatus"] == "public"


@pytest.mark.parametrize(
    ("snippet", "reason"),
    [
        ({"title": "x" * 101}, "invalidTitle"),
        ({"title": "a <b"}, "invalidTitle"),
        ({"title": ""}, "invalidTitle"),
        ({"description": "é" * 2501}, "invalidDescription"),
        ({"description": "a > b"}, "invalidDescription"),
        ({"tags": ["x" * 501]}, "invalidTags"),
        ({"categoryId": None}, "invalidCategoryId"),
    ],
)
def test_what_breaks_a_limit_is_refused(
    user: User, clip: Path, snippet: dict[str, Any], reason: str
) -> None:
    id = user.upload(clip)["id"]
    said = {"title": "x" * 100, "description": "é" * 2500, "categoryId": "25"}
    _update(user, id, snippet=said).execute()
    assert refusal(_update(user, id, snippet={**said, **snippet})) == (400, reason)


def test_a_request_is_held_against_the_document(user: User) -> None:
    videos = user.service.videos()
    assert refusal(videos.list(part="snippet,colour", id="x")) == (400, "unknownPart")
    body = {"id": "x", "snippet": {"title": "t"}, "status": {"privacyStatus": "public"}}
    assert refusal(videos.update(part="snippet", body=body)) == (400, "unexpectedPart")
    wrong = {"id": "x", "snippet": {"titel": "t"}}
    assert refusal(videos.update(part="snippet", body=wrong)) == (400, "badRequest")
    assert (
        refusal(videos.update(part="snippet", body={"id": "x", "snippet": {"title": 5}}))[0] == 400
    )
    unknown = videos.list(part="snippet", id="x")
    unknown.uri += "&colour=blue"
    assert refusal(unknown) == (400, "badRequest")
    missing = videos.list(part="snippet", id="x")
    missing.uri = missing.uri.replace("part=snippet&", "")
    assert refusal(missing) == (400, "required")
    assert refusal(videos.list(part="snippet")) == (400, "missingRequiredParameter")


def test_a_video_is_processed_rejected_failed_or_stuck(user: User, clip: Path) -> None:
    youtube = user.server
    youtube.settings(processing_s=60)
    ids = {}
    for fate in ("processed", "rejected", "failed", "stuck"):
        youtube.settings(fate=fate)
        ids[fate] = user.upload(clip)["id"]
    assert {user.video(id)["status"]["uploadStatus"] for id in ids.values()} == {"uploaded"}
    assert user.video(ids["processed"])["contentDetails"]["duration"] == "P0D"
    youtube.settings(clock_ahead_s=61)
    shown = {fate: user.video(id) for fate, id in ids.items()}
    assert shown["processed"]["processingDetails"]["processingStatus"] == "succeeded"
    assert shown["rejected"]["status"]["rejectionReason"] == "termsOfUse"
    assert shown["failed"]["status"]["uploadStatus"] == "failed"
    assert shown["stuck"]["processingDetails"]["processingStatus"] == "processing"
    youtube.video(ids["stuck"], fate="processed")
    assert user.video(ids["stuck"])["status"]["uploadStatus"] == "processed"


def test_a_project_that_was_not_audited_publishes_nothing(user: User, clip: Path) -> None:
    user.server.settings(audited=False)
    id = user.upload(clip, privacyStatus="public")["id"]
    _update(user, id, status={"privacyStatus": "public"}).execute()
    assert user.video(id)["status"]["privacyStatus"] == "private"


def test_a_video_comes_out_at_its_time(user: User, clip: Path) -> None:
    at = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    id = user.upload(clip, publishAt=at)["id"]
    wrong = _update(user, id, status={"privacyStatus": "public", "publishAt": at})
    assert refusal(wrong) == (400, "invalidPublishAt")
    assert user.video(id)["status"]["privacyStatus"] == "private"
    user.server.settings(clock_ahead_s=7201)
    assert user.video(id)["status"]["privacyStatus"] == "public"
    assert "publishAt" not in user.video(id)["status"]


def test_the_channel_may_be_full(user: User, clip: Path) -> None:
    user.server.settings(upload_limit=1)
    user.upload(clip)
    refused = user.request(clip)
    with pytest.raises(Exception, match="exceeded the number of videos"):
        refused.next_chunk()
    assert len(user.server.all("videos")) == 1


def test_a_deleted_video_is_gone(user: User, clip: Path) -> None:
    id = user.upload(clip)["id"]
    user.service.videos().delete(id=id).execute()
    assert user.video(id) == {}
    assert refusal(user.service.videos().delete(id=id)) == (404, "videoNotFound")


def test_uploads_are_listed_newest_first_page_by_page(user: User, clip: Path) -> None:
    ids = [user.upload(clip, f"Séance {n}")["id"] for n in range(5)]
    channel = user.service.channels().list(part="contentDetails", mine=True).execute()["items"][0]
    uploads = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    items = user.service.playlistItems()
    request, seen = items.list(part="snippet,contentDetails", playlistId=uploads, maxResults=2), []
    while request is not None:
        page = request.execute()
        seen.append([item["contentDetails"]["videoId"] for item in page["items"]])
        request = items.list_next(request, page)
    assert seen == [ids[4:2:-1], ids[2:0:-1], [ids[0]]]
    wrong = items.list(part="id", playlistId=uploads, pageToken="nonsense")
    assert refusal(wrong) == (400, "invalidPageToken")
    user.server.settings(uploads_lag_s=3600)
    assert items.list(part="id", playlistId=uploads).execute()["items"] == []


def test_a_playlist_holds_videos_in_order(user: User, clip: Path) -> None:
    one, two = user.upload(clip)["id"], user.upload(clip)["id"]
    made = user.service.playlists().insert(
        part="snippet,status",
        body={"snippet": {"title": "Séances 2026"}, "status": {"privacyStatus": "unlisted"}},
    )
    playlist = made.execute()["id"]
    items = user.service.playlistItems()

    def put(video: str, **more: int) -> Any:
        resource = {"kind": "youtube#video", "videoId": video}
        snippet = {"playlistId": playlist, "resourceId": resource, **more}
        return items.insert(part="snippet", body={"snippet": snippet})

    put(one).execute()
    first = put(two, position=0).execute()["id"]
    listed = items.list(part="snippet", playlistId=playlist).execute()["items"]
    assert [item["snippet"]["resourceId"]["videoId"] for item in listed] == [two, one]
    assert (
        items.list(part="id", playlistId=playlist, videoId=one).execute()["pageInfo"][
            "totalResults"
        ]
        == 1
    )
    items.delete(id=first).execute()
    (left,) = items.list(part="snippet", playlistId=playlist).execute()["items"]
    assert left["snippet"]["position"] == 0
    assert refusal(put("nowhere")) == (404, "videoNotFound")
    mine = user.service.playlists().list(part="snippet,contentDetails", mine=True).execute()
    assert mine["items"][0]["contentDetails"]["itemCount"] == 1


def _caption(user: User, video: str, language: str = "fr", content: bytes = SUBRIP) -> Any:
    snippet = {"videoId": video, "language": language, "name": "Séance"}
    return user.service.captions().insert(
        part="snippet", body={"snippet": snippet}, media_body=media(content)
    )


def test_captions_come_back_as_they_were_sent(user: User, clip: Path) -> None:
    video, captions = user.upload(clip)["id"], user.service.captions()
    id = _caption(user, video).execute()["id"]
    assert refusal(_caption(user, video)) == (409, "captionExists")
    assert captions.download(id=id).execute() == SUBRIP
    assert captions.download(id=id, tfmt="vtt").execute().startswith(b"WEBVTT")
    changed = SUBRIP.replace(b"ouverte", b"close")
    captions.update(part="id", body={"id": id}, media_body=media(changed)).execute()
    assert captions.download(id=id).execute() == changed
    _caption(user, video, "en", b"no captions").execute()
    listed = captions.list(part="snippet", videoId=video).execute()["items"]
    assert [item["snippet"]["status"] for item in listed] == ["serving", "failed"]
    assert user.video(video)["contentDetails"]["caption"] == "true"
    captions.delete(id=id).execute()
    assert refusal(captions.download(id=id)) == (404, "captionNotFound")
    assert refusal(captions.list(part="id", videoId="nowhere")) == (404, "videoNotFound")


def test_an_answer_may_be_lost_or_late(user: User, clip: Path) -> None:
    video = user.upload(clip)["id"]
    user.server.faults(
        {"do": "lost", "on": ["media", "youtube.captions.insert"], "at": [1]},
        {"do": "503", "on": ["call", "youtube.captions.list"], "at": [1]},
        {"do": "reset", "on": ["call", "youtube.captions.list"], "at": [2]},
        {"do": "slow", "on": ["call", "youtube.captions.list"], "at": [3], "seconds": 0.05},
    )
    with pytest.raises(ConnectionResetError):
        _caption(user, video).execute()
    listed = user.service.captions().list(part="snippet", videoId=video)
    assert refusal(listed) == (503, "backendError")
    with pytest.raises(ConnectionResetError):
        listed.execute()
    assert len(listed.execute()["items"]) == 1
    assert refusal(_caption(user, video)) == (409, "captionExists")
    assert user.server.struck()["lost media youtube.captions.insert"] == 1


def test_a_thumbnail_is_a_picture_and_small(user: User, clip: Path) -> None:
    video, put = user.upload(clip)["id"], user.service.thumbnails().set
    small = picture()
    put(videoId=video, media_body=media(small, "image/jpeg")).execute()
    assert user.video(video)["contentDetails"]["hasCustomThumbnail"]
    large = media(small + b"\0" * 2 * 1024 * 1024, "image/jpeg")
    assert refusal(put(videoId=video, media_body=large)) == (413, "uploadTooLarge")
    assert refusal(put(videoId=video, media_body=media(b"text", "image/png"))) == (
        400,
        "invalidImage",
    )
    assert refusal(put(videoId=video, media_body=media(b"text", "text/plain")))[0] == 400
