"""What YouTube's quota of the day allows, counted here before every call.

Two buckets: 100 uploads, and 10,000 units for all else. The day ends at midnight in California.
What was counted is kept by whoever opens the publisher (`Tally`), for all sessions together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from archiver.i18n import _
from archiver.publish.interface import LaterError

PACIFIC = ZoneInfo("America/Los_Angeles")
UPLOADS_A_DAY, UNITS_A_DAY = 100, 10_000
_READ, _WRITE = 1, 50
_UNITS = {"captions.list": 50, "captions.insert": 400, "captions.update": 450}

Tally = Callable[[date, int, int], tuple[int, int]]
"""Adds units and uploads to those of a Pacific day, for good, and returns that day's sums."""
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


def units_of(method: str) -> int:
    """What a call costs, such as `captions.insert`; an upload is counted apart."""
    if method == "videos.insert":
        return 0
    return _UNITS.get(method, _READ if method.endswith(".list") else _WRITE)


@dataclass(frozen=True)
class Left:
    """What is left of a day."""

    units: int
    uploads: int


class Quota:
    """Counts the calls of one Google project."""

    def __init__(
        self,
        tally: Tally | None = None,
        *,
        units: int = UNITS_A_DAY,
        uploads: int = UPLOADS_A_DAY,
        now: Clock = utc_now,
    ) -> None:
        self._tally = tally or Sums().add
        self._units, self._uploads = units, uploads
        self._now = now

    def left(self) -> Left:
        """What may still be spent today."""
        units, uploads = self._tally(self._today(), 0, 0)
        return Left(max(0, self._units - units), max(0, self._uploads - uploads))

    def spend(self, method: str) -> None:
        """Count a call that is about to be made. Raises LaterError where none is left for it."""
        left, units = self.left(), units_of(method)
        upload = 1 if method == "videos.insert" else 0
        if units > left.units or upload > left.uploads:
            raise self.used_up()
        self._tally(self._today(), units, upload)

    def used_up(self) -> LaterError:
        """What to say when today's quota does not suffice."""
        return LaterError(
            _("YouTube's quota of the day is used up"),
            _("Google grants a project {units} units and {uploads} uploads a day").format(
                units=self._units, uploads=self._uploads
            ),
            _("Run the same command again after {time}: it goes on where it stopped").format(
                time=local(self.resets_at())
            ),
        )

    def resets_at(self) -> datetime:
        """When the next day begins in California."""
        tomorrow = self._today() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), PACIFIC)

    def _today(self) -> date:
        return self._now().astimezone(PACIFIC).date()


class Sums:
    """A tally that lasts as long as the process."""

    def __init__(self) -> None:
        self._of: dict[date, tuple[int, int]] = {}

    def add(self, day: date, units: int, uploads: int) -> tuple[int, int]:
        """Add, and return the sums."""
        before = self._of.get(day, (0, 0))
        self._of[day] = (before[0] + units, before[1] + uploads)
        return self._of[day]


def local(instant: datetime) -> str:
    """An instant in this machine's time, for a person."""
    return instant.astimezone().strftime(_("%H:%M on %d/%m/%Y"))
