"""The watchdog: from what is seen in each segment to what is wrong now. Reads and runs nothing."""

from collections.abc import Iterable

from archiver.capture.alarms import Alarms
from archiver.capture.conditions import Condition, Lasting, Seen
from archiver.capture.watch_feed import FeedWatch, damaged
from archiver.capture.watch_picture import PictureWatch
from archiver.capture.watch_sound import SoundWatch
from archiver.media.segments import SegmentLook
from archiver.model.live import AlarmKind
from archiver.model.preset import AlarmSettings
from archiver.model.runs import Segment

_JOINS_MS = 500
"""How far apart two segments of a run are at most when nothing lies between them."""


class Watchdog:
    """Takes the segments of a recording in order, some left out where need be.

    What lasts is counted on over segments left out and from run to run.
    """

    def __init__(self, settings: AlarmSettings) -> None:
        self._parts = (PictureWatch(settings), SoundWatch(settings), FeedWatch(settings))
        self._damaged = Lasting()
        self._held: tuple[Condition, ...] = ()
        self._before: tuple[int, Segment, SegmentLook] | None = None

    def see(self, run: int, segment: Segment, look: SegmentLook) -> tuple[Condition, ...]:
        """What is wrong now that this closed segment of run number `run` was looked at."""
        seen = Seen(segment, look, self._just_before(run, segment))
        self._damaged.note(bool(look.damage), seen.ms, segment.wall)
        if look.damage:
            # It says nothing about picture and sound: these stand as they stood.
            return (*self._held, damaged(self._damaged))
        self._before = (run, segment, look)
        self._held = tuple(condition for part in self._parts for condition in part.see(seen))
        return self._held

    def _just_before(self, run: int, segment: Segment) -> SegmentLook | None:
        if self._before is None:
            return None
        earlier_run, earlier, look = self._before
        joins = earlier_run == run and abs(segment.start_ms - earlier.end_ms) <= _JOINS_MS
        return look if joins else None


class Standing:
    """Makes alarms of conditions: raises what came, clears what is gone."""

    def __init__(self, alarms: Alarms) -> None:
        self._alarms = alarms
        self._raised: set[tuple[AlarmKind, str]] = set()

    def tell(self, conditions: Iterable[Condition]) -> None:
        """These hold now, and no other."""
        now = {(condition.kind, condition.subject): condition for condition in conditions}
        for kind, subject in self._raised - now.keys():
            self._alarms.clear(kind, subject)
        for (kind, subject), condition in now.items():
            if (kind, subject) not in self._raised:
                self._alarms.raise_(kind, condition.text, subject)
        self._raised = set(now)
