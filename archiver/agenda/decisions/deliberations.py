"""What was adopted, as open data: the SCDL model of deliberations (version 2.1.4), a CSV.

https://schema.data.gouv.fr/scdl/deliberations/2.1.4/documentation.html

Only what was heard is told. A cell is empty where that is not known: the number of the subject in
the ACTES nomenclature, the reference at the prefecture, votes that nobody counted aloud.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from archiver.model.agenda import Agenda, Item
from archiver.model.decisions import Vote
from archiver.model.timeline import Timeline

COLUMNS = (
    *("COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE"),
    *("DELIB_MATIERE_NOM", "DELIB_OBJET", "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE"),
    *("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION", "DELIB_URL"),
)


@dataclass(frozen=True)
class Sitting:
    """Whose deliberations they are, and when they were taken."""

    body: str
    siret: str
    day: date
    members: int | None
    """How many may vote; None where no list of members is known."""
    page_url: str = ""
    """The address of the session's page; empty where the house has no site."""


def deliberations_csv(
    votes: tuple[Vote, ...], agenda: Agenda, timeline: Timeline, sitting: Sitting
) -> str:
    """A row for each item that was adopted where the replay plays it; the last vote counts.

    Commas and UTF-8 without a mark, as the model asks for.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item, vote, at_ms in _adopted(votes, agenda, timeline):
        writer.writerow(_row(item, vote, at_ms, sitting))
    return written.getvalue()


def _adopted(
    votes: tuple[Vote, ...], agenda: Agenda, timeline: Timeline
) -> Iterator[tuple[Item, Vote, int]]:
    for item in agenda.items:
        whole = [vote for vote in votes if item.id in vote.items and vote.on is None]
        last = max(whole, key=lambda vote: vote.at_ms, default=None)
        if last is None or last.outcome != "adopted":
            continue
        played = timeline.to_replay(max(0, last.at_ms - 1))
        if played is not None:
            yield item, last, played


def _row(item: Item, vote: Vote, at_ms: int, sitting: Sitting) -> Iterator[str]:
    counts = (vote.for_, vote.against, vote.abstain)
    voting = sum(n for n in counts if n is not None) if None not in counts else None
    link = f"{quote(sitting.page_url, safe=':/%')}#t={at_ms // 1000}" if sitting.page_url else ""
    yield from (sitting.body, sitting.siret, item.number or item.id, sitting.day.isoformat())
    yield from ("", _subject(item), item.title, "", "", "", "")
    yield from ("" if n is None else str(n) for n in (sitting.members, voting, *counts))
    yield link


def _subject(item: Item) -> str:
    """How the house files the item: by the theme that its agenda gives, else by commission."""
    theme = (item.model_extra or {}).get("theme")
    return str(theme or item.commission or "")
