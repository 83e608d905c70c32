import io
from datetime import UTC, datetime

import pytest
from rich.console import Console, Group

from archiver.cli.live_view import screen
from archiver.i18n import use_language
from archiver.model.agenda import Agenda, Item
from archiver.model.live import Alarm, BesideState, LiveState
from archiver.model.marks import Mark
from archiver.recording.standing import alarm_line, state_line

_AT = datetime(2017, 3, 27, 10, 0, tzinfo=UTC)
_AGENDA = Agenda(items=tuple(Item(id=f"i{n}", number=str(n), title=f"T{n}") for n in range(1, 30)))


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def _state(**more: object) -> LiveState:
    base = {"at": _AT, "pid": 1, "state": "recording", "since": _AT, "session_ms": 61_000}
    return LiveState.model_validate({**base, **more})


def _text(state: LiveState, marks: tuple[Mark, ...] = ()) -> str:
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(Group(*screen(state, (-20.0, -90.0), _AGENDA, marks)))
    return console.export_text()


def test_the_first_thing_said_is_whether_it_records() -> None:
    assert _text(_state()).startswith("● 1:01  recording")
    assert "NOT RECORDING" in _text(_state(state="reconnecting", why="the feed was lost"))
    assert "the feed was lost" in state_line(_state(state="reconnecting", why="the feed was lost"))


def test_nobody_can_think_that_a_closed_sitting_goes_out() -> None:
    assert "nothing goes out: closed sitting" in _text(_state(gate="closed"))
    assert "the session goes out" in _text(_state(gate="public"))


def test_alarms_and_what_fails_are_on_the_screen() -> None:
    alarm = Alarm(kind="silent", text="no sound for 24 s", raised=_AT)
    failing = BesideState(
        kind="destination", name="relais", state="failing", since=_AT, why="refused"
    )
    text = _text(_state(alarms=(alarm,), beside=(failing,)))
    assert "no sound for 24 s" in text
    assert "relais: FAILS (refused)" in text
    over = alarm_line(alarm.model_copy(update={"cleared": _AT}))
    assert "over" in over


def test_the_agenda_follows_the_marks() -> None:
    marks = (Mark(at=_AT, action="item", items=("i20",)),)
    text = _text(_state(), marks)
    assert "▶" in text
    assert "20 – T20" in text
    assert "1 – T1\n" not in text
    assert "1 – T1" in _text(_state())


def test_levels_are_bars() -> None:
    text = _text(_state())
    assert "▮" * 20 + "▯" * 10 in text
    assert "▯" * 30 in text
