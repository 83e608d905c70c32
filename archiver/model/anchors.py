"""Starts that a person fixed, by a mark while recording or by a correction afterwards."""

from dataclasses import dataclass
from typing import Literal

from archiver.model.chapters import SpanKind


@dataclass(frozen=True, slots=True)
class Anchor:
    """Here, in session time, `items` start (or the opening, a bloc …): an order, not a hint."""

    start_ms: int
    kind: SpanKind
    items: tuple[str, ...]
    by: Literal["mark", "correction"]
    text: str
    """What the person did, for the evidence."""
    title: str | None = None
    """What an unlisted matter is called."""
