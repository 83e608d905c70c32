"""The provisional chapters and the search index: made anew as more is settled, at a small share.

The longer the session, the longer it takes: so they are made less often, never at more than a
few per cent of the time.
"""

import time

from archiver.dividing import divided_so_far
from archiver.errors import ArchiverError
from archiver.indexing import index_session
from archiver.live.spoken import Spoken
from archiver.model.session import Session
from archiver.store.files import write_atomic
from archiver.store.folder import LIVE_CHAPTERS, SessionFolder

_SHARE = 0.04


class Growing:
    """Keeps chapters and index as what is settled."""

    def __init__(self, folder: SessionFolder, session: Session, spoken: Spoken) -> None:
        self._folder, self._session, self._spoken = folder, session, spoken
        self._again = 0.0
        self._made: tuple[object, ...] = ()
        self.failed: Exception | None = None
        """What went wrong the last time; neither chapters nor index hold captions up."""

    def grow(self) -> None:
        """Make them, if it is time."""
        started = time.monotonic()
        if started < self._again:
            return
        try:
            self._make()
            self.failed = None
        except (ArchiverError, OSError, ValueError) as error:
            self.failed = error
        self._again = time.monotonic() + (time.monotonic() - started) / _SHARE

    def _make(self) -> None:
        transcript = self._spoken.transcript()
        if not transcript.duration_ms:
            return
        runs = self._folder.runs()
        chapters = divided_so_far(self._folder, self._session, transcript, runs)
        write_atomic(self._folder.file(LIVE_CHAPTERS), chapters.to_json())
        index_session(self._folder)
