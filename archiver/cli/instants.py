"""Instants as people read them on a page: 47:12, 1:02:03, 1:02:03.5, 1h02m03, or seconds."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import click

from archiver.cli.times import parse_duration
from archiver.i18n import _
from archiver.model.chapters import Span
from archiver.model.timeline import Timeline
from archiver.model.times import clock
from archiver.store.folder import SessionFolder

_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?")


def parse_instant(text: str) -> int | None:
    """The instant that `text` says, in ms; None if it says none."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        length = parse_duration(text)
        return None if length is None else length // timedelta(milliseconds=1)
    hours, minutes, seconds, part = found.groups()
    if minutes and (len(seconds) != 2 or int(seconds) > 59 or (hours and int(minutes) > 59)):
        return None
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return whole * 1000 + int((part or "").ljust(3, "0"))


class _Instant(click.ParamType[int]):
    name = "time"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        if isinstance(value, int):
            return value
        found = parse_instant(str(value))
        if found is None:
            said = _("“{text}” is not a time: write 47:12 or 1:02:03, as on the page")
            self.fail(said.format(text=value), param, ctx)
        return found


INSTANT = _Instant()


@dataclass(frozen=True)
class Told:
    """How session times are told: as times of the page where there is a replay, else as they are.

    So that what is read can be compared with the page, and given back to `archiver correct`.
    """

    timeline: Timeline | None = None

    @classmethod
    def of(cls, session: SessionFolder) -> "Told":
        """As the session's page counts."""
        made = session.file("replay/timeline.json").is_file()
        return cls(session.read("replay/timeline.json", Timeline) if made else None)

    def at(self, session_ms: int) -> str:
        """An instant; where it is not shown, the nearest one that is."""
        return clock(self.timeline.nearest_replay(session_ms) if self.timeline else session_ms)

    def start(self, span: Span) -> str:
        """Where a span starts; a dash where nothing of it is in the replay."""
        pieces = self.timeline.pieces if self.timeline else ()
        shown = any(
            p.session_start_ms < span.end_ms and span.start_ms < p.session_end_ms for p in pieces
        )
        return self.at(span.start_ms) if shown or self.timeline is None else "–"

    @property
    def which(self) -> str:
        """Which times these are, in a sentence."""
        if self.timeline:
            return _("Times are those of the page.")
        return _("Times are those of the recording.")
