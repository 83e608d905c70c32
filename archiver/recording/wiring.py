"""What goes on beside a recording, put together from the house's settings.

A mistake in a destination or in the secrets costs that destination and is an alarm: a session is
recorded whatever else is wrong.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from archiver.capture.alarms import Alarms
from archiver.capture.beside import Beside
from archiver.capture.destination import Destination
from archiver.capture.mirror import Mirror
from archiver.capture.simulcast import Simulcast
from archiver.errors import ArchiverError
from archiver.livepage import LivePage
from archiver.marking import MARKS, planned_of
from archiver.media.cards import CardStyle
from archiver.media.livecards import CardTexts
from archiver.model.marks import Mark
from archiver.model.session import LiveDestination
from archiver.recording.chat import chats_of
from archiver.recording.wanted import Wanted, mirror_of
from archiver.recording.words import LiveWords
from archiver.steps import Settings
from archiver.store.folder import RUNS, SessionFolder
from archiver.store.secrets import Secrets, load_secrets

ReadMarks = Callable[[], tuple[Mark, ...]]
"""All marks as they are at the moment it is called."""

_COPIED = (Path(RUNS).name, Path(MARKS).name)


def all_beside(
    folder: SessionFolder,
    settings: Settings,
    wanted: Wanted,
    marks: ReadMarks,
    alarms: Alarms,
) -> list[Beside]:
    """What goes on beside: second copy, destinations, live page, recognition, chat, as wanted."""
    every: list[Beside] = []
    mirror = mirror_of(wanted, folder)
    if mirror:
        every.append(Mirror(folder.file("recording"), mirror, _COPIED, alarms))
    if wanted.simulcast and settings.house.destinations:
        every.append(_simulcast(folder, settings, marks, alarms))
    if wanted.live_page:
        every += _live_page(folder, settings, marks, alarms)
    if wanted.live_words and settings.preset.live.recognise:
        every.append(LiveWords(folder, alarms))
    if wanted.simulcast:
        every += chats_of(folder, settings)
    return every


def _live_page(
    folder: SessionFolder, settings: Settings, marks: ReadMarks, alarms: Alarms
) -> list[Beside]:
    try:
        return [LivePage(folder, marks, planned_of(settings.session), alarms)]
    except ArchiverError as error:
        alarms.raise_("page", str(error))
        return []


def _simulcast(
    folder: SessionFolder,
    settings: Settings,
    marks: ReadMarks,
    alarms: Alarms,
) -> Simulcast:
    session, house = settings.session, settings.house
    return Simulcast(
        _destinations(house.destinations, alarms),
        folder.file("recording"),
        folder.file(".work/simulcast"),
        marks=marks,
        texts=CardTexts(
            title=session.title,
            body=session.body or house.body,
            language=session.language,
            style=CardStyle(color=house.brand_color),
        ),
        alarms=alarms,
        planned=planned_of(session),
        delay=timedelta(milliseconds=settings.preset.capture.outgoing_delay_ms),
    )


def _destinations(wanted: Sequence[LiveDestination], alarms: Alarms) -> list[Destination]:
    try:
        secrets = load_secrets()
    except ArchiverError as error:
        alarms.raise_("destination", str(error))
        secrets = Secrets()
    made = []
    for one in wanted:
        known = secrets.of(one.name)
        key, passphrase = known.key.get_secret_value(), known.passphrase.get_secret_value()
        try:
            made.append(Destination(one.name, one.url, key=key, passphrase=passphrase))
        except ArchiverError as error:
            alarms.raise_("destination", str(error), one.name)
    return made
