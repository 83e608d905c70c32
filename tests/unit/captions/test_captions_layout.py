"""The layout on small excerpts, as a subtitler would read it."""

from itertools import pairwise

import pytest

from archiver.captions.layout import layout
from archiver.captions.norms import check
from archiver.captions.phrasing import FORBIDDEN, SENTENCE, seam_cost
from archiver.model.captions import CaptionNorms, Cue
from archiver.model.transcript import Transcript, Utterance, Word

NORMS = CaptionNorms()


def speech(
    text: str, start: int = 0, ms_per_char: int = 70, speaker: str | None = None
) -> Utterance:
    words: list[Word] = []
    at = start
    for word in text.split():
        end = at + (len(word) + 1) * ms_per_char
        words.append(Word(text=word, start_ms=at, end_ms=end))
        at = end + (400 if word[-1] in ".?!" else 150 if word[-1] == "," else 0)
    return Utterance(
        start_ms=start, end_ms=words[-1].end_ms, text=text, words=tuple(words), speaker=speaker
    )


def transcript(*utterances: Utterance, duration: int = 120_000, language: str = "fr") -> Transcript:
    return Transcript(language=language, duration_ms=duration, utterances=utterances)


def lines(cues: tuple[Cue, ...]) -> list[tuple[str, ...]]:
    return [tuple(x.replace("\u00a0", "_").replace("\u202f", "~") for x in c.lines) for c in cues]


def test_cues_end_with_sentences_and_lines_with_phrases() -> None:
    said = (
        "Je déclare ouverte cette séance publique de notre assemblée. "
        "Nous sommes le vendredi 20 novembre 2026, il est 9h35. "
        "Vous avez tous reçu le compte rendu de notre réunion du 25 septembre, "
        "est-ce qu'il y a des remarques ?"
    )
    assert lines(layout(transcript(speech(said)), (), NORMS)) == [
        ("Je déclare ouverte cette séance", "publique de notre assemblée."),
        ("Nous sommes le vendredi", "20_novembre 2026, il est 9h35."),
        ("Vous avez tous reçu le compte rendu", "de notre réunion du 25_septembre,"),
        ("est-ce qu'il y a des remarques~?",),
    ]


def test_figures_and_names_stay_whole() -> None:
    said = (
        "Elle s'équilibre à 4 650 000 euros, dit M. Durand, le long de la RD 14, "
        "avec un taux de 3,5 % versé au 1er janvier à Mme Petit."
    )
    shown = " | ".join("/".join(c) for c in lines(layout(transcript(speech(said)), (), NORMS)))
    for whole in ("4_650_000_euros", "M._Durand", "RD_14", "3,5_%", "1er_janvier", "Mme_Petit."):
        assert whole in shown


def test_a_new_speaker_begins_a_new_cue() -> None:
    a = speech("Merci de votre attention à tous", 0, speaker="A")
    b = speech("Je vous remercie, madame la présidente.", a.end_ms, speaker="B")
    cues = layout(transcript(a, b), (), NORMS)
    assert [c.speaker for c in cues] == ["A", "B"]
    assert cues[1].start_ms == b.start_ms


def test_no_cue_stands_over_a_long_silence() -> None:
    words = [("Bien,", 0, 940), ("mes", 27_690, 27_750), ("chers", 27_750, 27_990)]
    made = tuple(Word(text=t, start_ms=a, end_ms=b) for t, a, b in words)
    utterance = Utterance(start_ms=0, end_ms=28_000, text="Bien, mes chers", words=made)
    cues = layout(transcript(utterance), (), NORMS)
    assert [(c.text, c.start_ms, c.end_ms) for c in cues] == [
        ("Bien,", 0, 1000),
        ("mes chers", 27_690, 28_690),
    ]


def test_a_cue_ends_a_gap_before_a_cut_and_none_crosses_it() -> None:
    said = speech("Nous passons maintenant au vote du rapport présenté")
    cut = said.words[4].start_ms
    cues = layout(transcript(said), (cut,), NORMS)
    assert [c.text for c in cues] == ["Nous passons maintenant au", "vote du rapport présenté"]
    assert cues[0].end_ms <= cut - NORMS.gap_ms
    assert cues[1].start_ms >= cut


