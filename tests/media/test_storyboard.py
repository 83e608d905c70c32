"""The pictures on the time line: each is of its own time, on its own place of the sheets."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from archiver.media.container import MediaError
from archiver.media.storyboard import draw_sheets, tile_size
from archiver.replay.storyboard import draw_storyboard, storyboard_vtt
from tests.media.clips import H264, PICTURE, SOUND, Maker
from tests.media.coded import RATE, even_times, write_coded

KEY_FRAMES = {"g": "50", "sc_threshold": "0"}
"""Two seconds apart."""


def tiles(sheet: Path, width: int, height: int) -> list[int]:
    """The numbers that the pictures of a sheet carry, row by row."""
    image = cv2.imdecode(np.fromfile(sheet, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    rows, columns = image.shape[0] // height, image.shape[1] // width
    return [
        _number(image[row * height + height // 4, column * width : (column + 1) * width])
        for row in range(rows)
        for column in range(columns)
    ]


def _number(line: NDArray[Any]) -> int:
    step = len(line) // 16
    return sum(1 << bit for bit in range(16) if line[bit * step + step // 2] > 128)


@pytest.mark.parametrize("b_frames", ["0", "3"])
def test_each_picture_is_the_one_shown_at_its_time(tmp_path: Path, b_frames: str) -> None:
    clip = tmp_path / "clip.mp4"
    write_coded(clip, even_times(12), {**KEY_FRAMES, "bf": b_frames})
    sheets = [tmp_path / "1.jpg", tmp_path / "2.jpg"]
    times = (0, 1_000, 2_100, 4_050, 6_900, 11_900)
    size = tile_size(320, 192, 160)
    draw_sheets(clip, times, size, (2, 2), sheets)
    assert size == (160, 96)
    assert tiles(sheets[0], *size) == [0, 0, 50, 100]
    assert tiles(sheets[1], *size) == [150, 250]


def test_a_replay_has_a_storyboard_that_players_read(tmp_path: Path) -> None:
    clip = tmp_path / "replay.mp4"
    write_coded(clip, even_times(25), {**KEY_FRAMES, "bf": "2"})
    board = draw_storyboard(clip, tmp_path)
    assert (board.every_ms, board.count, board.sheets) == (10_000, 3, ("storyboard-1.jpg",))
    shown = tiles(tmp_path / "storyboard-1.jpg", board.width, board.height)
    assert shown == [0, 10 * RATE, 20 * RATE]
    text = storyboard_vtt(board, 25_000)
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:10.000\n")
    assert text.endswith("00:00:20.000 --> 00:00:25.000\nstoryboard-1.jpg#xywh=320,0,160,96\n")


def test_few_key_frames_are_shown_several_times(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    write_coded(clip, even_times(8), {"g": "1000", "sc_threshold": "0"})
    draw_sheets(clip, (0, 2_000, 7_000), (160, 96), (3, 1), [tmp_path / "1.jpg"])
    assert tiles(tmp_path / "1.jpg", 160, 96) == [0, 0, 0]


def test_what_has_no_picture_is_refused(make: Maker, tmp_path: Path) -> None:
    sound = make("sound.opus", *SOUND, "-c:a", "libopus")
    with pytest.raises(MediaError):
        draw_sheets(sound, (0,), (160, 90), (1, 1), [tmp_path / "1.jpg"])
    assert list(tmp_path.iterdir()) == []


def test_damage_costs_no_more_than_its_own_pictures(make: Maker, tmp_path: Path) -> None:
    whole = make("whole.mp4", *PICTURE, *H264, seconds=8)
    raw = bytearray(whole.read_bytes())
    at = len(raw) * 3 // 5
    raw[at : at + 4_000] = bytes(4_000)
    (tmp_path / "damaged.mp4").write_bytes(raw)
    draw_sheets(
        tmp_path / "damaged.mp4", range(0, 8_000, 1_000), (160, 90), (8, 1), [tmp_path / "1.jpg"]
    )
    assert (tmp_path / "1.jpg").stat().st_size > 1_000
