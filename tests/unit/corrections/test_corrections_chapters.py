import pytest

from archiver.corrections.chapters import anchors, apply_to_chapters, set_aside
from archiver.model.chapters import Chapters, Evidence, NotTreated, Span, Vote
from archiver.model.corrections import Correction, Fate
from tests.unit.corrections.made import AGENDA, a, chapters, shape, starts, undo

SPLIT = chapters(
    ("none", "", 0),
    ("opening", "", 10_000),
    ("item", "A", 60_000),
    ("item", "B", 120_000),
    ("suspension", "", 180_000),
    ("item", "B", 240_000),
    ("item", "C", 300_000),
    ("closing", "", 500_000),
).model_copy(update={"not_treated": (NotTreated(item="D", reason="not_reached"),)})


def mended(split: Chapters, *made: Correction) -> tuple[Chapters, list[Fate]]:
    after, fates = apply_to_chapters(split, made, AGENDA)
    return after, sorted(fates, key=lambda fate: fate.correction)


def places(*made: Correction, split: Chapters = SPLIT) -> list[tuple[str, str, int]]:
    return shape(mended(split, *made)[0])


def test_no_correction_changes_nothing() -> None:
    assert apply_to_chapters(SPLIT, (), AGENDA) == (SPLIT, ())


@pytest.mark.parametrize(
    ("at_ms", "around"),
    [
        (50_000, [("opening", "", 10_000), ("item", "A", 50_000), ("item", "B", 120_000)]),
        (70_000, [("opening", "", 10_000), ("item", "A", 70_000), ("item", "B", 120_000)]),
        (
            350_000,
            [("opening", "", 10_000), ("item", "B", 120_000), ("suspension", "", 180_000),
             ("item", "B", 240_000), ("item", "C", 300_000), ("item", "A", 350_000)],
        ),
    ],
)  # fmt: skip
def test_a_start_is_moved_wherever_it_was(at_ms: int, around: list[tuple[str, str, int]]) -> None:
    found = places(starts("A", at_ms, before=60_000))
    assert found[1 : 1 + len(around)] == around


def test_a_moved_start_is_sure_and_says_who_moved_it() -> None:
    after, (fate,) = mended(SPLIT, starts("A", 50_000, before=60_000))
    span = after.spans[2]
    assert (span.confidence, span.band, span.rival) == (1.0, "sure", None)
    assert span.evidence[0].kind == "correction"
    assert span.evidence[0].text.startswith("Camille Durand, 2017-03-28")
    assert (fate.outcome, fate.at_ms) == ("applied", 50_000)
    assert after.spans[3:] == SPLIT.spans[3:]


def test_a_break_stays_when_what_it_interrupts_is_moved() -> None:
    found = places(starts("B", 150_000, before=120_000))
    assert found[2:6] == [
        ("item", "A", 60_000),
        ("item", "B", 150_000),
        ("suspension", "", 180_000),
        ("item", "B", 240_000),
    ]


def test_an_end_is_moved_by_what_follows() -> None:
    end = starts("A", 110_000, edge="end", before=120_000)
    assert places(end)[2:4] == [("item", "A", 60_000), ("item", "B", 110_000)]
    last = starts("C", 400_000, edge="end", before=500_000)
    assert places(last)[-2:] == [("item", "C", 300_000), ("closing", "", 400_000)]


def test_an_end_that_crosses_another_matter_does_not_fit() -> None:
    _after, (fate,) = mended(SPLIT, starts("A", 320_000, edge="end", before=120_000))
    assert (fate.outcome, fate.why) == ("misfit", "no_room")


def test_a_break_is_moved_and_one_that_was_marked_is_not() -> None:
    ends = a("boundary", 200_000, span_kind="suspension", edge="end", before=240_000)
    assert places(ends)[4:6] == [("suspension", "", 180_000), ("item", "B", 200_000)]
    by_mark = Evidence(kind="mark", text="suspend", start_ms=180_000)
    spans = [
        s.model_copy(update={"evidence": (by_mark,)}) if s.kind == "suspension" else s
        for s in SPLIT.spans
    ]
    marked = SPLIT.model_copy(update={"spans": tuple(spans)})
    after, (fate,) = mended(marked, ends)
    assert shape(after) == shape(marked)
    assert (fate.outcome, fate.why) == ("misfit", "not_public")


def test_what_is_hidden_is_never_shown_by_a_correction() -> None:
    spans = (Span(kind="none", start_ms=0, end_ms=10_000, hidden=True), *SPLIT.spans[1:])
    split = SPLIT.model_copy(update={"spans": spans})
    after, (fate,) = mended(split, starts("A", 5_000, before=60_000))
    assert (fate.outcome, fate.why) == ("misfit", "not_public")
    assert after.spans == spans


def test_a_closed_sitting_that_was_only_heard_can_be_corrected() -> None:
    split = chapters(("item", "A", 0), ("closed", "", 100_000), ("item", "B", 300_000))
    after, (fate,) = mended(split, starts("C", 150_000))
    assert fate.outcome == "applied"
    assert shape(after)[:3] == [("item", "A", 0), ("closed", "", 100_000), ("item", "C", 150_000)]


def test_an_item_is_set_at_a_time() -> None:
    what = {"kind": "unlisted", "title": "Hommage"}
    after, (fate,) = mended(SPLIT, a("item", 400_000, 500_000, after=what))
    assert shape(after)[-3:] == [
        ("item", "C", 300_000), ("unlisted", "", 400_000), ("closing", "", 500_000),
    ]  # fmt: skip
    assert after.spans[-2].title == "Hommage"
    assert fate.outcome == "applied"


