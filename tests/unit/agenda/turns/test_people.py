"""Who may be named, from lists as people write them; and names by their sound."""

import pytest

from archiver.agenda.turns.people import Sounds, people_of
from archiver.agenda.words import Lexicon
from archiver.model.agenda import Agenda, Item, Member
from tests.unit.agenda.conversation import pack


def people(
    *names: str, president: str | None = None, rapporteur: str = ""
) -> list[tuple[str, str]]:
    agenda = Agenda(
        president=president, items=(Item(id="1", title="Budget", rapporteur=rapporteur or None),)
    )
    members = tuple(Member(name=name) for name in names)
    return [(p.first, p.family) for p in people_of(agenda, members, pack("fr"))]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Jean-Noël Le Goff", ("jeannoel", "legoff")),
        ("LE GOFF Jean-Noël", ("jeannoel", "legoff")),
        ("M. Jean-Noël LE GOFF", ("jeannoel", "legoff")),
        ("Mme Anne d'Arvor", ("anne", "darvor")),
        ("Kerbrat", ("", "kerbrat")),
    ],
)
def test_a_name_is_a_first_and_a_family_name(name: str, parts: tuple[str, str]) -> None:
    assert people(name) == [parts]


def test_everyone_is_there_once() -> None:
    found = people("Anne Kerbrat", president="Mme Anne KERBRAT", rapporteur="M. Luc Dorval")
    assert found == [("anne", "kerbrat"), ("luc", "dorval")]


def test_two_of_one_family_are_two() -> None:
    assert len(people("Anne Kerbrat", "Luc Kerbrat")) == 2


def test_a_title_alone_is_nobody() -> None:
    assert people(rapporteur="Mme la Présidente") == []


def test_gender_comes_from_the_list_or_the_address() -> None:
    agenda = Agenda(items=(Item(id="1", title="Budget", rapporteur="Mme Anne Kerbrat"),))
    members = (Member(name="Anne Kerbrat"), Member(name="Luc Dorval", gender="M."))
    found = people_of(agenda, members, pack("fr"))
    assert [person.woman for person in found] == [True, False]


def test_who_presides_is_told_by_the_agenda_before_the_list() -> None:
    members = (Member(name="Anne Kerbrat", role="Présidente"), Member(name="Luc Dorval"))
    for president, wanted in ((None, "Anne Kerbrat"), ("M. Luc Dorval", "Luc Dorval")):
        found = people_of(Agenda(president=president, items=()), members, pack("fr"))
        assert [person.name for person in found if person.presides] == [wanted]


def test_a_president_of_a_group_does_not_preside() -> None:
    members = (Member(name="Anne Kerbrat", role="Présidente de groupe"),)
    assert not people_of(Agenda(items=()), members, pack("fr"))[0].presides


@pytest.mark.parametrize(
    ("said", "name", "other"),
    [
        ("kerbra", "kerbrat", "dorval"),
        ("dorevalle", "dorval", "kerbrat"),
        ("le goffe".replace(" ", ""), "legoff", "dorval"),
        ("tanbour", "tambour", "tancarville"),
    ],
)
def test_a_name_sounds_like_itself_misheard(said: str, name: str, other: str) -> None:
    sounds = Sounds(Lexicon(pack("fr")), pack("fr").turns.blurs)
    assert sounds.alike(said, name) > 80 > sounds.alike(said, other)
