"""Hidden words leave nothing in a transcript, whatever was recognised and mended there."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.corrections.hiding import (
    Hiding,
    everywhere,
    hidden_passages,
    hidden_words,
    hide_fates,
    masked,
    passage,
)
from archiver.corrections.signing import NotThereError, Signature
from archiver.model.corrections import Correction, CorrectionLine, HideCorrection
from archiver.model.hiding import Hidden, HiddenPassage
from archiver.model.transcript import Transcript
from tests.unit.corrections.made import a, undo

SECRET = "quidam"


def said(*phrases: str, step_ms: int = 500) -> Transcript:
    """Words of `step_ms` each, one utterance a phrase."""
    segments, at = [], 0
    for phrase in phrases:
        words = []
        for text in phrase.split():
            words.append({"start_ms": at, "end_ms": at + step_ms, "text": text, "was": text})
            at += step_ms
        held = {"start_ms": words[0]["start_ms"], "end_ms": at, "text": phrase, "words": words}
        segments.append(held)
    return Transcript.model_validate({"language": "fr", "duration_ms": at, "segments": segments})


def hide(start_ms: int, end_ms: int, **more: Any) -> HideCorrection:
    made = a("hide", start_ms, end_ms, **more)
    assert isinstance(made, HideCorrection)
    return made


def texts(transcript: Transcript) -> list[str]:
    return [utterance.text for utterance in transcript.utterances]


def test_the_words_of_a_passage_are_masked_and_the_others_stay() -> None:
    spoken = said("Merci, Madame Quidam. Passons", "au rapport suivant.")
    shown = masked(spoken, [hide(600, 1_400)])
    assert texts(shown) == ["Merci, […]. Passons", "au rapport suivant."]
    assert shown.utterances[1] is spoken.utterances[1]
    mask = shown.utterances[0].words[1]
    assert (mask.start_ms, mask.end_ms, mask.model_extra) == (500, 1_500, {})


def test_only_the_words_that_are_named_are_masked() -> None:
    spoken = said("Merci, Madame Quidam, de votre question.")
    assert texts(masked(spoken, [hide(400, 3_000, words=["Quidam"])])) == [
        "Merci, Madame […], de votre question."
    ]


def test_a_name_heard_otherwise_costs_its_whole_passage() -> None:
    spoken = said("Merci, Madame Kidame, de votre question.")
    shown = masked(spoken, [hide(900, 1_600, words=["Quidam"])])
    assert texts(shown) == ["Merci, […] votre question."]


def test_words_nobody_timed_are_masked_with_all_of_their_utterance() -> None:
    spoken = Transcript.model_validate(
        {
            "language": "fr",
            "duration_ms": 9_000,
            "segments": [{"start_ms": 0, "end_ms": 9_000, "text": "Allô oui je suis en séance"}],
        }
    )
    assert texts(masked(spoken, [hide(100, 200)])) == ["[…]"]


def test_every_time_a_name_is_said_is_one_passage_with_a_margin() -> None:
    spoken = said("Monsieur Jean Quidam parle.", "Jean Quidam répond, et Jean rit.")
    made = everywhere(spoken, "jean quidam", Hiding(picture="blur"), _by())
    assert [(one.start_ms, one.end_ms) for one in made] == [(350, 1_650), (1_850, 3_150)]
    assert {one.picture for one in made} == {"blur"}
    assert texts(masked(spoken, made)) == ["Monsieur […] parle.", "[…] répond, et Jean rit."]


def test_what_is_taken_back_is_shown_again_and_the_last_word_counts() -> None:
    spoken, one = said("Allô oui bonjour"), hide(0, 1_000)
    later = hide(0, 1_000, picture="card", sound="mute")
    assert masked(spoken, [one, undo(one)]) is spoken
    assert hidden_passages([one, later]).passages == (
        HiddenPassage(start_ms=0, end_ms=1_000, sound="mute", picture="card"),
    )
    fates = {fate.correction: fate.outcome for fate in hide_fates([one, later], 1_500)}
    assert fates == {one.id: "superseded", later.id: "applied"}
    assert hide_fates([hide(2_000, 3_000)], 1_500)[0].why == "after_end"


def test_a_passage_of_no_length_is_refused() -> None:
    with pytest.raises(NotThereError):
        passage(5_000, 5_000, 60_000, Hiding(), _by())
    with pytest.raises(NotThereError):
        passage(70_000, 75_000, 60_000, Hiding(), _by())


def test_where_passages_overlap_what_hides_most_counts() -> None:
    passages = (
        HiddenPassage(start_ms=10, end_ms=30, sound="mute", picture="blur"),
        HiddenPassage(start_ms=20, end_ms=40, sound="bleep", picture="card"),
    )
    hidden = Hidden(passages=passages)
    assert [(one.start_ms, one.how) for one in hidden.heard(0, 50)] == [
        (0, None),
        (10, "mute"),
        (20, "bleep"),
        (40, None),
    ]
    assert hidden.seen(25, 40) == ((25, 40, "card"),)


@st.composite
def hidings(draw: st.DrawFn) -> tuple[Transcript, tuple[Correction, ...]]:
    """A transcript in some of whose passages a secret is said, and those passages hidden."""
    segments: list[dict[str, Any]] = []
    made: list[Correction] = []
    at = 0
    for _number in range(draw(st.integers(1, 5))):
        words, start = [], at
        for _word in range(draw(st.integers(1, 6))):
            secret, length = draw(st.booleans()), draw(st.integers(0, 800))
            sign = draw(st.sampled_from(("", ",", ".", "?", "»", "-", "’")))
            text = (SECRET if secret else draw(st.sampled_from(("la", "l’", "séance")))) + sign
            word = {"start_ms": at, "end_ms": at + length, "text": text}
            if secret:
                word |= {"was": SECRET, "heard": SECRET, "other": SECRET}
                end = at + max(1, length)
                named = draw(st.sampled_from(((), (SECRET,), ("inconnu",))))
                line = {**json.loads(CorrectionLine(hide(at, end)).model_dump_json())}
                made.append(CorrectionLine.model_validate({**line, "words": named}).root)
            words.append(word)
            at += length + draw(st.integers(0, 300))
        text = draw(st.sampled_from((" ", ""))).join(str(w["text"]) for w in words)
        held = {"start_ms": start, "end_ms": at, "text": text, "raw": text}
        segments.append({**held, "words": words} if draw(st.booleans()) else held)
    known = {"language": "fr", "duration_ms": at, "segments": segments}
    return Transcript.model_validate(known), tuple(made)


@given(hidings())
def test_no_hidden_word_survives_and_words_stay_in_order(
    case: tuple[Transcript, tuple[Correction, ...]],
) -> None:
    spoken, made = case
    timed = all(utterance.words for utterance in spoken.utterances)
    shown = masked(spoken, made)
    if timed:
        for one in made:
            assert isinstance(one, HideCorrection)
            assert hidden_words(spoken, one)
        assert SECRET not in shown.to_json()
    starts = [word.start_ms for u in shown.utterances for word in u.words]
    assert starts == sorted(starts)


def _by() -> Signature:
    made = hide(0, 1)
    return Signature(made.author, made.at)
