"""What draft minutes say, in order: only what is public, in the language of the session."""

import re

from archiver.model.record import Record

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(text: str) -> str:
    """`text` without what no XML file may hold, and on one line."""
    return " ".join(_NOT_IN_XML.sub(" ", text).split())


class Fact(Record):
    """A line of the opening: what it is about, and what is known of it."""

    label: str
    text: str


class Group(Record):
    """Members of one state (present, excused, …)."""

    heading: str
    names: tuple[str, ...]


class Speech(Record):
    """What one person said in one go."""

    speaker: str
    time: str
    """When in the replay, as a person reads it."""
    url: str = ""
    """Where to listen to it; empty where there is no address."""
    paragraphs: tuple[str, ...]


class VoteLine(Record):
    """A vote in words."""

    text: str
    time: str
    url: str = ""


class Section(Record):
    """An item, a bloc, the opening, a suspension …"""

    heading: str
    time: str = ""
    url: str = ""
    commission: str = ""
    speeches: tuple[Speech, ...] = ()
    votes: tuple[VoteLine, ...] = ()
    note: str = ""
    """Instead of what was said: a closed sitting, a suspension, an item not treated."""


class Words(Record):
    """The words of the document itself, in its language."""

    draft: str
    contents: str
    contents_hint: str
    attendance: str
    listen: str
    vote: str
    not_treated: str


class Minutes(Record):
    """The whole document."""

    language: str
    """`fr` or `en`."""
    body: str
    title: str
    date: str
    facts: tuple[Fact, ...] = ()
    attendance: tuple[Group, ...] = ()
    sections: tuple[Section, ...] = ()
    absent: tuple[Fact, ...] = ()
    """Items that were not treated, and why."""
    closing: str = ""
    source: str
    """From what it was made, and how far that is corrected: stands at the foot of every page."""
    words: Words
