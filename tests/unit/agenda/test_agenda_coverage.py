"""What is not on the agenda, what is on it and was not treated, how sure each start is."""

import re

import numpy as np
import pytest

from archiver.agenda.amending import withdraw
from archiver.agenda.heard import hear
from archiver.agenda.novelty import novelty
from archiver.agenda.sources import Sources
from archiver.agenda.words import Lexicon
from archiver.corrections.chapters import apply_to_chapters
from archiver.model.chapters import Chapters
from archiver.model.transcript import Transcript
from tests.unit.agenda.conversation import divided, first, outline, pack, spoken
from tests.unit.agenda.test_agenda_anchors import DIKES, SCRIPT
from tests.unit.corrections.made import a

STRANGE = """
@strange
{announced}, la fermeture de la maternité de la vallée.
La maternité de la vallée ferme en juin, et les familles devront rouler une heure pour trouver
une autre maternité, dans la neige, en hiver, de nuit.
Nous demandons le maintien de la maternité, et je remercie les élus de leur soutien aux familles.
Le préfet a été saisi de cette fermeture, la maternité doit vivre.
Je vous remercie.
"""
ANNOUNCED = ("Mes chers collègues, nous abordons maintenant un sujet d'actualité",
             "Nous passons au rapport numéro 409")  # fmt: skip
STOP = """
@stop
Il se fait tard, nous examinerons le reste de l'ordre du jour à une autre réunion.
@closing
Je vous remercie de votre présence.
La séance est levée.
"""


def until(mark: str, then: str = "") -> str:
    return SCRIPT[: SCRIPT.index(mark)] + then


def without(item: int) -> str:
    """The script without what is said of an item."""
    return until(f"@{item}", SCRIPT[SCRIPT.index(f"@{item + 1}") :])


def absent(chapters: Chapters) -> dict[str, str]:
    return {one.item: one.reason for one in chapters.not_treated}


@pytest.mark.parametrize("announced", ANNOUNCED)
def test_an_announced_matter_that_no_item_tells_is_unlisted_and_has_a_title(announced: str) -> None:
    renumbered = [i.model_copy(update={"number": f"40{i.number}"}) for i in DIKES.items]
    numbered = DIKES.model_copy(update={"items": tuple(renumbered)})
    script = re.sub(r"numéro (\d)", r"numéro 40\1", SCRIPT)
    added = STRANGE.format(announced=announced)
    chapters, marks = divided(numbered, script.replace("@3\n", f"{added}\n@3\n"))
    assert [s.items or s.kind for s in chapters.spans][2:7] == [
        ("1",), ("2",), "unlisted", ("3",), ("4",),
    ]  # fmt: skip
    matter = first(chapters, "unlisted")
    assert 0 <= matter.start_ms - marks["strange"] <= 2_000
    assert matter.title is not None
    assert "la fermeture de la maternité de la vallée" in matter.title
    assert matter.items == ()
    assert matter.band is not None
    assert matter.evidence
    assert absent(chapters) == {}


def test_a_clean_session_has_nothing_unlisted() -> None:
    chapters, _marks = divided(DIKES, SCRIPT)
    assert "unlisted" not in outline(chapters)
    assert all(span.title is None for span in chapters.spans)


def test_what_is_announced_and_comes_back_is_new_and_what_was_told_before_is_not() -> None:
    script = STRANGE.format(announced=ANNOUNCED[0]) + "Nous reparlons donc de la maternité." + "\n"
    script += "C'est une autre affaire, très longue et très simple."
    utterances, duration, _marks = spoken(script)
    heard = hear(Transcript(language="fr", duration_ms=duration, utterances=tuple(utterances)))
    again = len(heard.texts) - heard.texts[::-1].index("reparlons") - 2
    found = novelty(heard, [0, again], Lexicon(pack("fr")))
    assert found[0] > 0
    assert found[1] < 0
    assert np.all(np.abs(found) <= 1)


def test_what_is_left_is_not_reached_with_the_words_that_say_so() -> None:
    chapters, marks = divided(DIKES, until("@3", STOP))
    assert absent(chapters) == {"3": "not_reached", "4": "not_reached"}
    for one in chapters.not_treated:
        (words,) = one.evidence
        assert (words.kind, words.start_ms) == ("not_reached", marks["stop"])
        assert words.text.startswith("Il se fait tard")
        assert "reste de l'ordre du jour" in words.text


