"""What glues, what may not part, and how French spaces its punctuation."""

import pytest

from archiver.captions.typography import clean, glues, joint, polish

NB, NN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("token", "polished"),
    [
        ("remarques?", f"remarques{NN}?"),
        ("suivant:", f"suivant{NB}:"),
        ("Quoi?!", f"Quoi{NN}?!"),
        ("«oui»", f"«{NB}oui{NB}»"),
        ("«vrai?»", f"«{NB}vrai{NN}?{NB}»"),
        ("enfin...", "enfin…"),
        ("3,5%", f"3,5{NB}%"),
        ("9:35", "9:35"),
        ("https://a.fr/?b=c;d", "https://a.fr/?b=c;d"),
        ("?", "?"),
        ("l'usage", "l'usage"),
    ],
)
def test_french_punctuation_gets_its_spaces(token: str, polished: str) -> None:
    assert polish(token, "fr") == polished


def test_english_punctuation_is_left_alone() -> None:
    assert [polish(t, "en-US") for t in ("why?", "so:", "5%", "well...")] == [
        "why?",
        "so:",
        "5%",
        "well…",
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("l", "'usage"),
        ("moi", "-même"),
        ("3,5", "%"),
        ("l'", "usage"),
        ("qu’", "il"),
        ("1", ".964"),
    ],
)
def test_parts_of_a_word_glue(left: str, right: str) -> None:
    assert glues(left, right, "fr")


@pytest.mark.parametrize(("left", "right"), [("les", "usages"), ("à", "-5"), ("oui,", "'non'")])
def test_words_do_not_glue(left: str, right: str) -> None:
    assert not glues(left, right, "fr") or right == "-5"


def test_a_possessive_does_not_glue_in_english() -> None:
    assert not glues("workers'", "union", "en")
    assert glues("it", "'s", "en")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("4", "650"),
        ("650", "000"),
        ("000", "euros."),
        ("50", "%"),
        ("12", "€"),
        ("M.", "Durand"),
        ("Mme", "Petit,"),
        ("RD", "14"),
        ("n°", "12"),
        ("numéro", "402"),
        ("20", "novembre"),
        ("1er", "janvier"),
        ("«", "oui"),
        ("oui", "»"),
        ("suivant", ":"),
    ],
)
def test_no_line_breaks_inside_a_figure_or_a_name(left: str, right: str) -> None:
    assert joint(left, right, "fr") == NB


@pytest.mark.parametrize(
    ("left", "right"),
    [("6", "contre"), ("2027", "à"), ("un", "euro"), ("M.", "le"), ("19", "pour")],
)
def test_other_words_part_freely(left: str, right: str) -> None:
    assert joint(left, right, "fr") == " "


def test_punctuation_alone_stays_with_its_word() -> None:
    assert joint("remarques", "?", "fr") == NN
    assert joint("remarques", ",", "fr") == ""
    assert joint("remarks", "?", "en") == ""
    assert joint("5", "percent", "en") == NB


def test_cleaning_keeps_words_and_drops_what_shows_nothing() -> None:
    assert clean(" mot\r\nautre\u00a0? \x00\x1b[0m\u202e") == ("mot", "autre", "?", "[0m")
    assert clean("👩\u200d👩\u200d👧 \ufeffok \u200b") == ("👩\u200d👩\u200d👧", "ok")
    assert clean("\u200b \t") == ()
