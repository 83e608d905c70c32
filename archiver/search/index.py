"""The index of what was said in all sessions: add, remove, search.

Rows are numbered so that the newest session comes first and each session is in order: dates and
sessions are ranges of numbers, and the newest hits need no sorting.
"""

import json
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Literal, Self

from archiver.search.blocks import blocks
from archiver.search.database import connect, guarded, mending, writing
from archiver.search.excerpt import MATCH_CLOSES, MATCH_OPENS, clean
from archiver.search.query import Query, expression
from archiver.search.records import Filters, IndexedSession, SearchResult
from archiver.search.rows import hit_of, item_token, row_of
from archiver.search.words import Lexicon, fold, pieces

MOST_RANKED = 1000
"""Ranking reads every hit: beyond this many, the newest come first and the count stops."""

_SESSION_BITS, _DAY_BITS = 20, 32
_ROWS_A_SESSION = 1 << _SESSION_BITS
_ROWS_A_DAY = 1 << _DAY_BITS
_NO_FILTERS = Filters()
_NO_ROWS = (0, -1)

_INSERT_SESSION = """
INSERT INTO session(base, id, title, day, body, language, fingerprint)
VALUES(:base, :id, :title, :day, :body, :language, :fingerprint)
"""
_INSERT_BLOCK = """
INSERT INTO passages(rowid, own, lead, title, speaker, items, votes, places, item_ids)
VALUES(:row, fts5_locale(:language, :own), fts5_locale(:language, :lead),
    fts5_locale(:language, :title), :speaker, :items, :votes, :places, :item_ids)
"""
_ASKED = """
passages MATCH :match AND passages.rowid BETWEEN :low AND :high
    AND (:bases IS NULL OR passages.rowid - passages.rowid % :rows IN
        (SELECT value FROM json_each(:bases)))
"""
_COUNTED = """
SELECT session.id, number FROM
    (SELECT row - row % :rows AS base, count(*) AS number FROM
        (SELECT rowid AS row FROM passages WHERE {asked} LIMIT :most) GROUP BY base)
    JOIN session USING(base)
"""
# FTS5 sorts by rank itself, so that only the rows that are asked for are highlighted.
_FOUND = """
SELECT highlight(passages, 0, :opens, :closes), highlight(passages, 1, :opens, :closes),
    highlight(passages, 2, :opens, :closes), passages.speaker, places, item_ids,
    session.id, session.title, session.day, session.body
FROM passages CROSS JOIN session ON session.base = passages.rowid - passages.rowid % :rows
WHERE {asked}
ORDER BY passages.{order} LIMIT :limit OFFSET :offset
"""
_COUNTS = _COUNTED.format(asked=_ASKED)
_ORDERS = {
    "relevance": _FOUND.format(order="rank", asked=_ASKED),
    "date": _FOUND.format(order="rowid", asked=_ASKED),
}


