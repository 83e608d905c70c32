"""Hits session by session, as a catalogue shows them."""

from dataclasses import dataclass
from itertools import groupby

from archiver.search.records import Hit, SearchResult


@dataclass(frozen=True)
class SessionHits:
    """The hits of one session, in the order in which they were said."""

    hits: tuple[Hit, ...]
    total: int
    """How many places the session has in all, shown or not."""

    @property
    def first(self) -> Hit:
        """Any of them, for what they share."""
        return self.hits[0]


def by_session(result: SearchResult) -> tuple[SessionHits, ...]:
    """The hits by session: that of the best hit, or the newest, comes first."""
    ranks: dict[str, int] = {}
    for hit in result.hits:
        ranks.setdefault(hit.session_id, len(ranks))
    ordered = sorted(result.hits, key=lambda hit: (ranks[hit.session_id], hit.start_ms))
    groups = ((id, tuple(hits)) for id, hits in groupby(ordered, key=lambda hit: hit.session_id))
    return tuple(SessionHits(hits, max(len(hits), result.counts.get(id, 0))) for id, hits in groups)