def test_what_was_passed_over_before_is_not_found_rather_than_not_reached() -> None:
    script = without(2)
    chapters, _marks = divided(DIKES, script[: script.index("@4")] + STOP)
    assert absent(chapters) == {"2": "not_found", "4": "not_reached"}


def test_a_withdrawn_item_that_nobody_speaks_of_is_withdrawn_without_words() -> None:
    chapters, _marks = divided(withdraw(DIKES, ["3"]), without(3))
    assert outline(chapters)[2:5] == ["1", "2", "4"]
    (one,) = chapters.not_treated
    assert (one.item, one.reason, one.evidence) == ("3", "withdrawn", ())


def test_a_withdrawn_item_keeps_the_words_that_withdraw_it() -> None:
    said = "Le rapport numéro 3, les bennes électriques, est retiré de l'ordre du jour."
    script = without(3).replace("@opening", f"@opening\n{said}")
    (one,) = divided(withdraw(DIKES, ["3"]), script)[0].not_treated
    assert (one.item, one.reason) == ("3", "withdrawn")
    assert said.startswith(one.evidence[0].text)
    assert "les bennes électriques, est retiré" in one.evidence[0].text


def test_a_withdrawn_item_at_the_end_was_not_left_for_lack_of_time() -> None:
    chapters, _marks = divided(withdraw(DIKES, ["4"]), until("@3", STOP))
    assert absent(chapters) == {"3": "not_reached", "4": "withdrawn"}


def test_where_nothing_was_said_the_withdrawn_is_withdrawn_all_the_same() -> None:
    chapters, _marks = divided(withdraw(DIKES, ["4"]), "[60]")
    assert absent(chapters) == {
        "1": "not_found", "2": "not_found", "3": "not_found", "4": "withdrawn",
    }  # fmt: skip


def test_a_withdrawn_item_whose_span_a_person_gives_to_another_is_withdrawn() -> None:
    amended, (chapters, marks) = withdraw(DIKES, ["3"]), divided(DIKES, SCRIPT)
    given = a("item", marks["3"], after={"kind": "item", "items": ["2"]})
    after, _fates = apply_to_chapters(chapters, [given], amended)
    assert absent(after) == {"3": "withdrawn"}


def test_every_start_of_a_matter_has_its_band() -> None:
    added = STRANGE.format(announced=ANNOUNCED[0])
    chapters, _marks = divided(DIKES, SCRIPT.replace("@3\n", f"{added}\n@3\n"))
    for span in chapters.spans:
        starts = span.kind in ("item", "bloc", "unlisted")
        assert (span.band is not None) == starts
        if starts:
            assert span.confidence is not None


def test_a_start_told_twice_has_a_rival_elsewhere_with_its_words() -> None:
    again = """
    @again
    Nous passons au rapport suivant, les tarifs de la piscine municipale.
    La piscine, je le disais, a des tarifs très bas, et les entrées augmentent.
    Le rapport est adopté.
    @4
    """
    chapters, marks = divided(DIKES, SCRIPT.replace("@4\n", again))
    span = first(chapters, "2")
    assert span.rival is not None
    assert abs(span.rival.start_ms - span.start_ms) > 10_000
    places = {marks["2"]: "Nous passons au rapport numéro 2", marks["again"]: "Nous passons au"}
    assert {span.start_ms, span.rival.start_ms} == set(places)
    assert span.rival.text.startswith(places[span.rival.start_ms])
    assert span.rival.confidence is not None
    assert span.confidence is not None
    assert span.rival.confidence <= 1 - span.confidence


def test_an_item_set_aside_leaves_the_others_of_its_bloc() -> None:
    script = until(
        "@3",
        """
        @bloc
        Je vous propose de voter ensemble les points 3 et 4, les bennes et la passerelle.
        Il n'y a pas d'objection, ils sont adoptés à l'unanimité.
        """
        + SCRIPT[SCRIPT.index("@closing") :],
    )
    both, marks = divided(DIKES, script)
    assert first(both, "bloc").items == ("3", "4")
    one, _marks = divided(DIKES, script, sources=Sources(set_aside=frozenset({"3"})))
    assert absent(one) == {"3": "not_found"}
    assert first(one, "4").start_ms == marks["bloc"]
