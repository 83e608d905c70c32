from collections.abc import Collection
from itertools import pairwise

import pytest

from archiver.corrections.sounding import Ear
from archiver.corrections.words import House, apply_to_words
from archiver.model.corrections import Correction, Fate
from archiver.model.replacing import replaced
from archiver.model.tokens import rolled, unrolled
from archiver.model.transcript import Transcript, Utterance, Word
from tests.unit.corrections.made import text, transcript, undo, word

EAR = Ear((("ph", "f"), ("(?:en|em|am)(?![aeiou])", "an"), ("(?<=\\w{2})[stxdp]+$", "")))
SAID = transcript(
    "Je donne la parole à monsieur Lanoiselle.", "Merci, madame la présidente, le budget monte."
)


def mended(said: Transcript, *made: Correction) -> tuple[Transcript, list[Fate]]:
    after, fates = apply_to_words(said, made, EAR)
    return after, sorted(fates, key=lambda fate: fate.correction)


def test_a_word_is_mended_with_its_signs_and_says_what_it_was() -> None:
    made = word(2_400, "Lanoiselle.", "Lanoizelle", "parole à monsieur", "Merci, madame la")
    after, (fate,) = mended(SAID, made)
    assert text(after).startswith("Je donne la parole à monsieur Lanoizelle. |")
    assert fate.outcome == "applied"
    assert fate.at_ms == 2_400
    new = after.utterances[0].words[-1]
    assert (new.start_ms, new.end_ms, new.confidence) == (2_400, 2_800, None)
    assert new.model_extra == {"was": "Lanoiselle.", "correction": made.id}
    assert after.utterances[1] is SAID.utterances[1]
    assert after.utterances[0].words[:-1] == SAID.utterances[0].words[:-1]


@pytest.mark.parametrize(
    ("before", "after", "text_after", "times"),
    [
        ("la parole", "l'oreille", "Je donne l'oreille à", [(800, 1_600)]),
        ("parole", "grande parole", "Je donne la grande parole à", None),
        ("la parole", "la grande parole", "Je donne la grande parole à", None),
        ("la parole", "parole", "Je donne parole à", [(1_200, 1_600)]),
        ("parole", "", "Je donne la à", []),
    ],
)  # fmt: skip
def test_words_are_joined_split_put_in_and_left_out(
    before: str, after: str, text_after: str, times: list[tuple[int, int]] | None
) -> None:
    start = 800 if before.startswith("la") else 1_200
    result, (fate,) = mended(SAID, word(start, before, after, "Je donne", "à monsieur"))
    assert fate.outcome == "applied"
    assert text(result).startswith(text_after)
    words = result.utterances[0].words
    assert set(times or ()) <= {(w.start_ms, w.end_ms) for w in words}
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(words))


def test_words_that_follow_without_a_space_stay_so() -> None:
    words = [("l", 0), ("'usage,", 400), ("c", 800), ("'est", 1_200), ("bien", 1_600)]
    said = Transcript(
        language="fr",
        duration_ms=3_000,
        utterances=(
            Utterance(
                start_ms=0,
                end_ms=2_000,
                text="l'usage, c'est bien",
                words=tuple(Word(start_ms=a, end_ms=a + 400, text=t) for t, a in words),
            ),
        ),
    )
    after, _fates = mended(said, word(400, "'usage,", "usager", "l", "c'est bien"))
    assert text(after) == "l'usager, c'est bien"


def test_the_capital_and_the_end_of_a_sentence_are_kept() -> None:
    after, _fates = mended(SAID, word(0, "Je donne", "nous donnons", "", "la parole à monsieur"))
    assert text(after).startswith("Nous donnons la parole")
    gone, _fates = mended(SAID, word(2_400, "Lanoiselle.", "", "à monsieur", "Merci, madame"))
    assert text(gone).startswith("Je donne la parole à monsieur. |")


def test_words_go_in_where_nothing_is_replaced() -> None:
    put = word(3_400, "", "beaucoup", "monsieur Lanoiselle. Merci,", "madame la présidente, le")
    after, (fate,) = mended(SAID, put)
    assert "Merci, beaucoup madame la présidente" in text(after)
    assert fate.outcome == "applied"
    new = next(w for w in after.utterances[1].words if w.text == "beaucoup")
    assert new.end_ms > new.start_ms
    assert mended(after, put)[0] == after


