"""Votes as French councils speak them: what is recorded, and what is no vote."""

import pytest

from tests.unit.agenda.decisions.scripts import all_told

SAID = [
    (
        "Qui est contre ? Levez la main. Quatre. Merci. Abstentions ? Une. Le rapport est adopté.",
        "adopted -/4/1",
    ),
    ("Qui est contre ? Trois. Qui s'abstient ? Quatre. Le rapport est adopté.", "adopted -/3/4"),
    (
        "Je mets le rapport aux voix. Contre ? Personne. Abstentions ? Cinq. Il est adopté.",
        "adopted -/0/5",
    ),
    (
        "Trente-deux voix pour, quatre contre, deux abstentions, le rapport est adopté.",
        "adopted 32/4/2",
    ),
    (
        "Le vote est clos. 32 voix pour, 4 voix contre et 2 abstentions. La délibération "
        "est adoptée.",
        "adopted 32/4/2",
    ),
    ("Le rapport est adopté à la majorité, moins trois abstentions.", "adopted -/-/3"),
    ("Nous passons au vote. Adopté à l'unanimité moins une abstention.", "adopted -/-/1"),
    (
        "Scrutin public. 42 votants, 30 pour, 12 contre. La délibération est adoptée.",
        "adopted 30/12/-",
    ),
    (
        "Vote à main levée. Qui est contre ? Qui s'abstient ? Je constate l'unanimité.",
        "adopted -/-/- unanimous",
    ),
    ("Pas d'opposition, pas d'abstention, adopté.", "adopted -/-/- unanimous"),
    (
        "Je mets aux voix le vœu. Le vœu est repoussé par 20 voix contre 15.",
        "rejected 15/20/- on vœu",
    ),
    ("Le rapport est adopté par 20 voix contre 15.", "adopted 20/15/-"),
    (
        "Qui est pour l'amendement ? Onze. Qui est contre ? Vingt-quatre. Il est repoussé.",
        "rejected 11/24/- on amendement",
    ),
    (
        "Je mets aux voix l'amendement numéro 3. Contre ? 25. Pour ? 9. L'amendement est rejeté.",
        "rejected 9/25/- on amendement 3",
    ),
    (
        "Nous votons sur le deuxième amendement. Pas d'objection ? Il est adopté.",
        "adopted -/-/- unanimous on amendement 2",
    ),
    (
        "Je soumets au vote le sous-amendement. Avis contraires ? Aucun. Adopté.",
        "adopted -/0/- on sous-amendement",
    ),
    (
        "Je mets aux voix. Monsieur Abadie ne prend pas part au vote. Contre ? Deux. C'est adopté.",
        "adopted -/2/-",
    ),
    (
        "Y a-t-il des oppositions ? Non. Des abstentions ? Trois. Le projet est approuvé.",
        "adopted -/0/3",
    ),
    ("Le conseil départemental prend acte de cette communication.", "noted -/-/-"),
    (
        "Il n'y a pas de vote sur ce rapport. Il vous est demandé d'en prendre acte. "
        "Nous en prenons acte.",
        "noted -/-/-",
    ),
    (
        "On passe au vote. Pas de vote contre ? Pas d'abstention ? Merci, c'est voté.",
        "adopted -/-/- unanimous",
    ),
    (
        "Qui vote contre ? Je compte sept mains. Qui s'abstient ? Une. Le rapport est donc adopté.",
        "adopted -/7/1",
    ),
    ("Qui s'abstient ? Le groupe socialiste. Le rapport est adopté.", "adopted -/-/-"),
    (
        "Je mets aux voix. Le groupe de la majorité vote pour. Le rapport est adopté à "
        "la majorité.",
        "adopted -/-/-",
    ),
    (
        "Contre ? Zéro. Abstention ? Zéro. Trente-neuf voix pour. Adopté à l'unanimité.",
        "adopted 39/0/0 unanimous",
    ),
    (
        "Abstentions ? Douze, le groupe Demain. Contre ? Néant. Le compte est approuvé.",
        "adopted -/0/12",
    ),
    (
        "Je mets aux voix. Cent dix-sept voix pour, quatre-vingt-onze voix contre, "
        "dix-sept abstentions. "
        "La motion est adoptée.",
        "adopted 117/91/17 on motion",
    ),
    (
        "Je vous propose de passer au vote. Qui est d'avis contraire ? Personne. Le "
        "rapport n'est pas adopté.",
        "rejected -/0/-",
    ),
    ("Contre six. Abstentions deux. Adopté.", "adopted -/6/2"),
    (
        "Qui est contre ? 6. Qui s'abstient ? 2. 17 voix pour, le rapport est adopté.",
        "adopted 17/6/2",
    ),
    (
        "qui est contre six qui s'abstient deux dix-sept voix pour le rapport est adopté",
        "adopted 17/6/2",
    ),
    ("Je mets au voix. Contre ? Persone. Abstentions ? Troi. Il est adopter.", "adopted -/0/3"),
    ("Nous passons au vote. Adopté à l'une animité.", "adopted -/-/- unanimous"),
    (
        "Je mets aux voix la mandement. Contre ? 14. Pour ? 8. Il est rejeté.",
        "rejected 8/14/- on amendement",
    ),
    (
        "Le vote est ouvert.\n[40]\nLe vote est clos. 21 pour, 3 contre. La délibération "
        "est adoptée.",
        "adopted 21/3/-",
    ),
    (
        "Je mets aux voix l'ensemble. Aucune abstention. Aucune voix contre. Adopté.",
        "adopted -/0/0",
    ),
    ("Qui est contre ? Qui s'abstient ? Deux abstentions. Le rapport est adopté.", "adopted -/-/2"),
    ("Le rapport est adopté avec deux abstentions.", "adopted -/-/2"),
    ("Mes chers collègues, le rapport est adopté.", "adopted -/-/-"),
    ("Le procès-verbal est adopté à l'unanimité.", "adopted -/-/- unanimous"),
    (
        "Qui est contre ? Trois. Qui s'abstient ? Personne. Deux élus ne participent pas au vote. "
        "C'est adopté.",
        "adopted -/3/0 not voting 2",
    ),
]


