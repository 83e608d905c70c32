"""Names of the house in place of what was heard; and what must be left alone."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.glossary import Glossary, Term
from archiver.model.transcript import Transcript
from archiver.speech.names.correcting import correct_names
from archiver.speech.names.telling import changes
from tests.unit.speech.names.made import HOUSE, PACK, corrected, person, said, told


@pytest.mark.parametrize(
    ("heard", "right"),
    [
        ("Merci, monsieur Mal Verdier.", "Merci, monsieur Malverdier."),
        ("Madame Berto court, Vialle, merci.", "Madame Berthaucourt-Vial, merci."),
        ("La parole est à Solenne Bertocourt Vialle.", "La parole est à Solène Berthaucourt-Vial."),
        ("Oui, madame Roc-Feuille, allez-y.", "Oui, madame Roquefeuille, allez-y."),
        ("Oui, monsieur Petit, merci.", "Oui, monsieur Petit, merci."),
        ("Le collège de saint vaudré est fermé.", "Le collège de Saint-Vaudrey est fermé."),
        ("La caserne de Sainvaudrey, enfin.", "La caserne de Saint-Vaudrey, enfin."),
        ("Le S10 nous sollicite.", "Le SDIS nous sollicite."),
        ("C'est adopté à l'une animité.", "C'est adopté à l'unanimité."),
        ("Je mets donc au voie le rapport.", "Je mets donc aux voix le rapport."),
        ("Dans la vallée d'Haute-Lizière.", "Dans la vallée d'Haute-Lisière."),
    ],
)
def test_names_are_written_as_the_house_writes_them(heard: str, right: str) -> None:
    assert corrected(heard) == right


@pytest.mark.parametrize(
    "heard",
    [
        "Nous avons un petit retard, madame la présidente.",
        "Monsieur le préfet et madame Lombardini nous écoutent.",
        "La route départementale 213 est coupée.",
        "Il vous est proposé d'y apporter une aide de deux millions.",
        "C'est une haute lisière, en bordure de forêt.",
        "Madame, monsieur, chers collègues, bonjour.",
        "Merci. Petit à petit, nous avançons.",
    ],
)
def test_what_is_no_name_of_the_house_is_left_alone(heard: str) -> None:
    assert corrected(heard) == heard


def test_everyday_words_need_a_word_of_address() -> None:
    house = Glossary(terms=(person("Nadia Pourcelette"),))
    assert corrected("Madame pour cela, merci.", house) == "Madame pour cela, merci."
    house = Glossary(terms=(person("Nadia Boncourrier"),))
    assert corrected("Un bon courrier nous est venu.", house) == "Un bon courrier nous est venu."
    assert corrected("Madame bon courrier, merci.", house) == "Madame Boncourrier, merci."


def test_what_was_heard_is_kept_with_the_times_of_what_is_replaced() -> None:
    before = said("Merci, monsieur Mal Verdier.")
    after = correct_names(before, HOUSE, PACK)
    *_others, name = after.utterances[0].words
    assert (name.text, name.heard) == ("Malverdier.", "Mal Verdier.")
    heard = before.utterances[0].words[2:]
    assert (name.start_ms, name.end_ms) == (heard[0].start_ms, heard[1].end_ms)
    assert after.utterances[0].words[:2] == before.utterances[0].words[:2]


def test_a_name_in_fewer_words_than_it_has_keeps_the_whole_extent() -> None:
    house = Glossary(terms=(person("Solène de La Brosserie"),))
    after = correct_names(said("Madame Delabrosserie."), house, PACK).utterances[0]
    assert [word.text for word in after.words] == ["Madame", "de", "La", "Brosserie."]
    assert [word.heard for word in after.words] == [None, "Delabrosserie.", "", ""]
    assert (after.words[1].start_ms, after.words[-1].end_ms) == (1_400, 1_800)


def test_as_it_is_said_is_always_replaced() -> None:
    term = Term(text="EHPAD", kind="acronym", origin="house", said=("épaules", "et pade"))
    house = Glossary(terms=(term,))
    assert corrected("Vous le savez, nos épaules sont pleines.", house, 1.0) == (
        "Vous le savez, nos EHPAD sont pleines."
    )
    assert corrected("Un et pade de plus.", house) == "Un EHPAD de plus."


def test_what_was_refused_is_never_changed() -> None:
    heard = "Merci, monsieur Mal Verdier."
    refused = person("Gontran Malverdier", never=("mal verdier",))
    assert corrected(heard, Glossary(terms=(refused,))) == heard
    assert corrected("Monsieur Malverdié.", Glossary(terms=(refused,))) == "Monsieur Malverdier."
    gone = person("Gontran Malverdier", never=("*",))
    assert corrected("Monsieur Malverdié.", Glossary(terms=(gone,))) == "Monsieur Malverdié."


def test_words_that_a_person_mended_are_not_touched() -> None:
    before = said("Merci, monsieur Malverdié.")
    assert correct_names(before, HOUSE, PACK, kept={2}) == before


def test_two_names_as_like_are_not_told_apart() -> None:
    house = Glossary(terms=(person("Luc Vermandel"), person("Guy Vermandol")))
    assert corrected("Monsieur Vermandal.", house) == "Monsieur Vermandal."


def test_changes_are_told_with_their_term() -> None:
    assert told("Monsieur Malverdié, puis le S10.") == [
        ("Malverdié,", "Malverdier,"),
        ("S10.", "SDIS."),
    ]
    after = correct_names(said("Monsieur Malverdié."), HOUSE, PACK)
    change = changes(after, HOUSE)[0]
    assert (change.term, change.origin) == ("Gontran Malverdier", "members")


def test_without_words_times_are_spread() -> None:
    before = said("Monsieur Malverdié.")
    bare = before.utterances[0].model_copy(update={"words": ()})
    after = correct_names(before.model_copy(update={"utterances": (bare,)}), HOUSE, PACK)
    assert after.utterances[0].text == "Monsieur Malverdier."


_SAID = (
    "Monsieur Madame Mal Verdier, Malverdié. pour cela l'usage S10 214 la parole est à petit "
    "Berto court Vialle. d'Haute-Lizière, au voie merci Roc-Feuille"
)
_WORDS = st.sampled_from(_SAID.split(" "))


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=14))
def test_times_never_go_back_and_a_second_pass_changes_nothing(words: list[str]) -> None:
    before = said(" ".join(words))
    after = correct_names(before, HOUSE, PACK)
    got = [word for u in after.utterances for word in u.words]
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(got))
    assert got[0].start_ms == before.utterances[0].start_ms
    assert got[-1].end_ms == before.utterances[0].end_ms
    heard = " ".join(w.text if w.heard is None else w.heard for w in got if w.heard != "")
    assert heard == " ".join(words)
    assert Transcript.model_validate_json(after.to_json()) == after
