"""The preflight of a session: some seconds of its feed, through the real recorder."""

import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from archiver.capture.clock import RunClock
from archiver.capture.command import recorder_args
from archiver.capture.feeds import Feed
from archiver.capture.judging import Check
from archiver.capture.preflight import Session, preflight
from archiver.capture.reach import Destination
from archiver.capture.recorder import Recorder
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.marking import planned_of
from archiver.media.packets import packet_span
from archiver.model.marks import Planned
from archiver.recording.wanted import Wanted, feed_of, must_encode, needs_of
from archiver.steps import Settings
from archiver.store.folder import SessionFolder

_PATIENCE_SECONDS = 20.0
_UNPLANNED_MS = 4 * 3_600_000


class NoFeedError(ArchiverError):
    """Nothing came from the feed."""


def check(folder: SessionFolder, wanted: Wanted) -> tuple[Check, ...]:
    """Look at everything the session stands on. Raises FeedError for an address that is none."""
    settings = Settings.of(folder)
    feed = feed_of(settings, wanted)
    encode = must_encode(feed, settings)
    place = folder.file("recording")
    place.mkdir(exist_ok=True)
    if wanted.mirror:
        wanted.mirror.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="archiver-check-", ignore_cleanup_errors=True) as rough:
        sample = partial(_sample, Path(rough), feed, settings, encode)
        return preflight(
            Session(
                sample=sample,
                folder=place,
                planned_ms=_planned_ms(planned_of(settings.session)),
                capture=settings.preset.capture,
                alarms=settings.preset.alarms,
                mirror=wanted.mirror,
                destinations=tuple(Destination(d.name, d.url) for d in settings.house.destinations),
                needs=needs_of(feed, encode=encode),
            )
        )


def _planned_ms(planned: Planned) -> int:
    if planned.start and planned.end:
        return int((planned.end - planned.start).total_seconds() * 1000)
    return _UNPLANNED_MS


def _sample(
    folder: Path, feed: Feed, settings: Settings, encode: bool, seconds: int
) -> Sequence[Path]:
    """Record so many seconds into an empty folder."""
    args = recorder_args(
        feed,
        settings.preset.capture,
        1,
        encode=encode,
        longest_ms=seconds * 1000,
        probe_ms=5_000,
    )
    recorder = Recorder(args, folder, 1, RunClock(0), packet_span)
    try:
        _wait(lambda: recorder.media_ms > 0 or _gone(recorder), _PATIENCE_SECONDS)
        if recorder.media_ms:
            _wait(lambda: _gone(recorder), seconds + 5)
    finally:
        recorder.end()
    segments = tuple(folder / segment.file for segment in recorder.segments)
    if not segments:
        raise NoFeedError(
            _("nothing comes from {feed}").format(feed=feed.shown),
            recorder.said().splitlines()[-1] if recorder.said() else "",
            _("Check that the source is on and its address is right"),
        )
    return segments


def _gone(recorder: Recorder) -> bool:
    return recorder.child.returncode() is not None


def _wait(so: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not so() and time.monotonic() < end:
        time.sleep(0.1)
