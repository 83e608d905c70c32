"""Marks: what stands, how the gate stands, and what anyone may see."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model.marks import (
    Gate,
    Mark,
    MarkAction,
    Planned,
    gate_at,
    gate_changes,
    public_intervals,
    retracted,
    standing,
)
from archiver.model.runs import Runs
from tests.unit.model.recordings import (
    NINE,
    any_marks,
    at,
    instants,
    mark,
    recordings,
    runs_of,
)

MS = timedelta(milliseconds=1)
any_plan = st.builds(Planned, st.none() | instants, st.none() | instants)


def test_undo_takes_back_the_last_mark_that_stands() -> None:
    marks = [mark("item", 1, "1"), mark("item", 2, "2"), mark("undo", 3), mark("item", 4, "3")]
    assert [m.items for m in standing(marks)] == [("1",), ("3",)]
    assert standing([*marks, mark("undo", 5), mark("undo", 6)]) == ()
    assert standing([*marks, *(mark("undo", 5 + n) for n in range(9))]) == ()


def test_undo_is_of_the_order_of_marking_not_of_the_hours_marked() -> None:
    late = [mark("item", 100, "2"), mark("item", 50, "1"), mark("undo", 101)]
    assert [m.items for m in standing(late)] == [("2",)]


@given(marks=any_marks)
def test_a_mark_and_its_undo_change_nothing(marks: list[Mark]) -> None:
    assert standing([*marks, mark("closed", 60), mark("undo", 61)]) == standing(marks)


@pytest.mark.parametrize(
    ("actions", "gates"),
    [
        (("open", "close"), ("public", "after")),
        (("open", "suspend", "resume"), ("public", "suspension", "public")),
        (("open", "closed", "public"), ("public", "closed", "public")),
        (("open", "closed", "suspend", "resume", "public"), ("public", "closed", "public")),
        (("open", "suspend", "closed", "resume"), ("public", "suspension", "closed")),
        (("open", "closed", "close"), ("public", "closed", "after")),
        (("open", "close", "open"), ("public", "after", "public")),
        (("open", "open"), ("public",)),
        (("closed", "public"), ("closed", "public")),
        (("item",), ()),
    ],
)
def test_the_gate_changes_by_marks(
    actions: tuple[MarkAction, ...], gates: tuple[Gate, ...]
) -> None:
    marks = [mark(action, 10 * n) for n, action in enumerate(actions, start=1)]
    assert tuple(change.gate for change in gate_changes(marks)) == gates


@given(plan=any_plan, when=instants)
def test_without_marks_the_planned_hours_open_and_close(plan: Planned, when: datetime) -> None:
    gate = gate_at([mark("item", 3, "1")], when, plan)
    if not plan.start:
        assert gate == "before"
    elif plan.end and plan.end > plan.start:
        expected = "before" if when < plan.start else "public" if when < plan.end else "after"
        assert gate == expected


@given(marks=any_marks, plan=any_plan, when=instants)
def test_planned_hours_only_count_until_a_mark_of_the_gate(
    marks: list[Mark], plan: Planned, when: datetime
) -> None:
    opened = [mark("open", -20), *marks]
    if opened[0] in standing(opened):
        assert gate_at(opened, at(-10), plan) == gate_at(opened, at(-10))
    made = [m for m in standing(marks) if m.action not in ("item", "retract")]
    if made and (made[0].action == "open" or when >= made[0].at):
        assert gate_at(marks, when, plan) == gate_at(marks, when)


def test_what_was_public_by_the_planned_hours_stays_so_when_something_else_is_marked() -> None:
    plan = Planned(at(60), at(600))
    marks = [mark("closed", 300)]
    assert [gate_at(marks, at(s), plan) for s in (59, 60, 299, 300, 700)] == [
        "before",
        "public",
        "public",
        "closed",
        "closed",
    ]
    assert gate_at([mark("open", 90)], at(80), plan) == "before"


@given(marks=any_marks, runs=recordings(), plan=any_plan, data=st.data())
def test_nothing_is_public_while_the_gate_is_not(
    marks: list[Mark], runs: Runs, plan: Planned, data: st.DataObject
) -> None:
    shown = public_intervals(marks, runs, plan)
    edges = [ms for part in shown for ms in part]
    assert edges == sorted(set(edges))
    assert all(0 <= ms <= runs.duration_ms for ms in edges)
    for part in shown:
        ms = data.draw(st.sampled_from([part.start_ms, part.end_ms - 1]))
        ms = data.draw(st.integers(part.start_ms, part.end_ms - 1) | st.just(ms))
        assert gate_at(marks, runs.to_wall(ms), plan) == "public"
        assert not any(gone.start_ms <= ms < gone.end_ms for gone in retracted(marks, runs))


@given(marks=any_marks, runs=recordings(), plan=any_plan, ms=st.integers(0, 400_000))
def test_and_nothing_is_hidden_while_it_is(
    marks: list[Mark], runs: Runs, plan: Planned, ms: int
) -> None:
    gone = any(part.start_ms <= ms < part.end_ms for part in retracted(marks, runs))
    public = gate_at(marks, NINE + ms * MS, plan) == "public"
    shown = any(p.start_ms <= ms < p.end_ms for p in public_intervals(marks, runs, plan))
    assert shown == (public and not gone and ms < runs.duration_ms)


def test_the_last_seconds_are_taken_back_and_may_be_given_again() -> None:
    runs = runs_of((0, 100_000))
    marks = [mark("open", 10), mark("retract", 50, retract_ms=30_000)]
    assert public_intervals(marks, runs) == ((10_000, 20_000), (50_000, 100_000))
    assert public_intervals([*marks, mark("undo", 51)], runs) == ((10_000, 100_000),)
    early = [mark("open", 0), mark("retract", 5, retract_ms=30_000)]
    assert retracted(early, runs) == ((0, 5_000),)
