"""What a playlist shows of the session, as a timeline: its own time against session time.

An entry keeps its place in the playlist for good, so what is known of an instant stays true while
the list grows. A withdrawn entry takes its place as a card does: time without session.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archiver.model.timeline import Piece, Timeline
from archiver.publish.live.entries import Entry, starts_of

_DRIFT_MS = 40
"""Entries that follow each other are one piece until their rounded times are off by so much."""


@dataclass(frozen=True)
class _Piece:
    played: bool
    session_ms: int
    at: int
    length: int
    covered: int
    """How much session time it takes; as long as it is where it is played."""

    @property
    def free(self) -> int:
        return self.session_ms + self.covered

    def goes_on(self, entry: Entry, at: int) -> bool:
        if entry.withdrawn or not self.played:
            return entry.withdrawn and not self.played
        return abs(self.session_ms + at - self.at - entry.start_ms) <= _DRIFT_MS

    def with_more(self, entry: Entry) -> "_Piece":
        covered = entry.length_ms if self.played else max(1, entry.end_ms - self.free)
        return replace(self, length=self.length + entry.length_ms, covered=self.covered + covered)

    def record(self) -> Piece:
        return Piece(
            shown="play" if self.played else "card",
            session_start_ms=self.session_ms,
            session_end_ms=self.free,
            replay_start_ms=self.at,
            replay_end_ms=self.at + self.length,
        )


def shown_timeline(entries: Sequence[Entry], duration_ms: int = 0) -> Timeline:
    """Session time, and the time of the playlist that holds `entries` (as its replay time).

    `duration_ms` is how long the recording is.
    """
    pieces: list[_Piece] = []
    for entry, at in zip(entries, starts_of(entries), strict=False):
        if pieces and pieces[-1].goes_on(entry, at):
            pieces[-1] = pieces[-1].with_more(entry)
        else:
            pieces.extend(_begun(entry, at, pieces[-1].free if pieces else 0))
    return Timeline(
        session_duration_ms=max([duration_ms, *(piece.free for piece in pieces[-1:])]),
        replay_duration_ms=pieces[-1].at + pieces[-1].length if pieces else 0,
        pieces=tuple(piece.record() for piece in pieces),
    )


def _begun(entry: Entry, at: int, free: int) -> Iterable[_Piece]:
    """The piece that begins with an entry; session time before `free` is taken already."""
    start = max(free, entry.start_ms)
    if entry.withdrawn:
        return (_Piece(False, start, at, entry.length_ms, max(1, entry.end_ms - start)),)
    late = start - entry.start_ms
    if not late:
        return (_Piece(True, start, at, entry.length_ms, entry.length_ms),)
    left = entry.length_ms - late - 1
    if left <= 0:
        return (_Piece(False, start, at, entry.length_ms, 1),)
    # What two entries both hold is played once: no instant of the session has two places.
    overlap = _Piece(False, start, at, late + 1, 1)
    return (overlap, _Piece(True, start + 1, at + late + 1, left, left))
