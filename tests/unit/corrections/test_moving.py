"""A start that a person points at: moved, confirmed, or the end of a break."""

import pytest

from archiver.corrections.chapters import apply_to_chapters
from archiver.corrections.making import boundary
from archiver.corrections.moving import confirmed, moved, unconfirmed
from archiver.corrections.places import is_corrected
from archiver.corrections.signing import NotThereError
from archiver.model.chapters import Chapters
from archiver.model.corrections import BoundaryCorrection
from tests.unit.corrections.made import AGENDA, BY, chapters, shape

SPLIT = chapters(
    ("none", "", 0),
    ("item", "A", 10_000),
    ("suspension", "", 100_000),
    ("item", "A", 120_000),
    ("item", "B", 200_000),
    ("item", "A", 300_000),
    ("bloc", "CD", 400_000),
)


def after(split: Chapters, *made: BoundaryCorrection) -> list[tuple[str, str, int]]:
    return shape(apply_to_chapters(split, made, AGENDA)[0])


@pytest.mark.parametrize(
    ("start_ms", "at_ms", "name"),
    [
        (10_000, 12_000, "item"),
        (100_000, 90_000, "suspension"),
        (120_000, 130_000, "item"),
        (200_000, 180_000, "item"),
        (300_000, 350_000, "item"),
        (400_000, 390_000, "bloc"),
    ],
)
def test_what_is_pointed_at_is_moved_and_nothing_else(start_ms: int, at_ms: int, name: str) -> None:
    expected = [
        (kind, items, at_ms if start == start_ms else start) for kind, items, start in shape(SPLIT)
    ]
    assert after(SPLIT, moved(SPLIT, start_ms, at_ms, BY)) == expected
    assert name in {kind for kind, _items, at in expected if at == at_ms}


def test_what_goes_on_after_a_break_is_moved_with_the_end_of_the_break() -> None:
    made = moved(SPLIT, 120_000, 130_000, BY)
    assert (made.span_kind, made.edge, made.before) == ("suspension", "end", 120_000)


@pytest.mark.parametrize("start_ms", [0, 1, 150_000, 600_000])
def test_where_nothing_starts_nothing_is_moved(start_ms: int) -> None:
    with pytest.raises(NotThereError):
        moved(SPLIT, start_ms, 160_000, BY)


def test_what_nobody_may_see_is_not_moved() -> None:
    last = SPLIT.spans[-1].model_copy(update={"hidden": True})
    split = SPLIT.model_copy(update={"spans": (*SPLIT.spans[:-1], last)})
    with pytest.raises(NotThereError):
        moved(split, 400_000, 390_000, BY)


def test_all_starts_are_confirmed_once() -> None:
    made = list(confirmed(SPLIT, BY))
    assert [one.start_ms for one in made] == [10_000, 200_000, 300_000, 400_000]
    whole = apply_to_chapters(SPLIT, made, AGENDA)[0]
    assert shape(whole) == shape(SPLIT)
    corrected = {span.start_ms for span in whole.spans if is_corrected(span)}
    assert corrected >= {10_000, 200_000, 300_000, 400_000}
    assert unconfirmed(whole) == ()


def test_a_matter_between_two_parts_of_another_ends_elsewhere() -> None:
    made = boundary(SPLIT, "item", ("A",), 180_000, BY, ends=True)
    assert after(SPLIT, made) == [
        (kind, items, 180_000 if start == 200_000 else start) for kind, items, start in shape(SPLIT)
    ]
