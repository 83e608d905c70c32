"""What of a recording stands in the live playlists: one entry per segment, or public part of one.

The list of entries is only ever appended to, and an entry never changes but for being withdrawn:
so that every instant of the session keeps its place in the playlist, whatever is marked later.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import PurePath

from archiver.model.marks import Interval
from archiver.model.runs import Run, Runs, Segment

_SEAM_MS = 100
"""Two neighbours' times may differ by so much: they are rounded, and sound and picture differ."""


@dataclass(frozen=True)
class Part:
    """A part of a segment that may be shown; ms since the start of the segment."""

    run: Run
    segment: Segment
    from_ms: int
    to_ms: int

    @property
    def length_ms(self) -> int:
        """How long the whole segment is."""
        return self.segment.end_ms - self.segment.start_ms

    @property
    def is_whole(self) -> bool:
        """Whether the part is all of the segment."""
        return self.from_ms == 0 and self.to_ms == self.length_ms

    def entry(self, from_ms: int, to_ms: int) -> "Entry":
        """The entry that shows the segment from `from_ms` to `to_ms`."""
        start = self.run.start_ms + self.segment.start_ms
        source = PurePath(self.segment.file)
        whole = from_ms == 0 and to_ms == self.length_ms
        cut = "" if whole else f"_{from_ms}-{to_ms}"
        return Entry(
            name=f"{source.stem}{cut}{source.suffix}",
            source=source.name,
            run=self.run.number,
            start_ms=start + from_ms,
            end_ms=start + to_ms,
            wall=self.segment.wall + timedelta(milliseconds=from_ms),
        )


@dataclass(frozen=True)
class Entry:
    """One media file of the playlists."""

    name: str
    """Its file beside the playlists."""
    source: str
    """The recorder's segment that it is, or is cut from."""
    run: int
    start_ms: int
    """Session time."""
    end_ms: int
    wall: datetime
    """When its first frame was taken."""
    withdrawn: bool = False
    """Whether it may not be seen any more. It keeps its place, and has no file."""

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return self.end_ms - self.start_ms

    def follows(self, before: "Entry") -> bool:
        """Whether it goes on where `before` ends, in the same run."""
        return self.run == before.run and abs(self.start_ms - before.end_ms) <= _SEAM_MS


def parts(runs: Runs, public: Sequence[Interval], after: Entry | None = None) -> Iterator[Part]:
    """The parts of the recorded segments that are public, those that come after `after`."""
    waiting = after
    for run in runs.runs:
        for segment in run.segments:
            begin = run.start_ms + segment.start_ms
            least = begin
            if waiting:
                # Not by time alone: two segments may overlap by a rounded millisecond.
                if segment.file == waiting.source:
                    least, waiting = waiting.end_ms, None
                elif begin < waiting.end_ms:
                    continue
            for shown in public:
                a, b = max(least, shown.start_ms), min(run.start_ms + segment.end_ms, shown.end_ms)
                if a < b:
                    yield Part(run, segment, a - begin, b - begin)


def reviewed(entries: Iterable[Entry], public: Sequence[Interval]) -> tuple[Entry, ...]:
    """The entries as they stand now: withdrawn unless every instant of them is public."""
    return tuple(
        entry if entry.withdrawn == hidden else replace(entry, withdrawn=hidden)
        for entry in entries
        for hidden in (not _is_inside(entry, public),)
    )


def _is_inside(entry: Entry, public: Sequence[Interval]) -> bool:
    return any(p.start_ms <= entry.start_ms and entry.end_ms <= p.end_ms for p in public)


def starts_of(entries: Iterable[Entry]) -> tuple[int, ...]:
    """Where each entry starts in the full playlist, and where the last one ends, in ms."""
    return tuple(accumulate((entry.length_ms for entry in entries), initial=0))


class Places:
    """Where a viewer of the full playlist finds the instants of the session."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        starts = zip(entries, starts_of(entries), strict=False)
        self._shown = [(entry, at) for entry, at in starts if not entry.withdrawn]

    def of(self, session_ms: int) -> int | None:
        """The place of an instant, in ms.

        What is not shown is found where the session next is; None where nothing follows yet.
        """
        i = bisect_right(self._shown, session_ms, key=lambda shown: shown[0].end_ms)
        if i == len(self._shown):
            return None
        entry, at = self._shown[i]
        return at + max(0, session_ms - entry.start_ms)
