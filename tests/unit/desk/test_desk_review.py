"""The boundaries at the desk: shown, moved, renamed, approved; by several people at once."""

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from archiver.desk import Person
from archiver.desk.people import People
from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder
from tests.unit.desk.desks import ID, archive_in, browser, finish

AT = f"/api/sessions/{ID}"


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    return finish(archive_in(tmp_path))


@pytest.fixture
def desk(folder: SessionFolder) -> TestClient:
    return browser(folder.archive)


def spans(desk: TestClient) -> list[tuple[str, str, int]]:
    view = desk.get(f"{AT}/review").json()
    return [(one["kind"], "".join(one["items"]), one["start_ms"]) for one in view["spans"]]


def send(desk: TestClient, path: str, seen: int = 0, **body: Any) -> int:
    return desk.post(f"{AT}/review/{path}", json={"seen": seen, **body}).status_code


FOUND = [("item", "101", 0), ("closed", "", 14_000), ("item", "102", 20_000)]


def test_the_unsure_start_is_told_with_what_is_lacking(desk: TestClient) -> None:
    view = desk.get(f"{AT}/review").json()
    assert [one["unsure"] for one in view["spans"]] == [False, False, True]
    assert [one["movable"] for one in view["spans"]] == [False, True, True]
    assert view["lacking"] == ["1 début à vérifier"]
    assert view["pieces"][1] == {"start_ms": 20_000, "end_ms": 60_000, "replay_ms": 14_000}
    assert not view["approved"]
    assert f'href="/sessions/{ID}/review"' in desk.get("/").text
    assert "Découpage" in desk.get(f"/sessions/{ID}/review").text


def test_a_start_is_confirmed_and_all_are_approved(desk: TestClient, folder: SessionFolder) -> None:
    assert send(desk, "approve") == 400
    assert send(desk, "start", start_ms=20_000, at_ms=20_000) == 200
    view = desk.get(f"{AT}/review").json()
    assert (view["lacking"], view["approved"], view["pending"]) == ([], True, 1)
    assert spans(desk) == FOUND
    assert send(desk, "approve", seen=1) == 200
    assert len(read_corrections(folder)) == 1


def test_a_start_is_moved_and_taken_back(desk: TestClient) -> None:
    made = desk.post(f"{AT}/review/start", json={"seen": 0, "start_ms": 20_000, "at_ms": 25_000})
    assert spans(desk)[-1] == ("item", "102", 25_000)
    undone = desk.post(f"{AT}/text/undo", json={"seen": 1, "ids": made.json()["ids"]})
    assert undone.status_code == 200
    assert spans(desk) == FOUND


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"at_ms": 40_000, "kind": "item", "items": ["101"]}, ("item", "101", 40_000)),
        ({"at_ms": 20_000, "kind": "bloc", "items": ["101", "102"]}, ("bloc", "101102", 20_000)),
        ({"at_ms": 40_000, "kind": "suspension"}, ("suspension", "", 40_000)),
        ({"at_ms": 40_000, "kind": "closed"}, ("closed", "", 40_000)),
        ({"at_ms": 40_000, "kind": "unlisted", "title": "Vœu"}, ("unlisted", "", 40_000)),
    ],
)
def test_what_it_is_about_is_changed(
    desk: TestClient, asked: dict[str, Any], found: tuple[str, str, int]
) -> None:
    assert send(desk, "what", **asked) == 200
    assert found in spans(desk)


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("what", {"at_ms": 40_000, "kind": "item", "items": []}, 422),
        ("what", {"at_ms": 40_000, "kind": "closed", "items": ["101"]}, 422),
        ("what", {"at_ms": 40_000, "kind": "item", "items": ["../x"]}, 404),
        ("what", {"at_ms": -1, "kind": "closed"}, 422),
        ("start", {"start_ms": 33, "at_ms": 40_000}, 409),
        ("absent", {"item": "999", "reason": "withdrawn"}, 404),
        ("absent", {"item": "101", "reason": ""}, 422),
    ],
)
def test_what_does_not_fit_changes_nothing(
    desk: TestClient, folder: SessionFolder, path: str, body: dict[str, Any], code: int
) -> None:
    assert send(desk, path, **body) == code
    assert read_corrections(folder) == ()


def test_what_is_joined_is_one_line(desk: TestClient) -> None:
    assert send(desk, "what", at_ms=40_000, kind="item", items=["101"]) == 200
    assert spans(desk)[-1] == ("item", "101", 40_000)
    assert send(desk, "what", seen=1, at_ms=40_000, kind="item", items=["102"]) == 200
    assert spans(desk) == FOUND


def test_an_item_that_was_not_treated_has_a_reason(desk: TestClient) -> None:
    assert send(desk, "what", at_ms=20_000, kind="item", items=["101"]) == 200
    view = desk.get(f"{AT}/review").json()
    assert view["lacking"] == ["pas trouvé\u00a0: Routes"]
    assert send(desk, "absent", seen=1, item="102", reason="adjourned") == 200
    view = desk.get(f"{AT}/review").json()
    assert [(one["id"], one["reason"]) for one in view["items"] if not one["treated"]] == [
        ("102", "reporté")
    ]
    assert view["lacking"] == []


def test_two_people_at_one_start_see_each_other(folder: SessionFolder) -> None:
    one = browser(folder.archive, People(Person("Lou Ferrand", "correct")))
    other = browser(folder.archive, People(Person("Camille Aubrac", "correct")))
    assert send(one, "start", start_ms=20_000, at_ms=20_500) == 200
    answer = other.post(f"{AT}/review/start", json={"seen": 0, "start_ms": 20_000, "at_ms": 21_000})
    assert answer.status_code == 409
    assert answer.json()["since"][0]["author"] == "Lou Ferrand"
    assert spans(other)[-1] == ("item", "102", 20_500)


def test_who_may_only_read_is_told_nothing_of_closed_sittings(folder: SessionFolder) -> None:
    reader = browser(folder.archive, People(Person("Lou Ferrand", "read")))
    for path in (f"{AT}/review", f"{AT}/review/around?at_ms=0", f"/sessions/{ID}/review"):
        assert reader.get(path).status_code == 403
    assert "/review" not in reader.get(f"/sessions/{ID}/files").text


def test_the_sound_and_the_words_around_an_instant(desk: TestClient, folder: SessionFolder) -> None:
    path = f"{AT}/review/around?at_ms=25000&span_ms=20000"
    before = desk.get(path).json()
    assert before["peaks"] == []
    assert [word["text"] for word in before["words"]][:2] == ["Voici", "un"]
    loud = np.zeros(60 * 16_000, dtype=np.int16)
    loud[25 * 16_000 : 26 * 16_000] = 16_384
    with wave.open(str(folder.file("audio.wav")), "wb") as sound:
        sound.setparams((1, 2, 16_000, len(loud), "NONE", ""))
        sound.writeframes(loud.tobytes())
    peaks = desk.get(path).json()["peaks"]
    assert len(peaks) == 800
    assert {n // 40 for n, peak in enumerate(peaks) if peak} == {10}
    assert max(peaks) == 50


def test_before_the_split_it_is_told(tmp_path: Path) -> None:
    desk = browser(archive_in(tmp_path))
    assert desk.get(f"{AT}/review").status_code == 404
    assert desk.get(f"{AT}/storyboard/1").status_code == 404
    assert desk.get(f"{AT}/storyboard/0").status_code == 422
