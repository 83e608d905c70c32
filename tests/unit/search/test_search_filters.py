"""Filters by body and by vote, and how many places each session has."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from archiver.search.index import Index
from archiver.search.records import Filters, IndexedSession, Passage, VoteOutcome

COUNCIL, BOARD = "Conseil départemental du Val-d'Ambre", "Commission permanente"


def session(day: int, body: str, *votes: tuple[VoteOutcome, ...]) -> IndexedSession:
    """A session whose items, one a minute, all speak of the budget."""
    said = tuple(
        Passage(
            start_ms=n * 60_000,
            end_ms=n * 60_000 + 20_000,
            replay_ms=n * 60_000,
            text="Le budget est présenté.",
            items=(str(n),),
            votes=outcomes,
        )
        for n, outcomes in enumerate(votes)
    )
    id = f"2026-11-{day:02}"
    return IndexedSession(id=id, title="Séance", date=date(2026, 11, day), body=body, passages=said)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.db") as made:
        made.add(session(20, COUNCIL, ("adopted", "unanimous"), ("rejected",), ()))
        made.add(session(21, BOARD, ("adopted",)))
        made.add(session(22, ""))
        yield made


@pytest.mark.parametrize(
    ("vote", "found"),
    [
        ("adopted", [("2026-11-20", "0"), ("2026-11-21", "0")]),
        ("unanimous", [("2026-11-20", "0")]),
        ("rejected", [("2026-11-20", "1")]),
        ("noted", []),
    ],
)
def test_only_where_an_item_was_voted_so(
    index: Index, vote: VoteOutcome, found: list[tuple[str, str]]
) -> None:
    hits = index.search("budget", Filters(vote=vote)).hits
    assert sorted((hit.session_id, *hit.items) for hit in hits) == found


@pytest.mark.parametrize(
    ("body", "total"),
    [("val d'ambre", 3), ("COMMISSION", 1), ("conseil commission", 0), ("", 0), ("'; DROP", 0)],
)
def test_only_a_body_by_words_of_its_name(index: Index, body: str, total: int) -> None:
    assert index.search("budget", Filters(body=body)).total == total


def test_a_hit_has_its_body_and_all_that_was_said_there(index: Index) -> None:
    hit = index.search("budget", Filters(body="permanente")).hits[0]
    assert (hit.body, hit.text) == (BOARD, "Le budget est présenté.")
    assert index.bodies() == (BOARD, COUNCIL)


def test_each_session_has_its_number_of_places(index: Index) -> None:
    found = index.search("budget", limit=1, offset=3)
    assert found.total == 4
    assert found.counts in ({"2026-11-20": 3}, {"2026-11-21": 1})
    assert index.search("budget").counts == {"2026-11-20": 3, "2026-11-21": 1}


def test_a_word_of_an_outcome_is_not_found_as_said(index: Index) -> None:
    assert index.search("adopted").total == 0
