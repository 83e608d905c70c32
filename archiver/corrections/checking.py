"""How far the captions of a session are: recognised, being corrected, read by a person."""

from collections.abc import Sequence
from datetime import date, datetime

from archiver.corrections.signing import Signature, made
from archiver.corrections.standing import standing
from archiver.model.captions import CaptionClock
from archiver.model.corrections import (
    CheckedCorrection,
    Correction,
    Fate,
    SpeakerCorrection,
    WordCorrection,
)


def checked(duration_ms: int, recognised: str, by: Signature) -> CheckedCorrection:
    """That all captions were read; `recognised` is the digest of what was recognised."""
    return made(CheckedCorrection, {**by.over(0, duration_ms), "recognised": recognised})


def caption_clock(
    corrections: Sequence[Correction], heard: datetime | None, recognised: str
) -> CaptionClock:
    """Since when the captions are what they are.

    `heard` is when speech was recognised, `recognised` the digest of what was. A declaration
    stands while it is about that digest; what was corrected before it counts on.
    """
    fates = (*standing(corrections, "words").fates, *standing(corrections, "speakers").fates)
    undone = {fate.correction for fate in fates if fate.outcome == "undone"}
    mends = [c for c in corrections if isinstance(c, WordCorrection | SpeakerCorrection)]
    mending = [one.at for one in mends if one.id not in undone]
    declared = [one.at for one in _declared(corrections) if one.recognised == recognised]
    return CaptionClock(
        recognised=_day(heard) if heard else None,
        correcting=_day(min(mending)) if mending else None,
        corrected=_day(min(declared)) if declared else None,
    )


def check_fates(corrections: Sequence[Correction], recognised: str) -> tuple[Fate, ...]:
    """What became of each declaration, and of what took one back."""
    told = standing(corrections, "captions").fates
    return told + tuple(
        Fate(correction=one.id, outcome="applied", at_ms=one.start_ms)
        if one.recognised == recognised
        else Fate(correction=one.id, outcome="misfit", why="heard_anew")
        for one in _declared(corrections)
    )


def _declared(corrections: Sequence[Correction]) -> list[CheckedCorrection]:
    stand = standing(corrections, "captions").corrections
    return [one for one in stand if isinstance(one, CheckedCorrection)]


def _day(at: datetime) -> date:
    return at.astimezone().date()
