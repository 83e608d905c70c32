"""The argument list of the decoding of the sound, as a list."""

from fractions import Fraction
from pathlib import Path

from archiver.media.sound import wav_args


def test_the_sound_is_read_in_session_time_from_a_local_file() -> None:
    args = wav_args(Path("/s/-i 'x'.ts"), 3, Path("/s/a.wav"), 2_000, Fraction(7, 5))
    before, after = args[: args.index("-i")], args[args.index("-i") + 1 :]
    assert "-copyts" in before
    assert before[before.index("-dts_delta_threshold") + 1] == "100000"
    assert before[before.index("-protocol_whitelist") + 1] == "file"
    assert after[0] == "file:/s/-i 'x'.ts"
    assert after[-1] == "file:/s/a.wav"
    graph = after[after.index("-filter_complex") + 1]
    assert "[0:3]asetpts=PTS-(7/5)/TB" in graph
    assert "aresample=16000:async=1:first_pts=0" in graph
    assert "apad=whole_len=32000" in graph
    assert "atrim=end_sample=32000" in graph


def test_no_name_enters_the_graph() -> None:
    args = wav_args(Path("/s/a[0:a]anull;'.ts"), 0, Path("/t/,b.wav"), 10, Fraction(0))
    graph = args[args.index("-filter_complex") + 1]
    assert "anull" not in graph
    assert ",b" not in graph
