"""What the server knows, on disk: JSON documents by kind and id, in one SQLite file."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

Doc = dict[str, Any]

_SCHEMA = """
create table if not exists docs (
    n integer primary key, kind text not null, id text not null, doc text not null,
    unique (kind, id))
"""


class Store:
    """Documents by kind and id; one request at a time, all of it or nothing."""

    def __init__(self, path: Path) -> None:
        self._lock = RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # The server may be killed; the machine under it is not.
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=off")
        self._db.execute(_SCHEMA)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One request: what it wrote is kept unless it ends with an error."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("begin")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def get(self, kind: str, id: str) -> Doc | None:
        """One document, or None."""
        with self._lock:
            row = self._db.execute(
                "select doc from docs where kind = ? and id = ?", (kind, id)
            ).fetchone()
        return dict(json.loads(row[0])) if row else None

    def put(self, kind: str, id: str, doc: Doc) -> None:
        """Write a document; it keeps its place if it was there."""
        text = json.dumps(doc, ensure_ascii=False)
        with self._lock:
            self._db.execute(
                "insert into docs (kind, id, doc) values (?, ?, ?)"
                " on conflict (kind, id) do update set doc = excluded.doc",
                (kind, id, text),
            )

    def delete(self, kind: str, id: str) -> None:
        """Remove a document, if it is there."""
        with self._lock:
            self._db.execute("delete from docs where kind = ? and id = ?", (kind, id))

    def all(self, kind: str, **match: str) -> list[Doc]:
        """The documents of a kind, oldest first, whose top-level fields are as given."""
        where = "".join(f" and json_extract(doc, '$.{name}') = ?" for name in match)
        query = f"select doc from docs where kind = ?{where} order by n"
        with self._lock:
            rows = self._db.execute(query, (kind, *match.values())).fetchall()
        return [dict(json.loads(row[0])) for row in rows]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()
