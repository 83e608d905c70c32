"""Recordings for the tests of marks: runs of segments with outages between, and strategies."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from archiver.model.marks import Mark, MarkAction
from archiver.model.runs import EndOfRun, Run, Runs, Segment

NINE = datetime(2017, 3, 27, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """So many seconds after nine o'clock, when the first frame was taken."""
    return NINE + timedelta(seconds=seconds)


def runs_of(
    *runs: tuple[int, int], segment_ms: int = 4_000, ended: tuple[EndOfRun, ...] = ()
) -> Runs:
    """Runs from one session time to another in ms, cut into segments, clocks in step."""
    made = []
    for number, (start, end) in enumerate(runs, start=1):
        starts = range(0, end - start, segment_ms)
        segments = tuple(
            Segment(
                file=f"run{number}_{i:05d}.ts",
                start_ms=a,
                end_ms=min(a + segment_ms, end - start),
                wall=at((start + a) / 1000),
            )
            for i, a in enumerate(starts)
        )
        why = ended[number - 1] if number <= len(ended) else "source_lost"
        made.append(Run(number=number, start_ms=start, segments=segments, ended=why))
    return Runs(runs=tuple(made), finished=True)


def mark(action: MarkAction, seconds: float, *items: str, retract_ms: int = 0) -> Mark:
    """A mark so many seconds after nine o'clock."""
    return Mark(at=at(seconds), action=action, items=items, retract_ms=retract_ms)


@st.composite
def recordings(draw: st.DrawFn, *, clocks_differ: bool = False) -> Runs:
    """Up to four runs with outages; the feed's clock may be slow, so walls are further apart."""
    made, session, wall = [], 0, 0
    for number in range(1, draw(st.integers(1, 4)) + 1):
        start, segments = session, []
        for i in range(draw(st.integers(1, 5))):
            length = draw(st.integers(500, 9_000))
            segments.append(
                Segment(
                    file=f"run{number}_{i:05d}.ts",
                    start_ms=session - start,
                    end_ms=session - start + length,
                    wall=NINE + timedelta(milliseconds=wall),
                )
            )
            session += length
            wall += length + (draw(st.integers(0, 90)) if clocks_differ else 0)
        made.append(Run(number=number, start_ms=start, segments=tuple(segments), ended="hung"))
        outage = draw(st.integers(0, 60_000))
        session, wall = session + outage, wall + outage
    return Runs(runs=tuple(made))


ACTIONS: tuple[MarkAction, ...] = (
    "item",
    "open",
    "close",
    "suspend",
    "resume",
    "closed",
    "public",
    "retract",
    "undo",
)
instants = st.integers(-20_000, 400_000).map(lambda ms: NINE + timedelta(milliseconds=ms))
any_marks = st.lists(
    st.builds(
        Mark,
        at=instants,
        action=st.sampled_from(ACTIONS),
        items=st.just(("1",)),
        retract_ms=st.integers(0, 60_000),
    ),
    max_size=12,
)
