"""Follows the segments of a recording byte by byte while they grow, from run to run.

The recorder knows nothing of it: it only reads files, and never holds one open for writing. When
there is nothing new, one `read` every few hundredths of a second is all that it costs.
"""

import re
import threading
import time
from bisect import bisect_right
from pathlib import Path
from typing import IO, NamedTuple

POLL_SECONDS = 0.03
_LIST_SECONDS = 0.5
"""How long nothing must have come before other runs are looked for, and how often."""
_READ = 1 << 16
_ARRIVALS = 4_000
"""Readings whose instants are remembered: more than a demuxer ever reads ahead."""
_NAME = re.compile(r"run(\d{1,6})_(\d{5,8})\.ts")


class Place(NamedTuple):
    """A place in a recording: run, segment, and byte within the segment."""

    run: int
    segment: int
    offset: int = 0


START = Place(0, 0)
"""Before everything that was recorded."""


class Tail:
    """Reads on from a place; for one reader. Nothing is read twice and nothing left out.

    `place` None begins at the live edge: with the newest segment there is at the first reading.
    """

    def __init__(self, folder: Path, place: Place | None = None) -> None:
        self._folder = folder
        self._at = place
        self._file: IO[bytes] | None = None
        self._moved = self._listed = 0.0
        self._next: Place | None = None
        self.caught_up = False
        """Whether all there was has been read once; what is read from then on is fresh."""

    @property
    def place(self) -> Place | None:
        """Where the next byte is read; None before the first segment exists."""
        return self._at

    def wait(self, limit: int, stop: threading.Event) -> bytes:
        """The next bytes of this run, at most `limit`, as soon as there are some.

        Empty when `stop` is set, or when the run is over and another has begun: `next_run` then
        goes there. Raises OSError when a segment cannot be read.
        """
        while not stop.is_set():
            data = self._read(min(limit, _READ))
            if data:
                return data
            if self._next and self._at and self._next.run != self._at.run:
                return b""
            self.caught_up = True
            stop.wait(POLL_SECONDS)
        return b""

    def next_run(self, stop: threading.Event) -> int:
        """Go to the next run as soon as there is one; its number, 0 when `stop` was set."""
        while not stop.is_set():
            if self._file is None and self._at and self._at.run and self._exists(self._at):
                return self._open(self._at)
            found = self._next or self._following()
            if found and not (self._at and found.run == self._at.run):
                return self._open(found)
            self.caught_up = True
            stop.wait(POLL_SECONDS)
        return 0

    def close(self) -> None:
        """Let go of the segment."""
        if self._file:
            self._file.close()
            self._file = None

    def _read(self, limit: int) -> bytes:
        """What is there now of this run, across its segments."""
        while self._file and self._at:
            data = self._file.read(limit)
            if data:
                self._at = self._at._replace(offset=self._at.offset + len(data))
                self._moved = time.monotonic()
                return data
            if self._next is None:
                self._next = self._following()
                if self._next is None:
                    return b""
                continue  # What was written before the next file appeared has now been read.
            if self._next.run != self._at.run:
                return b""
            self._open(self._next)
        return b""

    def _open(self, place: Place) -> int:
        file = self._path(place).open("rb")
        file.seek(place.offset)
        self.close()
        self._file, self._at, self._next = file, place, None
        return place.run

    def _following(self) -> Place | None:
        """The first segment after the one being read, once there is one."""
        if self._at and self._at.run:
            after = Place(self._at.run, self._at.segment + 1)
            if self._exists(after):
                return after
        now = time.monotonic()
        if now - max(self._moved, self._listed) < _LIST_SECONDS:
            return None
        self._listed = now
        places = self._places()
        if self._at is None:
            return max(places, default=None)
        later = [p for p in places if p[:2] > self._at[:2]]
        return min(later, default=None)

    def _places(self) -> list[Place]:
        try:
            names = (_NAME.fullmatch(path.name) for path in self._folder.iterdir())
            return [Place(int(name[1]), int(name[2])) for name in names if name]
        except FileNotFoundError:
            return []

    def _exists(self, place: Place) -> bool:
        return self._path(place).exists()

    def _path(self, place: Place) -> Path:
        return self._folder / f"run{place.run}_{place.segment:05d}.ts"


class RunBytes:
    """The bytes of one run as a file: `read` waits for them and is empty when the run is over."""

    def __init__(self, tail: Tail, stop: threading.Event) -> None:
        self._tail, self._stop = tail, stop
        self._read = 0
        self._arrivals: list[tuple[int, float, bool]] = []
        self.is_over = False
        """Whether all was read, or `stop` was set."""

    def read(self, n: int) -> bytes:
        """The next bytes, at most `n`."""
        data = self._tail.wait(n, self._stop)
        self.is_over = not data
        self._arrivals.append((self._read, time.monotonic(), self._tail.caught_up))
        self._read += len(data)
        if len(self._arrivals) > _ARRIVALS:
            del self._arrivals[: _ARRIVALS // 2]
        return data

    def arrival(self, place: int) -> tuple[float, bool]:
        """When the byte at `place` was read (monotonic), and whether it had just been written."""
        after = bisect_right(self._arrivals, place, key=lambda arrival: arrival[0])
        _place, at, is_fresh = self._arrivals[max(0, after - 1)]
        return at, is_fresh