def test_a_sentence_may_be_mended_across_two_utterances() -> None:
    both = word(2_400, "Lanoiselle. Merci,", "Lanoizelle", "à monsieur", "madame la présidente")
    after, (fate,) = mended(SAID, both)
    assert fate.outcome == "applied"
    assert text(after) == (
        "Je donne la parole à monsieur Lanoizelle, | madame la présidente, le budget monte."
    )
    assert after.utterances[0].end_ms <= after.utterances[1].start_ms


def test_an_utterance_of_which_nothing_is_left_is_gone() -> None:
    said = transcript("Euh.", "Merci, madame la présidente.")
    after, _fates = mended(said, word(0, "Euh.", "", "", "Merci, madame la"))
    assert text(after) == "Merci, madame la présidente."


@pytest.mark.parametrize(
    "recognised",
    [
        "Je donne la parole à monsieur la noiselle.",
        "je donne la parole à monsieur Lanouaselle, merci.",
        "Donc je donne la parole à Monsieur Lanoisel.",
    ],
)
def test_it_is_found_again_in_another_recognition(recognised: str) -> None:
    made = word(2_400, "Lanoiselle.", "Lanoizelle", "la parole à monsieur", "Merci, madame la")
    other = transcript(recognised, "Merci madame la présidente.", start_ms=700)
    after, (fate,) = mended(other, made)
    assert fate.outcome == "applied"
    assert "onsieur Lanoizelle" in text(after)


def test_what_is_so_already_is_left_as_it_is() -> None:
    made = word(2_400, "Lanoiselle.", "Lanoizelle", "la parole à monsieur", "Merci, madame la")
    right = transcript("Je donne la parole à monsieur Lanoizelle, merci.", start_ms=300)
    after, (fate,) = mended(right, made)
    assert fate.outcome == "already"
    assert after.utterances == right.utterances


def test_what_is_no_longer_there_is_listed_and_nothing_is_touched() -> None:
    made = word(2_400, "Lanoiselle.", "Lanoizelle", "la parole à monsieur", "Merci, madame la")
    other = transcript("Il pleut sur la route depuis hier.", "On verra bien demain matin.")
    after, (fate,) = mended(other, made)
    assert (fate.outcome, fate.why) == ("misfit", "words_not_found")
    assert after.utterances == other.utterances


def test_a_short_word_is_not_mended_where_it_is_another() -> None:
    """“le” is everywhere: only what was said around it tells which one."""
    said = transcript("le vote le budget le compte le rapport le dossier")
    made = word(1_600, "le", "les", "vote le budget", "compte le rapport")
    after, _fates = mended(said, made)
    assert text(after) == "le vote le budget les compte le rapport le dossier"
    shifted = transcript("euh le vote le budget le compte le rapport le dossier", start_ms=900)
    assert text(mended(shifted, made)[0]) == (
        "euh le vote le budget les compte le rapport le dossier"
    )


def test_each_of_two_like_places_keeps_its_own() -> None:
    said = transcript("madame Corbino présente", "oui", "madame Corbino absente")
    first = word(400, "Corbino", "Corbineau", "madame", "présente oui madame")
    second = word(3_200, "Corbino", "Corbineau", "présente oui madame", "absente")
    after, fates = mended(said, first, second)
    assert text(after) == "madame Corbineau présente | oui | madame Corbineau absente"
    assert [fate.outcome for fate in fates] == ["applied", "applied"]


def test_a_correction_may_mend_another() -> None:
    first = word(2_400, "Lanoiselle.", "Lanoizele", "parole à monsieur", "Merci, madame la")
    second = word(2_400, "Lanoizele.", "Lanoizelle", "parole à monsieur", "Merci, madame la")
    after, fates = mended(SAID, first, second)
    assert "monsieur Lanoizelle. |" in text(after)
    assert [fate.outcome for fate in fates] == ["applied", "applied"]
    assert after.utterances[0].words[-1].model_extra == {
        "was": "Lanoiselle.", "correction": second.id,
    }  # fmt: skip


def test_a_second_thought_replaces_the_first() -> None:
    first = word(2_400, "Lanoiselle.", "Lanoizele", "parole à monsieur", "Merci, madame la")
    second = word(2_400, "Lanoiselle.", "Lanoizelle", "parole à monsieur", "Merci, madame la")
    after, fates = mended(SAID, first, second)
    assert "monsieur Lanoizelle. |" in text(after)
    assert (fates[0].outcome, fates[0].by) == ("superseded", second.id)


