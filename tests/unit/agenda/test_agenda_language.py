"""The language packs: what they must hold, and how words, numbers and phrases are matched."""

import pytest
from pydantic import ValidationError

from archiver.agenda.cues import Phrasebook, phrase_in
from archiver.agenda.heard import Heard, hear
from archiver.agenda.numbers import NumberReader, number_keys
from archiver.agenda.titles import abbreviations, title_words
from archiver.agenda.words import Lexicon, fold, folded_words
from archiver.model.agenda import Item
from archiver.model.language import LanguagePack
from archiver.model.transcript import Transcript, Utterance
from tests.unit.agenda.conversation import agenda, pack

PACKS = ("fr", "en")


def said(text: str) -> Heard:
    utterance = Utterance(start_ms=0, end_ms=60_000, text=text)
    return hear(Transcript(language="fr", duration_ms=60_000, utterances=(utterance,)))


def hits(language: str, text: str, *phrases: str) -> list[str]:
    heard = said(text)
    book = Phrasebook(heard, Lexicon(pack(language)))
    return [heard.spoken(h.first, h.last) for h in book.hits("cue", phrases)]


@pytest.mark.parametrize("language", PACKS)
def test_every_kind_of_cue_is_there(language: str) -> None:
    cues = pack(language).cues.model_dump()
    assert all(cues.values()), [kind for kind, phrases in cues.items() if not phrases]


@pytest.mark.parametrize("language", PACKS)
def test_every_phrase_finds_itself(language: str) -> None:
    known = pack(language)
    phrases = [p for texts in known.cues.model_dump().values() for p in texts]
    phrases += [p for procedure in known.procedures for p in procedure.heard]
    for phrase in phrases:
        words = [w.split("|")[0].removesuffix("?") for w in phrase.split() if w != "*"]
        assert hits(language, " ".join(words), phrase), phrase


@pytest.mark.parametrize("phrase", ["* ordre", "", "nous? passons", "*"])
def test_a_phrase_must_start_with_a_word(phrase: str) -> None:
    data = pack("fr").model_dump()
    data["cues"] = {**data["cues"], "vote": [phrase]}
    with pytest.raises(ValidationError, match="must start with a word"):
        LanguagePack.model_validate(data)


def test_a_pack_that_is_not_one() -> None:
    with pytest.raises(ValueError, match="Invalid value"):
        LanguagePack.from_toml("language = = 2")
    data = {**pack("fr").model_dump(), "sounds": [("(", "")]}
    with pytest.raises(ValidationError, match="no regular expression"):
        LanguagePack.model_validate(data)


def test_words_are_folded() -> None:
    assert fold("L’Œuvre ÉTÉ") == "l’oeuvre ete"
    assert folded_words("l'avant-projet n° 12 !") == ("l", "avant", "projet", "n", "12")


@pytest.mark.parametrize(
    ("heard", "phrase"),
    [
        ("alors je mets au voie le rapport", "je mets aux voix"),
        ("la séance est suspendu", "la séance est suspendue"),
        ("nous passons donc maintenant au rapport", "nous passons * rapport|dossier"),
        ("la séance reprise", "la séance est? reprise"),
    ],
)
def test_phrases_are_found_as_they_sound(heard: str, phrase: str) -> None:
    assert hits("fr", heard, phrase)


@pytest.mark.parametrize(
    ("heard", "phrase"),
    [
        ("nous pensons au rapport", "nous passons * rapport"),
        ("nous passons un deux trois quatre rapport", "nous passons * rapport"),
        ("la séance est longue", "la séance est levée"),
    ],
)
def test_other_words_are_not(heard: str, phrase: str) -> None:
    assert not hits("fr", heard, phrase)


def test_printed_phrases_need_their_very_words() -> None:
    assert phrase_in("Approbation du procès-verbal", ("procès verbal",))
    assert not phrase_in("Approbation du procès", ("procès verbal",))


ITEMS = agenda(("101", "A"), ("201", "B"), ("7", "C"), ("2026-14", "D"), ("1180", "E")).items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("le rapport numéro 201", [1]),
        ("premier rapport, le cent un", [0]),
        ("au deux cent un", [1]),
        ("le point numéro sept", [2]),
        ("le rapport mille cent quatre-vingts", [4]),
        ("les rapports 101, 201", [0, 1]),
        ("sept", []),
        ("la route 201", []),
        ("le 201 mètres", []),
        ("201 euros et 101 voix", []),
        ("en 201", []),
        ("moins 101", []),
    ],
)
def test_item_numbers_as_they_are_spoken(text: str, items: list[int]) -> None:
    found = NumberReader(pack("fr").numbers).find(said(text), ITEMS)
    assert [number.item for number in found] == items


def test_numbers_that_items_share_name_none() -> None:
    shared = agenda(("4", "A"), ("5", "C")).items
    again = shared[0].model_copy(update={"id": "x"})
    assert number_keys((*shared, again)) == {("5",): 1}


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("Office de la lecture publique (OLP) : subvention", ["olp"]),
        ("Syndicat des eaux et rivières (SER)", ["ser"]),
        ("Budget annexe (XYZ)", []),
        ("Rapport (a)", []),
    ],
)
def test_an_abbreviation_stands_for_the_words_before_it(title: str, known: list[str]) -> None:
    assert list(abbreviations(title, Lexicon(pack("fr")))) == known


def test_an_abbreviation_weighs_more_than_a_word() -> None:
    item = Item(id="a", title="Office de la lecture publique (OLP) : subvention")
    weights = title_words(item, Lexicon(pack("fr")))
    assert weights["olp"] > weights["lectur"] == 1.0


def test_a_house_adds_words_of_one_meaning() -> None:
    known = pack("fr").model_copy(update={"synonyms": (("piscine", "bassin"),)})
    weights = title_words(Item(id="a", title="Rénovation de la piscine"), Lexicon(known))
    assert 0 < weights["bassin"] < weights["piscin"]
