"""What the watchdog's parts share: what they are shown, what they say, how long something lasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from archiver.media.segments import SegmentLook
from archiver.model.live import AlarmKind
from archiver.model.runs import Segment

_STANDS_MS = 20_000
"""How long something that is over already stays an alarm, so that a person sees it."""


class Condition(NamedTuple):
    """Something that is wrong now; `subject` tells two of a kind apart."""

    kind: AlarmKind
    text: str
    subject: str = ""


class Seen(NamedTuple):
    """A segment and what was seen in it; `before` is the one just before it in the same run."""

    segment: Segment
    look: SegmentLook
    before: SegmentLook | None = None

    @property
    def ms(self) -> int:
        """How long it is."""
        return self.segment.end_ms - self.segment.start_ms

    def wall(self, after_ms: float) -> datetime:
        """The instant so many ms after its first frame."""
        return self.segment.wall + timedelta(milliseconds=after_ms)


@dataclass
class Lasting:
    """Since when and for how long something has held without a break."""

    since: datetime | None = None
    ms: float = 0.0

    def note(self, holds: bool, ms: float, at: datetime) -> None:
        """From `at` on it held, or did not, for so many ms."""
        if not holds:
            self.since, self.ms = None, 0.0
            return
        self.since = self.since or at
        self.ms += ms

    def reached(self, ms: float) -> bool:
        """Whether it has held for so long."""
        return self.since is not None and self.ms >= ms

    def clock(self) -> str:
        """Since when, as a person reads it."""
        return clock_time(self.since) if self.since else ""


class Passing:
    """Something that happened at an instant: it stands for a while, then it is over."""

    def __init__(self) -> None:
        self.text = ""
        self._left_ms = 0

    def see(self, text: str, ms: int) -> None:
        """So many ms went by; `text` says what happened in them, empty for nothing."""
        if text:
            self.text, self._left_ms = text, _STANDS_MS
        else:
            self._left_ms -= ms
            if self._left_ms <= 0:
                self.text = ""


def clock_time(at: datetime) -> str:
    """An instant as the clock on the wall shows it."""
    return f"{at.astimezone():%H:%M:%S}"


def seconds(ms: float) -> str:
    """A length in seconds, without a needless fraction."""
    return f"{ms / 1000:.0f}" if ms >= 10_000 else f"{ms / 1000:.1f}"
