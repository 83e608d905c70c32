"""What is made of a card's picture before it is read, and of its lines afterwards."""

import cv2
import numpy as np

from archiver.media.lettering import ReadLine, cut_out, lettering
from archiver.media.strokes import Box


def opened(png: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    return picture


def test_the_piece_is_cut_with_a_margin_and_brought_to_a_size_that_is_read_well() -> None:
    picture = np.full((720, 1280), 200, np.uint8)
    picture[600:620, 100:500] = 20
    piece = opened(cut_out(picture, Box(50, 300, 250, 310), 10))
    assert abs(piece.shape[0] - 84) <= 2
    assert piece.shape[1] / piece.shape[0] > 8


def test_letters_are_dark_on_light_whatever_they_were() -> None:
    for back, ink in ((20, 230), (230, 20)):
        picture = np.full((360, 640), back, np.uint8)
        cv2.putText(picture, "Texte", (20, 100), (ink,), cv2.FontFace("sans"), 30, 500)
        assert np.median(opened(cut_out(picture, Box(10, 70, 120, 110), 30))) > 150


def test_a_box_that_reaches_out_of_the_picture_is_cut_off() -> None:
    picture = np.full((90, 160), 100, np.uint8)
    assert opened(cut_out(picture, Box(0, 0, 640, 360), 300)).size > 0


def test_lines_that_are_hardly_more_than_marks_are_left_out() -> None:
    said = lettering(
        (
            ReadLine("| Rapport 101 _", 0.9),
            ReadLine("– –", 0.9),
            ReadLine("qzx wv", 0.2),
            ReadLine("Budget", 0.6),
        )
    )
    assert said.lines == ("Rapport 101", "Budget")
    assert 0.6 < said.confidence < 0.9
    assert said.is_text


def test_a_clock_is_no_text_and_neither_is_a_guess() -> None:
    assert not lettering((ReadLine("00:03:08", 0.95),)).is_text
    assert not lettering((ReadLine("abcdefgh", 0.5),)).is_text
    assert not lettering(()).is_text
