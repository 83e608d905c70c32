"""The roll call and the quorum, as they are spoken."""

from archiver.agenda.decisions import electorate
from archiver.model.decisions import Attendance
from tests.unit.agenda.decisions.scripts import attendance

NAMES = (
    "Anne Abadie", "Bruno Bellot", "Claire Cordier", "Denis Daubresse", "Elise Estève",
    "Fabien Fourcade", "Gilles Garandeau", "Hélène Hautecloque",
)  # fmt: skip
ROLL = """
    Je vous propose de procéder à l'appel nominal.
    Madame Abadie ?
    Présente.
    Monsieur Bellot ?
    Présent.
    Madame Cordier, Monsieur Daubresse.
    Je suis là.
    Madame Estève ? Excusée, pouvoir à Monsieur Bellot.
    Monsieur Fourcade ? Absent.
    Monsieur Garandeau ?
    Il est excusé, il a donné pouvoir à Madame Cordier.
    Madame Hautecloque ? Présente.
    Six présents, deux pouvoirs, le quorum est atteint.
"""


def states(found: Attendance | None) -> dict[str, str]:
    assert found is not None
    return {m.name: m.state for m in found.members}


def test_each_one_called_is_told_as_answered() -> None:
    found = attendance(ROLL, NAMES)
    assert found is not None
    assert states(found) == {
        "Anne Abadie": "present",
        "Bruno Bellot": "present",
        "Claire Cordier": "called",
        "Denis Daubresse": "present",
        "Elise Estève": "excused",
        "Fabien Fourcade": "absent",
        "Gilles Garandeau": "excused",
        "Hélène Hautecloque": "present",
    }
    holders = {m.name: m.proxy_to for m in found.members if m.proxy}
    assert holders == {"Elise Estève": "Bruno Bellot", "Gilles Garandeau": "Claire Cordier"}


def test_the_counts_are_those_that_were_stated() -> None:
    found = attendance(ROLL, NAMES)
    assert found is not None
    assert (found.present, found.proxies, found.absent, found.quorum) == (6, 2, None, True)
    assert electorate(found) == 8


def test_names_heard_badly_are_known_by_sound_and_place() -> None:
    script = """
        Procédons à l'appel nominal, je vais procéder à l'appel.
        Madame Abbadi ? Présente.
        Monsieur Belo ? Présent.
        Madame Cordié ? Présente.
        Monsieur Dobresse ? Présent.
        Madame et Stève ? Présente.
        Monsieur Four cade ? Présent.
    """
    assert set(states(attendance(script, NAMES)).values()) == {"present"}
    assert list(states(attendance(script, NAMES))) == list(NAMES[:6])


def test_the_alphabet_is_an_order_too() -> None:
    shuffled = (*NAMES[4:], *NAMES[:4])
    assert states(attendance(ROLL, shuffled)) == states(attendance(ROLL, NAMES))


def test_a_list_of_the_absent_needs_no_roll_call() -> None:
    script = """
        La séance est ouverte. Sont excusés Madame Abadie et Monsieur Fourcade.
        Monsieur Bellot est absent.
        Nous avons le quorum, nous pouvons délibérer.
    """
    found = attendance(script, NAMES)
    assert states(found) == {
        "Anne Abadie": "excused",
        "Fabien Fourcade": "excused",
        "Bruno Bellot": "absent",
    }
    assert found is not None
    assert found.quorum is True


def test_who_is_only_spoken_of_is_not_called() -> None:
    script = """
        La séance est ouverte. Je salue Madame Abadie, et je remercie Monsieur Bellot.
        Vingt présents, le quorum est atteint.
    """
    found = attendance(script, NAMES)
    assert found is not None
    assert found.members == ()
    assert found.present == 20


def test_a_quorum_that_is_not_reached_is_told() -> None:
    found = attendance("Dix présents. Le quorum n'est pas atteint.", NAMES)
    assert found is not None
    assert (found.present, found.quorum) == (10, False)


def test_the_quorum_is_known_by_sound_after_the_counts() -> None:
    found = attendance("24 présents, un pouvoir, le corome est atteint.", NAMES)
    assert found is not None
    assert found.quorum is True


def test_a_quorum_that_is_only_spoken_of_is_not_told() -> None:
    assert attendance("Nous allons vérifier si le quorum le permet.", NAMES) is None


def test_the_secretary_and_the_chair_are_named() -> None:
    script = """
        Mesdames et messieurs, sous la présidence de Madame Hautecloque.
        Monsieur Daubresse sera notre secrétaire de séance.
        Procédons à l'appel nominal. Madame Abadie ? Présente. Et moi-même.
    """
    found = attendance(script, NAMES)
    assert found is not None
    assert (found.chair, found.secretary) == ("Hélène Hautecloque", "Denis Daubresse")
    assert states(found)["Denis Daubresse"] == "present"


def test_the_printed_president_needs_to_be_addressed() -> None:
    addressed = attendance(
        "Merci, Madame la Présidente. Dix présents.", NAMES, president="Mme Anne Abadie"
    )
    silent = attendance("Merci. Dix présents.", NAMES, president="Mme Anne Abadie")
    assert addressed is not None
    assert silent is not None
    assert (addressed.chair, silent.chair) == ("Anne Abadie", None)


def test_nothing_heard_is_nothing_told() -> None:
    assert attendance("Bonjour à toutes et à tous, la séance est ouverte.", NAMES) is None
    assert attendance("", NAMES) is None


def test_without_a_list_names_are_told_as_heard() -> None:
    found = attendance(
        "Je fais l'appel nominal. Monsieur Quentin ? Présent. Madame Roy ? Absente.", ()
    )
    assert states(found) == {"Quentin": "present", "Roy": "absent"}


def test_an_english_roll_call() -> None:
    script = """
        Will the clerk please call the roll?
        Councilmember Abadie? Here.
        Councilmember Bellot? Present.
        Councilmember Cordier? Absent.
        Councilmember Fourcade? Excused.
        We have a quorum.
    """
    found = attendance(script, NAMES, language="en")
    assert found is not None
    assert list(states(found).values()) == ["present", "present", "absent", "excused"]
    assert found.quorum is True
