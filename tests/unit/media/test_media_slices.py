"""Reading the first words of slices, and the order in which pictures are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.media.slices import Bits, Slice, is_sei, shown_order


def picture(order: int, *, idr: bool = False, reference: bool = True) -> Slice:
    return Slice(idr, reference, True, 7 if idr else 5, 0, 0, order)


@given(st.lists(st.integers(0, 2**20), min_size=1, max_size=20))
def test_numbers_are_read_as_they_were_written(numbers: list[int]) -> None:
    text = ""
    for number in numbers:
        code = f"{number + 1:b}"
        text += "0" * (len(code) - 1) + code
    text += "0" * (-len(text) % 8)
    raw = int(text, 2).to_bytes(len(text) // 8, "big")
    bits = Bits(raw) if b"\0\0\3" not in raw else None
    assert bits is None or [bits.unsigned() for _number in numbers] == numbers


def test_reading_past_the_end_is_an_error() -> None:
    with pytest.raises(EOFError):
        Bits(b"\0\0").unsigned()


@given(st.lists(st.integers(1, 12), min_size=1, max_size=5), st.integers(0, 3))
def test_pictures_between_two_references_are_shown_before_the_second(
    sizes: list[int], between: int
) -> None:
    """Each group: a reference, shown last, then the pictures shown before it."""
    pictures, shown, first = [], [], 0
    for size in sizes:
        for group in range(size):
            start = 0 if group == 0 else 1 + (group - 1) * (between + 1)
            count = 1 if group == 0 else between + 1
            last = start + count - 1
            pictures.append(picture(2 * last % 64, idr=group == 0))
            shown.append(first + last)
            for n in range(start, last):
                pictures.append(picture(2 * n % 64, reference=False))
                shown.append(first + n)
        first += 1 + (size - 1) * (between + 1)
    assert shown_order(pictures, 6) == shown


def test_without_an_order_they_are_shown_as_they_come() -> None:
    assert shown_order([picture(9), picture(1)], 0) == [0, 1]


@pytest.mark.parametrize(
    ("unit", "is_one"),
    [
        (bytes((6, 5, 3, 1, 2, 3, 0x80)), True),
        (bytes((6, 5, 3, 1, 2, 3, 1, 1, 9, 0x80)), True),
        (bytes((6, 5, 200, 1, 2, 3, 0x80)), False),
        (bytes((6, 5, 3, 1, 2, 3)), False),
    ],
)
def test_supplemental_information_fills_its_unit(unit: bytes, is_one: bool) -> None:
    assert is_sei(unit) is is_one
