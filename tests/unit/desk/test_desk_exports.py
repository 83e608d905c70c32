"""What is downloaded from the desk: only what there is, and only what this person may have."""

from pathlib import Path

import pytest

from archiver.desk import People, Person
from archiver.store.folder import SessionFolder
from tests.unit.corrections.made import transcript
from tests.unit.desk.desks import ID, archive_in, browser, finish

AT = f"/api/sessions/{ID}/exports"
SAID = transcript("Merci, madame la présidente.", start_ms=30_000)


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    made = SessionFolder(archive_in(tmp_path) / ID)
    made.file("transcript.json").write_text(SAID.to_json(), encoding="utf-8")
    made.file("captions").mkdir()
    made.file("captions/fr.srt").write_text("1\n", encoding="utf-8")
    return made


def test_only_what_there_is_is_offered(folder: SessionFolder) -> None:
    desk = browser(folder.archive)
    assert [one["form"] for one in desk.get(AT).json()] == ["srt", "json"]
    got = desk.get(f"{AT}/srt")
    assert (got.content, got.headers["content-disposition"]) == (
        b"1\n",
        f'attachment; filename="{ID}.srt"',
    )
    assert "présidente" in desk.get(f"{AT}/json").text
    assert [desk.get(f"{AT}/{form}").status_code for form in ("vtt", "exe", "A")] == [404, 404, 422]


def test_who_only_reads_has_what_the_replay_shows(folder: SessionFolder) -> None:
    reader = browser(folder.archive, People(Person("Noé", "read")))
    assert [one["form"] for one in reader.get(AT).json()] == ["srt"]
    assert reader.get(f"{AT}/json").status_code == 403


def test_nothing_goes_out_that_was_made_before_something_was_hidden(folder: SessionFolder) -> None:
    desk = browser(folder.archive)
    hide = {"from_ms": 31_000, "to_ms": 32_000, "revision": 0}
    assert desk.post(f"/api/sessions/{ID}/hiding", json=hide).status_code == 201
    assert desk.get(f"{AT}/srt").status_code == 409


def test_deliberations_are_offered_once_the_house_has_said_its_number(
    folder: SessionFolder,
) -> None:
    finish(folder.archive)
    desk = browser(folder.archive)
    assert "scdl" not in [one["form"] for one in desk.get(AT).json()]
    assert desk.get(f"{AT}/scdl").status_code == 400
    (folder.archive / "archive.toml").write_text('siret = "12345678901234"\n', encoding="utf-8")
    assert "scdl" in [one["form"] for one in desk.get(AT).json()]
    assert ",12345678901234,101,2026-11-20," in desk.get(f"{AT}/scdl").text


@pytest.mark.parametrize(
    "asked", ["from_ms=5&to_ms=5", "from_ms=9&to_ms=5", "from_ms=99999999&to_ms=999999999"]
)
def test_a_passage_that_holds_nothing_is_refused(folder: SessionFolder, asked: str) -> None:
    finish(folder.archive)
    clip = f"/api/sessions/{ID}/clip?{asked}"
    assert browser(folder.archive).get(clip).status_code == 404
    folder.file("replay/replay.mp4").write_bytes(b"")
    assert browser(folder.archive).get(clip).status_code == 400
