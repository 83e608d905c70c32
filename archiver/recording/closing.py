"""Waits for the close of a session that was recorded: it goes on in the process that hears it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from archiver.model.live import LiveHearing
from archiver.recording.words import hearing_of, start_live
from archiver.steps import Settings
from archiver.store.folder import LIVE_STATE, SessionFolder
from archiver.store.lease import held_by

_LOOK_SECONDS = 0.5
_STARTS = 2
"""So often a process that died is started again; then a person must look."""
_COMES_UP_SECONDS = 30.0


def closes_by_itself(folder: SessionFolder) -> bool:
    """Whether what was recorded now is closed without a person."""
    recorded = folder.runs().duration_ms > 0
    return recorded and Settings.of(folder).preset.live.recognise


def closing(folder: SessionFolder) -> Iterator[LiveHearing]:
    """How the close stands, again and again until it is done or has failed.

    A process that died is started again. The last one told is `done`, `failed`, or what a process
    left that died too often. Raises ProgramError if none can be started.
    """
    begun, starts = datetime.now(UTC), 0
    came_up = time.monotonic()
    place = folder.file(LIVE_STATE).parent
    while True:
        alive = held_by(place) is not None
        hearing = hearing_of(folder)
        if hearing and (hearing.state in ("done", "failed") and hearing.at >= begun):
            yield hearing
            return
        if hearing and alive:
            yield hearing
        if not alive and (starts == 0 or time.monotonic() - came_up > _COMES_UP_SECONDS):
            if starts == _STARTS:
                return
            start_live(folder)
            starts, came_up = starts + 1, time.monotonic()
        time.sleep(_LOOK_SECONDS)
