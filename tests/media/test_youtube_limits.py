"""Where publishing stops: quotas, accounts, channels, secrets, pictures that are too heavy."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from archiver.media.container import MediaError
from archiver.media.lighter import jpeg_within
from archiver.publish.interface import LaterError, PublishError, Replay
from tests.media.youtube_replays import TARGET, Desk, desk_at, make_replay


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Replay:
    return make_replay(tmp_path_factory.mktemp("replay"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "youtube") as desk:
        yield desk


def test_the_quota_stops_it_and_the_next_day_it_goes_on(replay: Replay, desk: Desk) -> None:
    desk.server.settings(quota_units=300)
    with pytest.raises(LaterError) as refused:
        desk.publish(replay)
    assert ":" in refused.value.remedy
    assert desk.server.all("captions") == []
    desk.server.settings(quota_units=10_000)
    desk.publish(replay)
    desk.one_right_video(replay)
    assert desk.verify(replay) == ()


def test_what_is_counted_here_is_what_youtube_counts(replay: Replay, desk: Desk) -> None:
    publisher = desk.publisher()
    desk.keep(publisher.publish(replay, desk.state, desk.keep, lambda _share: None))
    assert publisher.verify(replay, desk.state) == ()
    left, used = publisher.left(), desk.server.used()
    assert (10_000 - left.units, 100 - left.uploads) == (used["units"], used["inserts"])
    assert used["units"] <= 700


def test_the_channels_own_limit_is_told_from_the_quota(replay: Replay, desk: Desk) -> None:
    desk.server.settings(upload_limit=0)
    with pytest.raises(LaterError) as refused:
        desk.publish(replay)
    assert "youtube.com/verify" in refused.value.remedy


def test_an_account_that_was_forgotten_is_to_be_reconnected(replay: Replay, desk: Desk) -> None:
    desk.server.forget_tokens()
    with pytest.raises(PublishError) as refused:
        desk.publish(replay)
    assert "archiver login youtube" in refused.value.remedy


def test_a_token_that_was_renewed_is_kept(replay: Replay, desk: Desk) -> None:
    desk.server.expire_tokens()
    desk.publish(replay)
    assert len(desk.tokens) == 1
    assert "refresh_token" in desk.tokens[0]


def test_another_channel_than_the_one_meant_gets_nothing(replay: Replay, desk: Desk) -> None:
    desk.target = TARGET.model_copy(update={"channel": "UCanother"})
    with pytest.raises(PublishError) as refused:
        desk.publish(replay)
    assert "UCanother" in refused.value.why
    assert desk.server.all("sessions") == []


def test_no_secret_is_in_the_state(replay: Replay, desk: Desk) -> None:
    desk.publish(replay)
    text = desk.state.to_json()
    assert "upload_id" not in text
    tokens = desk.server.all("access") + desk.server.all("refresh")
    assert len(tokens) >= 2
    for token in tokens:
        assert token["id"] not in text


def test_a_thumbnail_that_the_channel_may_not_have_is_said(replay: Replay, desk: Desk) -> None:
    desk.server.settings(thumbnail_limit=10)
    desk.publish(replay)
    found = desk.verify(replay)
    assert [(each.part, each.severity) for each in found] == [("thumbnail", "warning")]
    assert desk.server.all("videos")[0]["status"]["privacyStatus"] == "public"
    desk.server.settings(thumbnail_limit=2 * 1024 * 1024)
    desk.publish(replay)
    assert desk.verify(replay) == ()


def test_a_thumbnail_is_made_light_enough(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (720, 1280, 3), np.uint8)
    path = tmp_path / "noise.png"
    cv2.imwrite(str(path), noise)
    made = jpeg_within(path, 200_000)
    assert made.startswith(b"\xff\xd8\xff")
    assert len(made) <= 200_000
    (tmp_path / "no.jpg").write_bytes(b"nothing")
    with pytest.raises(MediaError):
        jpeg_within(tmp_path / "no.jpg", 1000)
