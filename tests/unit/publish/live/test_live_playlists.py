from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model.marks import Interval, Mark, MarkAction, public_intervals
from archiver.model.runs import Runs
from archiver.publish.live.entries import Entry, Places, parts, reviewed
from archiver.publish.live.playlists import (
    entries_of,
    full_playlist,
    is_segment,
    live_playlist,
)
from tests.unit.publish.live.hls import Media, read
from tests.unit.publish.live.recordings import SEGMENT_MS, at, run, runs


def grown(
    entries: tuple[Entry, ...], known: Runs, public: Sequence[Interval], gop_ms: int = 1_000
) -> tuple[Entry, ...]:
    """What the live page makes of the runs as they are now; cutting costs up to one GOP."""
    kept = reviewed(entries, public)
    found = []
    for part in parts(known, public, kept[-1] if kept else None):
        a, b = part.from_ms, part.to_ms
        if not part.is_whole:
            a = -(-a // gop_ms) * gop_ms
            b = b if b == part.length_ms else b // gop_ms * gop_ms
        if a < b:
            found.append(part.entry(a, b))
    return (*kept, *found)


def full(entries: Sequence[Entry], finished: bool = False) -> str:
    return full_playlist(entries, SEGMENT_MS, finished=finished)


def live(entries: Sequence[Entry], finished: bool = False) -> str:
    return live_playlist(entries, SEGMENT_MS, finished=finished)


def test_the_full_playlist_of_a_plain_session_is_written_so() -> None:
    known = runs([4_000, 4_000, 3_960])
    assert full(grown((), known, [Interval(0, 11_960)])) == (
        "#EXTM3U\n"
        "#EXT-X-VERSION:8\n"
        "#EXT-X-TARGETDURATION:4\n"
        "#EXT-X-MEDIA-SEQUENCE:0\n"
        "#EXT-X-DISCONTINUITY-SEQUENCE:0\n"
        "#EXT-X-PLAYLIST-TYPE:EVENT\n"
        "#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.000+00:00\n"
        "#EXTINF:4.000,\n"
        "run1_00000.ts\n"
        "#EXTINF:4.000,\n"
        "run1_00001.ts\n"
        "#EXTINF:3.960,\n"
        "run1_00002.ts\n"
    )


def test_nothing_public_is_a_playlist_without_media() -> None:
    for text in (full(()), live(())):
        assert read(text).media == ()
        assert not read(text).ended


def test_the_short_playlist_holds_the_end_of_the_full_one() -> None:
    entries = grown((), runs([4_000] * 20, [4_000] * 3), [Interval(0, 200_000)])
    whole, short = read(full(entries)), read(live(entries))
    assert len(short.media) == 8
    assert [(m.uri, m.sequence, m.discontinuity) for m in short.media] == [
        (m.uri, m.sequence, m.discontinuity) for m in whole.media[-8:]
    ]
    assert short.kind == ""
    assert "# 60.000 s before\n" in live(entries)


def test_runs_suspensions_and_cut_pieces_are_discontinuities_with_their_own_date() -> None:
    known = runs([4_000] * 4, [4_000] * 2)
    public = [Interval(1_500, 6_000), Interval(9_500, 27_000)]
    media = read(full(grown((), known, public))).media
    assert [(m.uri, m.discontinuity) for m in media] == [
        ("run1_00000_2000-4000.ts", 0),
        ("run1_00001_0-2000.ts", 0),
        ("run1_00002_2000-4000.ts", 1),
        ("run1_00003.ts", 1),
        ("run2_00000.ts", 2),
        ("run2_00001.ts", 2),
    ]
    dates = [m.date for m in media]
    assert dates == [at(2_000), None, at(10_000), None, at(19_000), None]


def test_what_is_withdrawn_keeps_its_place_as_a_gap() -> None:
    known = runs([4_000] * 6)
    before = grown((), known, [Interval(0, 24_000)])
    after = grown(before, known, [Interval(0, 9_000), Interval(15_000, 24_000)])
    was, now = read(full(before)).media, read(full(after)).media
    assert [m.gap for m in now] == [False, False, True, True, False, False]
    assert [(m.uri, m.seconds, m.discontinuity) for m in now] == [
        (m.uri, m.seconds, m.discontinuity) for m in was
    ]


def test_what_was_withdrawn_by_mistake_comes_back() -> None:
    known = runs([4_000] * 3)
    before = grown((), known, [Interval(0, 12_000)])
    withdrawn = grown(before, known, [Interval(0, 8_000)])
    assert grown(withdrawn, known, [Interval(0, 12_000)]) == before


def test_what_became_public_too_late_for_its_place_is_left_out() -> None:
    known = runs([4_000] * 4)
    before = grown((), known, [Interval(8_000, 12_000)])
    after = grown(before, known, [Interval(0, 16_000)])
    assert [e.source for e in after] == ["run1_00002.ts", "run1_00003.ts"]


def test_a_segment_shown_in_part_is_not_shown_again_when_more_of_it_may_be_seen() -> None:
    known = runs([4_000] * 2)
    before = grown((), known, [Interval(0, 2_500)])
    after = grown(before, known, [Interval(0, 8_000)])
    assert [e.name for e in after] == [
        "run1_00000_0-2000.ts",
        "run1_00000_2000-4000.ts",
        "run1_00001.ts",
    ]


def test_times_that_were_rounded_apart_are_no_cut() -> None:
    one = run(1, 0, [4_000, 4_000, 4_000], ended=False)
    overlapping = one.segments[1].model_copy(update={"start_ms": 3_999})
    apart = one.segments[2].model_copy(update={"start_ms": 8_001})
    segments = (one.segments[0], overlapping, apart)
    known = Runs(runs=(one.model_copy(update={"segments": segments}),))
    first = grown((), Runs(runs=(run(1, 0, [4_000], ended=False),)), [Interval(0, 4_000)])
    media = read(full(grown(first, known, [Interval(0, 12_000)]))).media
    assert [(m.uri, m.discontinuity) for m in media] == [(f"run1_{i:05d}.ts", 0) for i in range(3)]


def test_the_target_duration_covers_the_longest_segment_and_never_shrinks() -> None:
    assert read(full(grown((), runs([4_000, 5_600]), [Interval(0, 9_600)]))).target == 6
    assert read(live(grown((), runs([9_000] + [4_000] * 30), [Interval(0, 10**6)]))).target == 9
    assert read(full(())).target == 4


def test_a_finished_recording_ends_both_playlists() -> None:
    entries = grown((), runs([4_000] * 3), [Interval(0, 12_000)])
    assert read(full(entries, finished=True)).ended
    assert read(live(entries, finished=True)).ended


def test_the_entries_are_read_back_from_the_playlist() -> None:
    known = runs([4_000] * 4, [4_000] * 2)
    entries = grown((), known, [Interval(1_500, 6_000), Interval(9_500, 27_000)])
    assert entries_of(full(entries), known) == entries
    assert entries_of(full(entries, finished=True), known) == entries
    assert entries_of("", known) == ()


def test_a_playlist_of_another_recording_is_read_up_to_what_is_known() -> None:
    entries = grown((), runs([4_000] * 4), [Interval(0, 16_000)])
    assert entries_of(full(entries), runs([4_000] * 2)) == entries[:2]
    assert entries_of("#EXTM3U\n../../secret.ts\n", runs([4_000])) == ()


@pytest.mark.parametrize(
    "name", ["live.json", "full.m3u8", ".run1_00000.ts.part", "../run1_00000.ts", "notes.ts"]
)
def test_only_names_of_segments_are_taken_for_segments(name: str) -> None:
    assert not is_segment(name)


def test_an_instant_is_found_in_the_full_playlist() -> None:
    known = runs([4_000] * 4, [4_000] * 2)
    entries = grown((), known, [Interval(1_500, 6_000), Interval(9_500, 27_000)])
    places = Places(entries)
    assert places.of(0) == 0
    assert places.of(3_000) == 1_000
    assert places.of(7_000) == 4_000
    assert places.of(12_500) == 6_500
    assert places.of(17_000) == 10_000
    assert places.of(30_000) is None


_MARKED: tuple[MarkAction, ...] = (
    "open", "close", "suspend", "resume", "closed", "public", "retract", "undo", "item",
)  # fmt: skip
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("segment"), st.integers(400, 9_000)),
        st.tuples(st.just("run"), st.integers(0, 20_000)),
        st.tuples(st.sampled_from(_MARKED), st.integers(0, 9_000)),
    ),
    max_size=40,
)


