"""Sends the session live to several destinations while it is recorded, and cards in its place.

All it knows of the recording are its segment files, so the recording never waits for it. One
stream is made for all; each destination has a pusher that cannot hold up the others.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from archiver.capture.alarms import Alarms
from archiver.capture.destination import Destination
from archiver.capture.pusher import Pusher
from archiver.capture.studio import Arrived, Now, Studio
from archiver.capture.tail import RunBytes, Tail
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.media.livecards import Cards, CardTexts, Showing
from archiver.media.livefeed import Form, LiveFeed
from archiver.media.outgoing import Chunk
from archiver.model.live import BesideState
from archiver.model.marks import UNPLANNED, Mark, Planned, gate_at, standing
from archiver.model.runs import Runs

_STEP_SECONDS = 0.03
_AGAIN_SECONDS = 0.5
_FEED, _STREAM, _MARKS = "#feed", "#stream", "#marks"
"""What alarms are about that no single destination is the subject of: none is named so."""


class Simulcast:
    """The live stream of one session, beside its recording (`Beside`).

    `folder` holds the segments, `work` keeps the cards; `marks` gives all marks as they are at
    the moment it is called, which is some thirty times a second.
    """

    def __init__(
        self,
        destinations: Sequence[Destination],
        folder: Path,
        work: Path,
        *,
        marks: Callable[[], Sequence[Mark]],
        texts: CardTexts,
        alarms: Alarms,
        planned: Planned = UNPLANNED,
        delay: timedelta = timedelta(0),
    ) -> None:
        """`delay` is how long the session is held back: what is marked closed is cut before it
        goes out, though the mark always comes a little late."""
        self._folder, self._marks, self._planned = folder, marks, planned
        self._alarms = alarms
        self._cards = Cards(work, texts)
        self._pushers = tuple(Pusher(each, alarms) for each in destinations)
        self._latency, self._delay = timedelta(0), delay
        self._held: deque[Arrived | Form] = deque()
        self._stop = threading.Event()
        self._arrived: queue.SimpleQueue[Arrived | Form] = queue.SimpleQueue()
        self._threads = (
            threading.Thread(target=self._read, daemon=True),
            threading.Thread(target=self._direct, daemon=True),
        )

    def start(self) -> None:
        """Begin; destinations are connected to as soon as there is a feed."""
        if not self._pushers:
            return
        for pusher in self._pushers:
            pusher.start()
        for thread in self._threads:
            thread.start()

    def on_runs(self, runs: Runs) -> None:
        """What the recorder says: of interest is only the feed's latency."""
        self._latency = timedelta(milliseconds=runs.latency_ms)

    def states(self) -> tuple[BesideState, ...]:
        """One for each destination."""
        return tuple(pusher.state() for pusher in self._pushers)

    def stop(self, seconds: float) -> None:
        """End the stream at every destination; what does not end within `seconds` is ended."""
        self._stop.set()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.1, deadline - time.monotonic()))
        for pusher in self._pushers:
            pusher.ask_to_stop(max(0.1, deadline - time.monotonic()))
        for pusher in self._pushers:
            pusher.join()

    def _read(self) -> None:
        """Take the segments apart, run by run, for as long as they grow."""
        tail = Tail(self._folder)
        while not self._stop.is_set():
            try:
                if tail.next_run(self._stop):
                    while self._read_feed(RunBytes(tail, self._stop)):
                        self._stop.wait(_AGAIN_SECONDS)
            except OSError:
                self._stop.wait(_AGAIN_SECONDS)
        tail.close()

    def _read_feed(self, source: RunBytes) -> bool:
        """Read on to the end of the run; True if something else ended it before."""
        try:
            feed = LiveFeed(source)
        except ArchiverError as error:
            if not source.is_over:
                self._alarms.raise_("destination", str(error), _FEED)
            return not source.is_over
        self._alarms.clear("destination", _FEED)
        self._arrived.put(feed.form)
        try:
            for frame in feed.frames():
                self._arrived.put(Arrived(frame, *source.arrival(frame.place)))
        finally:
            feed.close()
        return not source.is_over

    def _direct(self) -> None:
        """Send what is to be sent. Should it fail, it begins anew with nothing let through."""
        while not self._stop.is_set():
            studio = Studio(self._allowed, self._cards.get, self._offer, self._cut)
            try:
                self._direct_with(studio)
            except Exception as error:  # anything: the connections must not be left without a word
                text = _("the live stream is begun anew after a failure: {why}")
                self._alarms.raise_("destination", text.format(why=error), _STREAM)
                if studio.form:
                    self._arrived.put(studio.form)
                self._stop.wait(_AGAIN_SECONDS)

    def _direct_with(self, studio: Studio) -> None:
        while not self._stop.is_set():
            arrived = self._come()
            studio.latency = self._latency
            frames: list[Arrived] = []
            for each in arrived:
                if isinstance(each, Arrived):
                    frames.append(each)
                    continue
                studio.step(frames, self._now())
                frames = []
                if studio.run_began(each, self._now()):
                    self._begin_stream(each)
            studio.step(frames, self._now())

    def _now(self) -> Now:
        """The instant that goes out now: the studio lives in the past by the delay."""
        held = self._delay.total_seconds()
        return Now(time.monotonic() - held, datetime.now(UTC) - self._delay)

    def _come(self) -> list[Arrived | Form]:
        """What has come, and has been held back long enough."""
        with suppress(queue.Empty):
            self._held.append(self._arrived.get(timeout=_STEP_SECONDS))
            while True:
                self._held.append(self._arrived.get_nowait())
        due, now = [], self._now().seconds
        while self._held and (not isinstance(self._held[0], Arrived) or self._held[0].at <= now):
            due.append(self._held.popleft())
        return due

    def _begin_stream(self, form: Form) -> None:
        allowed = self._allowed(datetime.now(UTC))
        self._alarms.clear("destination", _STREAM)
        self._cards.prepare(form, "outage" if allowed == "public" else allowed)
        for pusher in self._pushers:
            pusher.renew()

    def _allowed(self, at: datetime) -> Literal["public"] | Showing:
        """What may be shown of an instant; nothing of the session when that cannot be told.

        Nor when the session is not public any more, though it was then.
        """
        try:
            marks = tuple(self._marks())
        except Exception as error:  # whatever it is that keeps the marks from being read
            text = _("the marks cannot be read, so a card is shown: {why}").format(why=error)
            self._alarms.raise_("destination", text, _MARKS)
            return "outage"
        self._alarms.clear("destination", _MARKS)
        gate = gate_at(marks, at, self._planned)
        if gate == "public" and self._delay:
            gate = gate_at(marks, datetime.now(UTC), self._planned)
        return "outage" if gate == "public" and _is_retracted(marks, at) else gate

    def _offer(self, chunk: Chunk) -> None:
        for pusher in self._pushers:
            pusher.offer(chunk)

    def _cut(self) -> None:
        for pusher in self._pushers:
            pusher.cut()


def _is_retracted(marks: Sequence[Mark], at: datetime) -> bool:
    return any(
        mark.at - timedelta(milliseconds=mark.retract_ms) <= at < mark.at
        for mark in standing(marks)
        if mark.action == "retract"
    )
