"""The preflight: everything a session stands on, looked at an hour before it.

Gathers what `judging` judges. The feed is recorded for some seconds by whoever asks, with the real
recorder, so that what is checked is what will be used.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archiver.capture.disk import free_bytes
from archiver.capture.judging import (
    Check,
    bit_rate,
    judge_clock,
    judge_destination,
    judge_disk,
    judge_feed,
    judge_ffmpeg,
    judge_level,
    judge_motion,
    judge_rate,
    judge_sound,
    judge_unwritable,
)
from archiver.capture.looker import Looker
from archiver.capture.reach import Destination, reach_all
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.media.segments import SegmentLook
from archiver.model.preset import AlarmSettings, CaptureSettings
from archiver.programs.abilities import Needs, lacking
from archiver.programs.clock import clock_synchronised
from archiver.programs.ffmpeg import find_ffmpeg

SAMPLE_SECONDS = 12
"""Three segments: enough to see whether the picture moves."""

Sample = Callable[[int], Sequence[Path]]
"""Records so many seconds of the feed; returns the segments, in order. Raises ArchiverError."""


@dataclass(frozen=True)
class Session:
    """What is to be recorded, and what it needs."""

    sample: Sample
    folder: Path
    """Where it is recorded: an existing folder."""
    planned_ms: int
    """How long it is planned to last."""
    capture: CaptureSettings = field(default_factory=CaptureSettings)
    alarms: AlarmSettings = field(default_factory=AlarmSettings)
    mirror: Path | None = None
    destinations: tuple[Destination, ...] = ()
    needs: Needs = field(default_factory=Needs)


def preflight(session: Session) -> tuple[Check, ...]:
    """Check it all; takes a little longer than `SAMPLE_SECONDS`. Raises nothing by itself."""
    tool = _check_ffmpeg(session.needs)
    looks, failed = _sampled(session.sample)
    feed = (
        (failed,)
        if failed
        else tuple(check for check in _checks_of(looks, session.alarms) if check is not None)
    )
    return (
        *feed,
        tool,
        *_check_folders(session, bit_rate(looks) / 8 or _expected_rate(session.capture)),
        *(judge_destination(reached) for reached in reach_all(session.destinations)),
        judge_clock(clock_synchronised()),
    )


def _sampled(sample: Sample) -> tuple[tuple[SegmentLook, ...], Check | None]:
    try:
        files = sample(SAMPLE_SECONDS)
        with Looker() as looker:
            looks = tuple(looker.look(file) for file in files)
    except ArchiverError as error:
        said = f"{error.what} – {error.why}" if error.why else error.what
        remedy = error.remedy or _("Check that the source is on and its address is right")
        return (), Check(_("Feed"), "red", said, remedy)
    return looks, None


def _checks_of(looks: Sequence[SegmentLook], alarms: AlarmSettings) -> tuple[Check | None, ...]:
    feed = judge_feed(looks)
    heard = (judge_sound(looks, alarms), judge_level(looks, alarms))
    if feed.state == "red":
        return (feed, *heard)
    return (feed, judge_motion(looks), *heard, judge_rate(looks))


def _check_ffmpeg(needs: Needs) -> Check:
    try:
        found = find_ffmpeg()
        return judge_ffmpeg(lacking(needs), f"{found.version} ({found.origin})")
    except ArchiverError as error:
        return Check("ffmpeg", "red", error.what, error.remedy)


def _check_folders(session: Session, bytes_per_second: float) -> list[Check]:
    folders = [(session.folder, _("Recording"))]
    if session.mirror:
        folders.append((session.mirror, _("Second copy")))
    return [
        judge_unwritable(name, str(folder), error)
        if (error := why_not_writable(folder))
        else judge_disk(name, str(folder), free_bytes(folder), bytes_per_second, session.planned_ms)
        for folder, name in folders
    ]


def why_not_writable(folder: Path) -> str:
    """Why no file can be written into an existing folder; empty when one can. Leaves nothing."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".preflight-") as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _expected_rate(capture: CaptureSettings) -> float:
    return (capture.video_bit_rate_kbps + capture.audio_bit_rate_kbps) * 1000 / 8
