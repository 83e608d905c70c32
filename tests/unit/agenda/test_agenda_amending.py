"""An agenda amended: ids never change, nothing is ever taken out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.agenda.amending import AmendmentError, add, move, retitle, withdraw
from archiver.model.agenda import Agenda, Item

AGENDA = Agenda(
    items=(
        Item(id="1", number="1", title="Un", commission="A"),
        Item(id="2", number="2", title="Deux", commission="B"),
        Item(id="voeux", title="Vœux"),
    )
)


def ids(agenda: Agenda) -> list[str]:
    return [item.id for item in agenda.items]


def test_an_item_is_added_under_the_commission_of_the_one_before() -> None:
    after = add(AGENDA, "  Trois\n bis ", number="3", after="2", rapporteur="M. X")
    assert ids(after) == ["1", "2", "3", "voeux"]
    item = after.items[2]
    assert (item.title, item.commission, item.rapporteur) == ("Trois bis", "B", "M. X")
    assert ids(add(AGENDA, "Vœux")) == ["1", "2", "voeux", "voeux-2"]
    assert ids(add(AGENDA, "Urgence", after="")) == ["urgence", "1", "2", "voeux"]


def test_an_added_number_must_be_new_and_a_title_not_empty() -> None:
    with pytest.raises(AmendmentError):
        add(AGENDA, "x", number="2")
    with pytest.raises(AmendmentError):
        add(AGENDA, " \n ")
    with pytest.raises(AmendmentError):
        retitle(AGENDA, "1", " ")
    with pytest.raises(AmendmentError):
        move(AGENDA, ["1"], "1")


def test_withdrawn_stays_and_comes_back() -> None:
    after = withdraw(AGENDA, ["2"])
    assert [item.withdrawn for item in after.items] == [None, True, None]
    assert withdraw(after, ["2"], back=True) == AGENDA
    assert '"withdrawn": true' in after.to_json()
    assert "withdrawn" not in AGENDA.to_json()


def test_moving_and_retitling() -> None:
    assert ids(move(AGENDA, ["voeux"], "")) == ["voeux", "1", "2"]
    assert ids(move(AGENDA, ["1", "2"], "voeux")) == ["voeux", "1", "2"]
    assert retitle(AGENDA, "1", "Autre").items[0].title == "Autre"


@given(st.lists(st.tuples(st.sampled_from("awrm"), st.integers(0, 9), st.integers(0, 9))))
def test_no_sequence_of_amendments_loses_or_renames_an_item(
    steps: list[tuple[str, int, int]],
) -> None:
    agenda = AGENDA
    for what, one, other in steps:
        before = ids(agenda)
        a, b = before[one % len(before)], before[other % len(before)]
        if what == "a":
            agenda = add(agenda, f"Titre {one}", after=b)
        elif what == "w":
            agenda = withdraw(agenda, [a])
        elif what == "r":
            agenda = retitle(agenda, a, f"Titre {other}")
        elif a != b:
            agenda = move(agenda, [a], b)
        assert set(before) <= set(ids(agenda))
        Agenda.model_validate(agenda.model_dump())
