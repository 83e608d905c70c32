"""Turns are named by what is said, and left unnamed where nothing tells."""

import pytest

from archiver.agenda.turns import name_turns
from archiver.model.agenda import Agenda
from archiver.model.cards import Card, Cards
from archiver.model.speakers import Turn
from archiver.model.transcript import Transcript, Utterance
from tests.unit.agenda.conversation import pack
from tests.unit.agenda.turns.debate import AGENDA, MEMBERS, heard, named, told

CHAIR = "Hélène Marchandeau"
OPENING = f"{CHAIR}: Mes chers collègues, la séance est ouverte. Premier rapport, le budget."
REPORT = (
    "Le budget qui vous est soumis s'élève à trois cent douze millions. "
    "Il progresse de deux pour cent par rapport à l'année passée."
)
VOTE = f"{CHAIR}: Je mets aux voix. Qui est contre ? Qui s'abstient ? C'est adopté à l'unanimité."


def one_call(
    words: str, speaker: str = "Gaspard Lemercier", reply: str = REPORT
) -> list[str | None]:
    """Who is named for the chair's words, the reply, and the vote after it."""
    script = f"{OPENING}\n{CHAIR}: {words}\n{speaker}: Merci, Madame la Présidente. {reply}\n{VOTE}"
    return [name for _true, name in told(script)][1:]


@pytest.mark.parametrize(
    "words",
    [
        "La parole est à Monsieur Lemercier.",
        "Monsieur Lemercier, vous avez la parole.",
        "Gaspard Lemercier, c'est à vous.",
        "Le rapporteur est Monsieur Lemercier.",
        "Nous en venons au budget, Monsieur Lemercier.",
        "Gaspard, tu nous présentes ce rapport ?",
        "Monsieur Le Mercié.",
        "Monsieur Le Mercier, je vous écoute.",
    ],
)
def test_who_is_called_is_named(words: str) -> None:
    assert one_call(words) == [CHAIR, "Gaspard Lemercier", CHAIR]


def test_nobody_is_named_who_is_not_on_the_list() -> None:
    chair, reply, vote = one_call("La parole est à Monsieur Zakarian.")
    assert (chair, reply, vote) == (CHAIR, None, CHAIR)


def test_a_man_is_not_named_by_a_womans_address() -> None:
    assert one_call("La parole est à Madame Lemercier.")[1] is None


def test_a_name_called_out_within_a_speech_names_nobody() -> None:
    speech = f"{REPORT} Ces dépenses, monsieur Thévenot, vous les aviez votées. {REPORT}"
    assert one_call("Monsieur Lemercier, vous avez la parole.", reply=speech)[1:] == [
        "Gaspard Lemercier",
        CHAIR,
    ]


def test_who_is_thanked_by_name_has_spoken() -> None:
    script = f"{OPENING}\n{CHAIR}: Monsieur Thévenot.\nAmaury Thévenot: {REPORT}\n"
    turns = named(script + f"{CHAIR}: Merci Monsieur Thévenot. Qui souhaite intervenir ?").turns
    spoken = next(turn for turn in turns if turn.name == "Amaury Thévenot")
    assert [e.kind for e in spoken.evidence] == ["called", "thanks"]


def test_who_comes_in_uncalled_stays_unnamed() -> None:
    script = f"""
    {OPENING}
    {CHAIR}: Monsieur Lemercier, vous avez la parole.
    Gaspard Lemercier: Merci, Madame la Présidente. {REPORT}
    Clotilde Ravenel: Une question, Madame la Présidente. Est-ce que les clubs ont été consultés ?
    {VOTE}
    """
    assert told(script)[2:] == [
        ("Gaspard Lemercier", "Gaspard Lemercier"),
        ("Clotilde Ravenel", None),
        (CHAIR, CHAIR),
    ]


def test_the_first_of_two_called_speaks_first() -> None:
    found = one_call("Oui, Monsieur Lemercier, puis Madame Ravenel.")
    assert found[1] == "Gaspard Lemercier"


def test_the_roll_is_called_by_one_and_answered_by_others() -> None:
    script = f"""
    {CHAIR}: La séance est ouverte. Noémie Castaing va procéder à l'appel nominal.
    Noémie Castaing: Monsieur Lemercier ?
    Gaspard Lemercier: Présent.
    Noémie Castaing: Madame Bruyère ?
    Solange Bruyère: Présente.
    Noémie Castaing: Monsieur Thévenot ?
    Amaury Thévenot: Présent.
    Noémie Castaing: Madame Ravenel ? Excusée. Monsieur Ollivier, Monsieur Quillard.
    {CHAIR}: Le quorum est atteint. Nous passons au premier rapport.
    """
    *roll, (_president, after) = told(script)
    assert all(true == name for true, name in roll)
    assert after in (CHAIR, None)


