"""What a splice copies and what it encodes: no frame too many, none missing, none orphaned."""

from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.media import h264
from archiver.media.frames import FrameIndex, arranged
from archiver.media.splice import Copy, Recode, Still, parts_of
from archiver.model.timeline import Piece, Timeline

STEP = 3600
SETS = h264.ParameterSets((b"\x67\x42\x00\x1e\x80",), (b"\x68\x80",), boxed=True)


def index_of(gops: list[tuple[str, int]], b_frames: int) -> FrameIndex:
    """GOPs of (sort, frames): `idr`, `open` (a keyframe that B-frames before it refer to)."""
    order: list[int] = []
    keys, idrs = [], []
    at = 0
    for sort, frames in gops:
        opened = sort == "open" and bool(order)
        lead = min(b_frames, frames - 1) if opened else 0
        keys.append(len(order))
        if not opened:
            idrs.append(len(order))
        order += [at + lead, *range(at, at + lead)]
        shown = at + lead + 1
        while shown < at + frames:
            anchor = min(shown + b_frames, at + frames - 1)
            order += [anchor, *range(shown, anchor)]
            shown = anchor + 1
        at += frames
    ticks = array("q", (n * STEP for n in order))
    return arranged(ticks, ticks, keys, idrs, SETS)


def timeline_of(*pieces: tuple[str, int, int]) -> Timeline:
    made, replay = [], 0
    for shown, start, end in pieces:
        made.append(
            Piece(
                shown="play" if shown == "play" else "card",
                kind=None if shown == "play" else "suspension",
                session_start_ms=start,
                session_end_ms=end,
                replay_start_ms=replay,
                replay_end_ms=replay + end - start,
            )
        )
        replay += end - start
    return Timeline(session_duration_ms=10**6, replay_duration_ms=replay, pieces=tuple(made))


def shown_by(index: FrameIndex, part: Copy | Recode) -> list[int]:
    if isinstance(part, Copy):
        return sorted(index.ticks[part.first : part.last + 1])
    decoded = index.ticks[part.first : part.last + 1]
    return sorted(t for t in decoded if part.start <= t < part.end)


gops = st.lists(
    st.tuples(st.sampled_from(["idr", "idr", "open"]), st.integers(1, 12)), min_size=1, max_size=8
)
cuts = st.lists(st.integers(0, 4_000), min_size=2, max_size=8, unique=True).map(sorted)


@given(gops, st.integers(0, 3), cuts, st.booleans())
def test_exactly_what_is_played_is_shown(
    gops: list[tuple[str, int]], b_frames: int, cuts: list[int], cards: bool
) -> None:
    index = index_of(gops, b_frames)
    between = "card" if cards else "play"
    pieces = [
        ("play" if n % 2 == 0 else between, a, b)
        for n, (a, b) in enumerate(pairwise(cuts))
        if n % 2 == 0 or cards
    ]
    timeline = timeline_of(*pieces)
    shown: list[int] = []
    for part in parts_of(index, timeline):
        if not isinstance(part, Still):
            shown += [t + part.shift for t in shown_by(index, part)]
    expected = sorted(
        r * 90 + tick - s * 90
        for tick in index.ticks
        for s, e, r in (
            (p.session_start_ms, p.session_end_ms, p.replay_start_ms) for p in timeline.played
        )
        if s * 90 <= tick < e * 90
    )
    assert shown == expected


@given(gops, st.integers(0, 3), cuts)
def test_copies_start_at_a_refresh_and_hold_whole_runs(
    gops: list[tuple[str, int]], b_frames: int, cuts: list[int]
) -> None:
    index = index_of(gops, b_frames)
    timeline = timeline_of(("play", cuts[0], cuts[-1]))
    for part in parts_of(index, timeline):
        if isinstance(part, Copy):
            assert part.first in index.clean
            copied = index.ticks[part.first : part.last + 1]
            others = [*index.ticks[: part.first], *index.ticks[part.last + 1 :]]
            assert not [t for t in others if min(copied) <= t <= max(copied)]
        elif isinstance(part, Recode):
            assert part.first in index.keys
            assert index.ticks[part.first] <= max(part.start, min(shown_by(index, part)))


def test_a_whole_recording_is_one_copy() -> None:
    index = index_of([("idr", 50)] * 4, 2)
    (part,) = parts_of(index, timeline_of(("play", 0, 8_000)))
    assert part == Copy(0, 199, 0)


def test_only_the_edges_are_encoded() -> None:
    index = index_of([("idr", 50)] * 4, 2)
    first, copied, last = parts_of(index, timeline_of(("play", 1_000, 7_030)))
    assert isinstance(first, Recode)
    assert isinstance(copied, Copy)
    assert isinstance(last, Recode)
    assert len(shown_by(index, first)) == 25
    assert len(shown_by(index, last)) <= 2


def test_an_open_gop_is_not_cut_into() -> None:
    index = index_of([("idr", 20), ("open", 20), ("idr", 20)], 2)
    assert index.clean == (0, 40)


def test_decoding_runs_ahead_by_what_the_order_needs() -> None:
    assert index_of([("idr", 20)], 0).delay == 0
    assert index_of([("idr", 20)], 3).delay == STEP


@pytest.mark.parametrize("ticks", [[0, 0], []])
def test_frames_without_a_time_of_their_own_cannot_be_joined(ticks: list[int]) -> None:
    times = array("q", ticks)
    with pytest.raises(h264.NotJoinableError):
        arranged(times, times, [0] if ticks else [], [], SETS)
