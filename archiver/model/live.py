"""How a recording stands while it runs (`recording/state.json`), for `status` and the desk."""

from datetime import UTC, datetime
from typing import Literal, Self

from pydantic import AwareDatetime

from archiver.model.marks import Gate
from archiver.model.record import Ms, Record

AlarmKind = Literal[
    "no_feed",
    "not_growing",
    "frozen",
    "black",
    "silent",
    "clipping",
    "no_sound",
    "channel_dead",
    "time_jump",
    "bit_rate",
    "picture_changed",
    "disk",
    "clock",
    "mirror",
    "destination",
    "page",
    "watch",
    "speech",
]


class Alarm(Record):
    """Something a technician must know now; `subject` tells two of a kind apart."""

    kind: AlarmKind
    subject: str = ""
    text: str
    """What is wrong and since when, in the user's language."""
    raised: AwareDatetime
    cleared: AwareDatetime | None = None


BesideStage = Literal["waiting", "working", "failing", "stopped"]


class BesideState(Record):
    """How something that goes on beside the recording stands: a destination, the mirror, …"""

    kind: Literal["destination", "mirror", "page", "watch", "speech", "chat"]
    name: str
    state: BesideStage
    since: AwareDatetime
    why: str = ""
    dropped_ms: Ms = 0
    """How much of what should have gone out did not."""
    reconnections: int = 0

    def turned(self, state: BesideStage, why: str = "") -> Self:
        """The same, standing so from now on; a new `why` alone does not change since when."""
        since = self.since if state == self.state else datetime.now(UTC)
        return self.model_copy(update={"state": state, "why": why, "since": since})


class LiveState(Record):
    """The recording as it was at `at`; old when the recorder is gone."""

    at: AwareDatetime
    pid: int
    state: Literal["planned", "connecting", "recording", "reconnecting", "paused", "ended"]
    since: AwareDatetime
    why: str = ""
    run: int = 0
    session_ms: Ms = 0
    bit_rate: int = 0
    """Bits a second, of late."""
    gate: Gate = "before"
    free_bytes: int = 0
    disk_full_at: AwareDatetime | None = None
    """When the disk will be full at this rate, if that is before the end."""
    levels_dbfs: tuple[float, ...] = ()
    """How loud each channel was in the newest segment that was looked at."""
    alarms: tuple[Alarm, ...] = ()
    """Those that stand."""
    beside: tuple[BesideState, ...] = ()


UNSETTLED_MS = 90_000
"""So much of the newest sound cannot be settled yet, as its stretch goes on."""


class LiveHearing(Record):
    """How far recognition has come while the session is recorded (`live/state.json`).

    Beside it lie `live/transcript.json` (a `Transcript`: what was heard so far; an utterance of
    the quick pass that will be replaced carries `"quick": true`) and `live/chapters.json`
    (`Chapters` up to `settled_ms`, provisional).
    """

    at: AwareDatetime
    pid: int
    state: Literal["waiting", "hearing", "paused", "closing", "done", "failed"]
    why: str = ""
    model: str = ""
    recorded_ms: Ms = 0
    """How much of the session is recorded."""
    heard_ms: Ms = 0
    """Up to where captions stand, quick or settled."""
    settled_ms: Ms = 0
    """Up to where speech is recognised with the preset's settings."""
    ready: AwareDatetime | None = None
    """Since when the complete replay page stands (with `hold`: all that it is made of)."""
    page: str = ""
    """That page, where it was published at the close."""

    @property
    def behind_ms(self) -> int:
        """How much of what is recorded no caption covers yet, or is settled too late."""
        unsettled = self.recorded_ms - self.settled_ms - UNSETTLED_MS
        return max(0, self.recorded_ms - self.heard_ms, unsettled)
