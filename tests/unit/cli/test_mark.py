"""`archiver mark`, as behind a stream deck's keys."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archiver.cli.main import archiver
from archiver.errors import ArchiverError
from archiver.i18n import use_language
from archiver.marking import mark, read_marks
from archiver.model.agenda import Agenda, Item
from archiver.model.session import Session
from archiver.store.archive import create_session
from archiver.store.folder import SessionFolder
from tests.unit.model.recordings import at, runs_of


@pytest.fixture(autouse=True)
def english(french: None) -> None:
    use_language("en")


@pytest.fixture
def session(tmp_path: Path) -> SessionFolder:
    printed = tmp_path / "agenda.csv"
    printed.write_text("Titre\n", encoding="utf-8")
    agenda = Agenda(
        items=(
            Item(id="a", number="4", title="Budget"),
            Item(id="b", number="5", title="Routes"),
            Item(id="c", number="6", title="Musées"),
        )
    )
    described = Session(title="Séance", date=date(2017, 3, 27))
    return create_session(tmp_path / "archive" / "s", described, agenda, printed, None)


def ran(session: SessionFolder, *words: str) -> Result:
    result = CliRunner().invoke(archiver, ["mark", str(session.path), *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def told(session: SessionFolder, *words: str) -> Any:
    return json.loads(ran(session, *words, "--json").stdout)


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("open", "open"),
        ("ouvrir", "open"),
        ("close", "close"),
        ("fermer", "close"),
        ("suspend", "suspend"),
        ("suspendre", "suspend"),
        ("resume", "resume"),
        ("reprendre", "resume"),
        ("closed", "closed"),
        ("huis-clos", "closed"),
        ("public", "public"),
        ("OUVRIR", "open"),
    ],
)
def test_a_word_is_a_mark(session: SessionFolder, word: str, action: str) -> None:
    assert told(session, word)["action"] == action
    assert [m.action for m in read_marks(session)] == [action]


@pytest.mark.parametrize(
    ("words", "ms"),
    [
        (["retract", "30s"], 30_000),
        (["retract", "90"], 90_000),
        (["retirer", "1m"], 60_000),
        (["retirer", "2", "min"], 120_000),
    ],
)
def test_the_last_seconds_are_taken_back(session: SessionFolder, words: list[str], ms: int) -> None:
    assert told(session, *words)["retract_ms"] == ms


@pytest.mark.parametrize("length", ["", "soon", "0", "-3s", "2h", "999m", "30s 2m"])
def test_a_length_that_makes_no_sense_marks_nothing(session: SessionFolder, length: str) -> None:
    with pytest.raises(ArchiverError, match="not a length of time"):
        ran(session, "retract", "--", length)
    assert read_marks(session) == ()


def test_items_are_marked_by_number_range_and_next(session: SessionFolder) -> None:
    assert told(session, "4")["items"] == ["a"]
    assert told(session, "next")["items"] == ["b"]
    assert told(session, "5-6")["items"] == ["b", "c"]
    assert told(session, "4", "6")["items"] == ["a", "c"]
    with pytest.raises(ArchiverError, match="there is no next item"):
        ran(session, "suivant")
    assert len(read_marks(session)) == 4


def test_one_line_says_what_was_marked_and_when(session: SessionFolder) -> None:
    ran(session, "open")
    before = datetime.now().astimezone().replace(microsecond=0) - timedelta(seconds=3)
    line = ran(session, "4").stdout
    hour, said = line.strip().split("  ", 1)
    assert said == "4 – Budget"
    shown = datetime.combine(datetime.now().date(), datetime.strptime(hour, "%H:%M:%S").time())
    assert before <= shown.astimezone() <= datetime.now().astimezone()


def test_undo_says_what_it_took_back(session: SessionFolder) -> None:
    with pytest.raises(ArchiverError, match="no mark to take back"):
        ran(session, "undo")
    ran(session, "open")
    ran(session, "5")
    assert "taken back: 5 – Routes" in ran(session, "annuler").stdout
    assert "taken back: session opened" in ran(session, "undo").stdout
    assert "No mark." in ran(session, "--list").stdout


def test_who_marks_an_item_that_nobody_sees_is_told(session: SessionFolder) -> None:
    assert "The session is not open" in ran(session, "4").stderr
    ran(session, "open")
    assert ran(session, "5").stderr == ""
    ran(session, "closed")
    assert "The sitting is closed" in ran(session, "6").stderr
    assert "still closed" in ran(session, "resume").stderr
    ran(session, "public")
    assert ran(session, "4").stderr == ""


def test_the_list_shows_session_time_where_it_is_known(session: SessionFolder) -> None:
    mark(session, "open", at=at(62))
    mark(session, "item", ["a"], at=at(130))
    assert "[" not in ran(session, "--list").stdout
    session.file("recording/runs.json").write_text(
        runs_of((0, 90_000), (120_000, 240_000)).to_json()
    )
    lines = ran(session, "--list").stdout.splitlines()
    assert [line.split("  ", 1)[1] for line in lines] == [
        "[1:02]  session opened: it is public",
        "[2:10]  4 – Budget",
    ]
    listed = told(session, "--list")
    assert [one["session_ms"] for one in listed["marks"]] == [62_000, 130_000]
    assert listed["unreadable_lines"] == []


def test_a_broken_line_is_said(session: SessionFolder) -> None:
    mark(session, "open", at=datetime(2017, 3, 27, 9, tzinfo=UTC))
    with session.file("recording/marks.jsonl").open("ab") as file:
        file.write(b'{"at": "2017-03-27T0')
    shown = ran(session, "--list")
    assert "session opened" in shown.stdout
    assert "cannot be read: 2" in shown.stderr


def test_nonsense_is_a_wrong_usage(session: SessionFolder) -> None:
    assert ran(session).exit_code == 2
    assert ran(session, "open", "4").exit_code == 2
    assert ran(session, "4", "--list").exit_code == 2
    assert read_marks(session) == ()
