import pytest

from archiver.i18n import translator
from archiver.model.agenda import Agenda, Item
from archiver.model.marks import Interval, Mark
from archiver.model.runs import Runs
from archiver.model.timeline import Piece, Timeline
from archiver.publish.live.entries import Entry, parts
from archiver.publish.live.state import (
    LiveChapter,
    LiveStatus,
    live_chapters,
    moments,
    page_state,
    started,
)
from tests.unit.publish.live.recordings import at, runs

ENGLISH = translator("en")
AGENDA = Agenda(
    items=(
        Item(id="a", number="1", title="The first"),
        Item(id="b", number="2", title="The second"),
        Item(id="c", title="The last"),
    )
)


def entries(known: Runs, *public: tuple[int, int]) -> tuple[Entry, ...]:
    intervals = [Interval(*each) for each in public]
    return tuple(p.entry(p.from_ms, p.to_ms) for p in parts(known, intervals))


def mark(action: str, session_ms: int, *items: str) -> Mark:
    return Mark.model_validate({"at": at(session_ms), "action": action, "items": items})


@pytest.mark.parametrize(
    ("gate", "state"),
    [
        ("before", "before"),
        ("public", "live"),
        ("suspension", "suspended"),
        ("closed", "closed"),
        ("after", "after"),
    ],
)
def test_the_page_stands_as_the_gate_does(gate: str, state: str) -> None:
    known = runs([4_000])
    assert page_state(gate, known, ended=False) == state  # type: ignore[arg-type]
    assert page_state(gate, known, ended=True) == "preparing"  # type: ignore[arg-type]


def test_a_run_that_ended_is_an_outage_while_the_session_is_public() -> None:
    broken = Runs(runs=tuple(r.model_copy(update={"ended": "hung"}) for r in runs([4_000]).runs))
    assert page_state("public", broken, ended=False) == "outage"
    assert page_state("suspension", broken, ended=False) == "suspended"
    assert page_state("public", Runs(), ended=False) == "live"


def test_the_session_started_with_the_first_picture_that_can_be_watched() -> None:
    shown = entries(runs([4_000] * 3), (4_000, 12_000))
    assert started(shown) == at(4_000)
    assert started(()) is None


def test_chapters_are_what_was_marked_and_can_be_watched() -> None:
    known = runs([4_000] * 5)
    marks = [
        mark("open", 4_500),
        mark("item", 6_000, "a"),
        mark("item", 9_000, "b", "c"),
        mark("item", 25_000, "c"),
    ]
    shown = entries(known, (4_500, 20_000))
    assert live_chapters(marks, known, shown, AGENDA, ENGLISH) == (
        LiveChapter(title="Opening of the session", at=0.0),
        LiveChapter(title="1 – The first", at=1.5),
        LiveChapter(title="Block vote: 2 and The last", at=4.5),
    )


def test_a_chapter_marked_in_a_suspension_starts_when_it_is_over() -> None:
    known = runs([4_000] * 5)
    marks = [
        mark("open", 0),
        mark("suspend", 4_000),
        mark("item", 9_000, "a"),
        mark("resume", 12_000),
    ]
    assert live_chapters(marks, known, entries(known, (0, 4_000)), AGENDA, ENGLISH) == (
        LiveChapter(title="Opening of the session", at=0.0),
    )
    resumed = entries(known, (0, 4_000), (12_000, 20_000))
    assert live_chapters(marks, known, resumed, AGENDA, ENGLISH)[1:] == (
        LiveChapter(title="Resumption of the session", at=4.0),
    )


def test_an_undone_mark_is_no_chapter_and_unknown_items_show_their_id() -> None:
    known = runs([4_000] * 3)
    marks = [mark("item", 1_000, "a"), mark("undo", 2_000), mark("item", 3_000, "zz")]
    shown = entries(known, (0, 12_000))
    assert [c.title for c in live_chapters(marks, known, shown, AGENDA, ENGLISH)] == ["zz"]


def test_moments_lead_from_the_live_to_the_replay() -> None:
    known = runs([4_000] * 10)
    shown = entries(known, (2_000, 14_000), (30_000, 40_000))
    timeline = Timeline(
        session_duration_ms=40_000,
        replay_duration_ms=23_000,
        pieces=(
            _piece("play", (3_000, 14_000), (0, 11_000)),
            _piece("card", (14_000, 30_000), (11_000, 13_000)),
            _piece("play", (30_000, 40_000), (13_000, 23_000)),
        ),
    )
    found = moments(shown, timeline)
    assert found[0] == (0.0, 0.0)
    assert _replay(found, 1.0) == 0.0
    assert _replay(found, 6.0) == 5.0
    assert _replay(found, 12.0) == 13.0
    assert _replay(found, 15.5) == 16.5
    assert len(found) <= 4


def _piece(shown: str, session: tuple[int, int], replay: tuple[int, int]) -> Piece:
    return Piece.model_validate(
        {
            "shown": shown,
            "session_start_ms": session[0],
            "session_end_ms": session[1],
            "replay_start_ms": replay[0],
            "replay_end_ms": replay[1],
        }
    )


def _replay(found: tuple[tuple[float, float], ...], live: float) -> float:
    """As the page does it."""
    i = max(i for i, (at_, _replay_s) in enumerate(found) if at_ <= live)
    counted = found[i][1] + live - found[i][0]
    return min(counted, found[i + 1][1]) if i + 1 < len(found) else counted


def test_the_state_is_written_as_the_page_reads_it() -> None:
    status = LiveStatus(state="live", title="A", started=at(0), updated=at(1))
    text = status.to_json()
    assert '"started": "2026-11-20T12:00:00Z"' in text
    assert LiveStatus.model_validate_json(text) == status
    assert '"started"' not in LiveStatus(state="before", title="A", updated=at(1)).to_json()
