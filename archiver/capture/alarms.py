"""Alarms: raised once, standing until they clear by themselves, told to whoever listens."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from archiver.model.live import Alarm, AlarmKind

Hear = Callable[[Alarm], None]
"""Called when an alarm is raised (`cleared` is None) and when it clears."""


class Alarms:
    """The alarms that stand; may be used from any thread. What `hear` raises is not caught."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._standing: dict[tuple[AlarmKind, str], Alarm] = {}
        self._lock = threading.Lock()

    def raise_(self, kind: AlarmKind, text: str, subject: str = "") -> None:
        """Raise an alarm; one of this kind and subject that already stands stays as it is."""
        alarm = Alarm(kind=kind, subject=subject, text=text, raised=datetime.now(UTC))
        with self._lock:
            if (kind, subject) in self._standing:
                return
            self._standing[kind, subject] = alarm
        self._hear(alarm)

    def clear(self, kind: AlarmKind, subject: str = "") -> None:
        """Clear an alarm, if it stands."""
        with self._lock:
            alarm = self._standing.pop((kind, subject), None)
        if alarm:
            self._hear(alarm.model_copy(update={"cleared": datetime.now(UTC)}))

    def standing(self) -> tuple[Alarm, ...]:
        """The alarms that stand, the oldest first."""
        with self._lock:
            return tuple(sorted(self._standing.values(), key=lambda alarm: alarm.raised))
