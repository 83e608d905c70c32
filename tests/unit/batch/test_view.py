"""What is shown of a batch."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from archiver.batch.records import Event, LeftOut, Outcome, Plan, Report, Request
from archiver.cli.batch_view import BatchView, duration, show_plan, show_report, size
from archiver.i18n import use_language

PLAN = Plan.model_validate(
    {
        "jobs": [
            {"session": "2017-03-27-a", "day": "2017-03-27", "steps": ["caption"], "seconds": 60},
            {
                "session": "2017-06-26-b",
                "day": "2017-06-26",
                "steps": ["import", "sound", "transcribe", "split", "caption"],
                "new": True,
                "to_check": ["un numéro manque [bold]"],
                "seconds": 3600,
            },
        ],
        "left_out": [{"name": "x.mp4", "why": "sans ordre du jour", "remedy": "renommer"}],
        "seconds": 3660,
    }
)


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def shown(view: BatchView) -> str:
    screen = Console(width=120, record=True, file=io.StringIO())
    screen.print(view)
    return screen.export_text()


def test_the_table_follows_the_sessions() -> None:
    view = BatchView(PLAN)
    view.hear(Event(kind="started", session="2017-03-27-a"))
    view.hear(Event(kind="started", session="2017-06-26-b"))
    view.hear(Event(kind="step", session="2017-06-26-b", step="transcribe"))
    view.hear(Event(kind="progress", session="2017-06-26-b", step="transcribe", share=0.5))
    text = shown(view)
    assert "2017-06-26-b" in text
    assert " 50%" in text
    outcome = Outcome(
        session="2017-03-27-a", result="failed", what="no [red]sound[/red]", seconds=2
    )
    view.hear(Event(kind="ended", session="2017-03-27-a", outcome=outcome))
    text = shown(view)
    assert "✗ 2017-03-27-a – 2 s: no [red]sound[/red]" in text
    assert "1 of 2 sessions, 1 failed; about 1 h 00 left" in text
    view.hear(Event(kind="paused", session="2017-06-26-b", why="at 20:00"))
    assert "2017-06-26-b" not in shown(view)
    assert "at 20:00" in shown(view)


def test_elsewhere_a_line_for_what_matters(capfd: pytest.CaptureFixture[str]) -> None:
    with BatchView(PLAN).shown() as view:
        view.hear(Event(kind="started", session="2017-03-27-a"))
        view.hear(Event(kind="progress", session="2017-03-27-a", step="caption", share=0.1))
        view.hear(Event(kind="again", session="2017-03-27-a", why="it was killed"))
        done = Outcome(session="2017-03-27-a", result="done", seconds=100)
        view.hear(Event(kind="ended", session="2017-03-27-a", outcome=done))
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 3
    assert lines[-1] == "[1/2] ✓ 2017-03-27-a – 2 min"


def test_the_plan_and_the_report_say_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    show_plan(PLAN, whole=True)
    report = Report(
        request=Request(),
        started=datetime.now(UTC),
        planned=("s", "t", "u"),
        outcomes=(
            Outcome(
                session="s", result="failed", what="no model", remedy="install it", step="sound"
            ),
            Outcome(session="t", result="done", unfit=2, warnings=("no sound",)),
        ),
        left_out=(LeftOut(name="x.mp4", why="no agenda", remedy="rename it"),),
    )
    show_report(report, Path("r.json"))
    text = capfd.readouterr().out
    for part in (
        "un numéro manque [bold]",
        "→ renommer",
        "→ install it",
        "→ rename it",
        "2 corrections no longer fit",
        "t: no sound",
        "1 done, 1 failed, 0 skipped, 1 not begun or not ended",
    ):
        assert part in text


def test_lengths_and_sizes_for_people() -> None:
    assert [duration(s) for s in (3, 89, 600, 3600, 11_100)] == [
        "3 s",
        "89 s",
        "10 min",
        "1 h 00",
        "3 h 05",
    ]
    assert [size(n) for n in (0, 1, 10**8, 25 * 10**8)] == ["0 MB", "1 MB", "100 MB", "2.5 GB"]
