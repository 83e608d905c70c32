"""The calendar of all sessions, coming and past (`calendar.ics`)."""

from collections.abc import Sequence
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from archiver import __version__
from archiver.i18n import translator
from archiver.model.session import House
from archiver.publish.website.entries import Entry, fit


def calendar(house: House, entries: Sequence[Entry]) -> bytes:
    """An event for each session, with an id that stays and a number that grows when it changes."""
    said = translator(house.language).gettext("Public sessions")
    made = Calendar()
    made.add("prodid", f"-//archiver//{__version__}//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _line(f"{said} – {house.body}" if house.body else said))
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry))
    ical: bytes = made.to_ical()
    return ical


def _event(entry: Entry) -> Event:
    card, event = entry.card, Event()
    event.add("uid", entry.seen.uid)
    event.add("dtstamp", entry.seen.changed.astimezone(UTC))
    event.add("last-modified", entry.seen.changed.astimezone(UTC))
    event.add("sequence", entry.seen.sequence)
    event.add("summary", _line(card.title))
    event.add("description", fit(f"{entry.description}\n\n{entry.url}"))
    event.add("url", entry.url)
    event.add("status", "CONFIRMED")
    if card.start is None:
        event.add("dtstart", card.date)
        event.add("dtend", card.date + timedelta(days=1))
        return event
    event.add("dtstart", card.start.astimezone(UTC))
    end = card.end
    if end is None and card.duration_ms:
        end = card.start + timedelta(seconds=card.duration_ms // 1000)
    if end:
        event.add("dtend", end.astimezone(UTC))
    return event


def _line(text: str) -> str:
    """`text` on one line: the library escapes no line break in names of its own making."""
    return " ".join(fit(text).split())
