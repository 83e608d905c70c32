"""The technician's page over files that a recorder would have written."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from archiver.desk import People, Person
from archiver.marking import MARKS, read_marks
from archiver.model.live import Alarm, BesideState, LiveState
from archiver.model.runs import Run, Runs, Segment
from archiver.store.folder import SessionFolder
from archiver.store.lease import hold
from tests.unit.desk.desks import ID, Started, archive_in, browser

AT = f"/api/sessions/{ID}"
AGENDA = {"items": [{"id": f"i{n}", "number": str(n), "title": f"Rapport {n}"} for n in (1, 2, 3)]}


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    path = archive_in(tmp_path) / ID
    (path / "agenda.json").write_text(json.dumps(AGENDA), encoding="utf-8")
    return SessionFolder(path)


@pytest.fixture
def desk(folder: SessionFolder) -> TestClient:
    return browser(folder.archive)


@contextmanager
def recorded(folder: SessionFolder, **more: object) -> Iterator[None]:
    """As while another process records the session for ten minutes."""
    place, now = folder.file("recording"), datetime.now(UTC)
    place.mkdir(exist_ok=True)
    begun = now - timedelta(minutes=10)
    segment = Segment(file="run1_00000.ts", start_ms=0, end_ms=600_000, wall=begun)
    runs = Runs(runs=(Run(number=1, start_ms=0, segments=(segment,)),))
    folder.file("recording/runs.json").write_text(runs.to_json(), encoding="utf-8")
    base = {"at": now, "pid": 1, "state": "recording", "since": begun, "session_ms": 600_000}
    state = LiveState.model_validate({**base, **more})
    folder.file("recording/state.json").write_text(state.to_json(), encoding="utf-8")
    with hold(place, "record"):
        yield


def test_a_session_that_nobody_records_yet(desk: TestClient) -> None:
    now = desk.get(f"{AT}/recording").json()
    assert (now["is_recorded"], now["phase"], now["gate"]) == (False, "", "before")
    assert [(one["id"], one["is_next"]) for one in now["items"]] == [
        ("i1", True),
        ("i2", False),
        ("i3", False),
    ]
    page = desk.get(f"/sessions/{ID}/record")
    assert page.status_code == 200
    assert "/static/record.js" in page.text


def test_what_the_recorder_wrote_is_shown(folder: SessionFolder, desk: TestClient) -> None:
    now = datetime.now(UTC)
    alarm = Alarm(kind="silent", text="<b>silence</b>", raised=now)
    mirror = BesideState(kind="mirror", name="m", state="failing", since=now, why="plein")
    full = now + timedelta(hours=1)
    more = {"alarms": (alarm,), "beside": (mirror,), "levels_dbfs": (-20.5, -61.0)}
    with recorded(folder, bit_rate=4_000_000, free_bytes=10**11, disk_full_at=full, **more):
        shown = desk.get(f"{AT}/recording").json()
    assert (shown["is_recorded"], shown["good"], shown["session_ms"]) == (True, True, 600_000)
    assert (shown["bit_rate"], shown["levels_dbfs"]) == (4_000_000, [-20.5, -61.0])
    assert shown["disk_full"] == f"{full.astimezone():%H:%M}"
    assert shown["beside"][0]["fails"]
    assert "silence" in shown["alarms"][0]


def test_a_recorder_that_is_gone_is_not_shown_as_recording(
    folder: SessionFolder, desk: TestClient
) -> None:
    with recorded(folder):
        pass
    shown = desk.get(f"{AT}/recording").json()
    assert (shown["is_recorded"], shown["phase"], shown["good"]) == (False, "ended", False)
    assert shown["why"]


def test_every_mark_stands_where_and_when_it_was_asked_for(
    folder: SessionFolder, desk: TestClient
) -> None:
    before = datetime.now(UTC)
    with recorded(folder):
        for action in ("open", "suspend", "resume", "closed", "public", "close"):
            made = desk.post(f"{AT}/marks", json={"action": action})
            assert made.status_code == 201, made.text
        shown = made.json()["recording"]
    marks = read_marks(folder)
    gates = ["open", "suspend", "resume", "closed", "public", "close"]
    assert [one.action for one in marks] == gates
    assert shown["gate"] == "after"
    assert [one["action"] for one in shown["marks"]] == gates[::-1]
    assert all(before - timedelta(seconds=1) < one.at <= datetime.now(UTC) for one in marks)
    assert all(599_000 < one["session_ms"] < 660_000 for one in shown["marks"])


def test_the_browser_never_says_when(folder: SessionFolder, desk: TestClient) -> None:
    sent = {"action": "open", "at": "2001-01-01T00:00:00Z"}
    assert desk.post(f"{AT}/marks", json=sent).status_code == 422
    assert not folder.file(MARKS).exists()


def test_items_alone_together_by_number_and_the_next(
    folder: SessionFolder, desk: TestClient
) -> None:
    for body in (
        {"items": ["i2"]},
        {"following": True, "seen": 1},
        {"items": ["i3", "i1"]},
        {"number": "1-2"},
    ):
        made = desk.post(f"{AT}/marks", json={"action": "item", **body})
        assert made.status_code == 201, made.text
        assert made.json()["note"], "nobody sees it: the session is not open"
    marked = [one.items for one in read_marks(folder)]
    assert marked == [("i2",), ("i3",), ("i1", "i3"), ("i1", "i2")]
    now = desk.get(f"{AT}/recording").json()
    assert [one["id"] for one in now["items"] if one["is_now"]] == ["i1", "i2"]


NO_MARKS = (
    ({"action": "item", "items": ["../i1"]}, 404),
    ({"action": "item"}, 404),
    ({"action": "item", "number": "99"}, 400),
    ({"action": "nothing"}, 422),
    ({"action": "undo"}, 400),
    ({"action": "retract"}, 400),
    ({"action": "retract", "retract_ms": 3_600_001}, 422),
    ({"action": "retract", "retract_from_ms": 0}, 400),
    ({"action": "item", "items": ["x" * 65]}, 422),
)


def test_a_mark_that_makes_no_sense_is_none(folder: SessionFolder, desk: TestClient) -> None:
    for body, code in NO_MARKS:
        assert desk.post(f"{AT}/marks", json=body).status_code == code, body
    assert not read_marks(folder)


def test_two_technicians_do_not_undo_one_another(folder: SessionFolder, desk: TestClient) -> None:
    desk.post(f"{AT}/marks", json={"action": "open"})
    seen = desk.get(f"{AT}/recording").json()["seen"]
    desk.post(f"{AT}/marks", json={"action": "item", "items": ["i1"]})
    for body in ({"action": "undo"}, {"action": "item", "following": True}):
        refused = desk.post(f"{AT}/marks", json={**body, "seen": seen})
        assert refused.status_code == 409
        assert "Rapport 1" in refused.json()["why"]
    assert desk.post(f"{AT}/marks", json={"action": "undo", "seen": seen + 1}).status_code == 201
    assert [one["action"] for one in desk.get(f"{AT}/recording").json()["marks"]] == ["open"]


def test_what_is_taken_back_is_a_length_or_from_a_moment(
    folder: SessionFolder, desk: TestClient
) -> None:
    with recorded(folder):
        desk.post(f"{AT}/marks", json={"action": "retract", "retract_ms": 30_000})
        desk.post(f"{AT}/marks", json={"action": "retract", "retract_from_ms": 540_000})
        later = desk.post(f"{AT}/marks", json={"action": "retract", "retract_from_ms": 10**7})
    assert later.status_code == 400
    first, second = (one.retract_ms for one in read_marks(folder))
    assert first == 30_000
    assert 59_000 < second < 120_000


def test_nothing_of_a_closed_sitting_is_shown(folder: SessionFolder, desk: TestClient) -> None:
    live = folder.file("live")
    live.mkdir()
    said = {"start_ms": 0, "end_ms": 900, "text": "Bonjour à tous."}
    heard = {"language": "fr", "duration_ms": 1_000, "segments": [said]}
    (live / "transcript.json").write_text(json.dumps(heard), encoding="utf-8")
    spans = [{"kind": "item", "items": ["i1"], "start_ms": 0, "end_ms": 1_000}]
    chapters = {"duration_ms": 1_000, "spans": spans}
    (live / "chapters.json").write_text(json.dumps(chapters), encoding="utf-8")
    with recorded(folder):
        folder.file("recording/run1_00000.ts").write_bytes(b"no video")
        desk.post(f"{AT}/marks", json={"action": "open"})
        shown = desk.get(f"{AT}/recording/heard").json()
        assert shown["words"] == "Bonjour à tous."
        assert "Rapport 1" in shown["spans"][0]["label"]
        assert desk.get(f"{AT}/recording").json()["picture"] == "run1_00000.ts"
        assert desk.get(f"{AT}/recording/picture").status_code == 204, "it cannot be decoded"
        desk.post(f"{AT}/marks", json={"action": "closed"})
        assert desk.get(f"{AT}/recording/heard").json()["words"] == ""
        assert desk.get(f"{AT}/recording").json()["picture"] == ""


def test_the_recorder_is_started_by_what_was_checked_only(folder: SessionFolder) -> None:
    started = Started()
    desk = browser(folder.archive, started=started)
    body = {"source": "address", "address": "srt://192.0.2.1:9000", "lasts_seconds": 90}
    assert desk.post(f"{AT}/recording/start", json=body).status_code == 202
    more = {"source": "test", "at_once": True, "simulcast": False, "live_words": False}
    assert desk.post(f"{AT}/recording/start", json=more).status_code == 202
    assert desk.post(f"{AT}/recording/start", json={}).status_code == 202
    path = str(folder.path)
    assert started.commands == [
        ["record", "--from=srt://192.0.2.1:9000", "--for=90s", "--", path],
        ["record", "--from=test:", "--now", "--no-simulcast", "--no-live-words", "--", path],
        ["record", "--", path],
    ]


def test_no_file_of_this_machine_is_recorded_from_a_browser(folder: SessionFolder) -> None:
    started = Started()
    desk = browser(folder.archive, started=started)
    for address in ("", "--stop", "/etc/hostname", "file:///etc/hostname"):
        for what in ("start", "check"):
            body = {"source": "address", "address": address}
            assert desk.post(f"{AT}/recording/{what}", json=body).status_code == 400, address
    assert not started.commands


def test_a_session_is_recorded_once(folder: SessionFolder) -> None:
    started = Started()
    desk = browser(folder.archive, started=started)
    with recorded(folder):
        assert desk.post(f"{AT}/recording/start", json={}).status_code == 409
        assert desk.post(f"{AT}/recording/check", json={}).status_code == 409
        assert desk.post(f"{AT}/recording/stop").status_code == 202
        assert folder.file("recording/stop").is_file()
    assert desk.post(f"{AT}/recording/stop").status_code == 400
    assert not started.commands


def test_the_agenda_is_amended_on_the_spot(folder: SessionFolder, desk: TestClient) -> None:
    for body in (
        {"what": "add", "title": "Vœu", "number": "4", "after": "i1"},
        {"what": "withdraw", "item": "i2"},
        {"what": "move", "item": "i3", "after": ""},
        {"what": "retitle", "item": "i1", "title": "Autre titre"},
    ):
        made = desk.post(f"{AT}/agenda", json=body)
        assert made.status_code == 201, made.text
    items = folder.agenda().items
    assert [item.number for item in items] == ["3", "1", "4", "2"]
    assert [item.title for item in items][1:3] == ["Autre titre", "Vœu"]
    assert [one["withdrawn"] for one in made.json()["items"]] == [False, False, False, True]
    restored = desk.post(f"{AT}/agenda", json={"what": "restore", "item": "i2"})
    assert not any(one["withdrawn"] for one in restored.json()["items"])


NO_AMENDMENTS = (
    ({"what": "add"}, 400),
    ({"what": "add", "title": "T", "after": "nowhere"}, 404),
    ({"what": "add", "title": "T", "number": "1"}, 400),
    ({"what": "withdraw", "item": "nowhere"}, 404),
    ({"what": "retitle", "item": "i1"}, 400),
    ({"what": "add", "title": "x" * 501}, 422),
    ({"what": "burn"}, 422),
)


def test_an_amendment_that_makes_no_sense_changes_nothing(
    folder: SessionFolder, desk: TestClient
) -> None:
    for body, code in NO_AMENDMENTS:
        assert desk.post(f"{AT}/agenda", json=body).status_code == code, body
    assert [item.id for item in folder.agenda().items] == ["i1", "i2", "i3"]


def test_who_may_only_read_sees_and_does_nothing(folder: SessionFolder) -> None:
    reader = browser(folder.archive, People(Person("Noé", "read")))
    assert reader.get(f"{AT}/recording").status_code == 200
    assert 'id="start"' not in reader.get(f"/sessions/{ID}/record").text
    refused = [
        reader.get(f"{AT}/recording/picture"),
        reader.get(f"{AT}/recording/heard"),
        reader.post(f"{AT}/marks", json={"action": "open"}),
        reader.post(f"{AT}/recording/start", json={}),
        reader.post(f"{AT}/recording/check", json={}),
        reader.post(f"{AT}/recording/stop"),
        reader.post(f"{AT}/agenda", json={"what": "withdraw", "item": "i1"}),
    ]
    assert {answer.status_code for answer in refused} == {403}
