"""Each guard, with what a decoder said when it went wrong; without the guard each of these fails.

The faulty outputs are those Whisper base gave of real windows, or that are reported of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from archiver.model.language import LanguagePack
from archiver.model.transcript import Word
from archiver.speech.decoding import LONGEST_WINDOW_MS, Said, Span
from archiver.speech.listening import Listener
from archiver.speech.recognizer import Samples

PACKS = Path(__file__).parents[3] / "presets" / "languages"
FRENCH = LanguagePack.from_toml((PACKS / "fr.toml").read_text(encoding="utf-8")).speech


def spoken(text: str, start_ms: int = 0, each_ms: int = 300) -> tuple[Word, ...]:
    return tuple(
        Word(start_ms=start_ms + n * each_ms, end_ms=start_ms + (n + 1) * each_ms, text=word)
        for n, word in enumerate(text.split())
    )


@dataclass
class Recorded:
    """Gives what was recorded of it, window after window."""

    heard: tuple[Span, ...]
    said: list[Said]
    again: list[Said] = field(default_factory=list)
    prompted: list[Said] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)

    def speech(self, samples: Samples) -> tuple[Span, ...]:
        return self.heard

    def decode(
        self, windows: Sequence[Samples], language: str, hints: tuple[str, ...] = ()
    ) -> tuple[Said, ...]:
        self.asked += [len(window) / 16_000 for window in windows]
        source = self.prompted if hints else self.said
        return tuple(source.pop(0) if source else Said(()) for _window in windows)

    def decode_again(self, window: Samples, language: str) -> Said:
        return self.again.pop(0) if self.again else Said(())


def listen(
    decoder: Recorded, seconds: float = 30, hints: tuple[str, ...] = ()
) -> tuple[str, list[tuple[str, int, int]]]:
    samples = np.zeros(int(seconds * 16_000), np.float32)
    heard = Listener(decoder, "fr", FRENCH, hints).listen(samples)
    text = " ".join(word.text for word in heard.words)
    return text, [(d.kind, d.start_ms, d.end_ms) for d in heard.doubts]


def test_what_is_right_is_decoded_once() -> None:
    decoder = Recorded(
        ((0, 3_000),), [Said(spoken("La séance est ouverte mes chers collègues ce matin ."))]
    )
    text, doubts = listen(decoder)
    assert text.startswith("La séance est ouverte")
    assert doubts == []
    assert len(decoder.asked) == 1


def test_a_window_that_stops_early_is_gone_on_with() -> None:
    stopped = Said(spoken("Il est excusé, il m'a donné pouvoir."), sureness=-0.2)
    rest = Said(spoken("Monsieur Durand ? Absent. Et moi-même. Vingt-quatre présents.", 150, 900))
    decoder = Recorded(((0, 2_300), (3_000, 11_000)), [stopped, rest])
    text, doubts = listen(decoder)
    assert text == (
        "Il est excusé, il m'a donné pouvoir. "
        "Monsieur Durand ? Absent. Et moi-même. Vingt-quatre présents."
    )
    assert doubts == []


def test_what_stays_without_words_is_tried_twice_and_then_a_doubt() -> None:
    decoder = Recorded(
        ((0, 2_400), (9_000, 12_000)), [Said(spoken("Il est excusé, il m'a donné pouvoir."))]
    )
    text, doubts = listen(decoder)
    assert text == "Il est excusé, il m'a donné pouvoir."
    assert doubts == [("not_understood", 9_000, 12_000)]


def test_what_another_way_of_decoding_hears_is_taken() -> None:
    decoder = Recorded(
        ((0, 2_400), (9_000, 12_000)),
        [Said(spoken("Il est excusé, il m'a donné pouvoir."))],
        again=[Said(spoken("Nous reprenons la séance maintenant", 400, 500))],
    )
    text, doubts = listen(decoder)
    assert text.endswith("pouvoir. Nous reprenons la séance maintenant")
    assert doubts == []


def test_a_loop_is_decoded_again() -> None:
    loop = Said(spoken("le rôle du président " * 12, each_ms=100), repetition=5.1, sureness=-0.3)
    right = Said(
        spoken("le rôle du président est de diriger les débats de notre assemblée", each_ms=400)
    )
    text, doubts = listen(Recorded(((0, 4_800),), [loop], again=[right]))
    assert text == "le rôle du président est de diriger les débats de notre assemblée"
    assert doubts == []


def test_a_short_loop_is_decoded_again_though_it_compresses_little() -> None:
    loop = Said(spoken("la parole est " * 5, each_ms=120), repetition=2.0, sureness=-0.3)
    right = Said(spoken("la parole est à vous", each_ms=360))
    assert listen(Recorded(((0, 1_800),), [loop], again=[right]))[0] == "la parole est à vous"


def test_a_loop_that_stays_is_said_once_and_is_a_doubt() -> None:
    loop = Said(spoken("le rôle du président " * 12, each_ms=100), repetition=5.1)
    text, doubts = listen(Recorded(((0, 1_500),), [loop], again=[loop]))
    assert text == "le rôle du président"
    assert doubts[0][0] == "repeated"


def test_votes_that_are_called_out_one_after_another_are_no_loop() -> None:
    calls = Said(spoken("Pour. " * 12, each_ms=700))
    heard = tuple((n * 700, n * 700 + 500) for n in range(12))
    text, doubts = listen(Recorded(heard, [calls], again=[calls]))
    assert text.split() == ["Pour."] * 12
    assert doubts == []


@pytest.mark.parametrize(
    "invented",
    [
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Sous-titrage Société Radio-Canada",
        "Merci d'avoir regardé cette vidéo !",
        "❤️ par SousTitreur.com Sous-titrage ST' 501",
    ],
)
def test_stock_phrases_on_noise_are_taken_out(invented: str) -> None:
    before = spoken("La séance est suspendue.", each_ms=500)
    credits = spoken(invented.removeprefix("❤️ par SousTitreur.com "), 14_000, 350)
    text, _doubts = listen(Recorded(((0, 2_000), (14_000, 14_300)), [Said((*before, *credits))]))
    assert text == "La séance est suspendue."


def test_a_sentence_over_a_blip_in_a_murmur_is_taken_out() -> None:
    """What Whisper base said of 160 s of murmur in which the detector heard a fifth of a second."""
    invented = Said(spoken("Je vous invite à vous présenter.", each_ms=150), sureness=-0.6)
    text, doubts = listen(Recorded(((12_000, 12_192),), [invented]))
    assert (text, doubts) == ("", [])


def test_dots_are_no_words() -> None:
    assert listen(Recorded(((12_000, 12_160),), [Said(spoken("... ... ..."))]))[0] == ""


def test_an_answer_between_two_silences_stays() -> None:
    answer = Said(spoken("Oui, présent.", each_ms=120))
    assert listen(Recorded(((12_000, 12_220),), [answer]))[0] == "Oui, présent."


def test_thanks_that_were_spoken_stay() -> None:
    thanks = Said(spoken("Merci d'avoir regardé cette vidéo avec nous ce matin.", each_ms=400))
    text, _doubts = listen(Recorded(((0, 3_600),), [thanks]))
    assert text.startswith("Merci d'avoir regardé cette vidéo")


def test_speech_under_a_stock_phrase_is_tried_again() -> None:
    credits = Said(spoken("Sous-titres réalisés par la communauté d'Amara.org", each_ms=1_000))
    right = Said(spoken("Je mets aux voix ce rapport, qui est adopté", 150, 600))
    text, doubts = listen(Recorded(((0, 6_000),), [credits, right]))
    assert text == "Je mets aux voix ce rapport, qui est adopté"
    assert doubts == []


def test_a_word_is_never_stretched_over_a_minute_of_murmur() -> None:
    words = (
        Word(start_ms=0, end_ms=1_400, text="Suspendue."),
        Word(start_ms=1_400, end_ms=2_500, text="Bien,"),
        *spoken("mes chers collègues", 2_500, 400),
    )
    decoder = Recorded(((0, 1_500), (61_500, 63_000)), [Said(words)])
    heard = Listener(decoder, "fr", FRENCH).listen(np.zeros(70 * 16_000, np.float32))
    assert [w.text for w in heard.words] == ["Suspendue.", "Bien,", "mes", "chers", "collègues"]
    assert all(w.end_ms - w.start_ms < 1_500 for w in heard.words)
    assert heard.words[1].start_ms >= 61_000


def test_a_word_stretched_over_a_pause_is_where_it_was_said() -> None:
    words = (
        *spoken("Bien,", 0, 900),
        Word(start_ms=900, end_ms=3_300, text="mes"),
        *spoken("chers collègues", 3_300, 500),
    )
    decoder = Recorded(((0, 950), (2_900, 4_400)), [Said(words)])
    heard = Listener(decoder, "fr", FRENCH).listen(np.zeros(6 * 16_000, np.float32))
    assert 2_800 <= heard.words[1].start_ms < heard.words[1].end_ms <= 3_300


def test_digits_whose_times_lie_in_a_pause_are_moved_to_their_speech() -> None:
    words = (
        *spoken("elle s'équilibre à", each_ms=500),
        Word(start_ms=1_500, end_ms=6_200, text="4"),
        Word(start_ms=6_200, end_ms=6_900, text="650"),
        Word(start_ms=6_900, end_ms=7_500, text="000"),
    )
    decoder = Recorded(((0, 1_450), (5_000, 7_500)), [Said(words)])
    heard = Listener(decoder, "fr", FRENCH).listen(np.zeros(9 * 16_000, np.float32))
    assert [w.text for w in heard.words][-3:] == ["4", "650", "000"]
    assert 4_900 <= heard.words[-3].start_ms <= heard.words[-3].end_ms <= heard.words[-2].end_ms


def test_a_number_of_several_parts_shares_its_time_among_them() -> None:
    words = (
        Word(start_ms=0, end_ms=500, text="de"),
        Word(start_ms=500, end_ms=500, text="720"),
        Word(start_ms=500, end_ms=1_220, text="660"),
        Word(start_ms=1_220, end_ms=1_600, text="euros"),
    )
    decoder = Recorded(((0, 1_600),), [Said(words)])
    heard = Listener(decoder, "fr", FRENCH).listen(np.zeros(2 * 16_000, np.float32))
    times = [(w.start_ms, w.end_ms) for w in heard.words]
    assert times == [(0, 500), (500, 860), (860, 1_220), (1_220, 1_600)]


def test_another_language_is_tried_again_and_kept_with_a_doubt_if_it_stays() -> None:
    english = Said(
        spoken("thank you for the floor and we are going to vote on this report", each_ms=350)
    )
    french = Said(
        spoken("merci de me donner la parole et nous allons voter ce rapport", each_ms=380)
    )
    assert listen(Recorded(((0, 4_900),), [english], again=[french]))[0].startswith("merci de me")
    text, doubts = listen(Recorded(((0, 4_900),), [english], again=[english]))
    assert text.startswith("thank you for the floor")
    assert [kind for kind, _start, _end in doubts] == ["other_language"]


def test_a_prompt_that_loses_a_passage_is_dropped_and_one_that_does_not_is_kept() -> None:
    plain = Said(
        spoken("la parole est à Ginette Rabuin pour le rapport suivant merci", each_ms=500)
    )
    lost = Said(spoken("la parole est", each_ms=500))
    named = Said(
        spoken("la parole est à Ginette Rabouin pour le rapport suivant merci", each_ms=500)
    )
    heard = ((0, 5_500),)
    names = ("Ginette Rabouin",)
    assert "Rabuin" in listen(Recorded(heard, [plain], prompted=[lost]), hints=names)[0]
    assert "Rabouin" in listen(Recorded(heard, [plain], prompted=[named]), hints=names)[0]


def test_windows_are_never_longer_than_a_decoder_takes_and_leave_long_pauses_out() -> None:
    heard = tuple((n * 5_000, n * 5_000 + 4_500) for n in range(16))
    decoder = Recorded((*heard, (130_000, 131_000)), [])
    listen(decoder, 140)
    assert max(decoder.asked) <= LONGEST_WINDOW_MS / 1000
    assert sum(decoder.asked[:3]) < 85


def test_a_sentence_that_no_tongue_is_quick_enough_for_is_taken_out() -> None:
    """As base has it of eight voices at once."""
    text = "Merci. " + "il n'y a pas d'autre chose, " * 3
    words = (*spoken("Merci.", 200, 400), *spoken(text[7:], 20_000, 100))
    said, doubts = listen(Recorded(((100, 800), (10_000, 22_000)), [Said(words, sureness=-0.7)]))
    assert said == "Merci."
    assert [kind for kind, _start, _end in doubts] == ["not_understood"]


def test_what_was_decoded_in_every_way_is_not_tried_once_more() -> None:
    guess = Said(spoken("peut-être"), sureness=-1.4, silence=0.9)
    decoder = Recorded(((0, 25_000),), [guess], again=[guess])
    said, doubts = listen(decoder)
    assert (said, len(decoder.asked)) == ("", 1)
    assert doubts == [("not_understood", 0, 25_000)]


def test_what_the_recogniser_does_not_believe_itself_is_no_speech() -> None:
    """As base has it of eight voices at once: each round is believed more than the one before."""
    round_ = [("de", 0.1), ("l'étudier", 0.1), ("de", 0.2), ("l'étudier", 0.5), ("de", 0.8)]
    texts = [("C'est", 0.01), ("l'heure", 0.04), *round_, ("l'étudier.", 0.9)]
    words = tuple(
        Word(start_ms=n * 500, end_ms=n * 500 + 400, text=text, confidence=sure)
        for n, (text, sure) in enumerate(texts)
    )
    believed = tuple(word.model_copy(update={"confidence": 0.6}) for word in words)
    for said, text in ((words, ""), (believed, "C'est l'heure de l'étudier")):
        decoder = Recorded(((0, 4_000),), [Said(())], again=[Said(said), Said(said)])
        assert listen(decoder)[0][:26] == text
