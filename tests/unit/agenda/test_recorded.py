"""What is known of a recording, laid over what was heard: outages, marks, planned hours."""

from hypothesis import given
from hypothesis import strategies as st

from archiver.agenda.amending import withdraw
from archiver.agenda.recorded import overlay
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters, Evidence, NotTreated, Rival, Span, SpanKind
from archiver.model.marks import UNPLANNED, Mark, Planned, gate_changes, public_intervals, standing
from archiver.model.preset import ReplaySettings
from archiver.model.runs import Runs
from archiver.replay.timeline import plan
from tests.unit.model.recordings import any_marks, at, mark, recordings, runs_of

S = 1_000
AGENDA = Agenda(items=tuple(Item(id=str(n), title=f"Point {n}") for n in range(1, 7)))
Told = tuple[str, int]
"""A kind, or the ids of items, and where it starts in seconds."""


def heard(*starts: Told, end: int = 600, absent: tuple[str, ...] = ()) -> Chapters:
    """Chapters as the split finds them, the first from 0."""
    edges = [*(start for _what, start in starts[1:]), end]
    spans = tuple(
        Span(
            kind=kind_of(what),
            items=tuple(what.split()) if what[0].isdigit() else (),
            start_ms=start * S,
            end_ms=after * S,
            confidence=0.5,
            evidence=(Evidence(kind="title", text=what, start_ms=start * S),),
        )
        for (what, start), after in zip(starts, edges, strict=True)
    )
    return Chapters(
        duration_ms=end * S,
        spans=spans,
        not_treated=tuple(NotTreated(item=id, reason="not_found") for id in absent),
    )


def kind_of(what: str) -> SpanKind:
    if what[0].isdigit():
        return "bloc" if " " in what else "item"
    return what  # type: ignore[return-value]


def laid(
    chapters: Chapters,
    *marks: Mark,
    runs: Runs | None = None,
    planned: Planned = UNPLANNED,
) -> Chapters:
    whole = runs or runs_of((0, chapters.duration_ms))
    return overlay(chapters, whole, marks, planned, AGENDA)


