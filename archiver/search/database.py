"""The file of the index: made, checked, mended, and the errors it can give.

It is derived and can be thrown away. A file of another version, or damaged, is emptied in place
(other processes may have it open), and whoever opened it finds that it knows no session.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import apsw.fts5
from filelock import FileLock, Timeout

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.search.words import TOKENIZER, Lexicon

VERSION = 2
"""Raise it whenever the tables, the words or the blocks change: old indexes are then emptied."""
_APPLICATION = 0x41524348
_BUSY_MS = 30_000

_COLUMNS = ("own", "lead", "title", "speaker", "items", "votes", "places", "item_ids")
_UNINDEXED = ("places", "item_ids")
_RANK = "bm25(1.0, 0.2, 2.0, 0.0, 0.0, 0.0)"
_SESSIONS = """
CREATE TABLE session(
    base INTEGER PRIMARY KEY, -- the first of the rows of passages that are kept for the session
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    day TEXT NOT NULL,
    body TEXT NOT NULL,
    language TEXT NOT NULL,
    fingerprint TEXT NOT NULL
) STRICT
"""


class SearchIndexError(ArchiverError):
    """The search index cannot be read or written; nothing else is affected."""


class SearchIndexLostError(SearchIndexError):
    """The index was damaged and is now empty: add the sessions again."""


def engine() -> str:
    """What searches: SQLite and its version, with full-text search."""
    return f"SQLite {apsw.sqlite_lib_version()}, FTS5"


def connect(path: Path, lexicon: Lexicon) -> apsw.Connection:
    """Open the index at `path`, ready for use; it is made or emptied where need be.

    Raises SearchIndexError where that is impossible, or where the file is another program's.
    """
    with guarded(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(_BUSY_MS)
        _prepare(connection, path, lexicon)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: apsw.Connection, path: Path, lexicon: Lexicon) -> None:
    if not _is_current(connection, path):
        # Two that find it unfit must not empty it twice: the second would lose the first's work.
        with guarded(path), _alone(path):
            if not _is_current(connection, path):
                _empty(connection)
                _create(connection, lexicon)
    with guarded(path):
        # What a power cut may take can be indexed again.
        connection.pragma("synchronous", "normal")
        lexicon.register(connection)


def _is_current(connection: apsw.Connection, path: Path) -> bool:
    """Whether the file is ours and of this version; a new or damaged one is not. Only reads.

    Raises SearchIndexError where the file is another program's.
    """
    try:
        with guarded(path):
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
            application = connection.pragma("application_id")
            version = connection.pragma("user_version")
    except SearchIndexLostError:
        return False
    if tables and application != _APPLICATION:
        raise SearchIndexError(
            _("the search index cannot be kept in « {path} »").format(path=path),
            _("that file is another program's database"),
            _("Choose another folder for the cache"),
        )
    return version == VERSION and {"session", "passages"} <= tables


@contextmanager
def mending(connection: apsw.Connection, path: Path, lexicon: Lexicon) -> Iterator[None]:
    """`guarded`, for what uses an open index: one that proves damaged is empty afterwards."""
    try:
        with guarded(path):
            yield
    except SearchIndexLostError:
        with guarded(path), _alone(path):
            _empty(connection)
            _create(connection, lexicon)
        raise


def _alone(path: Path) -> FileLock:
    return FileLock(f"{path}.lock", timeout=_BUSY_MS / 1000)


def _empty(connection: apsw.Connection) -> None:
    """Make the file an empty database, whatever it holds; safe while others have it open."""
    connection.config(apsw.SQLITE_DBCONFIG_RESET_DATABASE, 1)
    try:
        connection.execute("VACUUM")
    finally:
        connection.config(apsw.SQLITE_DBCONFIG_RESET_DATABASE, 0)


def _create(connection: apsw.Connection, lexicon: Lexicon) -> None:
    connection.pragma("journal_mode", "wal")
    lexicon.register(connection)
    with writing(connection):
        connection.execute(_SESSIONS)
        apsw.fts5.Table.create(
            connection,
            "passages",
            _COLUMNS,
            unindexed=_UNINDEXED,
            tokenize=[TOKENIZER],
            support_query_tokens=True,
            rank=_RANK,
            locale=True,
        )
        connection.pragma("application_id", _APPLICATION)
        connection.pragma("user_version", VERSION)


@contextmanager
def writing(connection: apsw.Connection) -> Iterator[None]:
    """One transaction that writes, alone from its first statement on; undone by any exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk may raise into the errors of this room."""
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise SearchIndexLostError(
            _("the search index « {path} » was damaged").format(path=path),
            str(error),
            _("Run the same command again: the index is made anew from the session folders"),
        ) from error
    except (apsw.Error, OSError) as error:
        raise SearchIndexError(
            _("the search index « {path} » cannot be used").format(path=path), *_cause(error)
        ) from error


def _cause(error: Exception) -> tuple[str, str]:
    if isinstance(error, apsw.BusyError | apsw.LockedError | Timeout):
        return (
            _("another program has been writing to it for a long time"),
            _("Wait until it has finished, then run the same command again"),
        )
    if isinstance(error, apsw.FullError):
        return _("the disk is full"), _("Free some space, then run the same command again")
    return str(error), _("Check that its folder exists and can be written to, or delete the file")