@pytest.mark.parametrize(("script", "expected"), SAID, ids=[s[:50] for s, _ in SAID])
def test_what_is_said_is_recorded(script: str, expected: str) -> None:
    assert all_told(script) == [expected]


NO_VOTE = [
    "Lors du dernier vote, vingt voix pour et cinq contre, le schéma avait été adopté.",
    "Le budget adopté l'an dernier prévoyait déjà cette dépense.",
    "C'est la revalorisation des aides à domicile, que vous aviez votée.",
    "Cet amendement a été rejeté en commission.",
    "Cet amendement est rejeté en commission depuis trois ans.",
    "Si le rapport est adopté, les travaux commenceront en juin.",
    "Je vous propose d'adopter ce rapport à l'unanimité.",
    "Notre groupe votera contre.",
    "De notre côté, nous nous abstiendrons.",
    "Trois dossiers qui ont fait l'unanimité en commission.",
    "Le plan adopté à l'unanimité en 2019 par le Sénat n'est pas appliqué.",
    "La loi a été adoptée par le Parlement.",
    "Une fois que le budget est voté, les associations sont payées.",
    "Nous souhaitons que cette motion soit adoptée.",
    "Est-ce que le rapport est adopté ?",
    "Il sera adopté en décembre, avec le budget.",
    "Par contre, deux communes sont pour, et six habitants ont écrit.",
    "Je rappelle que la convention est adoptée chaque année.",
    "On m'a dit que le schéma est rejeté.",
    "Nous avons adopté trois délibérations, pour quatre millions d'euros.",
    "Vous prenez acte de la situation, nous la dénonçons.",
    "Les élèves adoptent de bonnes habitudes, c'est un projet approuvé.",
    "Quand la délibération est adoptée, elle est transmise au préfet.",
    "L'abstention atteint cinquante pour cent aux élections.",
    "La majorité régionale a voté contre, à vingt voix contre quinze.",
]


@pytest.mark.parametrize("script", NO_VOTE, ids=[s[:50] for s in NO_VOTE])
def test_talk_of_votes_is_no_vote(script: str) -> None:
    assert all_told(script) == []


@pytest.mark.parametrize("script", NO_VOTE, ids=[s[:50] for s in NO_VOTE])
def test_nor_does_it_become_one_before_a_vote(script: str) -> None:
    voted = "Je mets aux voix. Contre ? Six. Abstentions ? Aucune. Le rapport est adopté."
    assert all_told(f"{script}\n[3]\nMerci.\n[3]\n{voted}") == ["adopted -/6/0"]
