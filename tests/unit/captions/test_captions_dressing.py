"""How numbers, acronyms and punctuation are written on screen, and that nothing is lost by it."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words

from archiver.captions.dressing import bound, dressed
from archiver.captions.layout import layout
from archiver.captions.numbers import Style
from archiver.captions.typography import NARROW_NBSP, NBSP, clean
from archiver.model.captions import CaptionNorms
from archiver.model.spelling import fold
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.store.shipped import load_language_pack
from tests.unit.captions.test_captions_properties import cases

PACKS = {language: load_language_pack(language) for language in ("fr", "en")}


def said(text: str, language: str = "fr") -> Transcript:
    """One utterance, its words of equal length."""
    parts = text.split(" ")
    words = tuple(
        Word(text=part, start_ms=k * 500, end_ms=k * 500 + 400) for k, part in enumerate(parts)
    )
    end = 500 * len(parts)
    one = Utterance(start_ms=0, end_ms=end, text=text, words=words)
    return Transcript(language=language, duration_ms=end, utterances=(one,))


def shown(text: str, language: str = "fr", style: Style = "digits") -> str:
    """The text as it is shown, `_` for a no-break space and `~` for a narrow one."""
    (one,) = bound(dressed(said(text, language), PACKS[language], style)).utterances
    return one.text.replace(NBSP, "_").replace(NARROW_NBSP, "~")


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("soit trois cent quarante-cinq mille euros,", "soit 345~000_euros,"),
        ("soit 345 mille euros", "soit 345~000_euros"),
        ("soit 3 millions 100 000 euros", "soit 3~100~000_euros"),
        ("soit un million 220 000 euros", "soit 1~220~000_euros"),
        ("soit 5.400 000 euros", "soit 5~400~000_euros"),
        ("soit 4,650,000 euros", "soit 4~650~000_euros"),
        ("soit 1.800.000 euros", "soit 1~800~000_euros"),
        ("un taux de 4,650 euros", "un taux de 4,650_euros"),
        ("une aide de 2700 000 euros", "une aide de 2~700~000_euros"),
        ("soit douze millions d'euros", "soit 12_millions d’euros"),
        ("des pénalités de 1500 euros", "des pénalités de 1~500_euros"),
        ("on a nonante-sept routes et septante communes", "on a 97 routes et 70 communes"),
        ("il y a quatre-vingt-dix-sept élèves", "il y a 97 élèves"),
        ("de 720 à 660 000 euros", "de 720 à 660~000_euros"),
        ("et cent euros", "et 100_euros"),
    ],
)
def test_amounts_are_in_digits_by_groups_of_three(heard: str, written: str) -> None:
    assert shown(heard) == written


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("en deux mille vingt-six", "en 2026"),
        ("qui date de 1.964, cela", "qui date de 1964, cela"),
        ("le vingt novembre deux mille vingt-six", "le 20_novembre 2026"),
        ("du deux juillet au premier août", "du 2_juillet au 1er_août"),
        ("le rapport trois cent un", "le rapport 301"),
        ("le rapport 2026-432", "le rapport 2026-432"),
        ("la départementale neuf cent vingt-sept", "la départementale 927"),
        ("l'article 3121 et l'article L 3121", "l’article 3121 et l’article L_3121"),
        ("à 14000 Caen", "à 14000 Caen"),
        ("au 0800123456", "au 0800123456"),
        ("passe de 4 à 3000", "passe de 4 à 3000"),
    ],
)
def test_what_names_is_never_grouped(heard: str, written: str) -> None:
    assert shown(heard) == written


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("il est neuf heures trente-cinq", "il est 9_h_35"),
        ("il est 9h35.", "il est 9_h_35."),
        ("il est 19 heures 5", "il est 19_h_05"),
        ("il dure onze heures trente minutes", "il dure 11_heures 30_minutes"),
        ("soit trois virgule cinq pour cent", "soit 3,5_%"),
        ("soit deux virgule zéro cinq pour cent", "soit 2,05_%"),
        ("soit 40 pour cent et 3.5%", "soit 40_% et 3,5_%"),
        ("dix pour cent mille euros", "dix pour 100~000_euros"),
        ("avec trente-trois voix, deux abstentions", "avec 33_voix, 2 abstentions"),
        ("Dix-neuf pour, six contre, une voix.", "19 pour, 6 contre, une voix."),
        ("Pour, seize. Contre, sept.", "Pour, 16. Contre, 7."),
        ("soit un euro quatre-vingt-dix par jour", "soit 1_euro 90 par jour"),
        ("soit trois euros cinquante", "soit 3_euros 50"),
        ("Rapport deux mille vingt-six, quatre, trente et un.", "Rapport 2026, 4, 31."),
        ("la 4ème et la 1ère", "la 4e et la 1re"),
    ],
)
def test_times_shares_votes_and_ordinals(heard: str, written: str) -> None:
    assert shown(heard) == written


@pytest.mark.parametrize(
    "heard",
    [
        "nous avons deux villages et une route",
        "c’est mille mercis et les cent pas",
        "c’est Louis quatorze",
        "on a deux à trois cents personnes",
        "soit vingt à trente mille euros",
        "les mille et une nuits, deux mille et une nuits",
        "dix-neuf cent soixante-quatre",
        "le zéro deux trente-trois zéro un",
        "c’est deux millions cinq cents",
        "c’est midi trente",
        "au vingt-deuxième rang",
        "Trente enfants sont venus",
        "l’un des deux",
    ],
)
def test_words_stay_where_print_keeps_them_or_nobody_can_tell(heard: str) -> None:
    assert shown(heard) == heard


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("le S D I S de la R D 927", "le SDIS de la RD_927"),
        ("la R.D. 927 et la RD-14", "la RD_927 et la RD_14"),
        ("la R. D. 927", "la RD_927"),
        ("avec J. F. Petit", "avec J. F. Petit"),
        ("les lots A B C", "les lots A B C"),
        ("le coeur des oeuvres, la moelle", "le cœur des œuvres, la moelle"),
        ('il dit "oui". et puis', "il dit «_oui_». Et puis"),
        ('il dit "oui', 'il dit "oui'),
        ("voilà... et puis", "voilà… et puis"),
        ("pourquoi ? ainsi: M. Petit", "pourquoi~? Ainsi_: M._Petit"),
    ],
)
def test_acronyms_quotes_and_capitals(heard: str, written: str) -> None:
    assert shown(heard) == written


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("with three hundred forty-five thousand dollars", "with 345,000_dollars"),
        ("in nineteen sixty-four", "in nineteen sixty-four"),
        ("a hundred people", "a hundred people"),
        ("at eleven o'clock, two thousand and six", "at eleven o'clock, two thousand and six"),
        ("it's 12500 dollars", "it's 12,500_dollars"),
        ("by five to six hundred people", "by five to six hundred people"),
        ("the P U D. then", "the PUD. Then"),
    ],
)
def test_english_keeps_its_own_rules(heard: str, written: str) -> None:
    assert shown(heard, "en") == written


def test_in_words_only_what_counts_is_written_out() -> None:
    heard = "on a 345 000 euros et 21 communes en 2026, RD 927, 40 %, le 20 juin"
    assert shown(heard, style="words") == (
        "on a trois cent quarante-cinq mille euros et 21 communes en 2026, RD_927, 40_%, le 20_juin"
    )


def test_as_heard_leaves_numbers_as_they_came() -> None:
    assert shown("soit trois cents et 345000", style="as_heard") == "soit trois cents et 345000"


def test_a_number_lasts_from_its_first_word_to_its_last() -> None:
    (one,) = dressed(said("soit trois cent mille euros"), PACKS["fr"]).utterances
    assert [(w.text, w.start_ms, w.end_ms) for w in one.words] == [
        ("soit", 0, 400),
        (f"300{NARROW_NBSP}000", 500, 1900),
        ("euros", 2000, 2400),
    ]


def test_an_utterance_without_timed_words_stays_so() -> None:
    one = Utterance(start_ms=0, end_ms=3000, text="soit trois cents euros")
    heard = Transcript(language="fr", duration_ms=3000, utterances=(one,))
    (found,) = dressed(heard, PACKS["fr"]).utterances
    assert (found.words, found.text) == ((), "soit 300 euros")


def test_no_number_joins_two_utterances() -> None:
    parts = [
        Utterance(start_ms=k * 1000, end_ms=k * 1000 + 900, text=text)
        for k, text in enumerate(["il y a soixante", "quinze élèves"])
    ]
    heard = Transcript(language="fr", duration_ms=2000, utterances=tuple(parts))
    assert [u.text for u in dressed(heard, PACKS["fr"]).utterances] == [u.text for u in parts]


def test_a_line_never_ends_inside_a_number() -> None:
    heard = said("voici ce que représente cette somme de 4 650 000 euros pour la RD 927")
    cues = layout(dressed(heard, PACKS["fr"]), (), CaptionNorms(max_line_chars=16))
    lines = [line for cue in cues for line in cue.lines]
    assert any(f"4{NARROW_NBSP}650{NARROW_NBSP}000{NBSP}euros" in line for line in lines)
    assert any(f"RD{NBSP}927" in line for line in lines)


AMOUNTS = st.one_of(st.integers(0, 10**9), st.integers(0, 10**6), st.integers(0, 200))


@given(AMOUNTS, st.sampled_from(["fr", "fr_BE", "fr_CH"]))
def test_every_number_in_words_keeps_its_value(number: int, language: str) -> None:
    heard = f"nous avons {num2words(number, lang=language)} euros"
    found = shown(heard)
    round_number = number >= 10**6 and number % 10**6 < 1000
    if number <= 10:
        assert found == heard
    elif not round_number:
        assert found.replace("~", "") == f"nous avons {number}_euros"
    else:
        numerals = re.sub(r"\D", "", found)
        assert int(numerals or number // 10**6) in (number // 10**6, number // 10**9)


@given(AMOUNTS)
def test_digits_to_words_and_back_is_the_same_number(number: int) -> None:
    heard = f"nous avons {number} euros"
    in_words = shown(heard, style="words")
    gendered = number % 10 == 1 and number % 100 not in (11, 71, 91)
    if gendered or (number >= 10**6 and number % 10**6 == 0):
        assert in_words.replace("~", "").replace("_", " ") == heard
    else:
        assert in_words == f"nous avons {num2words(number, lang='fr')} euros"
        if 10 < number < 10**6:
            assert shown(in_words).replace("~", "") == f"nous avons {number}_euros"


def _plainly(texts: Sequence[str]) -> str:
    """Letters and digits alone, whatever their case."""
    return "".join(c for c in fold("".join(texts)) if c.isalnum())


@settings(deadline=None, max_examples=150)
@given(cases(), st.sampled_from(["as_heard", "digits", "words"]))
def test_nothing_is_lost_and_times_stay(case: tuple[Transcript, list[int]], style: Style) -> None:
    heard, _ = case
    pack = PACKS.get(heard.language, PACKS["fr"])
    found = dressed(heard, pack, style)
    assert dressed(found, pack, style) == found
    for before, after in zip(heard.utterances, found.utterances, strict=True):
        assert (after.start_ms, after.end_ms, after.speaker) == (
            before.start_ms,
            before.end_ms,
            before.speaker,
        )
        texts = [t for w in before.words for t in clean(w.text)] or list(clean(before.text))
        if style == "as_heard":
            assert _plainly([after.text]) == _plainly(texts)
        edges = {w.start_ms for w in before.words} | {w.end_ms for w in before.words}
        if before.words and after.words:
            assert min(w.start_ms for w in after.words) >= min(edges)
            assert max(w.end_ms for w in after.words) <= max(edges)


@settings(deadline=None, max_examples=100)
@given(cases())
def test_bound_words_read_as_the_utterance(case: tuple[Transcript, list[int]]) -> None:
    heard, _ = case
    found = bound(dressed(heard, PACKS.get(heard.language, PACKS["fr"])))
    for one in found.utterances:
        if one.words:
            assert one.text == " ".join(word.text for word in one.words)
            assert not any(" " in word.text for word in one.words)


PLAIN = [
    "nous",
    "votons",
    "le",
    "projet,",
    "de",
    "à",
    "et",
    "collège",
    "adopté.",
    "Durand",
    "euros",
]
NUMERIC = [
    *("un", "deux", "dix", "vingt", "vingts", "soixante", "quatre", "cent", "mille", "millions"),
    *("345", "000", "2026", "5.400", "7,", "quinze.", "zéro"),
]


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.one_of(st.sampled_from(PLAIN), st.sampled_from(NUMERIC)), min_size=1, max_size=14),
    st.sampled_from(["digits", "words"]),
)
def test_all_words_but_numbers_stay_in_place(texts: list[str], style: Style) -> None:
    (one,) = dressed(said(" ".join(texts)), PACKS["fr"], style).utterances
    plain = {fold(word.strip(".,")) for word in PLAIN} - {"et"}
    before = [w for text in texts if (w := fold(text.strip(".,"))) in plain]
    after = [w for word in one.words if (w := fold(word.text.strip(".,"))) in plain]
    assert after == before
    starts = [word.start_ms for word in one.words]
    assert starts == sorted(starts)
