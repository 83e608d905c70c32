"""Keeps the live page of a session as its recording and its marks are.

Everything that is public, and nothing else, lies in `site/<session>/live/`: segments first, then
the playlists that name them, then the state that open pages ask for. What the page held before a
restart is read back from its own full playlist.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from archiver.capture.alarms import Alarms
from archiver.errors import ArchiverError
from archiver.i18n import _, translator
from archiver.livepage.captions import Heard, LiveCaptions
from archiver.livepage.parts import CUTTING, put_part, source_of
from archiver.livepage.site import (
    live_file,
    media_files,
    shown_before,
    write_live_page,
)
from archiver.livepage.standing import Standing
from archiver.media.trim import trim_segment
from archiver.model.live import BesideState
from archiver.model.marks import Gate, Interval, Mark, Planned, gate_at, public_intervals
from archiver.model.runs import Runs
from archiver.pages import write_list
from archiver.publish.live.chunks import chunk_name, versions
from archiver.publish.live.entries import Entry, Part, parts, reviewed
from archiver.publish.live.playlists import FULL, LIVE, cut_of, full_playlist, live_playlist
from archiver.publish.live.sending import Sender, Showing
from archiver.publish.live.state import STATE, LiveStatus, live_chapters, page_state, started
from archiver.publish.transports import open_transport
from archiver.publish.website import live_assets, logo_path
from archiver.steps import Settings
from archiver.store.files import link_or_copy, write_atomic
from archiver.store.folder import SITE, SessionFolder

_TICK_SECONDS = 1.0
_HEARTBEAT = timedelta(seconds=10)
_LATE_SEGMENTS = 3
"""A segment that is not there when so many came after it is passed over."""


class LivePage:
    """Keeps the live page as the recording and the marks are; goes on beside the recorder."""

    def __init__(
        self,
        folder: SessionFolder,
        marks: Callable[[], tuple[Mark, ...]],
        planned: Planned,
        alarms: Alarms,
    ) -> None:
        """Raises SettingsError, and TransportError if `live_to` in archive.toml is no address."""
        self._folder, self._marks, self._planned, self._alarms = folder, marks, planned, alarms
        self._settings = Settings.of(folder)
        self._agenda = folder.agenda()
        capture = self._settings.preset.capture
        self._held_back = timedelta(milliseconds=capture.outgoing_delay_ms)
        self._runs = folder.runs()
        self._entries = shown_before(folder, self._runs)
        self._heard = Heard(folder)
        self._captions = LiveCaptions(
            self._settings.session.language, self._settings.preset.captions
        )
        self._chunks: dict[int, str] = {}
        self._restored = False
        self._nothing_in: set[tuple[str, int, int]] = set()
        self._page_written = False
        self._listed = ""
        self._seen: tuple[object, ...] = ()
        self._beat = datetime.min.replace(tzinfo=UTC)
        self._wake, self._done = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="live page", daemon=True)
        self._state = Standing("site", alarms)
        self._away = _away(self._settings.house.live_to, live_file(folder, ""), alarms)

    def start(self) -> None:
        """Begin."""
        if self._away:
            self._away.sender.start()
        self._thread.start()

    def on_runs(self, runs: Runs) -> None:
        """Show what is new."""
        self._runs = runs
        self._wake.set()

    def states(self) -> tuple[BesideState, ...]:
        """How the page stands here, and where it is sent."""
        away = (self._away.standing.now,) if self._away else ()
        return (self._state.now, *away)

    def stop(self, seconds: float) -> None:
        """End. If the recording is over, the playlists are closed."""
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        self._done.set()
        self._wake.set()
        self._thread.join(seconds)
        left = max(0.1, (until - datetime.now(UTC)).total_seconds())
        if self._away:
            self._away.sender.stop(left)
            self._away.standing.set("stopped")
        self._state.set("stopped")

    def _work(self) -> None:
        while True:
            last = self._done.is_set()
            self._wake.clear()
            try:
                self._sync()
                self._state.works()
            except (ArchiverError, OSError) as error:
                self._state.fails(error)
            if last:
                return
            self._wake.wait(_TICK_SECONDS)

    def _sync(self) -> None:
        """Bring the page up to date, if anything changed or it is time for a sign of life."""
        marks, now = self._marks(), datetime.now(UTC)
        runs = self._runs if self._done.is_set() else self._runs.until(now - self._held_back)
        gate = gate_at(marks, now, self._planned)
        seen = (runs, marks, gate, self._done.is_set(), self._heard.refresh())
        if seen == self._seen and now - self._beat < _HEARTBEAT:
            return
        self._seen = ()
        if not self._page_written:
            write_live_page(self._folder, self._settings, self._planned)
            self._page_written = True
        public = public_intervals(marks, runs, self._planned)
        try:
            self._review(public)
            for part in parts(runs, public, self._entries[-1] if self._entries else None):
                self._add(part)
        finally:
            # Whatever failed: what may not be seen any more goes.
            self._show(runs, marks, gate, now)
        self._seen, self._beat = seen, now

    def _review(self, public: Sequence[Interval]) -> None:
        """Withdraw what may not be seen any more, and bring back what may be again."""
        before, self._entries = self._entries, reviewed(self._entries, public)
        if before == self._entries and self._restored:
            return
        for entry in self._entries:
            if not entry.withdrawn and not live_file(self._folder, entry.name).is_file():
                self._bring_back(entry)
        self._restored = True

    def _bring_back(self, entry: Entry) -> None:
        source, target = self._source(entry.source), live_file(self._folder, entry.name)
        cut = cut_of(entry.name)
        if not source.is_file():
            return
        if cut is None:
            link_or_copy(source, target)
        else:
            trim_segment(source, target, *cut)

    def _add(self, part: Part) -> None:
        """Put a part of the recording into the page's folder, if there is anything to show."""
        key = (part.segment.file, part.from_ms, part.to_ms)
        source = self._source(part.segment.file)
        if key in self._nothing_in:
            return
        if not source.is_file():
            self._miss(part, key)
            return
        entry = put_part(self._folder, part)
        if entry is None:
            self._nothing_in.add(key)
        else:
            self._entries = (*self._entries, entry)

    def _source(self, segment: str) -> Path:
        return source_of(self._folder, segment)

    def _miss(self, part: Part, key: tuple[str, int, int]) -> None:
        """A segment may come late (from the second disk): wait for it, but not for ever."""
        segments = [s for run in self._runs.runs for s in run.segments]
        if segments.index(part.segment) + _LATE_SEGMENTS < len(segments):
            self._nothing_in.add(key)
            return
        raise ArchiverError(
            _("a segment is missing on the live page"),
            _("{file} is not in the recording folder yet").format(file=part.segment.file),
        )

    def _show(self, runs: Runs, marks: Sequence[Mark], gate: Gate, now: datetime) -> None:
        ended = runs.finished and self._done.is_set()
        entries, length = self._entries, self._settings.preset.capture.segment_ms
        words = translator(self._settings.session.language)
        before, self._chunks = self._chunks, self._captioned(entries)
        status = LiveStatus(
            state=page_state(gate, runs, ended=ended),
            title=self._settings.session.title,
            started=started(entries),
            chapters=live_chapters(marks, runs, entries, self._agenda, words, self._heard.spans),
            captions=versions(self._chunks),
            updated=now,
        )
        showing = Showing(
            id=self._folder.id,
            entries=entries,
            segment_ms=length,
            finished=ended,
            state=status.to_json(),
            captions=tuple((chunk_name(n), text) for n, text in self._chunks.items()),
            files=tuple(self._shared()),
        )
        changed = {n: text for n, text in self._chunks.items() if before.get(n) != text}
        try:
            for name, text in (
                *((chunk_name(n), text) for n, text in changed.items()),
                (FULL, full_playlist(entries, length, finished=ended)),
                (LIVE, live_playlist(entries, length, finished=ended)),
                (STATE, showing.state),
            ):
                write_atomic(live_file(self._folder, name), text)
        except OSError:
            self._chunks = {}  # Nobody knows which were written.
            raise
        finally:
            self._remove_hidden(showing)
            if self._away:
                self._away.sender.offer(showing)
        if status.state != self._listed:
            # Another process may be writing it: nothing here waits for that.
            listing = threading.Thread(target=_list, args=(self._folder.archive,), name="list")
            listing.start()
            self._listed = status.state

    def _captioned(self, entries: Sequence[Entry]) -> dict[int, str]:
        """The captions; none, and an alarm, if what was heard cannot be laid out."""
        try:
            found = self._captions.chunks(self._heard.said, entries)
        except (
            Exception
        ) as error:  # Whatever it is: the picture, and what is withdrawn, come first.
            said = _("the live page goes on without captions: {why}")
            self._alarms.raise_("page", said.format(why=error), "captions")
            return {}
        self._alarms.clear("page", "captions")
        return found

    def _remove_hidden(self, showing: Showing) -> None:
        kept = {FULL, LIVE, *(entry.name for entry in showing.entries if not entry.withdrawn)}
        kept.update(name for name, _text in showing.captions)
        for name in (*media_files(self._folder), CUTTING):
            if name not in kept:
                live_file(self._folder, name).unlink(missing_ok=True)

    def _shared(self) -> Iterator[tuple[str, Path]]:
        house = self._settings.house
        logo = [logo_path(house)] if house.logo else []
        names = [*live_assets(house), *logo, f"{self._folder.id}/index.html"]
        for name in names:
            path = self._folder.file(SITE + name)
            if path.is_file():
                yield name, path


def _list(archive: Path) -> None:
    with suppress(ArchiverError, OSError):
        write_list(archive)


class _Away(NamedTuple):
    """Where the page is sent besides the site."""

    sender: Sender
    standing: Standing


def _away(address: str, live: Path, alarms: Alarms) -> _Away | None:
    if not address:
        return None
    standing = Standing(address, alarms)

    def hear(error: ArchiverError | None) -> None:
        if error is None:
            standing.works()
        else:
            standing.fails(error)

    return _Away(Sender(open_transport(address), live, hear), standing)
