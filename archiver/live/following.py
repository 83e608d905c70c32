"""Follows a recording to its end: sound, words, chapters, index; then the close.

One process at a time, by a lease on `live/`; whoever comes after one that died goes on from the
sound and the stretches that it left. Nothing here writes what the recorder reads.
"""

import os
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archiver.hearing import StretchShelf, knowing_names, recognizer_of, remembering
from archiver.i18n import _
from archiver.live.close import finish, prepare
from archiver.live.growing import Growing
from archiver.live.listening import Captioning, Listener, Settling
from archiver.live.reporting import Reporting, Stage
from archiver.live.sound import LiveSound
from archiver.live.spoken import Spoken
from archiver.programs.priority import give_way
from archiver.speech.recognizer import Recognizer
from archiver.steps import Settings
from archiver.store.folder import LIVE_STATE, RUNS, SessionFolder
from archiver.store.lease import Lease, held_by, hold

_LOOK_SECONDS = 0.3
_PATIENCE = timedelta(minutes=30)
"""How long a recorder that is gone is waited for."""


def follow(folder: SessionFolder) -> Stage:
    """Hear the session while it is recorded and close it; how far it came.

    Ends early, with `paused`, when no recorder is there for long. Raises LeaseHeldError when
    another process does it already, SpeechError without a model, and what a step raises.
    """
    give_way()
    folder.file(LIVE_STATE).parent.mkdir(exist_ok=True)
    with hold(folder.file(LIVE_STATE).parent, "live") as lease:
        report = Reporting(folder)
        try:
            return _Follower(folder, report, lease).run()
        except KeyboardInterrupt:
            report.stage("paused", _("stopped by hand: run archiver live again to go on"))
            raise
        except Exception as error:
            report.stage("failed", str(error))
            folder.log("live_failed", why=str(error))
            raise


class _Follower:
    """One process that follows one recording."""

    def __init__(self, folder: SessionFolder, report: Reporting, lease: Lease) -> None:
        self._folder, self._report, self._lease = folder, report, lease
        self._settings = knowing_names(_for_live(Settings.of(folder)), folder)
        self._first_stamp = self._stamp = _stamp(folder)
        self._runs = folder.runs()
        self._alone_since: datetime | None = None

    def run(self) -> Stage:
        """Follow to the end."""
        recognizer = recognizer_of(self._settings)
        session = self._settings.session
        self._report.model = recognizer.name
        spoken = Spoken(self._folder, session.language, recognizer.name)
        with ExitStack() as stack:
            sound = LiveSound(self._folder)
            stack.callback(sound.close)
            growing = Growing(self._folder, session, spoken)
            shelf = StretchShelf(self._folder)
            heard = remembering(recognizer, shelf)
            settling = Settling(sound, spoken, heard, shelf, session.language, growing.grow)
            quick = Captioning(sound, spoken, self._quick(), session.language)
            for listener in (settling, quick):
                listener.start()
                stack.callback(listener.stopping.set)
            if not self._listen(sound, spoken, settling, quick):
                return self._report.stage("paused", _("no recorder is there"))
            self._last(sound, spoken, settling)
        return self._close()

    def _quick(self) -> Recognizer:
        beam = self._settings.preset.live.quick_beam_size
        speech = self._settings.speech.model_copy(update={"beam_size": beam, "prompt": "off"})
        preset = self._settings.preset.model_copy(update={"speech": speech})
        return recognizer_of(replace(self._settings, preset=preset))

    def _listen(
        self, sound: LiveSound, spoken: Spoken, settling: Settling, quick: Captioning
    ) -> bool:
        """Take in sound until the recording is over; False when there is no recorder any more."""
        while True:
            self._lease.check()
            self._look()
            more = sound.follow(self._runs)
            _raise_of(settling, quick)
            spoken.refresh()
            self._report.heard(self._runs.duration_ms, spoken.heard_ms, spoken.settled_ms)
            if not more and self._is_over():
                return True
            if not more and self._is_alone():
                return False
            if not more:
                time.sleep(_LOOK_SECONDS)

    def _look(self) -> None:
        stamp = _stamp(self._folder)
        if stamp != self._stamp or not self._runs.runs:
            runs = self._folder.runs()
            self._stamp, self._runs = stamp, runs

    def _is_over(self) -> bool:
        """Whether the recorder has ended, and not only the one of an earlier time."""
        if not self._runs.finished or not self._runs.runs:
            return False
        return self._stamp != self._first_stamp or self._recorder_is_gone()

    def _recorder_is_gone(self) -> bool:
        return held_by(self._folder.file(RUNS).parent) is None

    def _is_alone(self) -> bool:
        now = datetime.now(UTC)
        if not self._recorder_is_gone():
            self._alone_since = None
            return False
        self._alone_since = self._alone_since or now
        return now - self._alone_since > _PATIENCE

    def _last(self, sound: LiveSound, spoken: Spoken, settling: Settling) -> None:
        """Hear what is left."""
        self._report.stage("closing", _("hearing the last words"))
        sound.finish(self._runs)
        settling.ended.set()
        while settling.is_alive():
            settling.join(_LOOK_SECONDS)
            self._report.heard(self._runs.duration_ms, spoken.heard_ms, spoken.settled_ms)
        _raise_of(settling)

    def _close(self) -> Stage:
        told = self._report.step
        page = prepare(self._folder, told)
        self._report.stands(page)
        self._report.page(finish(self._folder, told))
        return self._report.stage("done", "")


def _raise_of(*listeners: Listener) -> None:
    for listener in listeners:
        if listener.error:
            raise listener.error


def _for_live(settings: Settings) -> Settings:
    """With fewer threads than cores: recording always has one to itself."""
    threads = settings.preset.live.threads or max(1, (os.cpu_count() or 2) - 1)
    speech = settings.preset.speech.model_copy(update={"threads": threads})
    return replace(settings, preset=settings.preset.model_copy(update={"speech": speech}))


def _stamp(folder: SessionFolder) -> tuple[int, int]:
    try:
        stat = folder.file(RUNS).stat()
    except FileNotFoundError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size
