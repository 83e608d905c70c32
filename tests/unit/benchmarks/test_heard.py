import json
from pathlib import Path

import pytest

from archiver.model.transcript import Transcript, Utterance, Word
from benchmarks.heard import compare
from benchmarks.truth import Truth
from benchmarks.wording import normalised, tokens


def said(start_ms: int, text: str, each_ms: int = 300) -> Utterance:
    """An utterance whose words take `each_ms` each."""
    words = tuple(
        Word(start_ms=start_ms + i * each_ms, end_ms=start_ms + (i + 1) * each_ms, text=word)
        for i, word in enumerate(text.split())
    )
    return Utterance(start_ms=start_ms, end_ms=words[-1].end_ms, text=text, words=words)


def heard(*utterances: Utterance) -> Transcript:
    return Transcript(language="fr", duration_ms=60_000, utterances=utterances)


TRUTH = Truth(
    (
        said(2_000, "La parole est à Madame Ostrowski pour le rapport."),
        said(10_000, "Nous votons trois cent quarante-cinq mille euros."),
        said(20_000, "Madame Le Guen s'abstient."),
    ),
    60_000,
    frozenset({"ostrowski", "guen"}),
)


def test_what_was_said_has_no_mistake() -> None:
    figures = compare(TRUTH, heard(*TRUTH.utterances))
    assert figures.wer == 0
    assert (figures.names, figures.names_found) == (2, 2)
    assert figures.onsets_ms == (0, 0, 0)
    assert (figures.lost, figures.invented, figures.mistimed) == ((), (), 0)


def test_each_kind_of_mistake_is_counted_once() -> None:
    figures = compare(
        TRUTH,
        heard(
            said(2_200, "La parole est à Madame Ostroski pour rapport."),
            said(10_000, "Nous votons les 345 000 euros."),
            said(40_000, "Sous-titres réalisés par"),
        ),
    )
    assert (figures.replaced, figures.left_out, figures.added) == (1 + 4, 1 + 1, 1)
    assert figures.names_missed == ("ostrowski", "guen")
    assert [utterance.text for utterance in figures.lost] == ["Madame Le Guen s'abstient."]
    assert figures.invented == ("sous", "titres", "realises", "par")
    assert figures.onsets_ms[0] == 200


def test_a_right_word_far_from_speech_is_mistimed_and_not_invented() -> None:
    late = [said(2_000, "La parole est à Madame Ostrowski"), said(30_000, "pour le rapport.")]
    figures = compare(TRUTH, heard(*late, *TRUTH.utterances[1:]))
    assert (figures.wer, figures.mistimed, figures.invented) == (0, 3, ())


def test_an_onset_beside_a_wrong_word_is_not_sure() -> None:
    figures = compare(TRUTH, heard(said(3_000, "La barole est à Madame Ostrowski pour le rapport")))
    assert figures.onsets_ms == ()


def test_silence_that_stays_silent() -> None:
    figures = compare(Truth((), 3_600_000), heard())
    assert (figures.wer, figures.recall, figures.invented_per_hour) == (0, None, 0)
    talkative = compare(Truth((), 1_800_000), heard(said(5_000, "Merci d'avoir regardé")))
    assert talkative.invented_per_hour == 8


def test_figures_of_several_are_pooled() -> None:
    one = compare(TRUTH, heard())
    both = one + compare(TRUTH, heard(*TRUTH.utterances))
    assert (both.words, both.left_out, both.names, both.names_found) == (
        2 * one.words,
        one.words,
        4,
        2,
    )


@pytest.mark.parametrize("text", ["de 3 ,5 % soit", "à 9 h 35 précises", "pour 5.400 000 euros"])
def test_words_of_one_number_are_compared_as_one(text: str) -> None:
    glued = text.replace(" ,", ",")
    assert [token.text for token in tokens([said(0, text)])] == normalised(glued).split()


def test_names_are_what_is_printed_with_a_capital_and_never_said_without(tmp_path: Path) -> None:
    truth = {
        "duration_ms": 9_000,
        "utterances": [
            {"start_ms": 0, "end_ms": 900, "text": "Madame la Présidente, le pont de Sarvieux ?"}
        ],
    }
    agenda = {
        "body": "Conseil du Mont-Vert",
        "president": "Mme Zoé d'Arc",
        "items": [{"title": "Route – Aménagement du pont vers Sarvieux (RD)"}],
    }
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    (tmp_path / "agenda.json").write_text(json.dumps(agenda))
    (tmp_path / "members.csv").write_text("name,canton\nLuc Abel,Pont\n", encoding="utf-8-sig")
    names = Truth.of(tmp_path / "truth.json").names
    assert names == {"mont", "vert", "zoe", "arc", "sarvieux", "rd", "luc", "abel"}
