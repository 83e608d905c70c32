"""Subtitles: cues, the norms they are laid out by, and where a norm was broken."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from archiver.i18n import _
from archiver.model.record import Ms, Record

Speed = Annotated[float, Field(gt=0)]
"""Characters a second, spaces included."""


class CaptionNorms(Record):
    """How a house wants its subtitles. Speeds are characters (spaces included) a second."""

    max_lines: int = Field(default=2, ge=1, le=4)
    max_line_chars: int = Field(default=40, ge=8)
    aim_chars_per_second: Speed = 15.0
    warn_chars_per_second: Speed = 17.0
    error_chars_per_second: Speed = 20.0
    min_ms: Ms = 1000
    max_ms: int = Field(default=6000, ge=1)
    gap_ms: Ms = 80
    """Between two cues that follow each other: two frames at 25 a second."""
    speakers: Literal["names", "dashes", "off"] = "dashes"
    """What stands at the start of a turn: the speaker's name where it is sure (else a dash), a
    dash, or nothing. It adds to the words and never changes them."""
    numbers: Literal["as_heard", "digits", "words"] = "digits"
    """How numbers are written, in the captions and in the page's transcript: as the recogniser
    wrote them, in digits above ten, or in words. Only their form changes."""

    @model_validator(mode="after")
    def _ordered(self) -> "CaptionNorms":
        aim, warn = self.aim_chars_per_second, self.warn_chars_per_second
        if not aim <= warn <= self.error_chars_per_second:
            raise ValueError(_("the speeds aim, warn and error must not decrease"))
        if self.min_ms > self.max_ms:
            raise ValueError(_("min_ms is more than max_ms"))
        return self


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
    """A norm that a cue does not keep, with what was measured and what the norm allows.

    Lengths and gaps are milliseconds, speeds characters a second, lines and line lengths counts;
    a crossed cut is measured by how far into the cue it lies.
    """

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


class CueSheet(Record):
    """All the subtitles of a session, in session time (`captions/cues.json`)."""

    language: str
    cues: tuple[Cue, ...]


class CaptionClock(Record):
    """Who answers for the captions: a machine at first, then who mends them, then who read all."""

    recognised: date | None = None
    """The day on which speech was recognised."""
    correcting: date | None = None
    """The day of the first correction of a word or a speaker that stands."""
    corrected: date | None = None
    """The day on which a person declared that all of it was read."""

    @property
    def state(self) -> Literal["recognised", "correcting", "corrected"]:
        """How far they are."""
        if self.corrected:
            return "corrected"
        return "correcting" if self.correcting else "recognised"

    @property
    def since(self) -> date | None:
        """Since when they are that far."""
        return self.corrected or self.correcting or self.recognised
