"""The order and the times that names of video files tell."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.media.naming import name_key, natural_key, time_in_name

WORDS = st.text(st.characters(categories=("L", "Zs", "Pd")), max_size=8)


@pytest.mark.parametrize(
    "names",
    [
        ("00000.MTS", "00001.MTS", "00010.MTS"),
        ("MVI_0001.MP4", "MVI_0002.MP4", "MVI_0010.MP4"),
        ("GH010123.MP4", "GH020123.MP4", "GH010124.MP4", "GH020124.MP4"),
        ("GOPR0123.MP4", "GP010123.MP4", "GP020123.MP4", "GOPR0124.MP4"),
        ("C0001.MP4", "C0002.MP4"),
        ("clip-1.mp4", "clip-2.mp4", "clip-10.mp4"),
        ("clip.mp4", "clip-2.mp4", "clip-10.mp4"),
        ("video.mp4", "video (1).mp4", "video (2).mp4"),
        ("Séance - Partie 1.mp4", "séance partie 2.mov", "Séance_partie_10.mp4"),
        ("1re partie.mp4", "2e partie.mp4", "10e partie.mp4"),
        ("2026-11-20 14-00-00.mkv", "2026-11-20 14-30-00.mkv", "2026-11-21 09-00-00.mkv"),
        ("VTS_01_1.VOB", "VTS_01_2.VOB", "VTS_02_1.VOB"),
        ("A001C001.mov", "A001C002.mov", "A002C001.mov"),
    ],
)
def test_files_go_as_they_were_recorded(names: tuple[str, ...]) -> None:
    in_order = [Path(name) for name in names]
    shuffled = [*in_order[1::2], *in_order[::2]]
    assert sorted(shuffled, key=name_key) == in_order


@given(WORDS, WORDS, st.lists(st.integers(0, 10**9), unique=True, min_size=2, max_size=6))
def test_numbers_count_as_numbers(before: str, after: str, numbers: list[int]) -> None:
    texts = [f"{before}{number}{after}" for number in numbers]
    in_order = [f"{before}{number}{after}" for number in sorted(numbers)]
    assert sorted(texts, key=natural_key) == in_order


@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_names_can_be_put_in_order(names: list[str]) -> None:
    assert len(sorted(names, key=natural_key)) == len(names)


@given(st.text(max_size=12), st.integers(0, 999), st.integers(1, 5))
def test_zeros_before_a_number_and_case_do_not_count(text: str, number: int, zeros: int) -> None:
    padded = f"{text.upper()} {'0' * zeros}{number}"
    assert natural_key(padded.lower()) == natural_key(f"{text.upper()} {number}".lower())


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("2026-11-20 14-00-05.mkv", datetime(2026, 11, 20, 14, 0, 5)),
        ("VID_20261120_140005.mp4", datetime(2026, 11, 20, 14, 0, 5)),
        ("GMT20261120-140005_Recording.mp4", datetime(2026, 11, 20, 14, 0, 5)),
        ("séance 2026-11-20 à 14h00m05.mp4", datetime(2026, 11, 20, 14, 0, 5)),
        ("2026-11-20.mp4", None),
        ("20261399_996199.mp4", None),
        ("C0001.MP4", None),
    ],
)
def test_times_in_names(name: str, time: datetime | None) -> None:
    assert time_in_name(Path(name)) == time
