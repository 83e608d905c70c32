"""A broadcast on a loopback YouTube, by Google's own client: made once, reused, ended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from archiver.publish.interface import LaterError
from archiver.publish.youtube.broadcasts import BroadcastError
from archiver.publish.youtube.livecalls import RefusedError, UncertainError
from archiver.publish.youtube.livestate import Broadcast
from tests.media.youtube_live import PLAN, REF, START, Channel, Kept, channel


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[Channel]:
    with channel(tmp_path / "youtube") as made:
        yield made


class KilledError(Exception):
    """Stands for a process that dies just after it kept something."""


def test_it_is_made_bound_and_as_meant(youtube: Channel) -> None:
    kept = Kept()
    made, ingestion = youtube.broadcasts().create(PLAN, Broadcast(), kept)
    [there] = youtube.all("broadcasts")
    [stream] = youtube.all("streams")
    [video] = youtube.all("videos")
    assert (there["id"], there["stream"], there["life"]) == (made.id, stream["id"], "ready")
    assert there["plan"]["scheduledStartTime"] == START.isoformat()
    content = there["content"]
    assert all(content[name] for name in ("enableDvr", "recordFromStart"))
    assert all(content[name] for name in ("enableAutoStart", "enableAutoStop"))
    assert video["status"]["selfDeclaredMadeForKids"] is False
    assert video["snippet"]["description"] == PLAN.description
    assert ingestion.url.startswith("rtmps://")
    assert ingestion.key == stream["key"]
    assert made.chat == there["chat"]


def test_the_key_is_in_no_record_and_no_text(youtube: Channel) -> None:
    kept = Kept()
    _made, ingestion = youtube.broadcasts().create(PLAN, Broadcast(), kept)
    assert ingestion.key not in repr(ingestion)
    assert ingestion.key not in "".join(state.model_dump_json() for state in kept.states)


def test_running_again_changes_nothing(youtube: Channel) -> None:
    kept = Kept()
    youtube.made(kept)
    before = len(youtube.server.log())
    youtube.made(kept)
    verbs = [line["verb"] for line in youtube.server.log()[before:]]
    assert verbs
    assert set(verbs) == {"GET"}
    assert len(youtube.all("broadcasts")) == len(youtube.all("streams")) == 1


def test_what_changed_is_sent(youtube: Channel) -> None:
    kept = Kept()
    youtube.made(kept)
    later = replace(PLAN, title="Séance reportée", start=START + timedelta(hours=1))
    youtube.made(kept, later)
    [video], [there] = youtube.all("videos"), youtube.all("broadcasts")
    assert video["snippet"]["title"] == "Séance reportée"
    assert there["plan"]["scheduledStartTime"] == later.start.isoformat()


def test_two_sessions_share_the_stream(youtube: Channel) -> None:
    first = youtube.made()
    other = "f" * 24
    second = youtube.made(
        plan=replace(PLAN, ref=other, description=f"Autre\n\nRef. archiver : {other}")
    )
    assert first.id != second.id
    assert first.stream == second.stream
    assert len(youtube.all("streams")) == 1


@pytest.mark.parametrize("dies_after", range(1, 5))
def test_a_restart_anywhere_makes_no_second(youtube: Channel, dies_after: int) -> None:
    kept = Kept()

    def dying(state: Broadcast) -> None:
        kept(state)
        if len(kept.states) == dies_after:
            raise KilledError

    try:
        youtube.broadcasts().create(PLAN, Broadcast(), dying)
    except KilledError:
        youtube.made(kept)
    assert len(youtube.all("broadcasts")) == len(youtube.all("streams")) == 1
    assert youtube.all("broadcasts")[0]["life"] == "ready"


def test_it_is_found_where_everything_was_forgotten(youtube: Channel) -> None:
    first = youtube.made()
    for n in range(60):  # more than a page of others, newer ones
        ref = f"{n:024x}"
        youtube.made(plan=replace(PLAN, ref=ref, description=f"Autre\n\nRef. archiver : {ref}"))
    assert youtube.made().id == first.id


@pytest.mark.parametrize("method", ["liveBroadcasts.insert", "liveStreams.insert"])
@pytest.mark.parametrize("fault", ["lost", "503", "reset", "500", "429"])
def test_a_lost_answer_makes_no_second(youtube: Channel, method: str, fault: str) -> None:
    youtube.server.faults({"do": fault, "on": [f"youtube.{method}"], "at": [1]})
    kept = Kept()
    try:
        youtube.made(kept)
    except UncertainError:
        youtube.made(kept)
    assert sum(youtube.server.struck().values()) == 1
    assert len(youtube.all("broadcasts")) == len(youtube.all("streams")) == 1
    assert youtube.all("broadcasts")[0]["life"] == "ready"


@pytest.mark.parametrize("method", ["update", "bind"])
def test_a_lost_change_is_made_again_by_the_next_run(youtube: Channel, method: str) -> None:
    kept = Kept()
    if method == "update":
        youtube.made(kept)
    youtube.server.faults({"do": "lost", "on": [f"youtube.liveBroadcasts.{method}"], "at": [1]})
    changed = replace(PLAN, title="Autrement")
    with pytest.raises(UncertainError):
        youtube.made(kept, changed)
    youtube.made(kept, changed)
    assert youtube.all("videos")[0]["snippet"]["title"] == "Autrement"
    assert youtube.all("broadcasts")[0]["life"] == "ready"


def test_a_start_that_is_over_is_soon(youtube: Channel) -> None:
    made = youtube.made(plan=replace(PLAN, start=START - timedelta(hours=4), end=None))
    assert youtube.broadcasts().standing(made).life == "ready"


def test_it_begins_with_the_picture_and_ends_with_it(youtube: Channel) -> None:
    kept = Kept()
    made = youtube.made(kept)
    youtube.ingest(active=True)
    standing = youtube.broadcasts().standing(made)
    assert (standing.life, standing.stream, standing.health) == ("live", "active", "good")
    youtube.ingest(active=False)
    ended = youtube.broadcasts().end(made, kept)
    assert ended.id == made.id
    assert ended.started
    assert ended.ended
    assert not [line for line in youtube.server.log() if "transition" in str(line["path"])]


def test_a_restart_while_it_is_live_changes_no_setting(youtube: Channel) -> None:
    kept = Kept()
    youtube.made(kept)
    youtube.ingest(active=True)
    youtube.made(kept, replace(PLAN, description=f"Corrigé\n\nRef. archiver : {REF}"))
    assert youtube.all("videos")[0]["snippet"]["description"].startswith("Corrigé")
    assert youtube.all("broadcasts")[0]["life"] == "live"


@pytest.mark.parametrize("fault", ["none", "lost", "503"])
def test_it_is_ended_where_it_did_not_by_itself(youtube: Channel, fault: str) -> None:
    kept = Kept()
    made = youtube.made(kept)
    youtube.ingest(active=True)
    youtube.ingest(active=False, stops=False)
    if fault != "none":
        youtube.server.faults({"do": fault, "on": ["youtube.liveBroadcasts.transition"], "at": [1]})
    try:
        ended = youtube.broadcasts().end(made, kept)
    except UncertainError:
        assert fault == "503"
        ended = youtube.broadcasts().end(made, kept)
    assert ended.ended
    assert youtube.all("broadcasts")[0]["life"] == "complete"
    assert youtube.broadcasts().end(ended, kept) == ended


def test_what_never_began_cannot_end(youtube: Channel) -> None:
    made = youtube.made()
    with pytest.raises(RefusedError) as raised:
        youtube.broadcasts().end(made, Kept())
    assert raised.value.reason == "invalidTransition"
    assert youtube.all("broadcasts")[0]["life"] == "ready"


def test_what_is_over_is_not_made_again(youtube: Channel) -> None:
    kept = Kept()
    youtube.made(kept)
    youtube.ingest(active=True)
    youtube.ingest(active=False)
    for known in (kept, Kept()):
        with pytest.raises(BroadcastError):
            youtube.made(known)
    assert len(youtube.all("broadcasts")) == 1


def test_a_channel_without_live_streaming_is_told(youtube: Channel) -> None:
    youtube.server.put("live", {"id": "settings", "enabled": False})
    with pytest.raises(RefusedError) as raised:
        youtube.made()
    assert "24" in raised.value.remedy


def test_quota_that_is_used_up_is_told(youtube: Channel) -> None:
    youtube.server.settings(quota_units=10)
    with pytest.raises(LaterError):
        youtube.made()


def test_a_thumbnail_is_sent_once(youtube: Channel, tmp_path: Path) -> None:
    picture = tmp_path / "card.jpg"
    picture.write_bytes(cv2.imencode(".jpg", np.zeros((720, 1280, 3), np.uint8))[1].tobytes())
    kept, plan = Kept(), replace(PLAN, thumbnail=picture)
    youtube.made(kept, plan)
    youtube.made(kept, plan)
    sent = [line for line in youtube.server.log() if "thumbnails" in str(line["path"])]
    assert len(sent) == 1
    assert youtube.all("videos")[0]["thumbnail"]


def test_a_thumbnail_that_is_refused_stops_nothing(youtube: Channel, tmp_path: Path) -> None:
    picture = tmp_path / "card.jpg"
    picture.write_bytes(b"no picture")
    kept, plan = Kept(), replace(PLAN, thumbnail=picture)
    made = youtube.made(kept, plan)
    assert made.refused
    assert not made.thumbnail
    assert youtube.all("broadcasts")[0]["life"] == "ready"
    youtube.server.faults({"do": "403", "on": ["youtube.thumbnails.set"], "at": [1]})
    assert youtube.made(kept, plan).refused
