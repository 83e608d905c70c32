"""What the search room takes and gives: sessions to index, filters, hits.

Only what the replay plays may be put in an `IndexedSession`: whatever is in it can be found.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from archiver.model.decisions import Outcome
from archiver.model.record import Ms, Record

VoteOutcome = Outcome | Literal["unanimous"]
VOTE_OUTCOMES: tuple[VoteOutcome, ...] = ("adopted", "unanimous", "rejected", "noted")


class Passage(Record):
    """One public utterance, as the page shows it."""

    start_ms: Ms
    """Session time; the page's anchor `u-<start_ms>`."""
    end_ms: Ms
    replay_ms: Ms
    """Where it starts in the replay."""
    text: str
    speaker: str | None = None
    items: tuple[str, ...] = ()
    """Ids of the agenda items it belongs to; several in a bloc."""
    item_title: str = ""
    votes: tuple[VoteOutcome, ...] = ()
    """How its items were voted, as far as that was heard."""


class IndexedSession(Record):
    """A session as it is searched; `fingerprint` says whether what was indexed is still current."""

    id: str = Field(min_length=1)
    title: str
    date: date
    body: str = ""
    language: str = "fr"
    fingerprint: str = ""
    passages: tuple[Passage, ...] = ()


class Filters(Record):
    """What narrows a search; None and empty narrow nothing. Both dates are included."""

    since: date | None = None
    until: date | None = None
    session: str | None = None
    item: str | None = None
    """An item's id, exactly."""
    speaker: str | None = None
    """Words of a speaker's name, in any order, case and accents ignored."""
    body: str | None = None
    """Words of the body's name, likewise."""
    vote: VoteOutcome | None = None
    """Only where an item is treated that was voted so."""


class Fragment(Record):
    """A piece of text, and whether it is what was searched for. Plain text, never markup."""

    text: str
    is_match: bool = False


class Hit(Record):
    """A place where the words were said: about half a minute of the session."""

    session_id: str
    session_title: str
    session_date: date
    body: str
    items: tuple[str, ...]
    item_title: tuple[Fragment, ...]
    speaker: str | None
    start_ms: Ms
    """Session time of the utterance that holds the first match shown."""
    replay_ms: Ms
    excerpt: tuple[Fragment, ...]
    text: str
    """All that was said there, not what was said before."""
    permalink: str
    """Relative to the site's root, already percent-encoded."""


class SearchResult(Record):
    """One page of hits."""

    hits: tuple[Hit, ...]
    total: int
    """How many there are in all; with `truncated`, at least that many."""
    truncated: bool
    order: Literal["relevance", "date"]
    """`date`: too many to rank, so the newest session comes first."""
    counts: Mapping[str, int] = Field(default_factory=dict)
    """How many places there are in each session of the hits; with `truncated`, at least."""
