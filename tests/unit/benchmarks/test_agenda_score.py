"""The score agrees, to the last count, with one that is written in the plainest way."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archiver.model.chapters import Chapters, NotTreated, Span, SpanKind
from benchmarks.agenda_score import Truth, score, total

KINDS: tuple[SpanKind, ...] = (
    "item",
    "item",
    "bloc",
    "opening",
    "closing",
    "suspension",
    "closed",
    "unlisted",
    "none",
)
ITEMS = "ABCDE"


@st.composite
def spans(draw: st.DrawFn, duration_ms: int, *, gaps: bool) -> tuple[Span, ...]:
    cuts = draw(st.lists(st.integers(1, duration_ms - 1), max_size=9, unique=True))
    edges = [0, *sorted(cuts), duration_ms]
    made = []
    for a, b in pairwise(edges):
        if gaps and draw(st.booleans()) and draw(st.booleans()):
            continue
        kind = draw(st.sampled_from(KINDS))
        most = {"item": 1, "bloc": 3}.get(kind, draw(st.integers(0, 1)))
        items = draw(st.lists(st.sampled_from(ITEMS), max_size=most, unique=True))
        made.append(Span(kind=kind, items=tuple(items), start_ms=a, end_ms=b))
    return tuple(draw(st.permutations(made)) if gaps else made)


@st.composite
def sides(draw: st.DrawFn) -> tuple[Truth, Chapters]:
    duration = draw(st.integers(2, 200_000))
    absent = st.lists(st.sampled_from(ITEMS), max_size=3, unique=True)
    told = [tuple(NotTreated(item=i, reason="r") for i in draw(absent)) for _ in range(2)]
    true, found = draw(spans(duration, gaps=True)), draw(spans(duration, gaps=False))
    return (
        Truth(duration_ms=duration, spans=true, not_treated=told[0]),
        Chapters(duration_ms=duration, spans=found, not_treated=told[1]),
    )


def plain_label(all_spans: Sequence[Span], ms: int) -> tuple[str, set[str], int]:
    """The kind of a second, its items, and when its span starts (-1: in none)."""
    for span in all_spans:
        if span.start_ms <= ms < span.end_ms:
            items = set(span.items) if span.kind in ("item", "bloc") else set()
            named = span.kind in ("suspension", "closed", "unlisted")
            return ("items" if items else span.kind if named else "none", items, span.start_ms)
    return ("none", set(), -1)


def plain_starts(all_spans: Sequence[Span]) -> list[tuple[int, str]]:
    starts, before = [], set[str]()
    for span in sorted(all_spans, key=lambda s: s.start_ms):
        if span.kind in ("suspension", "closed"):
            continue
        now = set(span.items) if span.kind in ("item", "bloc") else set()
        starts += [(span.start_ms, item) for item in now if item not in before]
        before = now
    return sorted(starts)


def plain_hits(true: list[tuple[int, str]], found: list[tuple[int, str]], within_ms: int) -> int:
    left, hits = list(found), 0
    for at, item in true:
        near = [s for s in left if s[1] == item and abs(s[0] - at) <= within_ms]
        if near:
            left.remove(min(near, key=lambda s: (abs(s[0] - at), s[0])))
            hits += 1
    return hits


def changes(marks: list[int], first: int, last: int) -> int:
    return sum(marks[i] != marks[i + 1] for i in range(first, last))


@given(sides())
def test_every_count_is_that_of_a_plain_scorer(both: tuple[Truth, Chapters]) -> None:
    truth, predicted = both
    said = score(truth, predicted)
    seconds = range(0, truth.duration_ms, 1000)
    a = [plain_label(truth.spans, ms) for ms in seconds]
    b = [plain_label(predicted.spans, ms) for ms in seconds]
    right = sum(
        (bool(y[1]) and y[1] <= x[1]) if x[0] == y[0] == "items" else x[0] == y[0]
        for x, y in zip(a, b, strict=True)
    )
    assert (said.seconds, said.right) == (len(a), right)
    true, found = plain_starts(truth.spans), plain_starts(predicted.spans)
    assert (said.starts, said.found) == (len(true), len(found))
    assert said.hits == tuple(plain_hits(true, found, 1000 * t) for t in (5, 10, 30))
    marks, others = [x[2] for x in a], [y[2] for y in b]
    k = max(1, len(a) // (2 * max(1, len(truth.spans))))
    windows = range(len(a) - k)
    assert said.windows == len(windows)
    apart = [(marks[i] != marks[i + k], others[i] != others[i + k]) for i in windows]
    assert said.pk == sum(x != y for x, y in apart)
    assert said.wd == sum(changes(marks, i, i + k) != changes(others, i, i + k) for i in windows)
    absent, named = ({n.item for n in side.not_treated} for side in both)
    assert (said.absent, said.absent_named) == (len(absent), len(named))
    assert said.absent_right == len(absent & named)
    assert said.tiled == 1


def of_items(*parts: tuple[str, int, int]) -> tuple[Span, ...]:
    return tuple(
        Span(kind="item" if item else "none", items=(item,) if item else (), start_ms=a, end_ms=b)
        for item, a, b in parts
    )


def test_figures_of_a_split_that_is_late_with_one_of_two_items() -> None:
    truth = Truth(duration_ms=100_000, spans=of_items(("A", 0, 50_000), ("B", 50_000, 100_000)))
    late = of_items(("A", 0, 57_000), ("B", 57_000, 100_000))
    said = score(truth, Chapters(duration_ms=100_000, spans=late)).figures()
    assert (said["F5"], said["F10"], said["P5"], said["R5"]) == (0.5, 1.0, 0.5, 0.5)
    assert said["time"] == 0.93
    assert said["tiled"] == 1


def test_scores_of_meetings_add_up() -> None:
    truth = Truth(duration_ms=100_000, spans=of_items(("A", 0, 50_000), ("B", 50_000, 100_000)))
    right = Chapters(duration_ms=100_000, spans=truth.spans)
    none = Chapters(duration_ms=100_000, spans=of_items(("", 0, 100_000)))
    both = total([score(truth, right), score(truth, none)])
    assert (both.recall(10), both.precision(10), both.time) == (0.5, 1.0, 0.5)


def test_naming_some_of_a_bloc_is_right_and_naming_more_is_not() -> None:
    bloc = Span(kind="bloc", items=("A", "B"), start_ms=0, end_ms=10_000)
    one = Span(kind="item", items=("A",), start_ms=0, end_ms=10_000)
    some = score(
        Truth(duration_ms=10_000, spans=(bloc,)), Chapters(duration_ms=10_000, spans=(one,))
    )
    more = score(
        Truth(duration_ms=10_000, spans=(one,)), Chapters(duration_ms=10_000, spans=(bloc,))
    )
    assert (some.time, more.time) == (1.0, 0.0)


def test_seconds_that_do_not_count_are_neither_right_nor_wrong() -> None:
    truth = Truth(duration_ms=10_000, spans=of_items(("A", 0, 10_000)), uncounted=((2_000, 5_000),))
    found = Chapters(duration_ms=10_000, spans=of_items(("", 0, 5_000), ("A", 5_000, 10_000)))
    said = score(truth, found)
    assert (said.seconds, said.right) == (7, 5)


def test_a_recording_of_which_nothing_is_known() -> None:
    said = score(
        Truth(duration_ms=5_000, spans=()),
        Chapters(duration_ms=5_000, spans=of_items(("", 0, 5_000))),
    )
    assert (said.time, said.f(10), said.starts) == (1.0, 0.0, 0)
