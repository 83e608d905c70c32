"""Find and replace: what is found, and that nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.corrections.sounding import Ear
from archiver.corrections.words import apply_to_words
from archiver.model.tokens import unrolled
from archiver.model.transcript import Transcript
from archiver.rewording import Sought, places
from tests.unit.corrections.made import BY, text, transcript

SAID = transcript(
    "Monsieur Dupond, l'Élu du canton.", "dupond parle à élue, DUPOND dit l'œuvre.", start_ms=1_000
)


def replaced(said: Transcript, sought: Sought, right: str) -> str:
    mended, fates = apply_to_words(said, places(said, sought, right, BY), Ear())
    assert {fate.outcome for fate in fates} <= {"applied"}
    return text(mended)


@pytest.mark.parametrize(
    ("sought", "right", "count"),
    [
        (Sought("dupond"), "Dupont", 3),
        (Sought("Dupond", case=True), "Dupont", 1),
        (Sought("elu"), "conseiller", 1),
        (Sought("elu", whole=False), "conseiller", 2),
        (Sought("elu", accents=True), "conseiller", 0),
        (Sought("oeuvre"), "ouvrage", 1),
        (Sought("monsieur  dupond"), "M. Dupont", 1),
        (Sought("l’élu"), "le maire", 1),
        (Sought("absent"), "présent", 0),
        (Sought("  "), "rien", 0),
        (Sought("canton"), "canton", 0),
    ],
)
def test_what_is_found(sought: Sought, right: str, count: int) -> None:
    assert len(places(SAID, sought, right, BY)) == count


def test_signs_stay_and_words_may_go() -> None:
    assert replaced(SAID, Sought("dupond"), "Dupont").startswith("Monsieur Dupont, l'Élu")
    assert "du canton" not in replaced(SAID, Sought("du canton"), "")
    assert replaced(SAID, Sought("monsieur dupond"), "Ina Vasseur").startswith("Ina Vasseur, ")


WORDS = st.sampled_from(["oui", "non", "Oui,", "route", "routes.", "la", "là", "dé-route", "x"])


@given(st.lists(st.lists(WORDS, min_size=1, max_size=9), min_size=1, max_size=5), st.data())
def test_other_words_and_times_are_never_changed(
    said: list[list[str]], data: st.DataObject
) -> None:
    before = transcript(*map(" ".join, said))
    sought = Sought(
        data.draw(st.sampled_from(["oui", "la", "route", "oui la", "r"])),
        case=data.draw(st.booleans()),
        accents=data.draw(st.booleans()),
        whole=data.draw(st.booleans()),
    )
    found = places(before, sought, data.draw(st.sampled_from(["zèbre", "un zèbre"])), BY)
    mended, fates = apply_to_words(before, found, Ear())
    assert [fate.outcome for fate in fates] == ["applied"] * len(found)
    hit = [(one.start_ms, one.end_ms) for one in found]

    def others(some: Transcript) -> list[tuple[int, int, str]]:
        return [
            (t.word.start_ms, t.word.end_ms, t.text)
            for t in unrolled(some)
            if not any(a <= t.word.start_ms and t.word.end_ms <= b for a, b in hit)
        ]

    assert others(mended) == others(before)
    assert len(others(before)) + sum(len(one.before) for one in found) == len(unrolled(before))
    assert not places(mended, sought, "zèbre", BY) or not sought.whole
