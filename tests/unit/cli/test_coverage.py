"""What became of every item, as a clerk reads it: in the times of the page."""

from collections.abc import Iterator

import pytest

from archiver.cli.coverage import checks, report, summary
from archiver.cli.instants import Told
from archiver.i18n import use_language
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters, Evidence, NotTreated, Rival, Span
from archiver.model.timeline import Piece, Timeline

AGENDA = Agenda(
    items=(Item(id="1", number="1", title="Digues"), Item(id="2", number="2", title="Ponts"))
)
TIMELINE = Timeline(
    session_duration_ms=90_000,
    replay_duration_ms=60_000,
    pieces=(
        Piece(
            shown="play",
            session_start_ms=20_000,
            session_end_ms=80_000,
            replay_start_ms=0,
            replay_end_ms=60_000,
        ),
    ),
)


def heard(kind: str, text: str, start_ms: int, score: float | None = None) -> Evidence:
    return Evidence(kind=kind, text=text, start_ms=start_ms, score=score)


FOUND = Chapters(
    duration_ms=90_000,
    spans=(
        Span(kind="none", start_ms=0, end_ms=20_000),
        Span(kind="opening", start_ms=20_000, end_ms=30_000),
        Span(
            kind="item",
            items=("1",),
            start_ms=30_000,
            end_ms=80_000,
            confidence=0.4,
            band="unsure",
            evidence=(
                heard("title", "les digues", 30_000, 0.8),
                heard("title", "les digues", 30_000, 0.8),
                heard("title", "presque rien", 30_000, 0.02),
            ),
            rival=Rival(start_ms=50_000, text="on en reparle", score=0.3),
        ),
        Span(kind="none", start_ms=80_000, end_ms=90_000),
    ),
    not_treated=(
        NotTreated(item="2", reason="withdrawn", evidence=(heard("withdrawn", "retiré", 21_000),)),
    ),
    to_check=(heard("vote", "je mets aux voix", 70_000),),
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("fr")


def test_times_are_those_of_the_page_where_there_is_one() -> None:
    lines = list(report(FOUND, AGENDA, Told(TIMELINE)))
    assert "Times are those of the page." in lines
    starts = [line.split()[0] for line in lines if line.endswith(("agenda", "session", "Digues"))]
    assert starts == ["–", "0:00", "0:10", "–"]
    assert any("otherwise at 0:30" in line for line in lines)
    assert any("To listen to at 0:50" in line for line in lines)


def test_without_a_replay_times_are_those_of_the_recording() -> None:
    lines = list(report(FOUND, AGENDA, Told()))
    assert "Times are those of the recording." in lines
    assert any(line.strip().startswith("0:30") and "Digues" in line for line in lines)
    assert next(iter(checks(FOUND, Told()))).startswith("To listen to at 1:10")


def test_what_speaks_for_a_start_is_told_once_and_trifles_are_not() -> None:
    lines = list(report(FOUND, AGENDA, Told()))
    assert sum("les digues" in line for line in lines) == 1
    assert not any("presque rien" in line for line in lines)


def test_the_words_of_a_withdrawal_are_quoted_but_not_who_corrected_it() -> None:
    assert "2 – Ponts: withdrawn (heard: “retiré”)" in summary(FOUND, AGENDA, Told())
    signed = NotTreated(
        item="2", reason="withdrawn", evidence=(heard("correction", "ann, 2026-11-22", 0),)
    )
    mended = FOUND.model_copy(update={"not_treated": (signed,)})
    assert "2 – Ponts: withdrawn." in summary(mended, AGENDA, Told())
