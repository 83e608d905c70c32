"""Corrections of speakers laid over the turns of a recording."""

from collections.abc import Iterable, Sequence

from archiver.corrections.layers import laid_over, with_fates
from archiver.corrections.places import said_by
from archiver.corrections.standing import standing
from archiver.model.corrections import Correction, Fate, SpeakerCorrection
from archiver.model.evidence import Evidence
from archiver.model.speakers import Named, Speakers, Turn

JITTER_MS = 1_000
"""What a correction overlaps a turn by, if less, is a difference of timing."""


def apply_to_speakers(
    speakers: Speakers, corrections: Sequence[Correction]
) -> tuple[Speakers, tuple[Fate, ...]]:
    """The turns with the names that people gave, and the fate of each such correction.

    A turn that lies mostly within the corrected time is renamed; of a longer one, only that time
    is. Where there is no turn, one is made. Turns stay in order and do not overlap.
    """
    stand = standing(corrections, "speakers")
    chairs = frozenset(t.name for t in speakers.turns if t.chair and t.name)
    known, turns, fates = laid_over(speakers), list(speakers.turns), []
    for correction in stand.corrections:
        if correction.id in known:
            fates.append(known[correction.id])
        elif isinstance(correction, SpeakerCorrection):
            turns, fate = _applied(turns, correction, chairs)
            fates.append(fate)
    mended = speakers.model_copy(update={"turns": tuple(turns)})
    return with_fates(mended, fates), (*stand.fates, *fates)


def _applied(
    turns: Sequence[Turn], correction: SpeakerCorrection, chairs: frozenset[str]
) -> tuple[list[Turn], Fate]:
    meant = _meant(turns, correction)
    if not meant:
        more = _with_new(turns, correction, chairs)
        if len(more) == len(turns):
            return more, Fate(correction=correction.id, outcome="misfit", why="no_extent")
        return more, _fate(correction, "applied")
    if all(turn.name == correction.after for turn in meant):
        return list(turns), _fate(correction, "already")
    made: list[Turn] = []
    for turn in turns:
        made += _renamed(turn, correction, chairs) if turn in meant else [turn]
    return made, _fate(correction, "applied")


def _fate(correction: SpeakerCorrection, outcome: str) -> Fate:
    known = {"correction": correction.id, "outcome": outcome, "at_ms": correction.start_ms}
    return Fate.model_validate(known)


def _meant(turns: Iterable[Turn], correction: SpeakerCorrection) -> list[Turn]:
    """The turns that a correction is about: not those that it only touches."""
    if correction.start_ms == correction.end_ms:
        return [t for t in turns if t.start_ms <= correction.start_ms < t.end_ms]
    overlaps = [(turn, _overlap_ms(turn, correction)) for turn in turns]
    least = min(JITTER_MS, (correction.end_ms - correction.start_ms) // 2)
    return [
        turn
        for turn, ms in overlaps
        if ms > 0 and (ms > least or 2 * ms >= turn.end_ms - turn.start_ms)
    ]


def _overlap_ms(turn: Turn, correction: SpeakerCorrection) -> int:
    return min(turn.end_ms, correction.end_ms) - max(turn.start_ms, correction.start_ms)


def _renamed(turn: Turn, correction: SpeakerCorrection, chairs: frozenset[str]) -> list[Turn]:
    """The turn with another name, or cut where it is longer than what was corrected."""
    if turn.name == correction.after:
        return [turn]
    named = _named(turn, correction, chairs)
    whole = 2 * _overlap_ms(turn, correction) >= turn.end_ms - turn.start_ms
    if whole or correction.start_ms == correction.end_ms:
        return [named]
    start_ms, end_ms = correction.start_ms, correction.end_ms
    if start_ms - turn.start_ms < JITTER_MS:
        start_ms = turn.start_ms
    if turn.end_ms - end_ms < JITTER_MS:
        end_ms = turn.end_ms
    parts = (
        turn.model_copy(update={"end_ms": start_ms}),
        named.model_copy(update={"start_ms": start_ms, "end_ms": end_ms}),
        turn.model_copy(update={"start_ms": end_ms}),
    )
    return [part for part in parts if part.start_ms < part.end_ms]


def _named(turn: Turn, correction: SpeakerCorrection, chairs: frozenset[str]) -> Turn:
    others = tuple(other for other in turn.others if other.name != correction.after)
    if turn.name:
        was = Named(name=turn.name, confidence=turn.confidence or 0.0, evidence=turn.evidence)
        others = (was, *others)
    return turn.model_copy(
        update={
            "name": correction.after,
            "chair": correction.after in chairs or (turn.chair and not turn.name),
            "confidence": 1.0,
            "evidence": (_evidence(correction),),
            "others": others,
        }
    )


def _evidence(correction: SpeakerCorrection) -> Evidence:
    return Evidence(kind="correction", text=said_by(correction), start_ms=correction.start_ms)


def _with_new(
    turns: Sequence[Turn], correction: SpeakerCorrection, chairs: frozenset[str]
) -> list[Turn]:
    """The turns with a new one, in what they leave free of the corrected time."""
    start_ms = max(
        (
            t.end_ms
            for t in turns
            if t.start_ms < correction.end_ms and t.end_ms <= correction.end_ms
        ),
        default=0,
    )
    start_ms = max(correction.start_ms, start_ms)
    end_ms = min((t.start_ms for t in turns if t.start_ms >= start_ms), default=correction.end_ms)
    new = Turn(
        start_ms=start_ms,
        end_ms=min(correction.end_ms, end_ms),
        name=correction.after,
        chair=correction.after in chairs,
        confidence=1.0,
        evidence=(_evidence(correction),),
    )
    if new.start_ms >= new.end_ms:
        return list(turns)
    return sorted((*turns, new), key=lambda turn: turn.start_ms)
