"""Where cards are, told from drawn pictures alone: rows of strokes, places that come back, runs."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.media.lowerthirds import Region, alike, regions, runs, united
from archiver.media.sketch import Grey
from archiver.media.strokes import LONG_SIDE, Box, Strokes, strokes

SIZE = (360, 640)
APART_MS = 2_000


def room(seed: int = 1, size: tuple[int, int] = SIZE) -> Grey:
    """Shapes of all sizes and shades, no two alike."""
    random = np.random.default_rng(seed)
    picture: Grey = np.full(size, 100, np.uint8)
    for _ in range(80):
        x, y = int(random.integers(0, size[1])), int(random.integers(0, size[0]))
        shade = int(random.integers(20, 235))
        w, h = int(random.integers(4, 60)), int(random.integers(4, 40))
        cv2.ellipse(picture, (x, y), (w, h), 0, 0, 360, (shade,), -1)
    return picture


def write(picture: Grey, text: str, at: tuple[int, int] = (40, 320), size: int = 18) -> Grey:
    cv2.putText(picture, text, at, (255,), cv2.FontFace("sans"), size, 500)
    return picture


def card(picture: Grey, *lines: str, top: int = 290) -> Grey:
    cv2.rectangle(picture, (30, top), (500, top + 12 + 24 * len(lines)), (50,), -1)
    for n, line in enumerate(lines):
        write(picture, line, (45, top + 24 + 24 * n))
    return picture


def film(*pictures: Grey) -> tuple[Strokes, ...]:
    return tuple(strokes(picture, n * APART_MS) for n, picture in enumerate(pictures))


def test_a_row_of_text_is_found_where_it_is() -> None:
    picture: Grey = np.full((720, 1280), 60, np.uint8)
    write(picture, "Une ligne de texte", (200, 400), 40)
    (row,) = strokes(picture, 0).rows
    assert abs(row.left - 100) <= 4
    assert abs(row.bottom - 200) <= 8
    assert 120 < row.width < 220


@pytest.mark.parametrize(("back", "ink"), [(20, 230), (230, 20), (90, 200)])
def test_light_on_dark_and_dark_on_light_are_text_alike(back: int, ink: int) -> None:
    picture: Grey = np.full(SIZE, back, np.uint8)
    cv2.putText(picture, "Séance publique", (40, 200), (ink,), cv2.FontFace("sans"), 20, 500)
    assert len(strokes(picture, 0).rows) == 1


def test_borders_grain_and_flat_surfaces_are_no_text() -> None:
    grain = np.clip(np.random.default_rng(1).normal(110, 12, SIZE), 0, 255).astype(np.uint8)
    framed: Grey = np.full(SIZE, 60, np.uint8)
    cv2.rectangle(framed, (50, 50), (600, 300), (250,), 3)
    for picture in (grain, framed, np.zeros(SIZE, np.uint8)):
        assert strokes(picture, 0).rows == ()


@given(
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=60, deadline=None)
def test_any_picture_has_strokes_inside_it(width: int, height: int, seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (height, width)).astype(np.uint8)
    found = strokes(picture, 7)
    assert found.at_ms == 7
    assert found.map.shape == found.shape
    for row in found.rows:
        assert 0 <= row.left < row.right <= LONG_SIDE
        assert 0 <= row.top < row.bottom <= LONG_SIDE


def test_the_place_where_cards_come_up_is_found_over_changing_rooms() -> None:
    texts = ["Premier rapport", "", "", "Second titre", "", "Une oratrice", "", "", "Fin", ""]
    pictures = [
        card(room(n), text, "et la suite") if text else room(n) for n, text in enumerate(texts)
    ]
    best = regions(film(*pictures))[0]
    assert best.box.top > 280
    assert abs(best.box.left - 40) <= 10
    shown = runs(film(*pictures), best)
    assert [(run.first, run.last) for run in shown] == [(0, 0), (3, 3), (5, 5), (8, 8)]


def test_a_text_that_stays_is_one_run_and_another_text_begins_the_next() -> None:
    texts = ["", "Rapport 101", "Rapport 101", "Rapport 107", "Rapport 107", "", ""]
    pictures = film(*(card(room(), text) if text else room() for text in texts))
    region = Region(Box(30, 285, 510, 330))
    assert [(run.first, run.last) for run in runs(pictures, region)] == [(1, 2), (3, 4)]


def test_what_stands_in_the_room_all_along_is_no_card() -> None:
    signs = film(*(write(room(), "Hôtel du Département", (60, 60), 24) for _ in range(12)))
    assert not any(Box(60, 40, 300, 66).inside(region.box) > 0.5 for region in regions(signs))


def test_a_banner_whose_text_changes_is_found_though_it_never_leaves() -> None:
    texts = ["Rapport 101", "Rapport 101", "Rapport 205", "Rapport 205", "Vœux", "Vœux"] * 2
    pictures = film(*(card(room(n), text) for n, text in enumerate(texts)))
    best = regions(pictures)[0]
    assert best.box.top > 280
    assert len(runs(pictures, best)) == 6


def test_one_digit_makes_another_text_and_a_little_noise_does_not() -> None:
    def drawn(text: str, seed: int) -> Strokes:
        noise = np.random.default_rng(seed).normal(0, 2, SIZE)
        return strokes(np.clip(card(room(), text) + noise, 0, 255).astype(np.uint8), 0)

    box = Box(40, 290, 300, 325)
    one, again, other = drawn("Rapport 101", 1), drawn("Rapport 101", 2), drawn("Rapport 104", 3)
    assert alike(one.map, again.map, box)
    assert not alike(one.map, other.map, box)


def test_pictures_of_other_shapes_are_not_alike() -> None:
    wide, tall = strokes(room(), 0), strokes(room(size=(640, 360)), 0)
    assert not alike(wide.map, tall.map, Box(0, 0, 100, 100))


def test_nothing_comes_of_no_pictures() -> None:
    assert regions(()) == ()
    assert runs((), Region(Box(0, 0, 10, 10))) == ()


def test_boxes_are_joined_and_their_shares_counted() -> None:
    both = united([Box(0, 0, 10, 10), Box(20, 5, 30, 15)])
    assert both == Box(0, 0, 30, 15)
    assert Box(0, 0, 10, 10).inside(Box(5, 0, 50, 50)) == 0.5
    assert Box(0, 0, 10, 10).inside(Box(50, 50, 60, 60)) == 0.0
