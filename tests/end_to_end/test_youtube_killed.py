"""Processes that publish to the loopback YouTube are killed, or are two: one video comes of it."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.model.publication import Publication, Published
from tests.media.youtube_replays import CHUNK, TARGET, Desk, make_replay, replay_in
from tests.youtube.server import Server, serving

_ROOT = Path(__file__).parents[2]
_LONGEST_S = 120
_REQUESTS = 25
"""About how many one publication takes."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "youtube") as server:
        yield server


@pytest.fixture
def session(tmp_path: Path, server: Server) -> Path:
    folder = tmp_path / "session"
    folder.mkdir()
    make_replay(folder)
    (folder / "token.json").write_text(json.dumps(server.grant()), "utf-8")
    return folder


def _start(session: Path, server: Server) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.media.youtube_sender", str(session), server.address]
    return subprocess.Popen(command, cwd=_ROOT)


def _check(session: Path, server: Server) -> None:
    """One video, with the right bytes, captions, chapters and all else."""
    publication = Publication.model_validate_json((session / "publication.json").read_bytes())
    desk, replay = Desk(server, state=publication.of(TARGET.name, "youtube")), replay_in(session)
    desk.one_right_video(replay)
    assert desk.verify(replay) == ()
    assert len(server.all("captions")) == 1
    assert len(server.all("items")) == len(server.all("playlists")) == 1


def _state(session: Path) -> Published:
    path = session / "publication.json"
    if not path.exists():
        return Published(kind="youtube")
    return Publication.model_validate_json(path.read_bytes()).of(TARGET.name, "youtube")


def test_killed_again_and_again_it_makes_one_video(session: Path, server: Server) -> None:
    luck, killed = random.Random(20170327), 0
    server.faults(
        {"do": "slow", "on": ["chunk"], "chance": 1, "seconds": 0.05},
        {"do": "slow", "on": ["call"], "chance": 0.5, "seconds": 0.02},
    )
    while True:
        process = _start(session, server)
        aim = len(server.log()) + luck.randint(1, max(2, _REQUESTS // 3))
        until = time.monotonic() + _LONGEST_S
        while process.poll() is None and len(server.log()) < aim and time.monotonic() < until:
            time.sleep(0.005)
        if process.poll() is None and killed < 8:
            time.sleep(luck.uniform(0, 0.04))
            process.kill()
            killed += process.wait(_LONGEST_S) == -9
            continue
        assert process.wait(_LONGEST_S) == 0
        break
    assert killed >= 3
    _check(session, server)


def test_two_at_once_make_one_video(session: Path, server: Server) -> None:
    server.faults({"do": "slow", "on": ["chunk"], "chance": 1, "seconds": 0.2})
    both = [_start(session, server), _start(session, server)]
    codes = {process.wait(_LONGEST_S) for process in both}
    assert 0 in codes
    assert codes <= {0, 3}
    last = _start(session, server)
    assert last.wait(_LONGEST_S) == 0
    _check(session, server)


def test_a_killed_upload_goes_on_where_it_stopped(session: Path, server: Server) -> None:
    server.faults({"do": "slow", "on": ["chunk"], "chance": 1, "seconds": 0.3})
    process = _start(session, server)
    until = time.monotonic() + _LONGEST_S
    while time.monotonic() < until:
        if sum("chunk" in line["names"] for line in server.log()) >= 3:
            break
        time.sleep(0.01)
    process.kill()
    process.wait(_LONGEST_S)
    assert _state(session).own["session"]["uri"]
    before = len(server.log())
    server.faults()
    assert _start(session, server).wait(_LONGEST_S) == 0
    sent = sum(line["size"] for line in server.log()[before:] if "chunk" in line["names"])
    # What was on its way when the sender was killed may arrive, and be logged, after that.
    assert sent <= replay_in(session).video.size - 2 * CHUNK
    _check(session, server)
