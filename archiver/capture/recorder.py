"""One run: an ffmpeg that records, what it has written, and whether it is in trouble."""

import csv
import re
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from archiver.capture.clock import RunClock
from archiver.capture.command import list_name, segment_name
from archiver.model.runs import EndOfRun, Segment
from archiver.programs.child import Child
from archiver.programs.ffmpeg import find_ffmpeg

_CONNECT_SECONDS = 15.0
_OUT_OF_ORDER = 10
_GRACE_SECONDS = 1.0
_FILE_ZERO_MS = 1_400
"""What a run's first instant is called inside its files: ffmpeg's MPEG-TS starts there."""
_SLACK_MS = 1_000
"""How far a segment may go beyond what ffmpeg last said: the list and the progress are not
written at the same instant."""

Measure = Callable[[Path], tuple[int, int] | None]
"""First and last instant in a segment, in ms of its own clock; None where nothing is in it."""


class Recorder:
    """A run as it goes on. `poll` looks at it; everything else tells what was seen then."""

    def __init__(
        self, args: Sequence[str], folder: Path, run: int, clock: RunClock, measure: Measure
    ) -> None:
        """Start it in `folder`. Raises ProgramError if ffmpeg cannot be started."""
        self.folder, self.run, self.clock = folder, run, clock
        self.segments: list[Segment] = []
        self.media_ms = 0
        """How far it has got, in its own time; 0 before the first frame."""
        self.jumped = False
        """Whether the feed's clock jumped ahead: what comes after `media_ms` has wrong times."""
        self._measure = measure
        self._started = self._moved = time.monotonic()
        self._out_of_order = 0
        self._lock = threading.Lock()
        self._listed = 0
        program = [find_ffmpeg().path, *args]
        self.child = Child(program, on_line=self._hear, on_error_line=self._hear_error, cwd=folder)

    def _hear(self, line: str) -> None:
        key, _separator, value = line.partition("=")
        if key != "out_time_us" or not value.isdigit():
            return
        media_ms = int(value) // 1000
        now = time.monotonic()
        with self._lock:
            if media_ms <= self.media_ms or self.jumped:
                return
            self.jumped = not self.clock.saw(media_ms, now, datetime.now(UTC))
            if not self.jumped:
                self.media_ms, self._moved = media_ms, now

    def _hear_error(self, line: str) -> None:
        self._out_of_order += "Non-monoton" in line

    def poll(self) -> list[Segment]:
        """The segments that were closed since the last time."""
        rows = self._rows()
        with self._lock:
            new = [row for row in rows[self._listed :] if self._in_time(row[1])]
            found = [self._segment(*row) for row in new] if self.media_ms else []
        self._listed += len(found)
        self.segments += found
        return found

    def _in_time(self, start_ms: int) -> bool:
        return start_ms <= self.media_ms + _SLACK_MS

    def _rows(self) -> list[tuple[str, int, int]]:
        """What ffmpeg's list says; a line that is still being written does not count."""
        with suppress(OSError):
            text = (self.folder / list_name(self.run)).read_text(encoding="utf-8")
            whole = text[: text.rfind("\n") + 1].splitlines()
            return [
                (name, max(0, round(float(start) * 1000)), max(0, round(float(end) * 1000)))
                for name, start, end in csv.reader(whole)
            ]
        return []

    def _segment(self, name: str, start_ms: int, end_ms: int) -> Segment:
        end_ms = min(end_ms, self.media_ms + _SLACK_MS)
        wall = self.clock.wall_at(start_ms)
        return Segment(file=name, start_ms=start_ms, end_ms=end_ms, wall=wall)

    def open_file(self) -> Path:
        """The segment that is being written."""
        return self.folder / segment_name(self.run, self._listed)

    def trouble(self, hang_ms: int, *, listens: bool) -> EndOfRun | None:
        """Why the run should not go on; None while all is well."""
        if self.child.returncode() is not None:
            return self._why_gone()
        if self.jumped or self._out_of_order >= _OUT_OF_ORDER:
            return "time_jump"
        silent = time.monotonic() - self._moved
        if self.media_ms:
            return "hung" if silent * 1000 > hang_ms else None
        return "source_lost" if silent > _CONNECT_SECONDS and not listens else None

    def _why_gone(self) -> EndOfRun:
        tail = self.child.tail()
        if "No space left" in tail:
            return "disk"
        code = self.child.returncode() or 0
        if code < 0 or code > 255 or code == 137:
            return "died"
        return "source_lost"

    def unrecognised(self) -> bool:
        """Whether the feed was looked at for too short a time to know its picture."""
        tail = self.child.tail()
        return "matches no streams" in tail or "dimensions not set" in tail

    def said(self) -> str:
        """ffmpeg's last words, without addresses, for the log."""
        return re.sub(r"\w+://\S+", "…", self.child.tail())

    def end(self) -> list[Segment]:
        """End the run; the segments closed since the last `poll`, the cut one included."""
        self.child.end(_GRACE_SECONDS)
        return self.poll() + self._leftover()

    def _leftover(self) -> list[Segment]:
        """The last segment, when ffmpeg was killed before it could list it."""
        name = segment_name(self.run, self._listed)
        found = leftover(self.folder, self.run, self.segments, self._measure)
        if found and not self.media_ms:
            self._place_by_file(*found[-1])
        segments = [
            self._segment(n, start, end)
            for n, start, end in found
            if n == name and self._in_time(start)
        ]
        self.segments += segments
        self._listed += len(segments)
        return segments

    def _place_by_file(self, name: str, _start_ms: int, end_ms: int) -> None:
        """A run that ended before ffmpeg said anything: its file was written at its end."""
        written = (self.folder / name).stat().st_mtime
        ago = time.time() - written
        self.clock.saw(end_ms, time.monotonic() - ago, datetime.fromtimestamp(written, UTC))
        self.media_ms = end_ms


def leftover(
    folder: Path, run: int, known: Sequence[Segment], measure: Measure
) -> list[tuple[str, int, int]]:
    """Name, start and end of a run's segments that nobody listed, in the run's time."""
    found = []
    index = len(known)
    while (path := folder / segment_name(run, index)).is_file():
        span = measure(path)
        if span and span[1] > span[0]:
            start_ms = max(0, span[0] - _FILE_ZERO_MS) if index else 0
            found.append((path.name, start_ms, span[1] - _FILE_ZERO_MS))
        index += 1
    return found
