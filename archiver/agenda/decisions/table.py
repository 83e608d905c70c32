"""Votes as a table: one row for each item that was voted, for a spreadsheet."""

from collections.abc import Iterator
from urllib.parse import quote

from archiver.model.agenda import Agenda
from archiver.model.decisions import Vote
from archiver.model.spreadsheet import csv_text
from archiver.model.timeline import Timeline
from archiver.model.times import clock

COLUMNS = (
    *("item", "number", "title", "on", "outcome", "unanimous", "for", "against", "abstain"),
    *("not_voting", "time", "replay_time", "link", "confidence", "words"),
)


def votes_csv(
    votes: tuple[Vote, ...], agenda: Agenda, timeline: Timeline | None, page_url: str = ""
) -> str:
    """The table as text: semicolons, and a byte order mark, as French spreadsheets want it.

    A bloc's vote has a row for each of its items; a vote on no item, one row. Without a
    `timeline`, or where a vote is not played, replay time and link stay empty; so does the link
    without the address of the session's page. Text never becomes a formula.
    """
    rows = (
        _row(vote, item, agenda, timeline, page_url)
        for vote in votes
        for item in vote.items or ("",)
    )
    return csv_text(COLUMNS, rows)


def _row(
    vote: Vote, id: str, agenda: Agenda, timeline: Timeline | None, page_url: str
) -> Iterator[str]:
    item = agenda.item(id)
    replay = timeline.to_replay(max(0, vote.at_ms - 1)) if timeline else None
    counts = (vote.for_, vote.against, vote.abstain, vote.not_voting)
    yield from (
        id,
        (item and item.number) or "",
        item.title if item else "",
    )
    yield from (vote.on or "", vote.outcome, "yes" if vote.unanimous else "")
    yield from ("" if n is None else str(n) for n in counts)
    yield clock(vote.at_ms)
    yield "" if replay is None else clock(replay)
    yield (
        f"{quote(page_url, safe=':/%')}#t={replay // 1000}"
        if page_url and replay is not None
        else ""
    )
    yield "" if vote.confidence is None else f"{vote.confidence:.2f}"
    yield " … ".join(evidence.text for evidence in vote.evidence)