def test_another_one_who_presides_is_not_given_the_presidents_name() -> None:
    script = f"""
    {OPENING}
    {CHAIR}: Je cède la présidence à Monsieur Lemercier pour ce vote.
    [20]
    Gaspard Lemercier: Nous passons au vote. Qui est contre ? Qui s'abstient ? Il est adopté.
    [5]
    {CHAIR}: Je reprends la présidence. Nous passons au rapport suivant, les collèges.
    """
    names = [name for _true, name in told(script)]
    assert names[2] != CHAIR
    assert names[3] == CHAIR


def test_a_label_of_the_transcript_is_a_source_of_its_own() -> None:
    transcript, _truth = heard(f"{CHAIR}: {REPORT} {REPORT}")
    labelled = tuple(
        u.model_copy(update={"speaker": "Maire Camille Aubertin"}) for u in transcript.utterances
    )
    (turn,) = name_turns(
        transcript.model_copy(update={"utterances": labelled}), AGENDA, MEMBERS, Cards(), pack("fr")
    ).turns
    assert (turn.name, turn.confidence) == ("Maire Camille Aubertin", 0.5)
    assert turn.sure_name is None
    assert [e.kind for e in turn.evidence] == ["transcript"]


@pytest.mark.parametrize("label", ["SPEAKER_04", "Unknown (B)", "Intervenant 2", ""])
def test_a_label_that_is_no_name_names_nobody(label: str) -> None:
    utterance = Utterance(start_ms=0, end_ms=2_000, text="Rien de nouveau.", speaker=label)
    transcript = Transcript(language="fr", duration_ms=3_000, utterances=(utterance,))
    (turn,) = name_turns(transcript, AGENDA, MEMBERS, Cards(), pack("fr")).turns
    assert turn.name is None


def test_without_words_there_are_no_turns() -> None:
    silence = Transcript(language="fr", duration_ms=60_000)
    assert name_turns(silence, AGENDA, MEMBERS, Cards(), pack("fr")).turns == ()


def test_without_any_name_the_chair_is_still_told() -> None:
    transcript, _truth = heard(f"{OPENING}\n{VOTE}")
    turns = name_turns(transcript, Agenda(items=()), (), Cards(), pack("fr")).turns
    assert [(turn.name, turn.chair) for turn in turns] == [(None, True)]


SCRIPT = f"""
{OPENING}
{CHAIR}: Monsieur Lemercier, vous avez la parole.
Gaspard Lemercier: Merci, Madame la Présidente. {REPORT}
Clotilde Ravenel: De notre côté, nous nous abstiendrons. Les clubs ont besoin de visibilité.
{CHAIR}: Monsieur Thévenot, je vous écoute.
Amaury Thévenot: Merci. {REPORT}
{VOTE}
"""


def card(line: int, name: str) -> Card:
    start, end, _speaker = heard(SCRIPT)[1][line]
    return Card(start_ms=start + 300, end_ms=end - 200, lines=(name, "Canton du Lac"))


def ravenel(*cards: Card) -> Turn:
    start, _end, _speaker = heard(SCRIPT)[1][3]
    turn = named(SCRIPT, cards).at(start + 500)
    assert turn
    return turn


def test_a_card_names_whom_no_word_names_once_cards_were_seen_right() -> None:
    right = card(2, "Gaspard Lemercier"), card(5, "Amaury THÉVENOT")
    assert ravenel().name != "Clotilde Ravenel"
    turn = ravenel(*right, card(3, "CIotilde Ravene1"))
    assert turn.name == "Clotilde Ravenel"
    assert [e.kind for e in turn.evidence] == ["card"]


def test_cards_that_contradict_the_words_name_nobody_and_are_kept() -> None:
    wrong = card(2, "Amaury Thévenot"), card(5, "Noémie Castaing")
    turn = ravenel(*wrong, card(3, "Clotilde Ravenel"))
    assert turn.name is None
    assert "Clotilde Ravenel" in [other.name for other in turn.others]
    speakers = named(SCRIPT, wrong)
    spoken = next(turn for turn in speakers.turns if turn.name == "Gaspard Lemercier")
    assert "Amaury Thévenot" in [other.name for other in spoken.others]


def test_the_same_words_give_the_same_turns() -> None:
    assert named(SCRIPT) == named(SCRIPT)
