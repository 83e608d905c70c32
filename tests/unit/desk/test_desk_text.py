"""The text of a session, asked as its page asks."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from archiver.desk import People, Person
from archiver.model.speakers import Speakers, Turn
from archiver.model.timeline import Piece, Timeline
from archiver.model.transcript import Utterance, Word
from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder
from tests.unit.corrections.made import transcript
from tests.unit.desk.desks import ID, archive_in, browser

SAID = transcript(
    "Je donne la parole à monsieur Lanoiselle.", "Merci, madame la présidente.",
    "Lanoiselle a raison sur ce point.", start_ms=30_000,
)  # fmt: skip
TEXT = f"/api/sessions/{ID}/text"


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    made = SessionFolder(archive_in(tmp_path) / ID)
    made.file("transcript.json").write_text(SAID.to_json(), encoding="utf-8")
    turns = tuple(
        Turn(start_ms=u.start_ms, end_ms=u.end_ms, name=name, confidence=0.9)
        for u, name in zip(SAID.utterances, ("Ina Vasseur", "Noé", "Ina Vasseur"), strict=True)
    )
    made.file("speakers.json").write_text(Speakers(turns=turns).to_json(), encoding="utf-8")
    made.file("members.csv").write_text("nom\nMaë Orsel\n", encoding="utf-8")
    return made


@pytest.fixture
def desk(folder: SessionFolder) -> TestClient:
    return browser(folder.archive)


def now(desk: TestClient, **asked: Any) -> dict[str, Any]:
    answer: dict[str, Any] = desk.get(TEXT, params=asked).json()
    return answer


def text_of(view: dict[str, Any]) -> str:
    return " ".join(word["text"] for one in view["paragraphs"] for word in one["words"])


def edit(desk: TestClient, word: str, after: str, seen: int, **more: Any) -> Any:
    at = next(
        w["start_ms"] for one in now(desk)["paragraphs"] for w in one["words"] if w["text"] == word
    )
    body = {"start_ms": at, "before": [word], "after": after, "seen": seen, **more}
    return desk.post(f"{TEXT}/words", json=body)


def test_a_word_is_mended_and_only_its_paragraph_sent_again(desk: TestClient) -> None:
    before = now(desk)
    assert len(before["keys"]) == len(before["paragraphs"]) == 3
    assert edit(desk, "Lanoiselle.", "La Noiselle", 0).status_code == 200
    after = now(desk, have=before["stamp"], seen=0)
    assert len(after["keys"]) == 3
    assert [one["start_ms"] for one in after["paragraphs"]] == [30_000]
    mended = after["paragraphs"][0]["words"][-2:]
    assert [(w["text"], w["origin"], w["by"]) for w in mended] == [
        ("La", "person", "Camille Aubrac"), ("Noiselle.", "person", "Camille Aubrac"),
    ]  # fmt: skip
    assert mended[0]["was"] == "Lanoiselle."
    assert (mended[0]["start_ms"], mended[1]["end_ms"]) == (32_400, 32_800)
    assert [one["author"] for one in after["news"]] == ["Camille Aubrac"]
    assert "keys" not in now(desk, have=after["stamp"])


def test_two_people_at_one_word_lose_nothing(desk: TestClient, folder: SessionFolder) -> None:
    first = now(desk)
    word = first["paragraphs"][0]["words"][-1]
    body = {"start_ms": word["start_ms"], "before": [word["text"]], "seen": 0}
    assert desk.post(f"{TEXT}/words", json={**body, "after": "Lenoisel"}).status_code == 200
    met = desk.post(f"{TEXT}/words", json={**body, "after": "Loiselle"})
    assert met.status_code == 409
    assert [one["after"] for one in met.json()["since"]] == [["Lenoisel"]]
    assert len(read_corrections(folder)) == 1
    again = {**body, "before": ["Lenoisel."], "after": "Loiselle", "seen": 0}
    assert desk.post(f"{TEXT}/words", json=again).status_code == 409, "not seen yet"
    assert desk.post(f"{TEXT}/words", json={**again, "anyway": True}).status_code == 200
    assert "Loiselle." in text_of(now(desk))


def test_the_same_word_a_moment_later_is_not_taken_for_the_one_that_was_meant(
    desk: TestClient, folder: SessionFolder
) -> None:
    words = tuple(Word(start_ms=n, end_ms=n + 300, text="de") for n in (30_000, 31_500))
    twice = Utterance(start_ms=30_000, end_ms=31_800, text="de de", words=words)
    said = SAID.model_copy(update={"utterances": (twice,)})
    folder.file("transcript.json").write_text(said.to_json(), encoding="utf-8")
    body = {"start_ms": 30_000, "before": ["de"], "seen": 0}
    assert desk.post(f"{TEXT}/words", json={**body, "after": "deux"}).status_code == 200
    assert desk.post(f"{TEXT}/words", json={**body, "after": "des"}).status_code == 409
    later = {**body, "start_ms": 31_500, "after": "des"}
    assert desk.post(f"{TEXT}/words", json=later).status_code == 200
    assert text_of(now(desk)) == "deux des"


def test_places_are_shown_and_those_left_out_stay(desk: TestClient) -> None:
    asked = {"find": "lanoiselle", "replace": "La Noiselle"}
    found = desk.post(f"{TEXT}/places", json=asked).json()
    assert [one["before"] for one in found["places"]] == [["Lanoiselle."], ["Lanoiselle"]]
    chosen = [found["places"][1]["start_ms"]]
    body = {**asked, "chosen": chosen, "seen": found["revision"]}
    assert desk.post(f"{TEXT}/replace", json=body).status_code == 200
    assert "monsieur Lanoiselle. " in text_of(now(desk))
    assert "La Noiselle a raison" in text_of(now(desk))
    assert desk.post(f"{TEXT}/replace", json=body).status_code == 409


def test_a_name_for_one_turn_or_for_all(desk: TestClient) -> None:
    body = {"start_ms": 30_000, "name": "mae orsel", "seen": 0}
    assert desk.post(f"{TEXT}/speaker", json=body).status_code == 200
    assert [one["speaker"] for one in now(desk)["paragraphs"]] == [
        "Maë Orsel",
        "Noé",
        "Ina Vasseur",
    ]
    all_of_them = {"start_ms": 30_000, "name": "Paul", "seen": 1, "everywhere": True}
    last = now(desk)["paragraphs"][2]["start_ms"]
    desk.post(f"{TEXT}/speaker", json={**body, "start_ms": last, "seen": 1})
    assert desk.post(f"{TEXT}/speaker", json={**all_of_them, "seen": 2}).status_code == 200
    assert [one["speaker"] for one in now(desk)["paragraphs"]] == ["Paul", "Noé", "Paul"]


def test_undo_glossary_checked_and_what_waits(desk: TestClient, folder: SessionFolder) -> None:
    kept = edit(desk, "raison", "maison", 0).json()["ids"]
    assert desk.post(f"{TEXT}/undo", json={"ids": kept, "seen": 1}).status_code == 200
    assert "raison" in text_of(now(desk))
    term = {"term": "La Noiselle", "said": "Lanoiselle"}
    assert desk.post(f"{TEXT}/glossary", json=term).status_code == 200
    words = [w for one in now(desk)["paragraphs"] for w in one["words"] if "origin" in w]
    assert {w["origin"] for w in words} == {"house"}
    assert desk.post(f"{TEXT}/checked", json={"seen": 2}).status_code == 200
    assert desk.get(f"{TEXT}/waiting").json() == []
    assert read_corrections(folder)[-1].kind == "checked"


def test_what_is_not_there_is_said(desk: TestClient, folder: SessionFolder) -> None:
    assert desk.get(f"/sessions/{ID}/text").status_code == 200
    body = {"start_ms": 31_000, "before": ["absent"], "after": "x", "seen": 0}
    assert desk.post(f"{TEXT}/words", json=body).status_code == 409
    wrongs: tuple[dict[str, object], ...] = (
        {"start_ms": -1}, {"before": []}, {"before": ["x" * 301]}, {"seen": -1},
    )  # fmt: skip
    for wrong in wrongs:
        assert desk.post(f"{TEXT}/words", json={**body, **wrong}).status_code == 422
    folder.file("transcript.json").unlink()
    assert desk.get(TEXT).status_code == 404
    assert desk.get(f"/sessions/{ID}/text").status_code == 200


def test_who_only_reads_is_shown_what_anybody_may_hear(folder: SessionFolder) -> None:
    folder.file("audio.wav").write_bytes(b"RIFF")
    reader = browser(folder.archive, People(Person("Noé", "read")))
    assert reader.get(TEXT).status_code == 404  # Nothing of it is public yet.
    heard = Piece(
        shown="play", session_start_ms=31_200, session_end_ms=60_000,
        replay_start_ms=0, replay_end_ms=28_800,
    )  # fmt: skip
    timeline = Timeline(session_duration_ms=60_000, replay_duration_ms=28_800, pieces=(heard,))
    folder.file("replay").mkdir()
    folder.file("replay/timeline.json").write_text(timeline.to_json(), encoding="utf-8")
    desk = browser(folder.archive)
    hide = {"from_ms": 32_000, "to_ms": 33_000, "words": "Lanoiselle", "revision": 0}
    assert desk.post(f"/api/sessions/{ID}/hiding", json=hide).status_code == 201
    assert text_of(now(desk)).startswith("Je donne la parole à monsieur Lanoiselle.")
    assert text_of(now(reader)).startswith("parole à monsieur […].")
    assert "news" not in now(reader, seen=0)
    for asked in (f"{TEXT}/waiting", f"/api/sessions/{ID}/files/sound"):
        assert (reader.get(asked).status_code, desk.get(asked).status_code) == (403, 200)
    assert "<audio" not in reader.get(f"/sessions/{ID}/text").text