def test_an_item_set_at_a_start_takes_its_place_and_the_other_is_missed() -> None:
    after, _fates = mended(SPLIT, a("item", 300_000, after={"kind": "item", "items": ["D"]}))
    assert ("item", "D", 300_000) in shape(after)
    assert after.not_treated == (NotTreated(item="C", reason="not_found"),)


def test_what_is_so_already_is_told() -> None:
    same = a("item", 330_000, after={"kind": "item", "items": ["C"]})
    found = starts("C", 300_000, before=280_000)
    confirmed = starts("B", 120_000, before=120_000)
    after, fates = mended(SPLIT, same, found, confirmed)
    assert [fate.outcome for fate in fates] == ["already", "already", "applied"]
    assert shape(after) == shape(SPLIT)


def test_an_item_set_aside_has_a_reason_and_no_span() -> None:
    aside = a("not_treated", item="B", after="withdrawn")
    after, (fate,) = mended(SPLIT, aside)
    assert all("B" not in span.items for span in after.spans)
    assert [(n.item, n.reason) for n in after.not_treated] == [
        ("B", "withdrawn"), ("D", "not_reached"),
    ]  # fmt: skip
    assert after.not_treated[0].evidence[0].kind == "correction"
    assert fate.outcome == "applied"
    assert set_aside([aside]) == (after.not_treated[0],)


def test_an_item_leaves_its_bloc() -> None:
    split = chapters(("none", "", 0), ("bloc", "AB", 60_000), ("item", "C", 200_000))
    assert places(a("not_treated", item="A", after="withdrawn"), split=split)[1] == (
        "item", "B", 60_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (starts("X", 60_000), "item_unknown"),
        (starts("A", 700_000, before=60_000), "after_end"),
        (starts("D", 70_000, edge="end"), "span_not_found"),
        (a("boundary", 5_000, span_kind="closed", edge="start"), "span_not_found"),
        (a("not_treated", item="X", after="withdrawn"), "item_unknown"),
        (a("vote", after={"items": ["D"], "outcome": "adopted", "at_ms": 0}), "item_without_span"),
        (a("vote", after={"items": ["X"], "outcome": "adopted", "at_ms": 0}), "item_unknown"),
        (a("undo", undoes="ffffffff"), "unknown_id"),
    ],
)
def test_what_does_not_fit_is_listed_with_its_reason(made: Correction, why: str) -> None:
    after, (fate,) = mended(SPLIT, made)
    assert (fate.outcome, fate.why) == ("misfit", why)
    assert after.spans == SPLIT.spans


def test_the_later_of_two_corrections_wins() -> None:
    first, second = starts("A", 50_000, before=60_000), starts("A", 70_000, before=60_000)
    after, fates = mended(SPLIT, first, second)
    assert ("item", "A", 70_000) in shape(after)
    assert (fates[0].outcome, fates[0].by) == ("superseded", second.id)


def test_anchors_are_what_stands() -> None:
    moved = starts("A", 50_000, before=60_000)
    again = starts("A", 70_000, before=60_000)
    unlisted = a("item", 400_000, after={"kind": "unlisted", "title": "Hommage"})
    ends = starts("C", 450_000, edge="end")
    pause = a("boundary", 170_000, span_kind="suspension", before=180_000)
    gone = starts("D", 90_000)
    found = anchors([unlisted, moved, again, ends, pause, gone, undo(gone)])
    assert [(f.start_ms, f.kind, f.items, f.by, f.title) for f in found] == [
        (70_000, "item", ("A",), "correction", None),
        (400_000, "unlisted", (), "correction", "Hommage"),
    ]


HEARD = Vote(items=("A",), outcome="adopted", at_ms=110_000, unanimous=True)
VOTED = SPLIT.model_copy(update={"votes": (HEARD,)})


def ballot(**said: object) -> dict[str, object]:
    return {"items": ["A"], "outcome": "adopted", "at_ms": 110_000, **said}


def test_a_vote_is_replaced_put_in_and_taken_out() -> None:
    counts = ballot(**{"for": 32, "against": 4, "abstain": 2})
    after, (fate,) = mended(VOTED, a("vote", 110_000, before=ballot(unanimous=True), after=counts))
    (vote,) = after.votes
    assert (vote.for_, vote.against, vote.abstain, vote.unanimous) == (32, 4, 2, None)
    assert vote.evidence[0].kind == "correction"
    assert fate.outcome == "applied"
    part = ballot(on="amendement 1", outcome="rejected", at_ms=90_000)
    more, _fates = mended(VOTED, a("vote", 90_000, after=part))
    assert [(v.on, v.outcome) for v in more.votes] == [
        ("amendement 1", "rejected"), (None, "adopted"),
    ]  # fmt: skip
    none, _fates = mended(VOTED, a("vote", 110_000, before=ballot(unanimous=True)))
    assert none.votes == ()
    assert after.spans == VOTED.spans


def test_a_vote_heard_again_elsewhere_is_the_same_vote() -> None:
    moved = VOTED.model_copy(update={"votes": (HEARD.model_copy(update={"at_ms": 114_000}),)})
    made = a("vote", 110_000, before=ballot(unanimous=True), after=ballot(**{"for": 25}))
    (vote,) = mended(moved, made)[0].votes
    assert (vote.at_ms, vote.for_) == (114_000, 25)


def test_a_vote_heard_right_is_already_so() -> None:
    made = a("vote", 110_000, after=ballot(unanimous=True))
    after, (fate,) = mended(VOTED, made)
    assert (fate.outcome, after.votes) == ("already", VOTED.votes)


def test_a_vote_fits_where_a_correction_set_its_item() -> None:
    vote = a("vote", 410_000, after=ballot(items=["D"], at_ms=410_000))
    _after, fates = mended(SPLIT, vote, starts("D", 400_000))
    assert [fate.outcome for fate in fates] == ["applied", "applied"]
