"""How a recording divides: spans, their evidence, items not treated, viewers' chapters."""

from typing import Literal

from pydantic import model_validator

from archiver.model.agenda import Item
from archiver.model.decisions import Attendance, Vote
from archiver.model.evidence import Evidence
from archiver.model.record import Confidence, Ms, OpenRecord, Record

__all__ = [
    "Attendance",
    "Band",
    "Chapter",
    "Chapters",
    "Evidence",
    "NotTreated",
    "Rival",
    "Span",
    "SpanKind",
    "Vote",
]

SpanKind = Literal[
    "item", "bloc", "opening", "closing", "suspension", "closed", "unlisted", "outage", "none"
]


Band = Literal["sure", "likely", "unsure"]
"""How often a start of the band is within ten seconds of the truth: see `docs/benchmarks.md`."""


class Rival(OpenRecord):
    """The second-best place for a start: where, what was said there, and how sure it would be."""

    start_ms: Ms
    text: str
    confidence: Confidence | None = None


class Span(OpenRecord):
    """A piece of session time and what it is; only item and bloc carry items."""

    kind: SpanKind
    items: tuple[str, ...] = ()
    start_ms: Ms
    end_ms: Ms
    confidence: Confidence | None = None
    """How sure the start is: the share of such starts that are within ten seconds."""
    band: Band | None = None
    rival: Rival | None = None
    title: str | None = None
    """What an unlisted matter is about, in the words that were said."""
    evidence: tuple[Evidence, ...] = ()
    hidden: Literal[True] | None = None
    """Shown to nobody, whatever the settings: before the opening that was marked, after the
    closing, or taken back."""


class NotTreated(OpenRecord):
    """An agenda item that has no span, and why (`withdrawn`, `adjourned`, `not_reached`, …)."""

    item: str
    reason: str
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def unheard(cls, item: Item) -> "NotTreated":
        """An item of which nothing was said: withdrawn if the agenda says so, else not found."""
        return cls(item=item.id, reason="withdrawn" if item.withdrawn else "not_found")


class Chapters(OpenRecord):
    """The spans of a recording (`chapters.json`): they tile it with no gap and no overlap."""

    duration_ms: Ms
    spans: tuple[Span, ...]
    not_treated: tuple[NotTreated, ...] = ()
    votes: tuple[Vote, ...] = ()
    attendance: Attendance | None = None
    to_check: tuple[Evidence, ...] = ()
    """What was heard that no span accounts for: a closed sitting whose end was not found."""

    @model_validator(mode="after")
    def _spans_tile(self) -> "Chapters":
        edges = [
            0,
            *(edge for s in self.spans for edge in (s.start_ms, s.end_ms)),
            self.duration_ms,
        ]
        for end, start in zip(edges[::2], edges[1::2], strict=True):
            if end != start:
                raise ValueError(f"the spans do not tile the recording: {end} ms, then {start} ms")
        return self


class Chapter(Record):
    """A span as a viewer sees it, in replay time; `anchor` names it in permalinks."""

    anchor: str
    title: str
    kind: SpanKind
    items: tuple[str, ...]
    start_ms: Ms
    end_ms: Ms
    session_start_ms: Ms
