"""What a supervisor is to do, how that stands, and why a run ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from archiver.capture.feeds import Feed
from archiver.capture.recorder import Measure
from archiver.i18n import _
from archiver.model.marks import Gate
from archiver.model.preset import CaptureSettings
from archiver.model.runs import EndOfRun, Runs

Phase = Literal["planned", "connecting", "recording", "reconnecting", "paused", "ended"]


@dataclass(frozen=True)
class Hours:
    """When the recording begins and ends; None: at once, or when told."""

    begin: datetime | None = None
    end: datetime | None = None
    firm: bool = False
    """Whether it ends at `end` even while the session is marked open."""


@dataclass(frozen=True)
class Job:
    """What is recorded, how, and who is told. Functions are called from the recording thread."""

    feed: Feed
    settings: CaptureSettings
    encode: bool
    hours: Hours
    targets: Sequence[Callable[[], Path]]
    """The folders to record into, best first; each is asked for anew before a run, may raise."""
    keep: Callable[[Runs], None]
    """Writes the runs down."""
    note: Callable[..., None]
    """Writes a line of the log: an event and its details."""
    started: Callable[[int], None]
    """Told the process number of every ffmpeg, so that a later start can find it."""
    gate: Callable[[], Gate]
    measure: Measure
    next_run: int = 1


@dataclass
class Now:
    """How the recording stands, for whoever asks."""

    phase: Phase = "planned"
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    why: str = ""
    run: int = 0
    session_ms: int = 0
    open_file: Path | None = None


def end_label(why: EndOfRun) -> str:
    """Why a run ended, as the technician reads it."""
    return {
        "asked": _("ended as asked"),
        "planned": _("ended at the planned hour"),
        "source_lost": _("the feed was lost"),
        "hung": _("the feed said nothing any more"),
        "time_jump": _("the feed’s clock jumped"),
        "died": _("the recording program died"),
        "crash": _("the workstation or the program stopped"),
        "disk": _("the disk was full"),
        "closed": _("closed sitting: not recorded"),
    }[why]
