"""The close of a session: from the end of its recording to the page of its replay.

What remains then is little, and does not grow with the session's length but for what is cheap:
sound and words are there. The page stands on the closed live playlist first, without what is read
off the picture; then all steps are done as always, and the mastered file takes its place.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.indexing import index_session
from archiver.livepage import send_stand_in, stand_in
from archiver.model.preset import Preset
from archiver.model.progress import Progress, silent
from archiver.pages import write_list
from archiver.pipeline import STEPS, process
from archiver.sitesearch import keep_searchable
from archiver.steps import Settings, Step, StepState, site_name
from archiver.store.folder import RUNS, SessionFolder
from archiver.store.lease import LeaseHeldError, held_by

_WAIT_SECONDS = 900.0
_LOOK_SECONDS = 0.2
_PAGE_STEP, _LAST_STEP = "page", "mobile"

Tell = Callable[[str], None]
"""Hears which step is being done."""


def prepare(folder: SessionFolder, tell: Tell) -> Path | None:
    """Make all that a page is made of; and the page itself, if it is to be published at once.

    Returns where the page is. Raises what a step raises.
    """
    _wait_for_recorder(folder)
    first = _until("caption")
    _process(folder, first, tell, _without_cards)
    page = _stand_in(folder) if Settings.of(folder).preset.live.publish == "close" else None
    index_session(folder)
    return page


def finish(folder: SessionFolder, tell: Tell) -> Path | None:
    """Do all the rest: the cards on screen, the mastered file, and the page on it; where it is.

    The video for telephones takes longest: the page stands before it, and is written again with it.
    """
    publish = Settings.of(folder).preset.live.publish
    every = [step.name for step in STEPS if publish == "close" or step.name != _PAGE_STEP]
    for only in ([name for name in every if name != _LAST_STEP], every):
        _process(folder, only, tell, lambda preset: preset)
        if told := keep_searchable(folder.archive):
            folder.log("site_not_searchable", why=told)
    return folder.file(site_name(folder.id, "index.html")) if publish == "close" else None


def _until(last: str) -> list[str]:
    names = [step.name for step in STEPS]
    return names[: names.index(last) + 1]


def _without_cards(preset: Preset) -> Preset:
    """Cards take seconds for every hour, and where they are shown is told by all of them."""
    cards = preset.cards.model_copy(update={"read": "off"})
    return preset.model_copy(update={"cards": cards})


def _stand_in(folder: SessionFolder) -> Path | None:
    """The complete page on the closed live playlist, sent where the live page was sent."""
    page = stand_in(folder)
    if page is None:
        return None
    write_list(folder.archive)
    try:
        send_stand_in(folder)
    except (ArchiverError, OSError) as error:
        folder.log("stand_in_not_sent", why=str(error))
    return page


def _process(
    folder: SessionFolder, only: list[str], tell: Tell, preset: Callable[[Preset], Preset]
) -> None:
    @contextmanager
    def on_step(step: Step, state: StepState) -> Iterator[Progress]:
        if state.state != "done":
            tell(step.name)
        yield silent

    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            process(folder, on_step, only=only, preset=preset)
            return
        except LeaseHeldError:  # someone works on the session by hand
            if time.monotonic() > until:
                raise
            time.sleep(_LOOK_SECONDS)


def _wait_for_recorder(folder: SessionFolder) -> None:
    """The recorder closes the live page before it lets go of the recording."""
    until = time.monotonic() + _WAIT_SECONDS
    while held_by(folder.file(RUNS).parent) and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
