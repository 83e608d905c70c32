"""Marks on the disk, and the items that words name."""

import os
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.agenda.amending import withdraw
from archiver.errors import ArchiverError
from archiver.i18n import use_language
from archiver.marking import (
    MARKS,
    UnknownItemError,
    mark,
    next_item,
    planned_of,
    read_marks,
    resolve_items,
    unreadable_lines,
)
from archiver.model.agenda import Agenda, Item
from archiver.model.marks import standing
from archiver.model.session import Session
from archiver.store.archive import create_session
from archiver.store.folder import SessionFolder
from tests.unit.model.recordings import at
from tests.unit.model.recordings import mark as marked

AGENDA = Agenda(
    items=tuple(
        Item(id=id, title=title, number=number)
        for id, number, title in (
            ("i1", "4", "Budget primitif"),
            ("i2", "A-3", "Voirie départementale"),
            ("i3", "2018-01-0030", "Subventions aux associations"),
            ("i4", "2018-01-0031", "Collèges"),
            ("i5", "6F", "Musées"),
            ("i6", "6G", "Archives"),
            ("i7", "6K", "Lecture publique"),
            ("i8", None, "Questions diverses"),
        )
    )
)


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    printed = tmp_path / "agenda.json"
    printed.write_text(AGENDA.to_json(), encoding="utf-8")
    session = Session(title="Séance", date=date(2017, 3, 27))
    return create_session(tmp_path / "archive" / "s", session, AGENDA, printed, None)


def test_marks_are_read_back_in_the_order_they_were_made(folder: SessionFolder) -> None:
    made = [
        mark(folder, "open", at=at(1)),
        mark(folder, "item", ["i1", "i2"], at=at(9.123456)),
        mark(folder, "retract", retract_ms=30_000, at=at(5)),
    ]
    assert list(read_marks(folder)) == made
    assert made[1].at == at(9.123)
    assert folder.file(MARKS).read_text(encoding="utf-8").count("\n") == 3


def test_without_marks_there_are_none(folder: SessionFolder) -> None:
    assert read_marks(folder) == ()
    assert unreadable_lines(folder) == ()


def test_a_mark_is_now_and_in_a_time_zone(folder: SessionFolder) -> None:
    before = datetime.now().astimezone()
    made = mark(folder, "close")
    assert before - timedelta(milliseconds=1) <= made.at <= datetime.now().astimezone()


@given(kept=st.integers(0, 60))
def test_a_broken_last_line_costs_that_line_alone(
    tmp_path_factory: pytest.TempPathFactory, kept: int
) -> None:
    folder = tmp_path_factory.mktemp("s")
    (folder / "session.toml").write_text('title = "S"\ndate = 2017-03-27\n', encoding="utf-8")
    session = SessionFolder(folder)
    first = mark(session, "open", at=at(1))
    mark(session, "closed", at=at(2))
    raw = session.file(MARKS).read_bytes()
    end = raw.index(b"\n") + 1
    session.file(MARKS).write_bytes(raw[: end + kept])
    whole = end + kept >= len(raw) - 1
    assert read_marks(session)[:1] == (first,)
    assert len(read_marks(session)) == (2 if whole else 1)
    after = mark(session, "public", at=at(3))
    assert read_marks(session)[-1] == after
    assert unreadable_lines(session) == (() if whole or not kept else (2,))


