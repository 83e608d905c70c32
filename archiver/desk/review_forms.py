"""What the page of the boundaries and the desk send each other."""

from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from archiver.desk.text_forms import Instant, Seen
from archiver.model.chapters import SpanKind

ItemId = Annotated[str, Field(min_length=1, max_length=64)]
Title = Annotated[str, Field(max_length=300)]


class RivalLine(BaseModel):
    """The second-best place of a start."""

    start_ms: int
    text: str
    confidence: float | None = None


class WhyLine(BaseModel):
    """What speaks for a start."""

    kind: str
    """In words."""
    text: str
    start_ms: int
    score: float | None = None


class SpanLine(BaseModel):
    """A span, and how sure its start is."""

    start_ms: int
    end_ms: int
    kind: SpanKind
    items: list[str]
    label: str
    title: str = ""
    confidence: float | None = None
    unsure: bool = False
    """A person should look at its start."""
    corrected: bool = False
    """A person put it there."""
    movable: bool = True
    why: list[WhyLine] = []
    rival: RivalLine | None = None


class ItemLine(BaseModel):
    """An item of the agenda, and what became of it."""

    id: str
    label: str
    treated: bool
    reason: str = ""
    """Why it was not; empty where nobody knows."""


class CheckLine(BaseModel):
    """What was said of which nothing was made."""

    start_ms: int
    text: str
    kind: str


class PieceLine(BaseModel):
    """A part of the session that the replay plays, and where."""

    start_ms: int
    end_ms: int
    replay_ms: int


class ReviewView(BaseModel):
    """The boundaries as they stand, with every correction made so far."""

    revision: int
    duration_ms: int
    frame_ms: float
    spans: list[SpanLine]
    items: list[ItemLine]
    checks: list[CheckLine]
    pieces: list[PieceLine]
    lacking: list[str]
    """Why they cannot be approved yet; empty where they can."""
    approved: bool
    """Whether a person has looked at every start of an item."""
    pending: int
    """Corrections that the session's files do not follow yet."""


class AroundWord(BaseModel):
    """A word that is heard."""

    start_ms: int
    end_ms: int
    text: str


class Around(BaseModel):
    """What is heard around an instant."""

    start_ms: int
    end_ms: int
    peaks: list[int]
    """How loud, 0 to 100, in as many equal parts as there are; none without sound."""
    words: list[AroundWord]


class StartEdit(Seen):
    """What starts at `start_ms` starts at `at_ms`; the same time confirms it."""

    start_ms: Instant
    at_ms: Instant


class WhatEdit(Seen):
    """From `at_ms` on it is about something else."""

    at_ms: Instant
    kind: SpanKind
    items: list[ItemId] = Field(default=[], max_length=200)
    title: Title = ""

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> "WhatEdit":
        if bool(self.items) != (self.kind in ("item", "bloc")):
            raise ValueError("items go with the kinds item and bloc")
        return self


class AbsentEdit(Seen):
    """An item was not treated."""

    item: ItemId
    reason: Annotated[str, Field(min_length=1, max_length=300)]
