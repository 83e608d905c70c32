"""Keeps the archive's index up to date beside the desk's answers.

Looking whether the sessions have changed takes a millisecond for each of them, adding one that has
a second: it is done in a thread of its own, once for all who search. Who cannot wait is answered
from what the index holds, and told how far it is.
"""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from archiver.indexing import UnreadError, refresh
from archiver.search.database import SearchIndexLostError
from archiver.search.index import Index
from archiver.store.cache import index_file

_FRESH_S = 5.0


@dataclass(frozen=True)
class Standing:
    """How the index stands."""

    share: float = 1.0
    """How much of what has changed is in it; 1 when it is up to date."""
    unread: tuple[UnreadError, ...] = ()
    """The sessions that could not be brought up to date when it was last looked over."""


class IndexKeeper:
    """The index of one archive. Any thread may ask."""

    def __init__(self, archive: Path, patience_s: float = 1.5) -> None:
        self._archive, self._patience_s = archive, patience_s
        self._lock = threading.Lock()
        self._work: threading.Thread | None = None
        self._looked = float("-inf")
        self._share = 0.0
        self._unread: tuple[UnreadError, ...] = ()
        self._error: Exception | None = None

    def start(self) -> threading.Thread | None:
        """Have the index looked over, unless that was just done; what does it, while it does."""
        with self._lock:
            if self._work is None and time.monotonic() - self._looked >= _FRESH_S:
                self._share = 0.0
                self._work = threading.Thread(target=self._refresh, name="index", daemon=True)
                self._work.start()
            return self._work

    def standing(self, *, whole: bool = False) -> Standing:
        """How the index stands after a moment's work; with `whole`, after all of it.

        Raises SearchIndexError if it cannot be written, NotASessionError if the archive is gone.
        """
        work = self.start()
        if work:
            work.join(None if whole else self._patience_s)
        with self._lock:
            if self._error:
                raise self._error
            return Standing(self._share if self._work else 1.0, self._unread)

    def _refresh(self) -> None:
        unread: list[UnreadError] = []
        error: Exception | None = None
        try:
            self._bring(unread)
        except Exception as failed:  # whoever searches next is told
            error = failed
        with self._lock:
            self._work, self._looked = None, time.monotonic()
            self._unread, self._error = tuple(unread), error

    def _bring(self, unread: list[UnreadError]) -> None:
        path = index_file(self._archive)
        try:
            with Index.open(path) as index:
                refresh(index, self._archive, self._tell, unread.append)
        except SearchIndexLostError:
            unread.clear()
            with Index.open(path) as index:
                refresh(index, self._archive, self._tell, unread.append)

    def _tell(self, share: float) -> None:
        self._share = share