def told(chapters: Chapters) -> list[Told]:
    """The spans in short; `-` is before what nobody may see."""
    return [
        (("-" if s.hidden else "") + (" ".join(s.items) or s.kind), s.start_ms // S)
        for s in chapters.spans
    ]


SITTING = heard(
    ("none", 0), ("opening", 30), ("1", 60), ("2", 200), ("closing", 500), ("none", 530)
)


def test_without_a_recorded_clock_nothing_changes() -> None:
    marks = (mark("open", 10), mark("item", 20, "3"))
    assert overlay(SITTING, Runs(), marks, Planned(at(0), at(1)), AGENDA) == SITTING


def test_a_marked_start_is_sure_and_keeps_all_that_was_heard_there() -> None:
    rival = Rival(start_ms=400 * S, text="ailleurs")
    spans = [
        s.model_copy(update={"band": "likely", "rival": rival, "title": "Un hommage"})
        if s.kind == "unlisted"
        else s
        for s in heard(("opening", 0), ("1", 60), ("unlisted", 200), ("2", 300)).spans
    ]
    sitting = Chapters(duration_ms=600 * S, spans=tuple(spans))
    after = laid(sitting, mark("item", 60, "1"), mark("item", 200), mark("item", 320, "2"))
    assert [s.band for s in after.spans] == [None, None, "likely", "sure"]
    assert (after.spans[2].title, after.spans[2].rival) == ("Un hommage", rival)


def test_what_goes_on_after_an_outage_has_no_second_place() -> None:
    rival = Rival(start_ms=400 * S, text="ailleurs")
    first = SITTING.spans[2].model_copy(update={"band": "unsure", "rival": rival})
    sitting = SITTING.model_copy(update={"spans": (*SITTING.spans[:2], first, *SITTING.spans[3:])})
    runs = runs_of((0, 100_000), (150_000, 600_000), ended=("hung",))
    before, again = (s for s in laid(sitting, runs=runs).spans if s.items == ("1",))
    assert (before.band, before.rival) == ("unsure", rival)
    assert (again.band, again.rival, again.confidence) == (None, None, 1.0)


def test_a_withdrawn_item_that_a_mark_leaves_without_a_span_is_withdrawn() -> None:
    amended = withdraw(AGENDA, ["2"])
    marks = (mark("item", 200, "3"),)
    sitting = heard(("none", 0), ("1", 60), ("2", 200), ("closing", 500))
    after = overlay(sitting, runs_of((0, 600_000)), marks, UNPLANNED, amended)
    assert ("2", "withdrawn") in [(a.item, a.reason) for a in after.not_treated]


def test_an_outage_is_a_span_and_the_item_goes_on_after_it() -> None:
    runs = runs_of((0, 100_000), (150_000, 600_000), ended=("hung",))
    laid_over = laid(SITTING, runs=runs)
    assert told(laid_over) == [
        ("none", 0),
        ("opening", 30),
        ("1", 60),
        ("outage", 100),
        ("1", 150),
        ("2", 200),
        ("closing", 500),
        ("none", 530),
    ]
    outage, after = laid_over.spans[3:5]
    assert [(e.kind, e.text) for e in outage.evidence] == [("recorder", "hung")]
    assert (after.confidence, after.evidence[0].kind) == (1.0, "recorder")
    assert laid_over.spans[2].evidence == SITTING.spans[2].evidence


def test_an_outage_over_a_start_leaves_the_start_its_evidence() -> None:
    runs = runs_of((0, 190_000), (220_000, 600_000))
    spans = laid(SITTING, runs=runs).spans
    assert [(s.kind, s.start_ms // S) for s in spans[2:5]] == [
        ("item", 60),
        ("outage", 190),
        ("item", 220),
    ]
    assert spans[4].evidence == SITTING.spans[3].evidence


def test_an_outage_too_short_to_be_seen_is_none() -> None:
    runs = runs_of((0, 100_000), (100_400, 600_000))
    assert laid(SITTING, runs=runs).spans == SITTING.spans


def test_a_sitting_that_was_not_recorded_is_closed() -> None:
    runs = runs_of((0, 100_000), (150_000, 600_000), ended=("closed",))
    assert told(laid(SITTING, runs=runs))[3:5] == [("closed", 100), ("1", 150)]
    short = runs_of((0, 100_000), (100_200, 600_000), ended=("closed",))
    assert laid(SITTING, runs=short).spans[3].kind == "closed"


def test_marks_open_suspend_resume_and_close() -> None:
    marks = (mark("open", 40), mark("suspend", 100), mark("resume", 120), mark("close", 510))
    assert told(laid(SITTING, *marks)) == [
        ("-none", 0),
        ("opening", 40),
        ("1", 60),
        ("suspension", 100),
        ("1", 120),
        ("2", 200),
        ("closing", 500),
        ("-none", 510),
    ]


def test_the_opening_is_where_it_was_marked_also_when_it_was_not_heard() -> None:
    silent = heard(("none", 0), ("2", 200))
    laid_over = laid(silent, mark("open", 40), mark("item", 90, "1"))
    assert told(laid_over) == [("-none", 0), ("opening", 40), ("1", 90), ("2", 200)]
    assert laid_over.spans[1].evidence[0].kind == "mark"
    nothing = heard(("none", 0))
    assert told(laid(nothing, mark("open", 40), mark("close", 300))) == [
        ("-none", 0),
        ("opening", 40),
        ("-none", 300),
    ]


def test_a_closed_sitting_and_what_was_taken_back_are_closed() -> None:
    marks = (
        mark("open", 0),
        mark("closed", 100),
        mark("public", 150),
        mark("retract", 300, retract_ms=30_000),
    )
    laid_over = laid(SITTING, *marks)
    assert told(laid_over)[1:6] == [
        ("1", 60),
        ("closed", 100),
        ("1", 150),
        ("2", 200),
        ("-closed", 270),
    ]
    assert [e.text.split()[0] for e in laid_over.spans[5].evidence] == ["retract"]


def test_an_item_is_where_it_was_marked_up_to_the_next_that_was_heard() -> None:
    laid_over = laid(SITTING, mark("item", 80, "1"), mark("item", 120, "3"))
    assert told(laid_over) == [
        ("none", 0),
        ("opening", 30),
        ("1", 80),
        ("3", 120),
        ("2", 200),
        ("closing", 500),
        ("none", 530),
    ]
    marked = laid_over.spans[2]
    assert (marked.confidence, marked.evidence[0].kind) == (1.0, "mark")
    assert marked.evidence[0].start_ms == 80_000


def test_an_item_heard_elsewhere_than_it_was_marked_is_only_where_it_was_marked() -> None:
    laid_over = laid(SITTING, mark("item", 300, "1"))
    assert told(laid_over) == [
        ("none", 0),
        ("opening", 30),
        ("2", 200),
        ("1", 300),
        ("closing", 500),
        ("none", 530),
    ]


def test_an_item_heard_too_early_gives_its_place_to_the_one_before() -> None:
    assert told(laid(SITTING, mark("item", 260, "2")))[2:4] == [("1", 60), ("2", 260)]


def test_a_bloc_loses_the_item_that_was_marked_alone() -> None:
    bloc = heard(("opening", 0), ("1 2 3", 60), ("4", 300))
    assert told(laid(bloc, mark("item", 150, "2")))[1:] == [("1 3", 60), ("2", 150), ("4", 300)]
    two = heard(("opening", 0), ("1 2", 60), ("4", 300))
    laid_over = laid(two, mark("item", 150, "2"))
    assert (laid_over.spans[1].kind, laid_over.spans[1].items) == ("item", ("1",))
    marked = laid(heard(("opening", 0)), mark("item", 150, "5", "6"))
    assert (marked.spans[1].kind, marked.spans[1].items) == ("bloc", ("5", "6"))


def test_a_marked_item_goes_on_after_an_outage_and_a_suspension() -> None:
    runs = runs_of((0, 100_000), (150_000, 600_000))
    marks = (
        mark("open", 0),
        mark("item", 80, "1"),
        mark("suspend", 170),
        mark("resume", 180),
        mark("item", 400, "3"),
    )
    quiet = heard(("none", 0))
    assert told(laid(quiet, *marks, runs=runs)) == [
        ("opening", 0),
        ("1", 80),
        ("outage", 100),
        ("1", 150),
        ("suspension", 170),
        ("1", 180),
        ("3", 400),
    ]


def test_what_goes_on_after_a_break_that_was_heard_does_not_end_a_marked_item() -> None:
    chapters = heard(("opening", 0), ("1", 60), ("suspension", 200), ("1", 260), ("2", 400))
    assert told(laid(chapters, mark("item", 150, "3"))) == [
        ("opening", 0),
        ("1", 60),
        ("3", 150),
        ("suspension", 200),
        ("3", 260),
        ("2", 400),
    ]


def test_a_heard_suspension_ends_when_it_was_marked_to_end() -> None:
    chapters = heard(("opening", 0), ("1", 60), ("suspension", 200), ("1", 500))
    marks = (mark("open", 0), mark("suspend", 210), mark("resume", 300))
    assert told(laid(chapters, *marks))[2:] == [("suspension", 200), ("1", 300)]
    assert told(laid(chapters, mark("item", 320, "2")))[2:] == [("suspension", 200), ("2", 320)]


def test_a_heard_closed_sitting_ends_only_when_the_public_is_back() -> None:
    chapters = heard(("opening", 0), ("1", 60), ("closed", 200), ("2", 500))
    late = (mark("open", 0), mark("closed", 230), mark("public", 300))
    assert told(laid(chapters, *late))[2:] == [("closed", 200), ("1", 300), ("2", 500)]
    for other in ("item", "resume", "suspend"):
        marks = (mark("open", 0), mark(other, 300, *(["2"] if other == "item" else [])))
        closed = [s for s in laid(chapters, *marks).spans if s.kind == "closed"]
        assert [(s.start_ms, s.end_ms) for s in closed] == [(200_000, 500_000)]


def test_a_closing_heard_before_the_last_item_was_marked_is_none() -> None:
    chapters = heard(("opening", 0), ("1", 60), ("closing", 200), ("none", 230))
    assert told(laid(chapters, mark("item", 300, "2"))) == [
        ("opening", 0),
        ("1", 60),
        ("2", 300),
    ]


def test_an_item_of_a_closed_sitting_has_a_reason_to_have_no_span() -> None:
    chapters = heard(("opening", 0), ("1", 60), absent=("2", "3", "4", "5", "6"))
    marks = (
        mark("open", 0),
        mark("closed", 100),
        mark("item", 110, "2"),
        mark("item", 200, "3"),
        mark("public", 250),
        mark("item", 300, "4"),
    )
    laid_over = laid(chapters, *marks)
    assert told(laid_over)[1:] == [("1", 60), ("closed", 100), ("3", 250), ("4", 300)]
    assert {n.item: n.reason for n in laid_over.not_treated} == {
        "2": "not_found",
        "5": "not_found",
        "6": "not_found",
    }


def test_an_item_the_agenda_no_longer_has_is_a_matter_not_on_it() -> None:
    assert told(laid(SITTING, mark("item", 100, "gone")))[2:4] == [("1", 60), ("unlisted", 100)]


def test_an_item_marked_twice_in_a_row_starts_once() -> None:
    spans = told(laid(SITTING, mark("item", 80, "3"), mark("item", 81, "3")))
    assert [start for what, start in spans if what == "3"] == [80]


def test_planned_hours_hide_what_is_before_and_what_follows_the_closing() -> None:
    plan_ = Planned(at(45), at(400))
    assert told(laid(SITTING, planned=plan_)) == [
        ("-none", 0),
        ("opening", 45),
        ("1", 60),
        ("2", 200),
        ("closing", 500),
        ("-none", 530),
    ]
    unclosed = heard(("none", 0), ("opening", 30), ("1", 60), ("2", 200))
    assert told(laid(unclosed, planned=plan_))[-2:] == [("2", 200), ("-none", 400)]
    assert told(laid(SITTING, mark("open", 40), planned=plan_))[0] == ("-none", 0)
    assert told(laid(SITTING, mark("open", 40), planned=plan_))[-1] == ("none", 530)


def test_without_an_opening_that_was_marked_what_was_heard_stands() -> None:
    laid_over = laid(SITTING, mark("closed", 300), mark("public", 320), mark("close", 540))
    assert told(laid_over) == [
        ("none", 0),
        ("opening", 30),
        ("1", 60),
        ("2", 200),
        ("closed", 300),
        ("2", 320),
        ("closing", 500),
        ("none", 530),
        ("-none", 540),
    ]


def test_words_of_a_closed_sitting_that_was_marked_need_no_look() -> None:
    asked = Evidence(kind="closed", text="huis clos", start_ms=105_000)
    chapters = SITTING.model_copy(update={"to_check": (asked,)})
    assert laid(chapters).to_check == (asked,)
    assert laid(chapters, mark("open", 0), mark("closed", 100)).to_check == ()


KINDS = ("1", "2", "1 2", "opening", "closing", "suspension", "closed", "unlisted", "none")


@st.composite
def any_heard(draw: st.DrawFn, duration_ms: int) -> Chapters:
    cuts = sorted(draw(st.sets(st.integers(1, duration_ms - 1), max_size=8)))
    kinds: list[str] = []
    for _edge in (0, *cuts):
        kinds.append(draw(st.sampled_from([k for k in KINDS if not kinds or k != kinds[-1]])))
    spans = tuple(
        Span(
            kind=kind_of(what),
            items=tuple(what.split()) if what[0].isdigit() else (),
            start_ms=start,
            end_ms=end,
            confidence=0.4,
        )
        for what, start, end in zip(kinds, (0, *cuts), (*cuts, duration_ms), strict=True)
    )
    return Chapters(duration_ms=duration_ms, spans=spans)


SHOW_ALL = ReplaySettings(trim=False, suspension="leave_out", closed="card", outage="card")


@given(data=st.data(), runs=recordings(), marks=any_marks)
def test_nothing_that_is_not_public_is_played_whatever_was_heard(
    data: st.DataObject, runs: Runs, marks: list[Mark]
) -> None:
    chapters = data.draw(any_heard(runs.duration_ms))
    laid_over = overlay(chapters, runs, marks, UNPLANNED, AGENDA)
    timeline = plan(laid_over, SHOW_ALL)
    changes = gate_changes(marks)
    public = list(public_intervals(marks, runs))
    if changes and changes[0].gate != "public":
        public.append((0, runs.to_session(changes[0].at)))  # type: ignore[arg-type]
    for piece in timeline.played:
        for ms in (piece.session_start_ms, piece.session_end_ms - 1):
            closed = [s for s in chapters.spans if s.kind == "closed"]
            backs = [m.at for m in standing(marks) if m.action in ("open", "public")]
            for span in closed:
                if span.start_ms <= ms < span.end_ms:
                    assert any(span.start_ms < runs.to_session(b) <= ms for b in backs)
            if changes:
                assert any(a <= ms < b for a, b in public)


@given(data=st.data(), runs=recordings(), marks=any_marks)
def test_every_item_has_a_span_or_a_reason(
    data: st.DataObject, runs: Runs, marks: list[Mark]
) -> None:
    chapters = data.draw(any_heard(runs.duration_ms))
    laid_over = overlay(chapters, runs, marks, UNPLANNED, AGENDA)
    treated = {id for span in laid_over.spans for id in span.items}
    absent = [entry.item for entry in laid_over.not_treated]
    assert treated | set(absent) == {item.id for item in AGENDA.items}
    assert not treated & set(absent)
    again = overlay(chapters, runs, marks, UNPLANNED, AGENDA)
    assert again == laid_over


@given(data=st.data())
def test_a_whole_recording_without_marks_is_as_it_was_heard(data: st.DataObject) -> None:
    runs = runs_of((0, data.draw(st.integers(1_000, 300_000))))
    chapters = data.draw(any_heard(runs.duration_ms))
    assert laid(chapters, runs=runs).spans == chapters.spans
