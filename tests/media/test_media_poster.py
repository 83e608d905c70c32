"""The still picture of a video."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from archiver.media.cards import Picture
from archiver.media.container import MediaError
from archiver.media.poster import poster
from tests.media.clips import AAC, H264, PICTURE, SOUND, Maker, turned


def drawn(target: Path) -> Picture:
    read = cv2.imdecode(np.fromfile(target, np.uint8), cv2.IMREAD_COLOR)
    assert read is not None
    return np.asarray(read, np.uint8)


def test_a_poster_is_taken_where_asked(clip: Path, tmp_path: Path) -> None:
    poster(clip, 4_100, tmp_path / "poster.jpg")
    assert drawn(tmp_path / "poster.jpg").shape == (180, 320, 3)
    assert (tmp_path / "poster.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_a_poster_is_not_black(make: Maker, tmp_path: Path) -> None:
    dark = "drawbox=t=fill:c=black:enable='lt(t,5)'"
    late = make("late.mp4", *PICTURE, *SOUND, "-vf", dark, *H264, *AAC, seconds=12)
    poster(late, 0, tmp_path / "poster.jpg")
    assert drawn(tmp_path / "poster.jpg").mean() > 60


def test_a_video_that_is_all_black_has_a_poster_all_the_same(make: Maker, tmp_path: Path) -> None:
    black = ("-f", "lavfi", "-i", "color=black:s=320x180:r=25:d={seconds}")
    poster(make("black.mp4", *black, *H264), 0, tmp_path / "poster.jpg")
    assert drawn(tmp_path / "poster.jpg").mean() < 10


def test_a_poster_past_the_end_is_taken_all_the_same(clip: Path, tmp_path: Path) -> None:
    poster(clip, 10_000_000, tmp_path / "poster.jpg")
    assert (tmp_path / "poster.jpg").exists()


def test_a_large_or_turned_picture_is_made_to_fit(make: Maker, tmp_path: Path) -> None:
    large = make("large.mp4", *PICTURE, "-vf", "scale=1920:1080", *H264, seconds=1)
    poster(large, 0, tmp_path / "large.jpg")
    assert drawn(tmp_path / "large.jpg").shape == (720, 1280, 3)
    poster(turned(large, tmp_path / "turned.mp4"), 0, tmp_path / "turned.jpg")
    upright = drawn(tmp_path / "turned.jpg")
    assert upright.shape == (1920, 1080, 3)


def test_sound_alone_has_no_poster(make: Maker, tmp_path: Path) -> None:
    sound = make("sound.opus", *SOUND, "-c:a", "libopus")
    with pytest.raises(MediaError):
        poster(sound, 0, tmp_path / "poster.jpg")