@given(_steps)
def test_whatever_is_marked_nothing_hidden_is_shown_and_numbers_never_go_back(
    steps: list[tuple[str, int]],
) -> None:
    lengths: list[list[int]] = [[]]
    starts = [0]
    marks: list[Mark] = []
    entries: tuple[Entry, ...] = ()
    before_full, before_live = read(full(())), read(live(()))
    for kind, number in steps:
        end = starts[-1] + sum(lengths[-1])
        if kind == "segment":
            lengths[-1].append(number)
        elif kind == "run" and lengths[-1]:
            lengths.append([])
            starts.append(end + number)
        elif kind in _MARKED:
            latency = number // 2
            mark = {"at": at(max(0, end - latency)), "action": kind, "retract_ms": number}
            marks.append(Mark.model_validate(mark))
        made = [
            run(i + 1, s, each)
            for i, (s, each) in enumerate(zip(starts, lengths, strict=True))
            if each
        ]
        known = Runs(runs=tuple(made))
        public = public_intervals(marks, known)
        entries = grown(entries, known, public)
        for entry in entries:
            inside = [
                p for p in public if p.start_ms <= entry.start_ms and entry.end_ms <= p.end_ms
            ]
            assert inside or entry.withdrawn
        whole, short = read(full(entries)), read(live(entries))
        assert [m.gap for m in whole.media] == [e.withdrawn for e in entries]
        _goes_on(before_full.media, whole.media)
        _goes_on(before_live.media, short.media)
        assert whole.target >= before_full.target
        assert short.target == whole.target
        assert entries_of(full(entries), known) == tuple(
            e if not e.withdrawn else _shown(e) for e in entries
        )
        before_full, before_live = whole, short


def _goes_on(before: Sequence[Media], now: Sequence[Media]) -> None:
    """Nothing moved: what has the same number is the same but for being withdrawn."""
    known = {m.sequence: m for m in before}
    if before:
        assert now
        assert now[0].sequence >= before[0].sequence
        assert now[-1].sequence >= before[-1].sequence
    for m in now:
        if m.sequence in known:
            was = known[m.sequence]
            assert (m.uri, m.seconds, m.discontinuity) == (was.uri, was.seconds, was.discontinuity)


def _shown(entry: Entry) -> Entry:
    return replace(entry, withdrawn=False)
