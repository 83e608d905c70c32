"""Subtitles: cues, the norms they are laid out by, and where a norm was broken."""

from typing import Literal

from archiver.model.record import Ms, Record


class CaptionNorms(Record):
    """How a house wants its subtitles. Speeds are characters (spaces included) a second."""

    max_lines: int = 2
    max_line_chars: int = 40
    aim_chars_per_second: float = 15.0
    warn_chars_per_second: float = 17.0
    error_chars_per_second: float = 20.0
    min_ms: Ms = 1000
    max_ms: Ms = 6000
    gap_ms: Ms = 80
    """Between two cues that follow each other: two frames at 25 a second."""


class Cue(Record):
    """One subtitle: its lines are plain text, never markup."""

    start_ms: Ms
    end_ms: Ms
    lines: tuple[str, ...]
    speaker: str | None = None

    @property
    def text(self) -> str:
        """The lines joined by a space."""
        return " ".join(self.lines)


class Breach(Record):
    """A norm that a cue does not keep, with what was measured and what the norm allows."""

    cue: int
    """Index of the cue, from 0."""
    start_ms: Ms
    norm: Literal["lines", "line_length", "speed", "too_short", "too_long", "gap", "crosses_cut"]
    severity: Literal["warning", "error"]
    measured: float
    allowed: float
    text: str


class CaptionReport(Record):
    """How well a set of cues keeps the norms (`captions/report.json`)."""

    norms: CaptionNorms
    cues: int
    kept: int
    """How many cues break no norm at all."""
    breaches: tuple[Breach, ...]
