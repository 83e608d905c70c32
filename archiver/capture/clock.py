"""Ties a run's own time to the wall clock.

ffmpeg says every quarter of a second how far it is. What it has written came in at that moment or
earlier, so the smallest difference seen between the two clocks is the best estimate: jitter of the
network and bursts of the sender only ever make it larger. Over a sliding minute it follows a feed
whose clock drifts.
"""

from collections import deque
from datetime import UTC, datetime, timedelta

_WINDOW_SECONDS = 60.0
_JUMP_SECONDS = 3.0
_BURST_SECONDS = 45.0
_SETTLED_SECONDS = 8.0


class RunClock:
    """The wall clock of one run; `now` is monotonic seconds, `wall` the same instant in UTC."""

    def __init__(self, latency_ms: int, *, bursts: bool = False) -> None:
        self._latency_ms = latency_ms
        self._ahead = _BURST_SECONDS if bursts else _JUMP_SECONDS
        self._seen: deque[tuple[float, float]] = deque()
        self._began: float | None = None
        self._epoch = 0.0

    def saw(self, media_ms: int, now: float, wall: datetime) -> bool:
        """The run has got as far as `media_ms`; False if that cannot be: its clock has jumped."""
        self._began = self._began or now
        self._epoch = wall.timestamp() - now
        late = now - media_ms / 1000
        settled = now - self._began > _SETTLED_SECONDS
        allowed = self._ahead if settled else _BURST_SECONDS
        if self._seen and late < self._least() - allowed:
            return False
        self._seen.append((now, late))
        while self._seen[0][0] < now - _WINDOW_SECONDS:
            self._seen.popleft()
        return True

    def wall_at(self, media_ms: int) -> datetime:
        """When the frame at `media_ms` was taken. `saw` must have been called."""
        at = self._least() + self._epoch + (media_ms - self._latency_ms) / 1000
        return datetime.fromtimestamp(0, UTC) + timedelta(seconds=at)

    def _least(self) -> float:
        return min(late for _now, late in self._seen)
