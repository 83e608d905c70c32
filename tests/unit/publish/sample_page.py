"""A small session for the tests of the website, and a reader of what was rendered."""

from datetime import date
from html.parser import HTMLParser
from typing import Any

from archiver.model.agenda import Agenda, Item
from archiver.model.captions import Cue
from archiver.model.chapters import Chapter, NotTreated, Span
from archiver.model.session import House, Session
from archiver.model.timeline import Piece, Timeline
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.publish.website import PageFiles, SessionPage


def piece(shown: str, session: tuple[int, int], replay: tuple[int, int], kind: str = "") -> Piece:
    return Piece.model_validate(
        {
            "shown": shown,
            "kind": kind or None,
            "session_start_ms": session[0],
            "session_end_ms": session[1],
            "replay_start_ms": replay[0],
            "replay_end_ms": replay[1],
        }
    )


def utterance(text: str, start_ms: int, speaker: str | None = None) -> Utterance:
    """Half a second a word."""
    words = tuple(
        Word(start_ms=start_ms + i * 500, end_ms=start_ms + i * 500 + 400, text=word)
        for i, word in enumerate(text.split())
    )
    end = words[-1].end_ms
    return Utterance(start_ms=start_ms, end_ms=end, text=text, speaker=speaker, words=words)


def chapter(anchor: str, title: str, kind: str, items: tuple[str, ...], *ms: int) -> Chapter:
    start, end, session = ms
    return Chapter.model_validate(
        {
            "anchor": anchor,
            "title": title,
            "kind": kind,
            "items": items,
            "start_ms": start,
            "end_ms": end,
            "session_start_ms": session,
        }
    )


SPANS = (
    Span(kind="none", start_ms=0, end_ms=10_000),
    Span(kind="opening", start_ms=10_000, end_ms=20_000),
    Span(kind="item", items=("a",), start_ms=20_000, end_ms=30_000),
    Span(kind="suspension", start_ms=30_000, end_ms=66_000),
    Span(kind="closed", start_ms=66_000, end_ms=76_000),
    Span(kind="bloc", items=("b", "c"), start_ms=76_000, end_ms=90_000),
    Span(kind="none", start_ms=90_000, end_ms=95_000),
)
TIMELINE = Timeline(
    session_duration_ms=95_000,
    replay_duration_ms=39_000,
    pieces=(
        piece("play", (10_000, 30_000), (0, 20_000)),
        piece("card", (30_000, 66_000), (20_000, 25_000), "suspension"),
        piece("play", (76_000, 90_000), (25_000, 39_000)),
    ),
)
CHAPTERS = (
    chapter("opening", "Opening", "opening", (), 0, 10_000, 10_000),
    chapter("item-a", "1 – The first", "item", ("a",), 10_000, 20_000, 20_000),
    chapter("suspension", "Suspension", "suspension", (), 20_000, 25_000, 30_000),
    chapter("item-b", "2 and 3 together", "bloc", ("b", "c"), 25_000, 39_000, 76_000),
)
AGENDA = Agenda(
    body="A county council",
    items=(
        Item(id="a", number="1", title="The first", rapporteur="Ann", commission="Roads"),
        Item(id="b", number="2", title="The second", commission="Roads"),
        Item(id="c", number="3", title="The third", commission="Schools"),
        Item(id="d", number="4", title="The fourth", commission="Schools"),
        Item(id="e", title="The fifth"),
    ),
)
TRANSCRIPT = Transcript(
    language="en",
    duration_ms=95_000,
    recognizer="whisper base",
    utterances=(
        utterance("whispered before", 5_000),
        utterance("good morning all.", 11_000, "Ann"),
        utterance("to the first item", 21_000, "Bob"),
        utterance("secret chatter", 40_000),
        utterance("confidential vote", 70_000),
        utterance("both are adopted", 77_000, "Ann"),
        utterance("leftover gossip", 91_000),
    ),
)


def sample(**changes: Any) -> SessionPage:
    """The session's page, with some fields changed."""
    fields: dict[str, Any] = {
        "id": "2026-11-20-session",
        "session": Session(title="A public session", date=date(2026, 11, 20), language="en"),
        "house": House(body="A county council", language="en"),
        "agenda": AGENDA,
        "chapters": CHAPTERS,
        "spans": SPANS,
        "not_treated": (NotTreated(item="d", reason="withdrawn"),),
        "transcript": TRANSCRIPT,
        "timeline": TIMELINE,
        "cues": (Cue(start_ms=1000, end_ms=2500, lines=("good morning", "all.")),),
        "files": PageFiles(poster="poster.jpg", captions_vtt="en.vtt", captions_srt="en.srt"),
    }
    return SessionPage(**{**fields, **changes})


VOID = {"meta", "link", "img", "input", "source", "track"}


class Reader(HTMLParser):
    """What a page holds: its elements in order, its text, and whether they close rightly."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        return [
            found
            for name, found in self.elements
            if name == tag and all(found.get(k.strip("_")) == v for k, v in attributes.items())
        ]

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """The tags and their attributes' names, without any value."""
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]
