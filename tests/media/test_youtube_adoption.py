"""The archive of a broadcast on a loopback YouTube becomes the replay, without an upload."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from archiver.model.chapters import Chapter
from archiver.model.marks import Mark, Planned
from archiver.model.publication import Published
from archiver.model.runs import Run, Runs, Segment
from archiver.model.session import YouTubeTarget
from archiver.model.timeline import Piece, Timeline
from archiver.publish.interface import File, Replay
from archiver.publish.youtube.adoption import Sitting, archive_of, in_archive, judge, taken
from archiver.publish.youtube.broadcasts import hide
from archiver.publish.youtube.livestate import Broadcast
from archiver.publish.youtube.metadata import chapters_in
from archiver.publish.youtube.publisher import YouTube
from tests.media.youtube_live import Channel, Kept, channel

OPEN, CLOSE, END = 300_000, 1_500_000, 1_790_000
SRT = "1\n00:00:01,000 --> 00:00:02,500\nBonjour à tous\n"
TARGET = YouTubeTarget(name="chaine", kind="youtube", playlist="none")


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[Channel]:
    with channel(tmp_path / "youtube") as made:
        yield made


def over(youtube: Channel) -> tuple[Broadcast, datetime]:
    """A broadcast of half an hour that is over, and when it began."""
    kept = Kept()
    made = youtube.made(kept)
    youtube.ingest(active=True)
    youtube.server.settings(clock_ahead_s=1800)
    youtube.ingest(active=False)
    ended = youtube.broadcasts().end(made, kept)
    assert ended.started
    return ended, ended.started


def sitting(began: datetime) -> Sitting:
    """The recording of that broadcast, whose replay shows what was opened."""
    segment = Segment(file="run1_00001.ts", start_ms=0, end_ms=END, wall=began)
    piece = Piece(
        shown="play",
        session_start_ms=OPEN,
        session_end_ms=CLOSE,
        replay_start_ms=0,
        replay_end_ms=CLOSE - OPEN,
    )
    return Sitting(
        runs=Runs(runs=(Run(number=1, start_ms=0, segments=(segment,)),), finished=True),
        marks=(
            Mark(at=began + timedelta(milliseconds=OPEN), action="open"),
            Mark(at=began + timedelta(milliseconds=CLOSE), action="close"),
        ),
        planned=Planned(),
        timeline=Timeline(
            session_duration_ms=END, replay_duration_ms=CLOSE - OPEN, pieces=(piece,)
        ),
        delay_ms=4_000,
    )


def replay_in(folder: Path) -> Replay:
    srt = folder / "fr.srt"
    srt.write_text(SRT, encoding="utf-8")
    sha = hashlib.sha256(srt.read_bytes()).hexdigest()
    parts = ((0, "Ouverture"), (60_000, "Budget primitif"), (600_000, "Routes"))
    chapters = tuple(
        Chapter(
            anchor=f"c{n}",
            title=title,
            kind="item",
            items=(),
            start_ms=start,
            end_ms=start + 60_000,
            session_start_ms=OPEN + start,
        )
        for n, (start, title) in enumerate(parts)
    )
    return Replay(
        id="2026-11-27-seance",
        title="Séance publique",
        body="Conseil",
        date=date(2026, 11, 27),
        language="fr",
        duration_ms=CLOSE - OPEN,
        description="La séance.",
        chapters=chapters,
        video=File(folder / "replay.mp4", "a" * 64, 1),
        captions={"fr": File(srt, sha, srt.stat().st_size)},
    )


def test_it_is_adopted_and_decorated_and_nothing_is_uploaded(
    youtube: Channel, tmp_path: Path
) -> None:
    known, began = over(youtube)
    shown = sitting(began)
    video = youtube.calls().read(
        "videos.list", part="id,contentDetails,liveStreamingDetails", id=known.id
    )["items"][0]
    archive = archive_of(known, video)
    verdict = judge(archive, shown)
    assert verdict.against == ()
    known = known.but(adopted=True, shift_ms=verdict.shift_ms, duration_ms=archive.duration_ms)
    replay = replay_in(tmp_path)
    state = taken(Published(kind="youtube", own=known.into({})), replay)
    out = tmp_path / "out"
    out.mkdir()
    moved = in_archive(replay, shown.timeline, known.shift_ms, known.duration_ms, out)
    publisher = YouTube(TARGET, youtube.client, lambda: datetime.now(UTC))
    states: list[Published] = []
    state = publisher.publish(moved, state, states.append, lambda _share: None)
    assert publisher.verify(moved, state) == ()
    [there] = youtube.all("videos")
    assert there["id"] == known.id
    assert not [line for line in youtube.server.log() if "upload/youtube/v3/videos" in line["path"]]
    listed = chapters_in(there["snippet"]["description"])
    assert [line.start_s for line in listed] == [0, 304, 364, 904]
    assert len(youtube.all("captions")) == 1
    assert Broadcast.of(state.own).id == known.id
    assert state.history[0].did == "adopted"


def test_what_is_hidden_afterwards_is_hidden_there_and_nothing_else_changes(
    youtube: Channel,
) -> None:
    known, began = over(youtube)
    whole = sitting(began)
    first = whole.timeline.pieces[0].model_copy(
        update={"session_end_ms": 900_000, "replay_end_ms": 600_000}
    )
    cut = Timeline(session_duration_ms=END, replay_duration_ms=600_000, pieces=(first,))
    archive = archive_of(known, youtube.calls().read(
        "videos.list", part="contentDetails,liveStreamingDetails", id=known.id
    )["items"][0])  # fmt: skip
    assert judge(archive, replace(whole, timeline=cut)).against
    before = youtube.all("videos")[0]
    hide(youtube.calls(), known)
    after = youtube.all("videos")[0]
    assert after["status"] == {**before["status"], "privacyStatus": "private"}
    assert after["snippet"] == before["snippet"]
