"""Votes as a table: one row for each item that was voted, for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from urllib.parse import quote

from archiver.model.agenda import Agenda
from archiver.model.decisions import Vote
from archiver.model.timeline import Timeline
from archiver.model.times import clock

COLUMNS = (
    *("item", "number", "title", "on", "outcome", "unanimous", "for", "against", "abstain"),
    *("not_voting", "time", "replay_time", "link", "confidence", "words"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"


def votes_csv(
    votes: tuple[Vote, ...], agenda: Agenda, timeline: Timeline | None, page_url: str = ""
) -> str:
    """The table as text: semicolons, and a byte order mark, as French spreadsheets want it.

    A bloc's vote has a row for each of its items; a vote on no item, one row. Without a
    `timeline`, or where a vote is not played, replay time and link stay empty; so does the link
    without the address of the session's page. Text never becomes a formula.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for vote in votes:
        for item in vote.items or ("",):
            writer.writerow(_row(vote, item, agenda, timeline, page_url))
    return BYTE_ORDER_MARK + written.getvalue()


def _row(
    vote: Vote, id: str, agenda: Agenda, timeline: Timeline | None, page_url: str
) -> Iterator[str]:
    item = agenda.item(id)
    replay = timeline.to_replay(max(0, vote.at_ms - 1)) if timeline else None
    counts = (vote.for_, vote.against, vote.abstain, vote.not_voting)
    yield from (
        _plain(id),
        _plain((item and item.number) or ""),
        _plain(item.title if item else ""),
    )
    yield from (_plain(vote.on or ""), vote.outcome, "yes" if vote.unanimous else "")
    yield from ("" if n is None else str(n) for n in counts)
    yield clock(vote.at_ms)
    yield "" if replay is None else clock(replay)
    yield (
        f"{quote(page_url, safe=':/%')}#t={replay // 1000}"
        if page_url and replay is not None
        else ""
    )
    yield "" if vote.confidence is None else f"{vote.confidence:.2f}"
    yield _plain(" … ".join(evidence.text for evidence in vote.evidence))


def _plain(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
