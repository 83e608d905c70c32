"""The hours that a batch may use, in local time: `20:00-06:00` goes on past midnight."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from archiver.errors import ArchiverError
from archiver.i18n import _

_WINDOW = re.compile(r"\s*(\d{1,2})[:h](\d\d)?\s*[-–]\s*(\d{1,2})[:h](\d\d)?\s*")


class WindowError(ArchiverError):
    """Hours that are not written as they must be."""


@dataclass(frozen=True)
class Window:
    """From `start` to `end` every day; over midnight where the end comes first."""

    start: time
    end: time

    def holds(self, at: time) -> bool:
        """Whether an hour is inside."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True)
class Hours:
    """All windows of a batch; none: any hour."""

    windows: tuple[Window, ...] = ()

    def opens(self, now: datetime) -> datetime | None:
        """When work may go on, seen from `now`; None: at once."""
        if not self.windows or any(window.holds(now.time()) for window in self.windows):
            return None
        return min(_next(now, window.start) for window in self.windows)


def _next(now: datetime, at: time) -> datetime:
    today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def read_hours(written: Sequence[str]) -> Hours:
    """The hours as written, `20:00-06:00` each. Raises WindowError."""
    return Hours(tuple(_window(text) for text in written))


def _window(text: str) -> Window:
    match = _WINDOW.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        start, end = (time(int(match[hour]), int(match[hour + 1] or 0)) for hour in (1, 3))
        if start == end:
            raise ValueError
    except ValueError:
        raise WindowError(
            _("“{text}” is not a window of hours").format(text=text),
            remedy=_("Write it as 20:00-06:00"),
        ) from None
    return Window(start, end)
