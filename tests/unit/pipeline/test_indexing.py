"""Only what the replay plays can be found."""

from archiver.indexing import passages
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters, Span
from archiver.model.speakers import Speakers, Turn
from archiver.model.timeline import Piece, Timeline
from archiver.model.transcript import Transcript, Utterance, Word

AGENDA = Agenda(items=(Item(id="1", number="1", title="Budget"), Item(id="2", title="Routes")))
CHAPTERS = Chapters(
    duration_ms=40_000,
    spans=(
        Span(kind="item", items=("1",), start_ms=0, end_ms=10_000),
        Span(kind="closed", start_ms=10_000, end_ms=20_000),
        Span(kind="bloc", items=("1", "2"), start_ms=20_000, end_ms=40_000),
    ),
)
TIMELINE = Timeline(
    session_duration_ms=40_000,
    replay_duration_ms=30_000,
    pieces=(
        Piece(
            shown="play",
            session_start_ms=0,
            session_end_ms=10_000,
            replay_start_ms=0,
            replay_end_ms=10_000,
        ),
        Piece(
            shown="play",
            session_start_ms=20_000,
            session_end_ms=40_000,
            replay_start_ms=10_000,
            replay_end_ms=30_000,
        ),
    ),
)


def said(*utterances: Utterance) -> list[tuple[int, int, str, tuple[str, ...], str]]:
    transcript = Transcript(language="fr", duration_ms=40_000, utterances=utterances)
    found = passages(AGENDA, transcript, CHAPTERS, TIMELINE)
    return [(p.start_ms, p.replay_ms, p.text, p.items, p.item_title) for p in found]


def untimed(start_ms: int, end_ms: int) -> Utterance:
    return Utterance(start_ms=start_ms, end_ms=end_ms, text="sans heures")


def test_a_passage_has_its_place_in_the_replay_and_its_items() -> None:
    assert said(untimed(25_000, 26_000)) == [
        (25_000, 15_000, "sans heures", ("1", "2"), "1 – Budget · Routes")
    ]


def test_what_is_said_in_private_cannot_be_found() -> None:
    assert said(untimed(12_000, 13_000)) == []


def test_where_no_words_are_timed_it_is_all_or_nothing() -> None:
    assert said(untimed(9_000, 11_000)) == []


def test_of_an_utterance_that_is_cut_only_the_played_words_are_found() -> None:
    words = (
        Word(start_ms=9_000, end_ms=9_500, text="public"),
        Word(start_ms=9_800, end_ms=10_200, text="entre"),
        Word(start_ms=10_500, end_ms=11_000, text="secret"),
    )
    utterance = Utterance(start_ms=9_000, end_ms=11_000, text="public entre secret", words=words)
    assert said(utterance) == [(9_000, 9_000, "public", ("1",), "1 – Budget")]


def test_a_passage_ends_where_another_one_speaks() -> None:
    words = tuple(
        Word(start_ms=1_000 + 500 * i, end_ms=1_400 + 500 * i, text=text)
        for i, text in enumerate(("Présent.", "Madame", "Dorval"))
    )
    utterance = Utterance(start_ms=1_000, end_ms=2_400, text="Présent. Madame Dorval", words=words)
    turns = Turn(start_ms=900, end_ms=1_400, name="Anne"), Turn(start_ms=1_500, end_ms=3_000)
    transcript = Transcript(language="fr", duration_ms=40_000, utterances=(utterance,))
    found = passages(AGENDA, transcript, CHAPTERS, TIMELINE, Speakers(turns=turns))
    assert [(p.start_ms, p.text, p.speaker) for p in found] == [
        (1_000, "Présent.", "Anne"),
        (1_500, "Madame Dorval", None),
    ]
