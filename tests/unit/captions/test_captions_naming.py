"""Names and dashes before the first words of a turn."""

import io

import pytest
import webvtt

from archiver.captions.formats import FORMATS
from archiver.captions.layout import layout
from archiver.model.captions import CaptionNorms, Cue
from archiver.model.speakers import Speakers, Turn
from archiver.model.transcript import Transcript, Utterance, Word

LONG = "Nous avons beaucoup travaillé sur ce dossier avec les communes et les associations."


def spoken(*said: tuple[str | None, str]) -> tuple[Transcript, Speakers]:
    """Turns that follow each other at an easy pace."""
    now, utterances, turns = 1_000, [], []
    for name, text in said:
        words = []
        for word in text.split():
            words.append(Word(start_ms=now, end_ms=now + 400, text=word))
            now += 500
        start = words[0].start_ms
        utterances.append(
            Utterance(start_ms=start, end_ms=now - 100, text=text, words=tuple(words))
        )
        sure = 0.95 if name else None
        turns.append(Turn(start_ms=start, end_ms=now - 100, name=name, confidence=sure))
        now += 700
    transcript = Transcript(language="fr", duration_ms=now, utterances=tuple(utterances))
    return transcript, Speakers(turns=tuple(turns))


def cues(style: str, *said: tuple[str | None, str]) -> tuple[Cue, ...]:
    transcript, speakers = spoken(*said)
    return layout(transcript, [], CaptionNorms.model_validate({"speakers": style}), speakers)


def starts(style: str, *said: tuple[str | None, str]) -> list[str]:
    """The text of the first cue of each turn."""
    _transcript, speakers = spoken(*said)
    shown = cues(style, *said)
    begins = [turn.start_ms for turn in speakers.turns]
    return [next(c.text for c in shown if c.end_ms > start) for start in begins]


THREE = (("Anne Dorval", LONG), (None, LONG), ("Luc Kerbrat", LONG))


def test_names_are_told_and_the_unknown_gets_a_dash() -> None:
    first, second, third = starts("names", *THREE)
    assert first.startswith("Anne Dorval\u00a0: Nous avons")
    assert second.startswith("–\u00a0Nous avons")
    assert third.startswith("Luc Kerbrat\u00a0: Nous")


def test_dashes_tell_changes_only() -> None:
    first, second, third = starts("dashes", *THREE)
    assert first.startswith("Nous")
    assert second.startswith("–\u00a0Nous")
    assert third.startswith("–\u00a0Nous")


def test_off_is_as_without_turns() -> None:
    transcript, _speakers = spoken(*THREE)
    assert cues("off", *THREE) == layout(transcript, [], CaptionNorms())


def test_in_an_exchange_a_name_is_told_once() -> None:
    pair = (("Anne Dorval", LONG), ("Luc Kerbrat", LONG))
    heads = [text[:3] for text in starts("names", *pair, *pair)]
    assert heads == ["Ann", "Luc", "–\u00a0N", "–\u00a0N"]


def test_a_few_words_get_a_dash_and_no_name() -> None:
    assert starts("names", ("Anne Dorval", LONG), ("Luc Kerbrat", "Présent."))[1] == (
        "–\u00a0Présent."
    )


def test_a_name_that_is_not_sure_is_not_written() -> None:
    transcript, speakers = spoken(("Anne Dorval", LONG))
    unsure = speakers.turns[0].model_copy(update={"confidence": 0.5})
    (first, *_rest) = layout(transcript, [], CaptionNorms(), Speakers(turns=(unsure,)))
    assert (first.text[:4], first.speaker) == ("Nous", None)


@pytest.mark.parametrize("style", ["names", "dashes"])
def test_no_word_is_changed(style: str) -> None:
    words = " ".join(c.text for c in cues(style, *THREE)).replace("\u00a0", " ")
    for added in ("Anne Dorval : ", "Luc Kerbrat : ", "– "):
        words = words.replace(added, "")
    assert words == " ".join(text for _name, text in THREE)


def test_a_voice_tag_cannot_break_the_file() -> None:
    cue = Cue(start_ms=0, end_ms=1_000, lines=("Oui",), speaker="A & <b>\n\n00:01 --> x")
    written = FORMATS["vtt"].encode([cue], "fr")
    assert b"<v A &amp; &lt;b&gt; 00:01 --&gt; x>Oui\n" in written
    assert len(webvtt.from_buffer(io.StringIO(written.decode()))) == 1
