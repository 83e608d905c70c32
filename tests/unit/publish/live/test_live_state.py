import pytest

from archiver.i18n import translator
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Span
from archiver.model.marks import Interval, Mark
from archiver.model.runs import Runs
from archiver.publish.live.entries import Entry, parts, reviewed
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


def test_moments_lead_from_the_live_to_the_session() -> None:
    known = runs([4_000] * 10)
    shown = entries(known, (2_000, 14_000), (30_000, 40_000))
    assert moments(shown) == ((0.0, 2_000), (12.0, 30_000))
    assert moments(reviewed(shown, [Interval(0, 4_000), Interval(8_000, 40_000)])) == (
        (0.0, 2_000),
        (2.0, 4_000),
        (6.0, 8_000),
        (12.0, 30_000),
    )


def test_what_is_recognised_is_a_chapter_until_somebody_marks_it() -> None:
    known = runs([4_000] * 50)
    shown = entries(known, (0, 80_000), (100_000, 200_000))
    spans = (
        Span(kind="item", items=("a",), start_ms=40_000, end_ms=85_000, band="sure"),
        Span(kind="item", items=("b",), start_ms=85_000, end_ms=120_000, band="likely"),
        Span(kind="bloc", items=("b", "c"), start_ms=120_000, end_ms=150_000, band="likely"),
        Span(kind="item", items=("c",), start_ms=150_000, end_ms=200_000, band="unsure"),
    )

    def titles(*marks: Mark) -> list[tuple[str, float, bool | None]]:
        made = live_chapters(marks, known, shown, AGENDA, ENGLISH, spans)
        return [(c.title, c.at, c.provisional) for c in made]

    first = ("1 – The first", 40.0, True)
    both = ("Block vote: 2 and The last", 100.0, True)
    assert titles() == [first, both]
    assert titles(mark("item", 160_000, "c")) == [first, ("The last", 140.0, None)]
    assert titles(mark("item", 30_000, "zz")) == [("zz", 30.0, None), both]
    assert titles(mark("item", 41_000, "a")) == [("1 – The first", 41.0, None), both]


def test_the_state_is_written_as_the_page_reads_it() -> None:
    status = LiveStatus(state="live", title="A", started=at(0), updated=at(1))
    text = status.to_json()
    assert '"started": "2026-11-20T12:00:00Z"' in text
    assert LiveStatus.model_validate_json(text) == status
    assert '"started"' not in LiveStatus(state="before", title="A", updated=at(1)).to_json()
