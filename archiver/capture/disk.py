"""How long the disk lasts: free space, how fast it goes, when it will be full.

The recording's own rate is known from the feed; other things may fill the disk too, so the free
space itself is followed and the faster of the two counts.
"""

import shutil
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Literal

from archiver.capture.alarms import Alarms
from archiver.i18n import _

_STEP = timedelta(seconds=30)
_STEPS = 20
_STEPS_AT_LEAST = 2
_UNPLANNED = timedelta(hours=2)
"""How far ahead one looks when no end is planned."""
_CLEAR_BY = timedelta(minutes=5)
"""How much later than needed it must last for the alarm to clear: it must not flicker."""
_FARTHEST = timedelta(days=3650)
_GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class DiskForecast:
    """The free space of a disk, in bytes, and what it lasts for."""

    free_bytes: int
    bytes_per_second: float
    full_at: datetime | None
    """None when nothing is written, or not within ten years."""


def free_bytes(folder: Path) -> int | None:
    """The free bytes of the disk that `folder` is on; None if it cannot be asked."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def forecast(free: int, bytes_per_second: float, now: datetime) -> DiskForecast:
    """When a disk will be full that has so many bytes free and takes so many a second."""
    full_at = None
    if bytes_per_second > 0:
        left = free / bytes_per_second
        if left < _FARTHEST.total_seconds():
            full_at = now + timedelta(seconds=left)
    return DiskForecast(free, bytes_per_second, full_at)


class FreeSpace:
    """Follows the free space of one disk over the last ten minutes.

    The usual step counts, not the sum: one large file that someone copies says nothing of later.
    """

    def __init__(self) -> None:
        self._last: tuple[datetime, int] | None = None
        self._rates: deque[float] = deque(maxlen=_STEPS)

    def forecast(self, free: int, own_rate: float, now: datetime) -> DiskForecast:
        """The forecast, `own_rate` being the bytes a second that the recording writes."""
        since, before = self._last or (now, free)
        if self._last is None or now - since >= _STEP:
            self._last = (now, free)
        if now - since >= _STEP:
            self._rates.append((before - free) / (now - since).total_seconds())
        rate = own_rate
        if len(self._rates) >= _STEPS_AT_LEAST:
            rate = max(rate, median(self._rates))
        return forecast(free, rate, now)


class DiskWatch:
    """Raises and clears the alarm `disk` of one folder; `subject` tells it from another."""

    def __init__(self, folder: Path, alarms: Alarms, subject: str = "") -> None:
        self._folder, self._alarms, self._subject = folder, alarms, subject
        self._space = FreeSpace()
        self._stands: Literal["", "full", "unreachable"] = ""

    def check(
        self, now: datetime, bytes_per_second: float, until: datetime | None
    ) -> DiskForecast | None:
        """Look at the disk, every few seconds; `until` is when the recording is to end.

        Without `until` it must last two hours. None if the disk cannot be asked, an alarm then.
        """
        free = free_bytes(self._folder)
        if free is None:
            self._raise("unreachable", _unreadable_text(self._folder))
            return None
        made = self._space.forecast(free, bytes_per_second, now)
        if lasts_until(made, until or now + _UNPLANNED, standing=self._stands == "full"):
            self._clear()
        else:
            self._raise("full", full_text(self._folder, made, until))
        return made

    def _raise(self, why: Literal["full", "unreachable"], text: str) -> None:
        if self._stands != why:
            self._clear()
        self._stands = why
        self._alarms.raise_("disk", text, self._subject)

    def _clear(self) -> None:
        self._stands = ""
        self._alarms.clear("disk", self._subject)


def lasts_until(made: DiskForecast, until: datetime, *, standing: bool = False) -> bool:
    """Whether the disk lasts until then; with an alarm `standing`, by some minutes more."""
    return made.full_at is None or made.full_at >= until + (_CLEAR_BY if standing else timedelta())


def full_text(folder: Path, made: DiskForecast, until: datetime | None) -> str:
    """What is said of a disk that does not last: at what time it will be full."""
    assert made.full_at is not None
    said = (
        _(
            "the disk of {folder} will be full at {time}, before the planned end ({end}): free "
            "some space now ({free} GB left)"
        )
        if until
        else _("the disk of {folder} will be full at {time}: free some space now ({free} GB left)")
    )
    return said.format(
        folder=folder,
        time=_clock(made.full_at),
        end=_clock(until) if until else "",
        free=f"{made.free_bytes / _GIGABYTE:.1f}",
    )


def _unreadable_text(folder: Path) -> str:
    return _("the disk of {folder} cannot be reached: check that it is connected").format(
        folder=folder
    )


def _clock(at: datetime) -> str:
    return f"{at.astimezone():%H:%M}"
