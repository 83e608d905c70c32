"""Cards: any text fits, nothing in a text breaks them."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from archiver.media.cards import CardStyle, Picture, card, writable, write_picture


def ink(picture: Picture, color: tuple[int, int, int]) -> NDArray[np.bool_]:
    """Where something is written on a card of that colour (blue, green, red)."""
    away = np.abs(picture.astype(int) - np.array(color)).sum(axis=2)
    return np.asarray(away > 60, np.bool_)


BACK = (0x5F, 0x3A, 0x1F)


@pytest.mark.parametrize("text", ["Séance", "œuvre", "“ici”", "« là »", "n° 12 €", "À Ç É Ï Ô"])
def test_letters_of_french_are_drawn(text: str) -> None:
    question_marks = card(("?" * len(text),), 640, 360, CardStyle())
    drawn = card((text,), 640, 360, CardStyle())
    assert ink(drawn, BACK).any()
    assert not np.array_equal(drawn, question_marks)


@pytest.mark.parametrize("size", [(1280, 720), (320, 180), (180, 320), (64, 48)])
def test_a_long_text_stays_inside(size: tuple[int, int]) -> None:
    width, height = size
    picture = card(("Rapport relatif à la voirie " * 60, "x" * 2_000), width, height, CardStyle())
    assert picture.shape == (height, width, 3)
    written = ink(picture, BACK)
    assert written.any()
    edge = max(1, width // 40)
    assert not written[:, :edge].any()
    assert not written[:, -edge:].any()
    assert not written[0].any()
    assert not written[-1].any()


def test_a_light_colour_gets_dark_letters() -> None:
    picture = card(("Séance",), 320, 180, CardStyle(color="#fff2cc"))
    assert picture[0, 0].tolist() == [0xCC, 0xF2, 0xFF]
    assert picture.min() < 60


def test_what_no_font_has_is_left_out() -> None:
    assert writable("a\ud83d b🎥\x07 c\u202e\n d\u00a0e") == "a b c d e"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=4), st.integers(16, 400), st.integers(16, 300))
def test_no_text_breaks_a_card(lines: list[str], width: int, height: int) -> None:
    assert card(tuple(lines), width, height, CardStyle()).shape == (height, width, 3)


def test_a_card_is_written_whatever_its_name(tmp_path: Path) -> None:
    for name in ("é 🎥 %d.png", "-a'.jpg"):
        write_picture(card(("x",), 64, 48, CardStyle()), tmp_path / name)
        read = cv2.imdecode(np.fromfile(tmp_path / name, np.uint8), cv2.IMREAD_COLOR)
        assert read is not None
        assert read.shape == (48, 64, 3)
