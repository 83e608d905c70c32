"""Argument lists of the replay's sound, and what is read from ffmpeg's answer."""

from fractions import Fraction
from pathlib import Path

import pytest

from archiver.media.soundtrack import (
    Heard,
    SoundTarget,
    gain_for,
    measure_args,
    parsed_loudness,
    render_args,
)
from archiver.model.timeline import Piece, Timeline

HEARD = Heard(Path("/s/-x,'[0].mp4"), 2, 60_000)
WEB = SoundTarget(loudness_lufs=-16.0, true_peak_dbtp=-1.5, bit_rate_kbps=128)
TIMELINE = Timeline(
    session_duration_ms=60_000,
    replay_duration_ms=25_000,
    pieces=(
        Piece(
            shown="play",
            session_start_ms=10_000,
            session_end_ms=20_000,
            replay_start_ms=0,
            replay_end_ms=10_000,
        ),
        Piece(
            shown="card",
            kind="suspension",
            session_start_ms=20_000,
            session_end_ms=40_000,
            replay_start_ms=10_000,
            replay_end_ms=15_000,
        ),
        Piece(
            shown="play",
            session_start_ms=50_000,
            session_end_ms=60_000,
            replay_start_ms=15_000,
            replay_end_ms=25_000,
        ),
    ),
)


def graph_of(args: list[str]) -> str:
    return args[args.index("-filter_complex") + 1]


def test_what_is_heard_is_cut_and_what_is_covered_is_muted() -> None:
    args = render_args(HEARD, TIMELINE, 4.5, WEB, Path("/t/s.m4a"), Fraction(0))
    assert args[args.index("-i") + 1] == "file:/s/-x,'[0].mp4"
    graph = graph_of(args)
    assert "[0:2]" in graph
    for part in (
        "asplit=3",
        "atrim=end_pts=960000:start_pts=480000",
        "atrim=end_pts=1200000:start_pts=960000",
        "atrim=end_pts=2880000:start_pts=2400000",
        "concat=a=1:n=3:v=0",
        "volume=4.5dB",
        "alimiter=level=disabled:limit=0.7499",
    ):
        assert part in graph
    assert graph.count("volume=0[") == 1
    assert args[-1] == "file:/t/s.m4a"
    assert args[args.index("-b:a") + 1] == "128k"


def test_silence_is_left_alone() -> None:
    graph = graph_of(render_args(HEARD, TIMELINE, 0.0, WEB, Path("/t/s.m4a"), Fraction(0)))
    assert "alimiter" not in graph


def test_what_is_covered_is_not_measured() -> None:
    args = measure_args(HEARD, TIMELINE, Fraction(0))
    graph = graph_of(args)
    assert "start_pts=960000" not in graph
    assert "concat=a=1:n=2:v=0" in graph
    assert "ebur128=framelog=verbose" in graph
    assert args[-2:] == ["-loglevel", "info"]


def test_a_late_start_is_sought_and_keeps_its_time() -> None:
    late = TIMELINE.model_copy(
        update={"pieces": (TIMELINE.pieces[2],), "replay_duration_ms": 10_000}
    )
    args = render_args(HEARD, late, 0.0, WEB, Path("/t/s.m4a"), Fraction(0))
    assert args[args.index("-ss") + 1] == "38000ms"
    assert args.index("-ss") < args.index("-i")
    assert "asetpts=PTS-(48/1)/TB" in graph_of(args)
    assert "asetpts=PTS+2304000" in graph_of(args)


SUMMARY = """[Parsed_ebur128_1 @ 0x1] Summary:

  Integrated loudness:
    I:         {value} LUFS
    Threshold: -33.5 LUFS
"""


@pytest.mark.parametrize(
    ("value", "loudness"), [("-23.4", -23.4), ("-70.0", None), ("-inf", None), ("nan", None)]
)
def test_the_summary_is_read(value: str, loudness: float | None) -> None:
    assert parsed_loudness(SUMMARY.format(value=value)) == loudness
    assert parsed_loudness("no summary") is None


def test_the_gain_goes_to_the_target_and_no_further_than_sensible() -> None:
    assert gain_for(-23.0, WEB) == 7.0
    assert gain_for(-10.0, WEB) == -6.0
    assert gain_for(-65.0, WEB) == 30.0
    assert gain_for(None, WEB) == 0.0
