"""The terms that members and agendas give, how they sound, and the hints made of them."""

import pytest

from archiver.model.agenda import Agenda, Item, Member
from archiver.model.glossary import Glossary, Term
from archiver.model.language import LanguagePack
from archiver.speech.names.hints import hints
from archiver.speech.names.phonemes import Voice
from archiver.speech.names.terms import in_title, of_agenda, of_members, person
from archiver.store.shipped import load_language_pack

PACK: LanguagePack = load_language_pack("fr")
VOICE = Voice(PACK.names, {value: word for word, value in PACK.numbers.units.items()})


def terms(text: str) -> dict[str, str]:
    return {t.text: t.kind for t in in_title(text, PACK) if t.kind != "word"}


@pytest.mark.parametrize(
    ("name", "text", "given"),
    [
        ("Mme Solène Vial", "Solène Vial", "Solène"),
        ("M. BERTRAND Luc", "Luc Bertrand", "Luc"),
        ("Luc LE GOFFIC", "Luc Le Goffic", "Luc"),
        ("Jean-Noël de La Brosserie", "Jean-Noël de La Brosserie", "Jean-Noël"),
        ("M. Malverdier", "Malverdier", ""),
    ],
)
def test_people_are_told_by_their_names(name: str, text: str, given: str) -> None:
    found = next(person(name, "members", PACK))
    assert (found.text, found.given) == (text, given)


def test_an_office_is_nobody() -> None:
    assert not list(person("Mme la Présidente", "agenda", PACK))
    assert not list(person("", "agenda", PACK))


def test_titles_give_names_acronyms_and_roads() -> None:
    title = "Collège Rosa-Delmas de Saint-Vaudrey (CRDV) – Subvention « Élan Jeunes », RD n° 214"
    assert terms(title) == {
        "RD 214": "road",
        "Élan Jeunes": "name",
        "CRDV": "acronym",
        "Rosa-Delmas": "name",
        "Saint-Vaudrey": "name",
    }


def test_what_begins_a_phrase_is_no_name_for_that() -> None:
    assert terms("Attribution d'une aide à la Mine – Convention avec l'État") == {}
    assert terms("ATTRIBUTION D'UNE AIDE À SAINT-VAUDREY") == {}
    assert terms("Chapitre XIV : rapport") == {}


def test_members_give_people_places_and_groups() -> None:
    listed = Member(name="Luc Vermandel", group="Vivre ensemble (majorité)", canton="Le Haut-Pré")
    found = {term.text: term.kind for term in of_members([listed], PACK)}
    assert found == {"Luc Vermandel": "person", "Vivre ensemble": "group", "Haut-Pré": "place"}


def test_the_agenda_gives_who_presides_and_reports() -> None:
    item = Item(id="1", title="Route de Saint-Vaudrey", rapporteur="M. Luc Vermandel")
    agenda = Agenda(body="Conseil de l'Ysandre", president="Mme Anne Solier", items=(item,))
    found = {term.text for term in of_agenda(agenda, PACK)}
    assert found >= {"Luc Vermandel", "Anne Solier", "Ysandre", "Saint-Vaudrey"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quérouil", "Kérouille"),
        ("au Couturier", "Aucouturier"),
        ("Vautrel", "Votrelle"),
        ("Tournebeuf", "Tournebœuf"),
        ("Thibault", "Tibo"),
    ],
)
def test_words_of_one_sound_sound_alike(one: str, other: str) -> None:
    assert VOICE.of(one) == VOICE.of(other)


def test_what_is_confused_is_near_and_what_is_not_is_far() -> None:
    def apart(one: str, other: str) -> float:
        return VOICE.apart(VOICE.of(one), VOICE.of(other), 99.0)

    assert apart("Brossolin", "Prosselin") < 1.0 < apart("Brossolin", "Martinet")
    assert apart("route 214", "route 215") >= 4.0
    assert apart("Vial", "Vial") == 0.0
    assert apart("Lombard", "Vial") == apart("Vial", "Lombard")


def test_acronyms_are_said_by_letters_as_a_word_or_both() -> None:
    assert VOICE.of("S10") in VOICE.acronym("SDIS")
    assert VOICE.of("emme dé pé ache") in VOICE.acronym("MDPH")


def test_hints_begin_with_what_was_given_by_hand_and_are_short() -> None:
    listed = [Term(text=f"Élu Numéro{n}", kind="person", origin="members") for n in range(90)]
    added = Term(text="Grand-Œuvre", kind="name", origin="house")
    refused = Term(text="Personne", kind="name", origin="house", never=("*",))
    word = Term(text="subvention", kind="word", origin="agenda")
    made = hints(Glossary(terms=(*listed, word, refused, added)), longest=100)
    assert made[0] == "Grand-Œuvre"
    assert len(", ".join(made)) <= 100
    assert "Personne" not in made
    assert "subvention" not in made
