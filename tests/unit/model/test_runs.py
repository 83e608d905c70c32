"""The one clock: from the wall to session time and back, over outages."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from archiver.model.runs import Run, Runs, Segment
from tests.unit.model.recordings import NINE, at, instants, recordings, runs_of

MS = timedelta(milliseconds=1)


def session_times(runs: Runs) -> st.SearchStrategy[int]:
    """Instants that are in a segment."""
    parts = [
        (run.start_ms + s.start_ms, run.start_ms + s.end_ms - 1)
        for run in runs.runs
        for s in run.segments
    ]
    return st.sampled_from(parts).flatmap(lambda part: st.integers(*part))


@given(data=st.data(), runs=recordings(clocks_differ=True))
def test_wall_and_session_are_inverse_inside_segments(data: st.DataObject, runs: Runs) -> None:
    ms = data.draw(session_times(runs))
    assert runs.to_session(runs.to_wall(ms)) == ms


@given(runs=recordings(clocks_differ=True), one=instants, other=instants)
def test_session_time_never_runs_backwards(runs: Runs, one: datetime, other: datetime) -> None:
    first, second = sorted([one, other])
    assert runs.to_session(first) <= runs.to_session(second)


@given(runs=recordings(), ms=st.integers(0, 400_000))
def test_with_clocks_in_step_an_outage_counts_like_any_other_time(runs: Runs, ms: int) -> None:
    assert runs.to_session(NINE + ms * MS) == ms
    assert runs.to_wall(ms) == NINE + ms * MS


def test_a_mark_in_an_outage_falls_into_it() -> None:
    runs = runs_of((0, 20_000), (50_000, 70_000), ended=("hung",))
    assert [(o.start_ms, o.end_ms, o.why) for o in runs.outages()] == [(20_000, 50_000, "hung")]
    assert runs.to_session(at(35)) == 35_000
    assert runs.duration_ms == 70_000
    assert runs.to_session(at(74)) == 74_000


def test_nothing_is_before_the_first_frame() -> None:
    assert runs_of((0, 4_000)).to_session(at(-60)) == 0
    assert Runs().to_session(at(5)) == 0


def test_a_clock_that_was_set_back_gives_marks_of_now_to_the_latest_segment() -> None:
    hour = timedelta(hours=1)
    segments = tuple(
        Segment(file=f"run1_{i:05d}.ts", start_ms=4_000 * i, end_ms=4_000 * i + 4_000, wall=wall)
        for i, wall in enumerate([at(0), at(4), at(8) - hour, at(12) - hour])
    )
    runs = Runs(runs=(Run(number=1, start_ms=0, segments=segments),))
    assert runs.to_session(at(14) - hour) == 14_000
    assert runs.to_session(at(9) - hour) == 9_000


def test_a_run_whose_first_segment_is_open_yet_has_an_end() -> None:
    runs = runs_of((0, 8_000))
    growing = runs.model_copy(update={"runs": (*runs.runs, Run(number=2, start_ms=10_000))})
    assert growing.duration_ms == 10_000
    assert growing.to_session(at(11)) == 11_000
    assert [(o.start_ms, o.end_ms) for o in growing.outages()] == [(8_000, 10_000)]


def test_what_was_recorded_up_to_an_instant_is_whole_segments() -> None:
    wall = datetime(2017, 3, 27, 9, 30, tzinfo=UTC)
    segments = tuple(
        Segment(
            file=f"run1_{i:05d}.ts",
            start_ms=i * 4_000,
            end_ms=(i + 1) * 4_000,
            wall=wall + timedelta(seconds=4 * i),
        )
        for i in range(3)
    )
    runs = Runs(runs=(Run(number=1, start_ms=0, segments=segments),))
    assert runs.until(wall + timedelta(seconds=3)).runs == ()
    assert runs.until(wall + timedelta(seconds=8)).duration_ms == 8_000
    assert runs.until(wall + timedelta(seconds=11)).duration_ms == 8_000
    assert runs.until(wall + timedelta(days=1)) == runs
