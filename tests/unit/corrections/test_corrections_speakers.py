import pytest

from archiver.corrections.speaking import apply_to_speakers
from archiver.model.corrections import Correction, Fate
from archiver.model.speakers import Speakers, Turn
from tests.unit.corrections.made import a


def turns(*said: tuple[int, int, str | None], chair: str = "Présidente") -> Speakers:
    return Speakers(
        turns=tuple(Turn(start_ms=s, end_ms=e, name=n, chair=n == chair) for s, e, n in said)
    )


def named(start_ms: int, end_ms: int, after: str, before: str | None = None) -> Correction:
    return a("speaker", start_ms, end_ms, after=after, before=before)


def applied(speakers: Speakers, *made: Correction) -> tuple[list[tuple[int, int, str | None]], str]:
    after, fates = apply_to_speakers(speakers, made)
    last: Fate = fates[-1]
    return [(t.start_ms, t.end_ms, t.name) for t in after.turns], last.outcome


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ([(0, 10_000, "X")], [(0, 10_000, "Y")]),
        ([(0, 9_000, "X"), (9_000, 30_000, "Z")], [(0, 9_000, "Y"), (9_000, 30_000, "Z")]),
        ([(0, 10_400, None), (10_400, 20_000, "Z")], [(0, 10_400, "Y"), (10_400, 20_000, "Z")]),
        ([(0, 4_000, "X"), (4_000, 10_000, "Z")], [(0, 4_000, "Y"), (4_000, 10_000, "Y")]),
        ([(0, 40_000, "X")], [(0, 10_000, "Y"), (10_000, 40_000, "X")]),
        ([(15_000, 40_000, "X")], [(0, 10_000, "Y"), (15_000, 40_000, "X")]),
        ([], [(0, 10_000, "Y")]),
    ],
)
def test_a_name_is_given_to_who_speaks_then(
    now: list[tuple[int, int, str | None]], then: list[tuple[int, int, str | None]]
) -> None:
    assert applied(turns(*now), named(0, 10_000, "Y")) == (then, "applied")


def test_a_turn_in_the_middle_of_a_longer_one_is_cut_out() -> None:
    assert applied(turns((0, 60_000, "X")), named(20_000, 30_000, "Y"))[0] == [
        (0, 20_000, "X"), (20_000, 30_000, "Y"), (30_000, 60_000, "X"),
    ]  # fmt: skip


def test_the_other_name_is_kept_for_a_person_to_judge() -> None:
    after, _fates = apply_to_speakers(turns((0, 10_000, "X")), [named(0, 10_000, "Y", "X")])
    (turn,) = after.turns
    assert turn.evidence[0].kind == "correction"
    assert turn.confidence == 1.0
    assert [other.name for other in turn.others] == ["X"]


def test_the_chair_goes_with_the_name() -> None:
    said = turns((0, 10_000, "Présidente"), (10_000, 20_000, "X"))
    made = [named(0, 10_000, "X"), named(10_000, 20_000, "Présidente")]
    after, _fates = apply_to_speakers(said, made)
    assert [(t.name, t.chair) for t in after.turns] == [("X", False), ("Présidente", True)]


def test_a_right_name_is_already_so() -> None:
    said = turns((0, 10_000, "Y"))
    assert applied(said, named(0, 9_000, "Y")) == ([(0, 10_000, "Y")], "already")


def test_a_moment_in_silence_does_not_fit() -> None:
    assert applied(turns((5_000, 9_000, "X")), named(0, 0, "Y"))[1] == "misfit"


def test_the_later_name_wins() -> None:
    first, second = named(0, 10_000, "Y"), named(0, 10_000, "Z")
    after, fates = apply_to_speakers(turns((0, 10_000, "X")), [first, second])
    assert after.turns[0].name == "Z"
    assert {f.correction: f.outcome for f in fates} == {
        first.id: "superseded", second.id: "applied",
    }  # fmt: skip
