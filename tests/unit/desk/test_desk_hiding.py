"""Hiding through the desk: what it masks is shown first, told to those who correct, taken back."""

import json
import stat
from pathlib import Path

from archiver.desk import People, Person
from tests.unit.desk.desks import ID, Started, archive_in, browser

AT = f"/api/sessions/{ID}/hiding"


def heard(archive: Path) -> Path:
    """A session in which a private person is named twice."""
    words, at = [], 0
    for text in ["Merci", "Madame", "Quidam", "de", "votre", "question", "Madame", "Quidam"]:
        words.append({"start_ms": at, "end_ms": at + 500, "text": text})
        at += 500
    text = " ".join(str(word["text"]) for word in words)
    said = {"start_ms": 0, "end_ms": at, "text": text, "words": words}
    whole = {"language": "fr", "duration_ms": 60_000, "segments": [said]}
    path = archive / ID / "transcript.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def test_a_name_is_looked_at_hidden_everywhere_and_taken_back(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    transcript = heard(archive)
    desk = browser(archive)
    assert desk.get(AT).json() == {"revision": 0, "hidden": []}
    asked = {"words": "quidam", "everywhere": True, "picture": "blur", "why": "vie privée"}
    seen = desk.post(f"{AT}/preview", json=asked).json()
    assert [place["words"] for place in seen["places"]] == ["Quidam", "Quidam"]
    assert "Quidam" not in seen["shown"]
    assert not (archive / ID / "corrections.jsonl").exists()
    made = desk.post(AT, json={**asked, "revision": 0})
    assert made.status_code == 201
    there = desk.get(AT).json()
    assert there["revision"] == 2
    assert [(one["picture"], one["note"]) for one in there["hidden"]] == [
        ("blur", "vie privée")
    ] * 2
    for name in ("corrections.jsonl", transcript.name):
        assert stat.S_IMODE((archive / ID / name).stat().st_mode) == 0o600
    first = there["hidden"][0]["id"]
    back = desk.post(f"{AT}/undo", json={"id": first, "revision": 2})
    assert back.status_code == 201
    assert len(desk.get(AT).json()["hidden"]) == 1


def test_two_who_hide_the_same_place_are_told(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    heard(archive)
    desk = browser(archive)
    asked = {"from_ms": 1_000, "to_ms": 1_500, "revision": 0}
    assert desk.post(AT, json=asked).status_code == 201
    again = desk.post(AT, json=asked)
    assert (again.status_code, again.json()["since"][0]["kind"]) == (409, "hide")
    assert desk.post(AT, json={**asked, "anyway": True}).status_code == 201


def test_what_cannot_be_hidden_is_refused_with_a_remedy(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    desk = browser(archive)
    early = desk.post(f"{AT}/preview", json={"from_ms": 0, "to_ms": 500})
    assert (early.status_code, bool(early.json()["remedy"])) == (400, True)
    heard(archive)
    for asked in (
        {"from_ms": 500, "to_ms": 500},
        {"from_ms": 70_000, "to_ms": 80_000},
        {"from_ms": 0, "to_ms": 20 * 60_000},
        {"words": "introuvable", "everywhere": True},
        {"words": "", "everywhere": True},
    ):
        assert desk.post(AT, json={**asked, "revision": 0}).status_code == 400, asked
    assert desk.post(AT, json={"words": "x" * 301, "revision": 0}).status_code == 422
    assert not (archive / ID / "corrections.jsonl").exists()


def test_hidden_words_are_told_to_nobody_who_only_reads(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    heard(archive)
    browser(archive).post(AT, json={"from_ms": 1_000, "to_ms": 1_500, "revision": 0})
    reader = browser(archive, People(Person("Lise", "read")))
    assert reader.get(AT).status_code == 403
    assert reader.post(f"{AT}/preview", json={}).status_code == 403
    page = reader.get(f"/sessions/{ID}/hiding")
    assert (page.status_code, "Quidam" in page.text) == (200, False)


def test_the_check_is_a_command_that_outlives_the_desk(tmp_path: Path) -> None:
    started = Started()
    archive = archive_in(tmp_path)
    desk = browser(archive, started=started)
    assert desk.get(f"{AT}/check").json() == {"running": False, "code": None, "lines": []}
    assert desk.post(f"{AT}/check?sound=false").status_code == 202
    assert started.commands == [["hidden", "--without-sound", "--", str(archive / ID)]]
    assert desk.get(f"{AT}/check").json()["code"] == 0
    assert desk.get(f"/api/sessions/{ID}/state").status_code == 200
