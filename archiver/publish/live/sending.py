"""Keeps a live page somewhere else like the one here: in its own thread, never delaying anything.

Segments go first, in order, then captions; the playlists there name only what has arrived. After
an interruption it goes on from the files it finds there.
"""

import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.publish.live.chunks import is_chunk
from archiver.publish.live.entries import Entry
from archiver.publish.live.page import FOLDER
from archiver.publish.live.playlists import FULL, LIVE, full_playlist, is_segment, live_playlist
from archiver.publish.live.state import STATE
from archiver.publish.transports import Transport, TransportError

_PLAYLISTS_SECONDS = 2.0
"""While segments wait, the playlists there are brought up to date so often."""
_RETRY_SECONDS = (1.0, 2.0, 5.0, 10.0, 20.0)


@dataclass(frozen=True)
class Showing:
    """How the live page is to stand."""

    id: str
    """The folder of the page in the site."""
    entries: tuple[Entry, ...]
    segment_ms: int
    finished: bool
    state: str
    """The text of `live.json`."""
    captions: tuple[tuple[str, str], ...] = ()
    """The captions' files: name and text."""
    files: tuple[tuple[str, Path], ...] = ()
    """The page and what it shares with others: the name in the site, and the file here."""


class Sender:
    """Sends what `offer` gives, the newest of it, until `stop`."""

    def __init__(
        self,
        transport: Transport,
        segments: Path,
        on_state: Callable[[ArchiverError | None], None],
    ) -> None:
        """`segments` is the folder here; `on_state` hears of a failure, and None when it works."""
        self._transport, self._segments, self._on_state = transport, segments, on_state
        self._wanted: Showing | None = None
        self._changed = threading.Condition()
        self._stop_at: float | None = None
        self._sent: dict[str, str] = {}
        self._there: set[str] | None = None
        self._thread = threading.Thread(target=self._run, name="live page", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def offer(self, showing: Showing) -> None:
        """Let the page stand so from now on; returns at once."""
        with self._changed:
            self._wanted = showing
            self._changed.notify()

    def stop(self, seconds: float) -> None:
        """End, sending what can be sent within so many seconds."""
        with self._changed:
            self._stop_at = time.monotonic() + seconds
            self._changed.notify()
        self._thread.join(seconds)

    def _run(self) -> None:
        done: Showing | None = None
        tries = 0
        while True:
            showing = self._next(done)
            if showing is None:
                break
            try:
                if self._send(showing):
                    done = showing
                tries = 0
                self._on_state(None)
            except (ArchiverError, OSError) as error:
                self._there = None
                self._on_state(_as_ours(error))
                self._pause(_RETRY_SECONDS[min(tries, len(_RETRY_SECONDS) - 1)])
                tries += 1
        self._transport.close()

    def _next(self, done: Showing | None) -> Showing | None:
        """What to send next; None when it is time to end."""
        with self._changed:
            while self._wanted is done and self._stop_at is None:
                self._changed.wait()
            late = self._stop_at is not None and time.monotonic() > self._stop_at
            return None if late or self._wanted is done else self._wanted

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        with self._changed:
            while self._stop_at is None and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
        if self._stop_at is not None:
            time.sleep(min(0.2, seconds))

    def _send(self, showing: Showing) -> bool:
        """Bring the page there nearer to `showing`; True when it stands so."""
        folder = f"{showing.id}/{FOLDER}"
        if self._there is None:
            self._there = self._arrived(showing, folder)
        self._send_files(showing)
        entries = showing.entries
        kept = [e for e in entries if not e.withdrawn]
        wanted = {*(e.name for e in kept), *(name for name, _text in showing.captions)}
        self._remove({n for n in self._there if n not in wanted}, showing, folder)
        until = time.monotonic() + _PLAYLISTS_SECONDS
        missing = [e for e in kept if e.name not in self._there]
        while missing and time.monotonic() < until and self._wanted is showing:
            entry = missing.pop(0)
            self._transport.put(self._segments / entry.name, f"{folder}/{entry.name}")
            self._there.add(entry.name)
        self._send_texts(showing, folder, all_there=not missing)
        return not missing

    def _arrived(self, showing: Showing, folder: str) -> set[str]:
        """The segments that are there already, whole."""
        sizes = self._transport.sizes(folder)
        found = {name for name in sizes if is_segment(name) or is_chunk(name)}
        self._sent.clear()
        for entry in showing.entries:
            here = self._segments / entry.name
            if here.is_file() and sizes.get(entry.name) != here.stat().st_size:
                found.discard(entry.name)
        return found

    def _remove(self, names: set[str], showing: Showing, folder: str) -> None:
        """Take away what may not be seen any more: out of the playlists first."""
        if not names or self._there is None:
            return
        self._send_texts(showing, folder, all_there=False)
        for name in sorted(names):
            self._transport.delete(f"{folder}/{name}")
            self._there.discard(name)
            self._sent.pop(name, None)

    def _send_files(self, showing: Showing) -> None:
        for name, path in showing.files:
            mark = f"{path.stat().st_mtime_ns} {path.stat().st_size}"
            if self._sent.get(name) != mark:
                self._transport.put(path, name)
                self._sent[name] = mark

    def _send_texts(self, showing: Showing, folder: str, *, all_there: bool) -> None:
        """The captions, the playlists of what is there, then the state."""
        entries = self._prefix(showing.entries)
        finished = showing.finished and all_there
        for name, text in (
            *showing.captions,
            (FULL, full_playlist(entries, showing.segment_ms, finished=finished)),
            (LIVE, live_playlist(entries, showing.segment_ms, finished=finished)),
            (STATE, showing.state),
        ):
            if self._sent.get(name) != text:
                self._put_text(text, f"{folder}/{name}")
                self._sent[name] = text
                if is_chunk(name) and self._there is not None:
                    self._there.add(name)

    def _prefix(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        there = self._there or set()
        for i, entry in enumerate(entries):
            if not entry.withdrawn and entry.name not in there:
                return entries[:i]
        return entries

    def _put_text(self, text: str, name: str) -> None:
        with tempfile.TemporaryDirectory(prefix="live-page-") as folder:
            path = Path(folder) / "text"
            path.write_text(text, encoding="utf-8")
            path.chmod(0o644)
            self._transport.put(path, name)


def _as_ours(error: ArchiverError | OSError) -> ArchiverError:
    if isinstance(error, ArchiverError):
        return error
    return TransportError(
        _("the live page could not be sent"),
        error.strerror or str(error),
        _("Check the disk; sending is tried again"),
    )
