from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.speakers import Speakers, Turn
from archiver.model.timeline import Timeline
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.publish.website import render_session, render_transcript
from archiver.publish.website.spoken import passages, what_is_said
from tests.unit.publish.sample_page import CHAPTERS, TIMELINE, TRANSCRIPT, sample, utterance

UNHEARD = ("whispered", "before", "secret", "chatter", "confidential", "vote", "leftover", "gossip")


def spoken(*utterances: Utterance, timeline: Timeline = TIMELINE) -> list[str]:
    transcript = Transcript(language="en", duration_ms=95_000, utterances=utterances)
    return [said.text for said in what_is_said(transcript, timeline, CHAPTERS)]


def test_nothing_unheard_is_published_anywhere() -> None:
    html, text = render_session(sample()), render_transcript(sample())
    assert "to the first item" in html
    assert "to the first item" in text
    for word in UNHEARD:
        assert word not in html.replace("27 s before", "").replace("10 s before the opening", "")
        assert word not in text


def test_an_utterance_keeps_its_session_time_as_its_name() -> None:
    said = what_is_said(TRANSCRIPT, TIMELINE, CHAPTERS)
    assert [(s.id, s.start_ms, s.chapter) for s in said] == [
        ("u-11000", 1_000, 0),
        ("u-21000", 11_000, 1),
        ("u-77000", 26_000, 3),
    ]
    assert said[0].offsets == (0, 5, 10)


def test_only_the_played_words_of_an_utterance_are_shown() -> None:
    assert spoken(utterance("a b c d e f", 9_000)) == ["c d e f"]
    assert spoken(utterance("a b c d e f", 28_600)) == ["a b c"]


def test_a_word_over_the_edge_is_not_shown() -> None:
    word = Word(start_ms=9_900, end_ms=10_200, text="half")
    assert spoken(Utterance(start_ms=9_900, end_ms=10_200, text="half", words=(word,))) == []


def test_words_nobody_timed_are_shown_whole_or_not_at_all() -> None:
    inside = Utterance(start_ms=11_000, end_ms=14_000, text="all of this")
    across = Utterance(start_ms=8_000, end_ms=14_000, text="none of that")
    assert spoken(inside, across) == ["all of this"]


def test_an_utterance_over_a_chapter_is_shown_in_both() -> None:
    transcript = Transcript(
        language="en", duration_ms=95_000, utterances=(utterance("a b c d", 19_000),)
    )
    said = what_is_said(transcript, TIMELINE, CHAPTERS)
    assert [(s.text, s.chapter, s.id) for s in said] == [
        ("a b", 0, "u-19000"),
        ("c d", 1, "u-20000"),
    ]


def test_words_written_without_a_space_stay_together() -> None:
    words = tuple(
        Word(start_ms=11_000 + i * 300, end_ms=11_200 + i * 300, text=text)
        for i, text in enumerate(("dix", "-neuf", "voix", "pour ?"))
    )
    whole = Utterance(start_ms=11_000, end_ms=12_100, text="dix-neuf voix pour ?", words=words)
    assert spoken(whole) == ["dix-neuf voix pour\N{NO-BREAK SPACE}?"]


def test_a_passage_has_one_speaker_and_names_each_once() -> None:
    transcript = Transcript(
        language="en",
        duration_ms=95_000,
        utterances=(
            utterance("one.", 11_000, "Ann"),
            utterance("two.", 12_000, "Ann"),
            utterance("three.", 13_000, "Bob"),
            utterance("four.", 17_000, "Bob"),
        ),
    )
    found = passages(what_is_said(transcript, TIMELINE, CHAPTERS))
    assert [(p.speaker, [s.text for s in p.said]) for p in found] == [
        ("Ann", ["one.", "two."]),
        ("Bob", ["three."]),
        (None, ["four."]),
    ]


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    utterances = []
    at = 0
    for i in range(draw(st.integers(0, 12))):
        at += draw(st.integers(0, 12_000))
        words = []
        for k in range(draw(st.integers(1, 6))):
            end = at + draw(st.integers(0, 3_000))
            words.append(Word(start_ms=at, end_ms=end, text=f"w{i}x{k}y"))
            at = end + draw(st.integers(0, 2_000))
        text = " ".join(word.text for word in words)
        start = words[0].start_ms
        utterances.append(Utterance(start_ms=start, end_ms=at, text=text, words=tuple(words)))
    return Transcript(language="en", duration_ms=200_000, utterances=tuple(utterances))


@settings(max_examples=60, deadline=None)
@given(transcripts())
def test_a_word_is_on_the_page_exactly_when_all_of_it_is_played(transcript: Transcript) -> None:
    page = sample(transcript=transcript, cues=())
    html, text = render_session(page), render_transcript(page)
    for word in (word for u in transcript.utterances for word in u.words):
        played = any(
            p.session_start_ms <= word.start_ms < p.session_end_ms
            and word.end_ms <= p.session_end_ms
            for p in TIMELINE.played
        )
        assert (word.text in html) == played
        assert (word.text in text) == played
    ids = [said.id for said in what_is_said(transcript, TIMELINE, CHAPTERS)]
    assert len(ids) == len(set(ids))


def test_turns_are_headed_by_their_speaker_and_the_unknown_by_a_word() -> None:
    turns = (
        Turn(start_ms=11_000, end_ms=12_000, name="Anne <Dorval>"),
        Turn(start_ms=12_000, end_ms=13_000),
        Turn(start_ms=13_000, end_ms=14_000),
        Turn(start_ms=14_000, end_ms=15_000, chair=True),
    )
    transcript = Transcript(
        language="fr",
        duration_ms=95_000,
        utterances=(utterance("Un deux trois quatre cinq six sept huit", 11_000),),
    )
    said = what_is_said(
        transcript, TIMELINE, CHAPTERS, Speakers(turns=turns), ("Présidence", "Intervenant·e")
    )
    assert [(p.speaker, [s.text for s in p.said]) for p in passages(said)] == [
        ("Anne <Dorval>", ["Un deux"]),
        ("Intervenant·e", ["trois quatre"]),
        ("Intervenant·e", ["cinq six"]),
        ("Présidence", ["sept huit"]),
    ]
    assert [s.id for s in said] == ["u-11000", "u-12000", "u-13000", "u-14000"]
    page = sample().model_copy(update={"speakers": Speakers(turns=turns[:1])})
    assert '<p class="who" dir="auto">Anne &lt;Dorval&gt;</p>' in render_session(page)
