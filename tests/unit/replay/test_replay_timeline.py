"""What a replay shows of a recording: the plan, and the way to and from session time."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model.chapters import Chapters, Span, SpanKind
from archiver.model.preset import ReplaySettings
from archiver.model.timeline import Timeline
from archiver.replay.timeline import plan, treatment

KINDS: tuple[SpanKind, ...] = (
    "item",
    "bloc",
    "opening",
    "closing",
    "suspension",
    "closed",
    "unlisted",
    "outage",
    "none",
)


def chapters_of(*spans: tuple[SpanKind, int]) -> Chapters:
    """Spans of the given kinds and lengths in ms, one after the other."""
    made, at = [], 0
    for kind, length in spans:
        made.append(Span(kind=kind, start_ms=at, end_ms=at + length))
        at += length
    return Chapters(duration_ms=at, spans=tuple(made))


any_chapters = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 5_000)), min_size=1, max_size=14
).map(lambda spans: chapters_of(*spans))
any_settings = st.builds(
    ReplaySettings,
    trim=st.booleans(),
    suspension=st.sampled_from(["card", "leave_out", "show"]),
    closed=st.sampled_from(["card", "leave_out"]),
    outage=st.sampled_from(["card", "leave_out"]),
    card_longest_ms=st.sampled_from([0, 1, 700, 60_000]),
)


def shown(timeline: Timeline) -> list[tuple[str, int, int]]:
    return [(p.shown, p.session_start_ms, p.session_end_ms) for p in timeline.pieces]


def test_by_default_it_runs_from_the_opening_to_the_closing() -> None:
    spans = chapters_of(
        ("none", 30_000),
        ("opening", 5_000),
        ("item", 10_000),
        ("suspension", 20_000),
        ("none", 1_000),
        ("item", 10_000),
        ("closed", 40_000),
        ("item", 5_000),
        ("closing", 2_000),
        ("none", 9_000),
    )
    timeline = plan(spans, ReplaySettings())
    assert shown(timeline) == [
        ("play", 30_000, 45_000),
        ("card", 45_000, 65_000),
        ("play", 65_000, 76_000),
        ("play", 116_000, 123_000),
    ]
    assert timeline.pieces[1].kind == "suspension"
    assert timeline.replay_duration_ms == 53_000


def test_a_recording_of_which_nothing_is_known_is_shown_whole() -> None:
    assert plan(chapters_of(("none", 9_000)), ReplaySettings()) == Timeline.identity(9_000)


def test_a_long_card_is_shortened() -> None:
    spans = chapters_of(("item", 1_000), ("suspension", 60_000), ("item", 1_000))
    timeline = plan(spans, ReplaySettings(card_longest_ms=5_000))
    assert timeline.replay_duration_ms == 7_000
    assert timeline.to_replay(61_000) == 6_000
    assert timeline.to_session(3_000) == 1_000


def test_a_sitting_that_is_all_closed_has_no_replay() -> None:
    assert plan(chapters_of(("closed", 9_000)), ReplaySettings()).pieces == ()


@pytest.mark.parametrize("settings", [ReplaySettings(), ReplaySettings(suspension="leave_out")])
def test_what_is_covered_or_left_out_is_never_played(settings: ReplaySettings) -> None:
    spans = chapters_of(("item", 900), ("suspension", 800), ("closed", 700), ("item", 600))
    timeline = plan(spans, settings)
    assert all(timeline.to_replay(t) is None for t in range(900, 2_400))


@given(any_chapters, any_settings)
def test_each_instant_is_treated_as_its_span_says(
    chapters: Chapters, settings: ReplaySettings
) -> None:
    timeline = plan(chapters, settings)
    known = [s for s in chapters.spans if s.kind != "none"]
    first = known[0].start_ms if known and settings.trim else 0
    last = known[-1].end_ms if known and settings.trim else chapters.duration_ms
    for span in chapters.spans:
        for t in {span.start_ms, (span.start_ms + span.end_ms) // 2, span.end_ms - 1}:
            if not span.start_ms <= t < span.end_ms:
                continue
            played = treatment(span.kind, settings) == "play" and first <= t < last
            assert (timeline.to_replay(t) is not None) == played


@given(any_chapters, any_settings)
def test_the_pieces_tile_the_replay_and_neighbours_differ(
    chapters: Chapters, settings: ReplaySettings
) -> None:
    timeline = plan(chapters, settings)
    edges = [0, *(p.replay_end_ms for p in timeline.pieces)]
    assert [p.replay_start_ms for p in timeline.pieces] == edges[:-1]
    assert edges[-1] == timeline.replay_duration_ms
    for a, b in pairwise(timeline.pieces):
        assert (a.shown, a.kind, a.session_end_ms) != (b.shown, b.kind, b.session_start_ms)
    if settings.card_longest_ms:
        cards = [p for p in timeline.pieces if p.shown == "card"]
        assert all(p.replay_end_ms - p.replay_start_ms <= settings.card_longest_ms for p in cards)


@given(any_chapters, any_settings, st.data())
def test_there_and_back_again(
    chapters: Chapters, settings: ReplaySettings, data: st.DataObject
) -> None:
    timeline = plan(chapters, settings)
    t = data.draw(st.integers(0, chapters.duration_ms))
    there = timeline.to_replay(t)
    if there is not None and there < timeline.replay_duration_ms:
        assert timeline.to_session(there) == t
        assert timeline.nearest_replay(t) == there
    if timeline.replay_duration_ms:
        r = data.draw(st.integers(0, timeline.replay_duration_ms - 1))
        back = timeline.to_replay(timeline.to_session(r))
        assert back is None or back == r


@given(any_chapters, any_settings, st.data())
def test_time_never_runs_backwards(
    chapters: Chapters, settings: ReplaySettings, data: st.DataObject
) -> None:
    timeline = plan(chapters, settings)
    times = sorted(data.draw(st.lists(st.integers(0, chapters.duration_ms), max_size=12)))
    assert_sorted([timeline.nearest_replay(t) for t in times])
    assert_sorted([r for t in times if (r := timeline.to_replay(t)) is not None])
    assert_sorted([timeline.to_session(t) for t in times])


def assert_sorted(values: list[int]) -> None:
    assert values == sorted(values)


@given(any_chapters, any_settings)
def test_all_that_is_played_adds_up(chapters: Chapters, settings: ReplaySettings) -> None:
    timeline = plan(chapters, settings)
    parts = list(timeline.shown_parts(0, chapters.duration_ms))
    assert sum(b - a for a, b in parts) == sum(
        p.session_end_ms - p.session_start_ms for p in timeline.played
    )
    assert_sorted([t for part in parts for t in part])


@given(chapters=any_chapters, settings=any_settings, data=st.data())
def test_what_is_hidden_is_left_out_whatever_the_settings(
    chapters: Chapters, settings: ReplaySettings, data: st.DataObject
) -> None:
    hidden = data.draw(st.sets(st.integers(0, len(chapters.spans) - 1)))
    spans = tuple(
        span.model_copy(update={"hidden": True}) if n in hidden else span
        for n, span in enumerate(chapters.spans)
    )
    timeline = plan(chapters.model_copy(update={"spans": spans}), settings)
    for span in spans:
        if span.hidden:
            assert not any(
                piece.session_start_ms < span.end_ms and span.start_ms < piece.session_end_ms
                for piece in timeline.pieces
                if span.start_ms < span.end_ms
            )


@given(any_chapters, any_settings, st.data())
def test_an_interval_plays_where_one_piece_that_plays_holds_it(
    chapters: Chapters, settings: ReplaySettings, data: st.DataObject
) -> None:
    timeline = plan(chapters, settings)
    edges = st.sampled_from([0, *timeline.cuts(), chapters.duration_ms])
    instant = st.one_of(edges, st.integers(0, chapters.duration_ms + 1))
    start, end = sorted((data.draw(instant), data.draw(instant)))
    held = [p for p in timeline.played if p.session_start_ms <= start and end <= p.session_end_ms]
    assert timeline.plays(start, end) == bool(held)
