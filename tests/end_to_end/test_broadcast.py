"""`archiver broadcast` on a loopback YouTube: made, followed through a kill, ended, exported."""

import csv
import io
import json
import os
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.support import Shell
from tests.waiting import wait_until
from tests.youtube.broadcasts import ingest
from tests.youtube.chat import say
from tests.youtube.server import Server, serving
from tests.youtube.world import World

DAY = datetime.now().date() + timedelta(days=3)
HOUSE = """body = "Conseil départemental"
base_url = "https://seances.example.fr/"

[[destinations]]
name = "direct"
url = "rtmps://a.rtmps.youtube.com/live2"

[[publish]]
name = "chaine"
kind = "youtube"
"""
SESSION = f"""title = "Séance publique"
date = {DAY.isoformat()}
planned_start = 09:30:00
planned_end = 12:00:00
"""
ITEMS = [{"id": "101", "number": "101", "title": "Budget primitif"}]


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "youtube") as server:
        server.put("live", {"id": "settings", "polling_ms": 100})
        yield server


@pytest.fixture
def world(youtube: Server) -> Iterator[World]:
    made = World(youtube.folder)
    yield made
    made.store.close()


@pytest.fixture
def shell(tmp_path: Path, youtube: Server) -> Shell:
    """The command line beside an archive whose channel is connected."""
    session = tmp_path / "archive" / "seance"
    session.mkdir(parents=True)
    (session.parent / "archive.toml").write_text(HOUSE, encoding="utf-8")
    (session / "session.toml").write_text(SESSION, encoding="utf-8")
    (session / "agenda.json").write_text(json.dumps({"items": ITEMS}), encoding="utf-8")
    later = datetime.now() + timedelta(hours=5)
    token = {**youtube.grant(), "expiry": later.isoformat(timespec="seconds") + "Z"}
    own = tmp_path / "own"
    own.mkdir()
    (own / "youtube-token.json").write_text(json.dumps(token), encoding="utf-8")
    (own / "youtube-token.json").chmod(0o600)
    env = {
        **os.environ,
        "ARCHIVER_LANG": "en",
        "ARCHIVER_SECRETS": str(own / "secrets.toml"),
        "ARCHIVER_STATE": str(own),
        "ARCHIVER_YOUTUBE_URL": youtube.address + "/",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "200",
    }
    return Shell(tmp_path, env)


def lines(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    found = []
    for line in path.read_bytes().splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def has(path: Path, count: int) -> bool:
    return len(lines(path)) >= count


def test_made_once_with_its_key_in_the_secrets_alone(shell: Shell, youtube: Server) -> None:
    plan = shell.ok("broadcast", "create", "archive/seance", "--dry-run")
    assert "Séance publique – Conseil départemental" in plan.out
    assert "101 – Budget primitif" in plan.out
    assert not youtube.log()
    ran = [shell.ok("broadcast", "create", "archive/seance") for _ in range(2)]
    [there], [stream] = youtube.all("broadcasts"), youtube.all("streams")
    start = datetime.fromisoformat(there["plan"]["scheduledStartTime"])
    assert start == datetime(DAY.year, DAY.month, DAY.day, 9, 30).astimezone()
    secrets = shell.folder / "own" / "secrets.toml"
    assert stream["key"] in secrets.read_text(encoding="utf-8")
    assert secrets.stat().st_mode & 0o777 == 0o600
    assert there["id"] in ran[0].out
    said = "".join(one.out + one.err for one in ran)
    kept = [p for p in (shell.folder / "archive").rglob("*") if p.is_file()]
    assert any(p.name == "publication.json" for p in kept)
    key = stream["key"].encode()
    assert not [p for p in kept if key in p.read_bytes()]
    assert stream["key"] not in said
    again = shell.ok("broadcast", "create", "archive/seance", "--dry-run")
    assert "Nothing would change" in again.out


def test_its_comments_survive_a_kill(shell: Shell, youtube: Server, world: World) -> None:
    shell.ok("broadcast", "create", "archive/seance")
    [there], [stream] = youtube.all("broadcasts"), youtube.all("streams")
    ingest(world, stream["key"], active=True)
    kept = shell.folder / "archive" / "seance" / "live" / "comments.jsonl"
    said = [say(world, there["chat"], "@public", f"=message {n}") for n in range(3)]
    for round_ in range(3):
        follow = shell.start("broadcast", "follow", "archive/seance", "--every", "1")
        wait_until(partial(has, kept, len(said)))
        said += [say(world, there["chat"], "@public", f"=round {round_}") for _ in range(2)]
        if round_ == 1:
            wait_until(partial(has, kept, len(said)))
        os.kill(follow.pid, signal.SIGKILL)
        follow.communicate()
        with kept.open("ab") as file:
            file.write(b'{"kind":"said","id":"cut in the mid')
    ingest(world, stream["key"], active=False)
    ended = shell.ok("broadcast", "follow", "archive/seance", "--every", "1")
    assert "9 comments kept" in ended.out
    assert [line["id"] for line in lines(kept)] == said
    shell.ok("broadcast", "comments", "archive/seance", "--format", "csv", "--output", "c.csv")
    text = (shell.folder / "c.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    assert [row[3] for row in rows] == sorted(said, key=[row[3] for row in rows].index)
    assert all(row[2].startswith("'=") for row in rows)


def test_it_is_ended_and_told(shell: Shell, youtube: Server, world: World) -> None:
    shell.ok("broadcast", "create", "archive/seance")
    ready = shell.ok("broadcast", "status", "archive/seance", "--json").json
    assert (ready["life"], ready["stream"]) == ("ready", "ready")
    never = shell("broadcast", "end", "archive/seance")
    assert never.code == 1
    assert "nothing was broadcast" in never.err
    [stream] = youtube.all("streams")
    ingest(world, stream["key"], active=True)
    ingest(world, stream["key"], active=False, stops=False)
    shell.ok("broadcast", "end", "archive/seance")
    assert shell.ok("broadcast", "status", "archive/seance", "--json").json["life"] == "complete"
    text = shell.ok("broadcast", "text", "archive/seance", "--for", "x").out
    assert "Séance publique" in text
    assert youtube.all("broadcasts")[0]["id"] in text
    no_replay = shell("broadcast", "adopt", "archive/seance")
    assert no_replay.code == 1
    assert "archiver process" in no_replay.err