class Index:
    """An open index. One thread at a time; other processes may have the same file open.

    Every method raises SearchIndexError when the file cannot be used, and its subclass
    SearchIndexLostError when it was damaged: it is then empty, and sessions can be added again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lexicon = Lexicon()
        self._db = connect(path, self._lexicon)

    @classmethod
    def open(cls, path: Path) -> Self:
        """The index kept in the file `path`, on a local disk; made where there is none.

        Close it, or use it in a `with` block. An index of another version, or a damaged one, is
        emptied: compare `fingerprints` with what should be there, and add what is missing.
        """
        return cls(path)

    def close(self) -> None:
        """Let go of the file."""
        with guarded(self._path):
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def fingerprints(self) -> dict[str, str]:
        """The sessions that can be found, by id, with the fingerprint each was added with."""
        with self._mending():
            return dict(self._db.execute("SELECT id, fingerprint FROM session ORDER BY id"))

    def add(self, session: IndexedSession) -> None:
        """Make `session` findable, in place of an earlier state of it: entirely or not at all."""
        rows = [row_of(block, _language(session)) for block in blocks(session.passages)]
        with self._mending(), writing(self._db):
            self._forget(clean(session.id))
            base = self._free_base(session.date)
            self._db.execute(
                _INSERT_SESSION,
                {
                    "base": base,
                    "id": clean(session.id),
                    "title": clean(session.title),
                    "day": session.date.isoformat(),
                    "body": clean(session.body),
                    "language": _language(session),
                    "fingerprint": clean(session.fingerprint),
                },
            )
            numbered = ({**row, "row": base + i} for i, row in enumerate(rows))
            self._db.executemany(_INSERT_BLOCK, numbered)

    def remove(self, session_id: str) -> None:
        """Make a session unfindable; one that is not known changes nothing."""
        with self._mending(), writing(self._db):
            self._forget(clean(session_id))

    def search(
        self,
        query: Query | str,
        filters: Filters = _NO_FILTERS,
        *,
        limit: int = 20,
        offset: int = 0,
    ) -> SearchResult:
        """Where all the words were said: `limit` hits from the `offset`-th on, the best first.

        Raises QueryError when what was typed cannot be searched for.
        """
        parsed = Query.parse(query) if isinstance(query, str) else query
        with self._mending(), self._db:
            asked = self._asked(parsed, filters)
            counts = dict(self._db.execute(_COUNTS, {**asked, "most": MOST_RANKED + 1}))
            total = sum(counts.values())
            truncated = total > MOST_RANKED
            order: Literal["relevance", "date"] = "date" if truncated else "relevance"
            page = {
                **asked,
                "opens": MATCH_OPENS,
                "closes": MATCH_CLOSES,
                "limit": max(0, limit),
                "offset": max(0, offset),
            }
            hits = tuple(hit_of(*found) for found in self._db.execute(_ORDERS[order], page))
        shown = {hit.session_id for hit in hits}
        return SearchResult(
            hits=hits,
            total=min(total, MOST_RANKED),
            truncated=truncated,
            order=order,
            counts={id: number for id, number in counts.items() if id in shown},
        )

    def bodies(self) -> tuple[str, ...]:
        """The bodies whose sessions can be found."""
        with self._mending():
            known = self._db.execute(
                "SELECT DISTINCT body FROM session WHERE body <> '' ORDER BY 1"
            )
            return tuple(body for (body,) in known)

    def _asked(self, query: Query, filters: Filters) -> dict[str, str | int | None]:
        low, high = self._range(filters)
        return {
            "match": self._expression(query, filters),
            "low": low,
            "high": high,
            "rows": _ROWS_A_SESSION,
            "bases": self._bases(filters),
        }

    def _bases(self, filters: Filters) -> str | None:
        """The sessions of the bodies that are meant, as JSON; None where all are."""
        if filters.body is None:
            return None
        wanted = _folded(filters.body)
        known = self._db.execute("SELECT base, body FROM session")
        return json.dumps([base for base, body in known if wanted and wanted <= _folded(body)])

    def _mending(self) -> AbstractContextManager[None]:
        return mending(self._db, self._path, self._lexicon)

    def _forget(self, session_id: str) -> None:
        base = self._base(session_id)
        if base is not None:
            self._db.execute(
                "DELETE FROM passages WHERE rowid BETWEEN ? AND ?",
                (base, base + _ROWS_A_SESSION - 1),
            )
            self._db.execute("DELETE FROM session WHERE base = ?", (base,))

    def _base(self, session_id: str) -> int | None:
        base: int | None = self._db.execute(
            "SELECT base FROM session WHERE id = ?", (session_id,)
        ).get
        return base

    def _free_base(self, day: date) -> int:
        first = _newest_first(day)
        taken = self._db.execute(
            "SELECT base FROM session WHERE base BETWEEN ? AND ?", (first, first + _ROWS_A_DAY - 1)
        )
        used = {base for (base,) in taken}
        return next(b for b in range(first, first + _ROWS_A_DAY, _ROWS_A_SESSION) if b not in used)

    def _expression(self, query: Query, filters: Filters) -> str:
        known = self._db.execute("SELECT DISTINCT language FROM session ORDER BY language")
        languages = [language for (language,) in known]
        item = None if filters.item is None else item_token(filters.item)
        names = [piece.group() for piece in pieces(filters.speaker or "")]
        return expression(
            query, self._lexicon, languages, item=item, speaker=names, vote=filters.vote
        )

    def _range(self, filters: Filters) -> tuple[int, int]:
        """The first and last row that `filters` allow, by date and session; if any."""
        if filters.speaker is not None and not any(pieces(filters.speaker)):
            return _NO_ROWS
        low = _newest_first(filters.until or date.max)
        high = _newest_first(filters.since or date.min) + _ROWS_A_DAY - 1
        if filters.session is not None:
            base = self._base(clean(filters.session))
            if base is None:
                return _NO_ROWS
            low, high = max(low, base), min(high, base + _ROWS_A_SESSION - 1)
        return low, high


def _newest_first(day: date) -> int:
    return (date.max.toordinal() - day.toordinal()) << _DAY_BITS


def _language(session: IndexedSession) -> str:
    return clean(session.language)[:2].lower()


def _folded(text: str) -> set[str]:
    return {fold(piece.group()) for piece in pieces(text)}
