import json
from datetime import date
from pathlib import Path

import pytest

from archiver.model.agenda import Agenda, Item
from archiver.model.session import House, Session
from archiver.store.archive import (
    FolderNameError,
    SessionExistsError,
    archive_toml,
    create_session,
    load_house,
    session_toml,
    sessions,
)
from archiver.store.folder import NotASessionError, SessionFolder, append_line
from archiver.store.settings import load_toml

AGENDA = Agenda(items=(Item(id="1", title="Approbation"),))
ODD = 'L’avenir « du » "département" \\ <b>n° 1</b>\n🏛\x07'


def session(title: str = "Séance", **more: object) -> Session:
    return Session.model_validate({"title": title, "date": date(2017, 3, 27), **more})


def printed(folder: Path) -> Path:
    path = folder / "ordre du jour.csv"
    path.write_text("Titre\nApprobation\n")
    return path


def test_a_new_session_is_complete_and_its_archive_is_described(tmp_path: Path) -> None:
    made = create_session(
        tmp_path / "a" / "2017-03-27", session(body="Le conseil"), AGENDA, printed(tmp_path), None
    )
    assert made.id == "2017-03-27"
    assert sorted(p.name for p in made.path.iterdir()) == [
        "agenda-source.csv",
        "agenda.json",
        "session.toml",
    ]
    assert made.session().title == "Séance"
    assert made.agenda().items[0].title == "Approbation"
    assert load_house(tmp_path / "a").body == "Le conseil"
    assert [found.id for found in sessions(tmp_path / "a")] == ["2017-03-27"]


@pytest.mark.parametrize("start", [None, "09:30:00"])
def test_what_is_written_can_be_read_again_whatever_the_title(
    tmp_path: Path, start: str | None
) -> None:
    wanted = session(ODD, body=ODD, planned_start=start)
    (tmp_path / "session.toml").write_text(session_toml(wanted), encoding="utf-8")
    assert load_toml(tmp_path / "session.toml", Session) == wanted
    (tmp_path / "archive.toml").write_text(archive_toml(House(body=ODD)), encoding="utf-8")
    assert load_house(tmp_path) == House(body=ODD)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "precious").write_text("x")
    with pytest.raises(SessionExistsError):
        create_session(tmp_path / "s", session(), AGENDA, printed(tmp_path), None)
    assert (tmp_path / "s" / "precious").read_text() == "x"


@pytest.mark.parametrize(
    "name", ["-rf", "annees", "Assets", "séance d’été", "a b", ".cache", "a'b", "<b>", "x" * 101]
)
def test_a_name_that_could_not_stand_in_a_link_is_refused_with_a_better_one(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(FolderNameError) as caught:
        create_session(tmp_path / name, session(), AGENDA, printed(tmp_path), None)
    suggested = caught.value.remedy.rsplit(" ", 1)[-1]
    create_session(tmp_path / suggested, session(), AGENDA, printed(tmp_path), None)


def test_a_failure_leaves_nothing_half_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        create_session(tmp_path / "s", session(), AGENDA, tmp_path / "none.csv", None)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_session_toml_is_no_session(tmp_path: Path) -> None:
    with pytest.raises(NotASessionError):
        SessionFolder(tmp_path)


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotASessionError):
        sessions(tmp_path / "none")


def test_lines_are_appended_one_by_one(tmp_path: Path) -> None:
    for n in range(3):
        append_line(tmp_path / "log.jsonl", {"n": n, "é": "\n"})
    lines = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["n"] for line in lines] == [0, 1, 2]


def test_a_digest_is_taken_anew_only_when_the_file_changed(tmp_path: Path) -> None:
    folder = create_session(tmp_path / "s", session(), AGENDA, printed(tmp_path), None)
    first = folder.artifact("agenda.json", {})
    assert first
    assert folder.artifact("agenda.json", {"agenda.json": first}) is first
    folder.file("agenda.json").write_text("{}")
    second = folder.artifact("agenda.json", {"agenda.json": first})
    assert second
    assert second.sha256 != first.sha256
    assert folder.artifact("none", {}) is None
