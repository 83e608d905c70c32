"""The script that joins segments: what is written is read back, and nothing else is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.media.ffconcat import (
    LEAD,
    NotAScriptError,
    Part,
    is_segment_name,
    read_parts,
    script_text,
    sound_script,
    sound_scripts,
    span_of,
)

LENGTHS = st.lists(st.integers(1, 20_000_000_000), min_size=1, max_size=20)


@given(lengths=LENGTHS, first=st.integers(-50_000_000, 9_000_000_000))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], first: int
) -> None:
    at, starts = first, []
    for n, length in enumerate(lengths):
        starts.append((f"run1_{n:05d}.ts", at))
        at += length
    script = tmp_path_factory.mktemp("s") / "recording.ffconcat"
    script.write_text(script_text("run1_00000.ts", starts, at), encoding="ascii")
    assert read_parts(script) == tuple(
        Part(file, length) for (file, _at), length in zip(starts, lengths, strict=True)
    )
    start_ms, end_ms = span_of(script)
    assert start_ms == max(0, first // 1000)
    assert 0 <= end_ms * 1000 - at < 1000 or at < 0


@pytest.mark.parametrize(
    "name",
    [
        "../run1_00000.ts",
        "/etc/passwd",
        "a b.ts",
        "http://127.0.0.1/x.ts",
        "x.m3u8",
        "-i.ts",
        "",
        "x.ts\nfile /etc/passwd",
        "x.ts\n",
        ".ts",
    ],
)
def test_a_segment_is_a_plain_name_in_the_same_folder(name: str) -> None:
    assert not is_segment_name(name)
    with pytest.raises(NotAScriptError):
        script_text("run1_00000.ts", [(name, 0)], 1000)
    with pytest.raises(NotAScriptError):
        script_text(name, [("run1_00000.ts", 0)], 1000)


def test_starts_rise_and_none_is_before_the_lead() -> None:
    with pytest.raises(NotAScriptError):
        script_text("a.ts", [("a.ts", 0), ("b.ts", 0)], 1000)
    with pytest.raises(NotAScriptError):
        script_text("a.ts", [("a.ts", -int(LEAD) * 1_000_000)], 1000)


GOOD = "ffconcat version 1.0\nfile a.ts\noutpoint 0\nduration 60.000000\nfile a.ts\nduration 4.0\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ffconcat version 1.0\n",
        GOOD,
        GOOD.replace("4.0\n", "4.000000\nfile ../b.ts\nduration 1.000000\n"),
        GOOD.replace("4.0\n", "4.000000\noption protocol_whitelist http\nduration 1.000000\n"),
        GOOD.replace("4.0\n", "4.000000\nfile 'b.ts'\nduration 1.000000\n"),
        GOOD.replace("4.0\n", "4.000000\nstream\n"),
        GOOD.replace("outpoint 0\n", "").replace("4.0", "4.000000"),
    ],
)
def test_a_script_that_is_not_ours_is_not_read(text: str, tmp_path: Path) -> None:
    script = tmp_path / "recording.ffconcat"
    script.write_text(text, encoding="ascii")
    with pytest.raises(NotAScriptError):
        read_parts(script)


def test_the_scripts_of_the_sound_lie_beside_it(tmp_path: Path) -> None:
    script = tmp_path / "recording.ffconcat"
    assert sound_scripts(script) == ()
    for n in (1, 2, 4):
        sound_script(script, n).touch()
    assert [path.name for path in sound_scripts(script)] == [
        "recording.sound1.ffconcat",
        "recording.sound2.ffconcat",
    ]
    assert sound_scripts(tmp_path / "recording.mp4") == ()
