import re
from pathlib import Path

import pytest

from archiver.correcting import signature
from archiver.corrections.signing import Signature
from archiver.desk.problems import ConflictError
from archiver.desk.revisions import append, revision_of
from archiver.model.corrections import SpeakerCorrection
from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder
from tests.unit.desk.desks import ID, Started, archive_in, browser


def named(n: int, start_ms: int, name: str, by: str) -> SpeakerCorrection:
    who: Signature = signature(by)
    return SpeakerCorrection(
        id=f"{n:08x}",
        author=who.author,
        at=who.at,
        start_ms=start_ms,
        end_ms=start_ms + 5_000,
        after=name,
    )


def test_a_session_tells_how_far_it_is(tmp_path: Path) -> None:
    desk = browser(archive_in(tmp_path))
    state = desk.get(f"/api/sessions/{ID}/state").json()
    assert (state["revision"], state["due"], state["jobs"]) == (0, True, [])
    assert {step["state"] for step in state["steps"]} == {"missing"}
    assert desk.get(f"/sessions/{ID}").headers["location"] == f"/sessions/{ID}/record"
    assert "Séance publique" in desk.get(f"/sessions/{ID}/files").text


def test_a_session_opens_on_a_view_that_is_there(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    desk = browser(archive)
    for made in (False, True):
        if made:
            (archive / ID / "chapters.json").write_text('{"duration_ms": 0, "spans": []}', "utf-8")
        home = desk.get(f"/sessions/{ID}").headers["location"]
        page = desk.get(home)
        assert page.status_code == 200
        links = set(re.findall(r'href="(/[^"]*)"', page.text + desk.get("/").text))
        made_later = {link for link in links if link.startswith("/api/")}
        found = {link: desk.get(link).status_code for link in links - made_later}
        assert set(found.values()) <= {200, 303}, found


def test_a_folder_that_cannot_be_read_is_told_and_hides_no_other(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    (archive / "abîmée").mkdir()
    (archive / "abîmée" / "session.toml").write_text("= ", encoding="utf-8")
    lines = {line["id"]: line for line in browser(archive).get("/api/sessions").json()}
    assert lines["abîmée"]["problem"]
    assert not lines[ID]["problem"]


def test_work_is_a_command_whose_folder_is_no_option(tmp_path: Path) -> None:
    started, archive = Started(), archive_in(tmp_path)
    desk = browser(archive, started=started)
    assert desk.post(f"/api/sessions/{ID}/process").status_code == 202
    assert desk.post(f"/api/sessions/{ID}/publish").status_code == 202
    assert started.commands == [
        ["process", "--", str(archive / ID)],
        ["publish", "--", str(archive / ID)],
    ]
    jobs = desk.get(f"/api/sessions/{ID}/state").json()["jobs"]
    assert [(job["kind"], job["running"], job["lines"]) for job in jobs] == [
        ("process", False, ["Terminé."]),
        ("publish", False, ["Terminé."]),
    ]


def test_what_was_not_made_yet_is_said(tmp_path: Path) -> None:
    desk = browser(archive_in(tmp_path))
    missing = desk.get(f"/api/sessions/{ID}/files/replay")
    assert missing.status_code == 404
    assert "replay.mp4" in missing.json()["what"]
    assert desk.get(f"/api/sessions/{ID}/files/other").status_code == 422


def test_two_people_at_one_place_see_one_another(tmp_path: Path) -> None:
    folder = SessionFolder(archive_in(tmp_path) / ID)
    assert append(folder, [named(1, 10_000, "Ina Vasseur", "Camille")], 0) == 1
    assert append(folder, [named(2, 60_000, "Noé d’Arvor", "Noé")], 0) == 2, "another place"
    with pytest.raises(ConflictError) as met:
        append(folder, [named(3, 12_000, "Maë Orsel", "Noé")], 0)
    assert [one["after"] for one in met.value.since] == ["Ina Vasseur"]
    assert revision_of(folder) == 2, "nothing was written"
    assert append(folder, [named(3, 12_000, "Maë Orsel", "Noé")], 0, anyway=True) == 3
    assert [one.author for one in read_corrections(folder)] == ["Camille", "Noé", "Noé"]
    assert append(folder, [named(4, 12_000, "Ina Vasseur", "Camille")], 3) == 4, "it was seen"
