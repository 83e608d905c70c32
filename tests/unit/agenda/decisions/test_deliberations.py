"""What was adopted, as the SCDL model of deliberations has it."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from archiver.agenda.decisions.deliberations import COLUMNS, Sitting, deliberations_csv
from archiver.model.agenda import Agenda, Item
from archiver.model.decisions import Vote
from archiver.model.timeline import Piece, Timeline

SITTING = Sitting(
    body="Conseil départemental du Val-d'Ambre",
    siret="12345678901234",
    day=date(2026, 11, 20),
    members=26,
    page_url="https://seances.example.fr/2026-11-20/",
)
AGENDA = Agenda(
    items=tuple(
        Item.model_validate({"id": id, "number": id, "title": f"Titre, {id}", "theme": "finances"})
        for id in "ABCDE"
    )
)
TIMELINE = Timeline(
    session_duration_ms=100_000,
    replay_duration_ms=90_000,
    pieces=(
        Piece(
            shown="play",
            session_start_ms=10_000,
            session_end_ms=100_000,
            replay_start_ms=0,
            replay_end_ms=90_000,
        ),
    ),
)


def vote(
    items: str,
    at_ms: int,
    outcome: str = "adopted",
    counts: Mapping[str, int] | None = None,
    **more: Any,
) -> Vote:
    known = {"items": list(items), "at_ms": at_ms, "outcome": outcome, **(counts or {}), **more}
    return Vote.model_validate(known)


def rows(*votes: Vote, sitting: Sitting = SITTING) -> list[dict[str, str]]:
    made = deliberations_csv(votes, AGENDA, TIMELINE, sitting)
    return list(csv.DictReader(io.StringIO(made)))


def test_only_what_was_adopted_in_public_is_told_and_the_last_vote_counts() -> None:
    told = rows(
        vote("A", 20_000, "rejected"), vote("A", 30_000, unanimous=True),
        vote("B", 40_000, "noted"), vote("C", 5_000),
        vote("D", 50_000, on="amendement"), vote("E", 60_000),
        vote("E", 70_000, "rejected"),
    )  # fmt: skip
    assert [(one["DELIB_ID"], one["DELIB_URL"][-5:]) for one in told] == [("A", "#t=19")]


def test_counts_are_told_as_heard_and_never_made_up() -> None:
    whole, part = rows(
        vote("AB", 20_000, counts={"for": 19, "against": 0, "abstain": 6}),
        vote("B", 30_000, counts={"for": 19}),
    )
    names = ("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION")
    assert [whole[name] for name in names] == ["26", "25", "19", "0", "6"]
    assert [part[name] for name in names] == ["26", "", "19", "", ""]


def test_a_row_fits_the_model() -> None:
    [row] = rows(vote("A", 20_000))
    assert tuple(row) == COLUMNS
    assert re.fullmatch(r"\d{14}", row["COLL_SIRET"])
    assert date.fromisoformat(row["DELIB_DATE"]) == SITTING.day
    assert (row["DELIB_MATIERE_NOM"], row["DELIB_OBJET"]) == ("finances", "Titre, A")
    assert row["DELIB_URL"] == "https://seances.example.fr/2026-11-20/#t=9"
    bare = Sitting(body="", siret="1" * 14, day=SITTING.day, members=None)
    assert rows(vote("A", 20_000), sitting=bare)[0]["DELIB_URL"] == ""