def test_a_word_under_a_cut_goes_with_its_sentence() -> None:
    said = speech("C'est adopté à l'unanimité. Maintenant nous passons au suivant.")
    first = said.words[4]
    cues = layout(transcript(said), (first.end_ms - 20,), NORMS)
    assert [c.text for c in cues][1].startswith("Maintenant")


def test_a_short_answer_stays_long_enough_to_be_read() -> None:
    cues = layout(transcript(speech("Oui."), speech("Présente.", 5000)), (), NORMS)
    assert [c.end_ms - c.start_ms for c in cues] == [1000, 1000]


def test_a_cue_comes_sooner_or_the_next_later_only_to_keep_a_norm() -> None:
    a = speech("Nous voterons ce projet de budget.", 1000, ms_per_char=54, speaker="A")
    b = speech("Le groupe de la majorité le votera également.", a.end_ms, speaker="B")
    moved = layout(transcript(a, b), (), NORMS)
    assert check(moved, (), NORMS).breaches == ()
    assert 800 <= moved[0].start_ms < 1000
    slow = layout(transcript(speech("Nous voterons ce projet de budget.", 1000)), (), NORMS)
    assert slow[0].start_ms == 1000


def test_speech_faster_than_the_norm_is_reported_and_not_reworded() -> None:
    said = "Le conseil adopte ce rapport sans aucune modification ni abstention ce matin."
    a = speech(said, 0, ms_per_char=35, speaker="A")
    b = speech(said, a.end_ms, ms_per_char=35, speaker="B")
    cues = layout(transcript(a, b), (), NORMS)
    assert " ".join(c.text for c in cues) == f"{said} {said}"
    assert {b.norm for b in check(cues, (), NORMS).breaches} == {"speed"}


def test_words_piled_on_one_instant_are_still_shown_in_order() -> None:
    made = tuple(Word(text=f"mot{k}", start_ms=1000, end_ms=1000) for k in range(60))
    piled = Utterance(start_ms=1000, end_ms=1000, text="", words=made)
    cues = layout(transcript(piled, duration=3000), (), NORMS)
    assert " ".join(c.text for c in cues).split() == [w.text for w in made]
    assert all(a.end_ms + NORMS.gap_ms <= b.start_ms for a, b in pairwise(cues))
    assert cues[-1].end_ms <= 3000


def test_nothing_said_gives_no_cue() -> None:
    assert layout(transcript(), (), NORMS) == ()
    silent = Utterance(start_ms=0, end_ms=10, text=" \u200b ")
    assert layout(transcript(silent), (5,), NORMS) == ()
    assert layout(Transcript(language="fr", duration_ms=0), (), NORMS) == ()


def test_other_norms_are_kept_too() -> None:
    norms = CaptionNorms(max_lines=3, max_line_chars=24)
    said = speech("Nous proposons de refaire entièrement les cuisines et d'agrandir la salle")
    cues = layout(transcript(said), (), norms)
    assert any(len(c.lines) == 3 for c in cues)
    assert all(len(line) <= 24 for c in cues for line in c.lines)


def test_norms_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match=r"aim, warn (et|and) error"):
        CaptionNorms(aim_chars_per_second=18)
    with pytest.raises(ValueError, match=r"min_ms .* max_ms"):
        CaptionNorms(min_ms=7000)


@pytest.mark.parametrize(
    ("left", "right", "language"),
    [
        ("la", "séance", "fr"),
        ("qu'il", "propose", "fr"),
        ("pour", "cent", "fr"),
        ("Madame", "la", "fr"),
        ("millions", "d'euros", "fr"),
        ("the", "council", "en"),
        ("it's", "adopted", "en"),
    ],
)
def test_a_word_is_not_left_leaning_on_the_next(left: str, right: str, language: str) -> None:
    assert seam_cost(left, right, language) == FORBIDDEN


def test_better_phrase_ends_cost_less() -> None:
    pairs = [("adopté.", "Nous"), ("voix,", "nous"), ("projet", "mais"), ("cuisine", "dans")]
    costs = [seam_cost(a, b, "fr") for a, b in [*pairs, ("projet", "lancé"), ("avons", "voté")]]
    assert costs == sorted(costs)
    assert len(set(costs)) == len(costs)
    assert seam_cost("remarques\u202f?", "Non", "fr") == SENTENCE
    assert seam_cost("M.", "Durand", "fr") > SENTENCE
