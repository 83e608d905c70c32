"""The one way from session time to replay time and back (`replay/timeline.json`).

Session time runs from the first recorded frame, outages included. The replay may leave passages
out or cover them with a card; only this record knows how. Captions, chapters, links and search
all go through it, also while it is the identity.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal

from pydantic import model_validator

from archiver.model.chapters import SpanKind
from archiver.model.record import Ms, Record


class Piece(Record):
    """A stretch of the replay: session time that is played, or a card shown in its place.

    A card may be shorter than what it covers; a played piece is exactly as long.
    """

    shown: Literal["play", "card"]
    kind: SpanKind | None = None
    """What a card covers; None for a played piece."""
    session_start_ms: Ms
    session_end_ms: Ms
    replay_start_ms: Ms
    replay_end_ms: Ms


class Timeline(Record):
    """The pieces of a replay, in order, without gap in replay time."""

    session_duration_ms: Ms
    replay_duration_ms: Ms
    pieces: tuple[Piece, ...]

    @classmethod
    def identity(cls, duration_ms: int) -> "Timeline":
        """The timeline of a replay that shows the whole recording as it is."""
        pieces = (
            Piece(
                shown="play",
                session_start_ms=0,
                session_end_ms=duration_ms,
                replay_start_ms=0,
                replay_end_ms=duration_ms,
            ),
        )
        return cls(
            session_duration_ms=duration_ms,
            replay_duration_ms=duration_ms,
            pieces=pieces if duration_ms else (),
        )

    @model_validator(mode="after")
    def _pieces_follow(self) -> "Timeline":
        replay, session = 0, 0
        for piece in self.pieces:
            length = piece.session_end_ms - piece.session_start_ms
            shown = piece.replay_end_ms - piece.replay_start_ms
            if piece.replay_start_ms != replay or piece.session_start_ms < session:
                raise ValueError(
                    f"the pieces do not follow each other at {replay} ms of the replay"
                )
            if length <= 0 or shown <= 0 or (piece.shown == "play" and shown != length):
                raise ValueError(f"the piece at {replay} ms of the replay has a wrong length")
            replay, session = piece.replay_end_ms, piece.session_end_ms
        if replay != self.replay_duration_ms or session > self.session_duration_ms:
            raise ValueError("the pieces do not end where the replay ends")
        return self

    @property
    def played(self) -> tuple[Piece, ...]:
        """The pieces in which the session itself is seen and heard."""
        return tuple(piece for piece in self.pieces if piece.shown == "play")

    def to_replay(self, session_ms: int) -> int | None:
        """Where a played instant of the session is in the replay; None where it is not shown."""
        i = bisect_right(self.pieces, session_ms, key=lambda p: p.session_start_ms) - 1
        if i < 0:
            return None
        piece = self.pieces[i]
        inside = session_ms < piece.session_end_ms or (
            session_ms == piece.session_end_ms == self.session_duration_ms
        )
        if piece.shown != "play" or not inside:
            return None
        return piece.replay_start_ms + session_ms - piece.session_start_ms

    def nearest_replay(self, session_ms: int) -> int:
        """Where a viewer lands who asks for an instant of the session that may not be shown."""
        for piece in self.pieces:
            if session_ms < piece.session_end_ms:
                if piece.shown == "card" or session_ms <= piece.session_start_ms:
                    return piece.replay_start_ms
                return piece.replay_start_ms + session_ms - piece.session_start_ms
        return self.replay_duration_ms

    def to_session(self, replay_ms: int) -> int:
        """Which instant of the session is behind an instant of the replay; a card is its start."""
        i = bisect_right(self.pieces, replay_ms, key=lambda p: p.replay_start_ms) - 1
        if i < 0:
            return 0
        piece = self.pieces[i]
        if piece.shown == "card":
            return piece.session_start_ms
        return min(piece.session_end_ms, piece.session_start_ms + replay_ms - piece.replay_start_ms)

    def shown_parts(self, start_ms: int, end_ms: int) -> Iterator[tuple[int, int]]:
        """The played parts of a session interval, as intervals of replay time."""
        for piece in self.played:
            a, b = max(start_ms, piece.session_start_ms), min(end_ms, piece.session_end_ms)
            if a < b:
                shift = piece.replay_start_ms - piece.session_start_ms
                yield a + shift, b + shift

    def plays(self, start_ms: int, end_ms: int) -> bool:
        """Whether the whole of a session interval is seen and heard, without a cut in it."""
        at = bisect_right(self.pieces, start_ms, key=lambda p: p.session_start_ms) - 1
        while at >= 0 and self.pieces[at].shown != "play":
            at -= 1
        return at >= 0 and end_ms <= self.pieces[at].session_end_ms

    def cuts(self) -> tuple[int, ...]:
        """The session instants at which what is shown changes, in order."""
        edges = (edge for p in self.pieces for edge in (p.session_start_ms, p.session_end_ms))
        return tuple(sorted(set(edges)))