def test_what_is_undone_is_not_applied() -> None:
    made = word(2_400, "Lanoiselle.", "Lanoizelle", "parole à monsieur", "Merci, madame la")
    back = undo(made)
    after, fates = mended(SAID, made, back)
    assert after.utterances == SAID.utterances
    assert [(fate.outcome, fate.by) for fate in fates] == [("undone", back.id), ("applied", None)]


def test_a_transcript_without_timed_words_can_be_mended() -> None:
    bare = SAID.model_copy(
        update={"utterances": tuple(u.model_copy(update={"words": ()}) for u in SAID.utterances)}
    )
    made = word(2_400, "Lanoiselle.", "Lanoizelle", "parole à monsieur", "Merci, madame la")
    after, (fate,) = mended(bare, made)
    assert fate.outcome == "applied"
    assert "monsieur Lanoizelle. |" in text(after)
    assert after.utterances[1].words == ()


def test_nothing_recognised_loses_nothing() -> None:
    silent = Transcript(language="fr", duration_ms=9_000)
    _after, fates = mended(silent, word(0, "", "Bonjour"), word(0, "la", "le"), word(0, "un", ""))
    assert [fate.outcome for fate in fates] == ["misfit"] * 3


def _house(*pairs: tuple[str, str]) -> House:
    """Writes other words for some, unless a person's correction has its place there."""

    def write(said: Transcript, kept: Collection[int]) -> Transcript:
        tokens = unrolled(said)
        for n, token in enumerate(tokens):
            for heard, right in pairs:
                if token.text == heard and n not in kept:
                    tokens = replaced(tokens, n, n + 1, [right], lambda was: {"heard": was})
        return said.model_copy(update={"utterances": rolled(said, tokens)})

    return write


NAMES = _house(("Lanoiselle.", "Lanoizelle."))


def _with_names(said: Transcript, *made: Correction) -> tuple[str, list[str]]:
    after, fates = apply_to_words(said, made, EAR, NAMES)
    return text(after), [fate.outcome for fate in fates]


def test_the_house_writes_what_nobody_corrected() -> None:
    said = transcript("Je donne la parole à monsieur Lanoiselle.")
    assert _with_names(said) == ("Je donne la parole à monsieur Lanoizelle.", [])


def test_a_person_is_right_against_the_house() -> None:
    said = transcript("Je donne la parole à monsieur Lanoiselle.")
    made = word(2_400, "Lanoiselle.", "Lenoisel", "la parole à monsieur", "")
    assert _with_names(said, made) == (
        "Je donne la parole à monsieur Lenoisel.",
        ["applied"],
    )


def test_what_the_house_wrote_can_be_put_back_for_good() -> None:
    said = transcript("Je donne la parole à monsieur Lanoiselle.")
    made = word(2_400, "Lanoizelle.", "Lanoiselle", "la parole à monsieur", "")
    assert _with_names(said, made) == (
        "Je donne la parole à monsieur Lanoiselle.",
        ["already"],
    )


def test_what_the_house_wrote_can_be_corrected_where_nothing_alike_was_heard() -> None:
    house = _house(("bruit", "Lanoizelle"))
    said = transcript("Je donne la parole à monsieur bruit enfin.")
    made = word(2_400, "Lanoizelle", "Vautrelle", "la parole à monsieur", "enfin.")
    after, fates = apply_to_words(said, [made], EAR, house)
    assert text(after) == "Je donne la parole à monsieur Vautrelle enfin."
    assert [fate.outcome for fate in fates] == ["applied"]
    mended = next(w for w in after.utterances[0].words if w.text == "Vautrelle")
    assert mended.model_extra == {"was": "bruit", "correction": made.id}
    assert mended.heard is None


def test_a_correction_that_fits_what_was_recognised_is_never_lost_to_the_house() -> None:
    said = transcript("Je donne la parole à monsieur Lanoiselle.")
    made = word(2_400, "Lanoiselle.", "Lanoizelle", "la parole à monsieur", "")
    assert _with_names(said, made) == (
        "Je donne la parole à monsieur Lanoizelle.",
        ["applied"],
    )