def test_a_file_of_another_kind_is_no_error(folder: SessionFolder) -> None:
    folder.file("recording").mkdir()
    folder.file(MARKS).write_bytes(os.urandom(2_000).replace(b"\n", b" ") + b"\n[1]\n{}\n")
    assert read_marks(folder) == ()
    assert unreadable_lines(folder)[-2:] == (
        unreadable_lines(folder)[-1] - 1,
        unreadable_lines(folder)[-1],
    )


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["4"], "i1"),
        (["n°4"], "i1"),
        (["i1"], "i1"),
        (["a-3"], "i2"),
        ([" A–3 "], "i2"),
        (["A", "-", "3"], "i2"),
        (["2018-01-0030"], "i3"),
        (["2018-01-0030-2018-01-0031"], "i3 i4"),
        (["6f-6k"], "i5 i6 i7"),
        (["6F", "-", "6G"], "i5 i6"),
        (["4-6F"], "i1 i2 i3 i4 i5"),
        (["6G", "4", "6G"], "i1 i6"),
        (["4,6F"], "i1 i5"),
        (["4", "6F-6G"], "i1 i5 i6"),
        (["i8"], "i8"),
        (["next"], "i3"),
        (["Suivant"], "i3"),
    ],
)
def test_items_are_found_by_what_is_printed(words: list[str], ids: str) -> None:
    made = [marked("item", 1, "i1"), marked("item", 2, "i2")]
    assert resolve_items(AGENDA, words, made) == tuple(ids.split())


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["5"], "nearest"),
        (["2018-01-003"], "2018-01-0030"),
        (["musees"], "6F – Musées"),
        (["4", "collège"], "2018-01-0031 – Collèges"),
        (["6K-6F"], "6K"),
        (["-"], "nearest"),
    ],
)
def test_what_is_no_item_is_said_with_the_nearest(words: list[str], near: str) -> None:
    use_language("en")
    with pytest.raises(UnknownItemError, match=near):
        resolve_items(AGENDA, words)


def test_a_number_printed_twice_asks_for_the_id() -> None:
    use_language("en")
    twice = Agenda(
        items=(Item(id="a", number="1", title="Un"), Item(id="b", number="1", title="Autre"))
    )
    with pytest.raises(ArchiverError, match="their ids are: a, b"):
        resolve_items(twice, ["1"])
    assert resolve_items(twice, ["b"]) == ("b",)


def test_a_printed_number_goes_before_the_id_of_another() -> None:
    agenda = Agenda(
        items=(Item(id="1", number="2", title="Un"), Item(id="2", number="1", title="Autre"))
    )
    assert resolve_items(agenda, ["1"]) == ("2",)


@given(
    word=st.text(max_size=12),
    number=st.text("0123456789ABCab- °n.", min_size=1, max_size=10).filter(str.strip),
)
def test_any_word_names_an_item_or_is_refused(word: str, number: str) -> None:
    agenda = Agenda(items=(Item(id="x", number=number, title="Un"), *AGENDA.items))
    try:
        found = resolve_items(agenda, [word])
    except UnknownItemError:
        return
    assert set(found) <= {item.id for item in agenda.items}


def test_next_is_after_the_last_marked_and_leaves_out_what_was_marked() -> None:
    assert _next() == "i1"
    assert _next(("i2",)) == "i3"
    assert _next(("i4", "i3")) == "i5"
    assert _next(("i3",), ("i1",)) == "i2"
    assert _next(("i2",), ("i1",)) == "i3"
    assert _next(("i8",)) is None
    assert _next(("gone",)) == "i1"
    taken_back = [marked("item", 1, "i1"), marked("item", 2, "i2"), marked("undo", 3)]
    item = next_item(AGENDA, taken_back)
    assert item is not None
    assert item.id == "i2"
    assert len(standing(taken_back)) == 1


def test_next_leaves_out_what_is_withdrawn() -> None:
    amended = withdraw(AGENDA, ["i1", "i3", "i8"])
    assert [_next(*made, of=amended) for made in ((), (("i2",),), (("i7",),))] == ["i2", "i4", None]
    assert resolve_items(amended, ["i3"]) == ("i3",)


def _next(*made: tuple[str, ...], of: Agenda = AGENDA) -> str | None:
    marks = [marked("item", n, *items) for n, items in enumerate(made)]
    item = next_item(of, marks)
    return item.id if item else None


def test_planned_hours_are_of_this_machines_zone_and_may_pass_midnight() -> None:
    session = Session(
        title="S",
        date=date(2017, 3, 27),
        planned_start=time(18, 30),
        planned_end=time(1, 15),
    )
    plan = planned_of(session)
    assert plan.start == datetime(2017, 3, 27, 18, 30).astimezone()
    assert plan.end == datetime(2017, 3, 28, 1, 15).astimezone()
    assert planned_of(Session(title="S", date=date(2017, 3, 27))) == (None, None)
