"""What is kept of a session beside its page (`session.json`): lists and feeds are made from it.

It holds what is public and nothing else, so that making the lists of two hundred sessions opens
no transcript.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from gettext import NullTranslations
from itertools import groupby
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from archiver.errors import ArchiverError
from archiver.i18n import _, translator
from archiver.model.agenda import Agenda
from archiver.model.captions import CaptionClock
from archiver.model.chapters import Chapter
from archiver.model.record import Ms, Record
from archiver.model.session import Session
from archiver.publish.website.decisions import chapter_votes, said_votes
from archiver.publish.website.outline import agenda_lines
from archiver.publish.website.records import FileName, PageFiles, SessionPage
from archiver.publish.website.spoken import Said, what_is_said

_EXCERPT = 100
"""Characters of a passage that a list shows."""


class CardTurn(Record):
    """A passage of one speaker in one chapter; replay milliseconds."""

    start_ms: Ms
    end_ms: Ms
    anchor: str
    """Its id in the page."""
    chapter: int = Field(default=-1, ge=-1)
    """Index of its chapter; -1 where there is none."""
    text: str = ""
    """Its first words."""


class CardSpeaker(Record):
    """Somebody who is named on the page, and where they are heard."""

    name: str = Field(min_length=1)
    turns: tuple[CardTurn, ...]

    @property
    def spoken_ms(self) -> int:
        """How long they are heard."""
        return sum(turn.end_ms - turn.start_ms for turn in self.turns)


class CardItem(Record):
    """An item of the agenda: where it is in the page, with what it was voted, or why it is not."""

    id: str
    title: str
    number: str = ""
    commission: str = ""
    rapporteur: str = ""
    anchors: tuple[str, ...] = ()
    votes: tuple[str, ...] = ()
    why_not: str = ""


class SessionCard(Record):
    """A session as the lists, the feeds and the calendar show it."""

    id: FileName
    title: str = Field(min_length=1)
    body: str = ""
    date: date
    start: AwareDatetime | None = None
    """When it is planned to begin."""
    end: AwareDatetime | None = None
    language: str = "fr"
    duration_ms: Ms
    items: int = Field(ge=0)
    """How many agenda items can be watched."""
    state: Literal["coming", "live", "preparing", "replay"] = "replay"
    """What is at its address."""
    captions: bool = False
    poster: FileName | None = None
    clock: CaptionClock | None = None
    video_bytes: int = Field(default=0, ge=0)
    files: PageFiles | None = None
    """What lies beside the page; None while there is no video file."""
    chapters: tuple[Chapter, ...] = ()
    agenda: tuple[CardItem, ...] = ()
    speakers: tuple[CardSpeaker, ...] = ()


class CardError(ArchiverError):
    """A `session.json` that cannot be read."""


def card_of(page: SessionPage) -> SessionCard:
    """The card of a session, from its page."""
    start, end = planned(page.session)
    return SessionCard(
        id=page.id,
        title=page.session.title,
        body=page.body,
        date=page.session.date,
        start=start,
        end=end,
        language=page.session.language,
        duration_ms=page.timeline.replay_duration_ms,
        items=len({item for chapter in page.chapters for item in chapter.items}),
        captions=page.files.captions_vtt is not None,
        poster=page.files.poster,
        clock=page.clock,
        video_bytes=page.video_bytes,
        files=None if page.stand_in else page.files,
        chapters=page.chapters,
        agenda=tuple(_items(page, translator(page.session.language))),
        speakers=_speakers(page),
    )


def planned(session: Session) -> tuple[datetime | None, datetime | None]:
    """When it begins and ends, in this machine's time zone; an end before that is a day later."""

    def at(hour: time, days: int = 0) -> datetime:
        return datetime.combine(session.date + timedelta(days), hour).astimezone()

    start, end = session.planned_start, session.planned_end
    later = int(bool(start and end and end < start))
    return at(start) if start else None, at(end, later) if end else None


def printed(agenda: Agenda) -> tuple[CardItem, ...]:
    """The items of a session that is still to come."""
    return tuple(
        CardItem(id=i.id, title=i.title, number=i.number or "", commission=i.commission or "")
        for i in agenda.items
    )


def _items(page: SessionPage, words: NullTranslations) -> Iterator[CardItem]:
    votes = chapter_votes(page, words)
    for commission in agenda_lines(page, words):
        for line in commission.lines:
            told = (said_votes(votes.get(chapter.anchor, ())) for chapter in line.chapters)
            yield CardItem(
                id=line.item.id,
                title=line.item.title,
                number=line.item.number or "",
                commission=commission.name,
                rapporteur=line.item.rapporteur or "",
                anchors=tuple(chapter.anchor for chapter in line.chapters),
                votes=tuple(text for text in told if text),
                why_not=line.why_not,
            )


def _speakers(page: SessionPage) -> tuple[CardSpeaker, ...]:
    """Who is named, in the order in which they are first heard."""
    said = what_is_said(page.transcript, page.timeline, page.chapters, page.speakers)
    found: dict[str, list[CardTurn]] = {}
    for (name, _turn, chapter), run in groupby(said, key=lambda s: (s.speaker, s.turn, s.chapter)):
        if name and name.strip():
            found.setdefault(" ".join(name.split()), []).append(_turn_of(tuple(run), chapter))
    return tuple(CardSpeaker(name=name, turns=tuple(turns)) for name, turns in found.items())


def _turn_of(run: tuple[Said, ...], chapter: int) -> CardTurn:
    text = " ".join(said.text for said in run)
    if len(text) > _EXCERPT:
        text = text[:_EXCERPT].rpartition(" ")[0].rstrip(".,;: ") + "…"
    end = max(said.end_ms for said in run)
    return CardTurn(
        start_ms=run[0].start_ms, end_ms=end, anchor=run[0].id, chapter=chapter, text=text
    )


def card_to_json(card: SessionCard) -> str:
    """The text of `session.json`."""
    return card.model_dump_json(exclude_none=True, exclude_defaults=True) + "\n"


def card_from_json(text: str | bytes) -> SessionCard:
    """The card back from `session.json`. Raises CardError where it is not one."""
    try:
        return SessionCard.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise CardError(
            _("the summary of a session on the website could not be read"),
            f"{'.'.join(map(str, first['loc']))}: {first['msg']}".removeprefix(": "),
            _("Make the page of this session again with archiver process"),
        ) from error
