"""Which pictures are copied, and what shape the others are given."""

from fractions import Fraction

import pytest

from archiver.media.picture import why_encoded
from archiver.media.recode import Shape, shape_for
from archiver.model.preset import ReplaySettings
from archiver.model.recording import VideoStream

WEB = VideoStream(
    index=0,
    codec="h264",
    profile="High",
    pixel_format="yuv420p",
    width=1280,
    height=720,
    frames_per_second=25.0,
    bit_rate=2_000_000,
)


def test_what_a_browser_plays_is_copied() -> None:
    assert why_encoded(WEB, ReplaySettings()) == ""


@pytest.mark.parametrize(
    "change",
    [
        {"codec": "hevc"},
        {"profile": "High 4:2:2"},
        {"pixel_format": "yuv420p10le"},
        {"interlaced": True},
        {"rotation": 90},
        {"square_pixels": False},
        {"variable_frame_rate": True},
        {"height": 2160},
        {"bit_rate": 9_000_000},
    ],
)
def test_anything_else_is_encoded_and_says_why(change: dict[str, object]) -> None:
    assert why_encoded(WEB.model_copy(update=change), ReplaySettings())


def test_the_preset_decides_within_what_plays() -> None:
    big = WEB.model_copy(update={"height": 2160, "variable_frame_rate": True})
    assert why_encoded(big, ReplaySettings(video="copy")) == ""
    assert why_encoded(WEB.model_copy(update={"codec": "hevc"}), ReplaySettings(video="copy"))
    assert why_encoded(WEB, ReplaySettings(video="encode"))


def test_shapes() -> None:
    assert shape_for(1920, 1080, max_height=720) == Shape(1280, 720)
    assert shape_for(321, 181, max_height=720) == Shape(320, 180)
    assert shape_for(1920, 1080, max_height=1080, rotation=90) == Shape(606, 1080, 90)
    assert shape_for(720, 576, max_height=1080, aspect=Fraction(64, 45)) == Shape(1024, 576)
    assert "transpose=cclock" in Shape(2, 2, 90).filters()
    assert Shape(2, 2, 0, interlaced=True).filters()[0].startswith("bwdif")
