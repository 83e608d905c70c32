"""Cues from session time to replay time: what is not played leaves no word behind."""

from collections.abc import Iterator, Sequence

from archiver.model.captions import Cue
from archiver.model.timeline import Timeline


def to_replay(cues: Sequence[Cue], timeline: Timeline) -> tuple[Cue, ...]:
    """The cues that are played, in replay time.

    A cue that is only partly played vanishes whole: its words cannot be told apart any more, and
    some may be of a closed sitting. Laying out with `timeline.cuts()` leaves no such cue.
    """
    return tuple(_replayed(cues, timeline))


def _replayed(cues: Sequence[Cue], timeline: Timeline) -> Iterator[Cue]:
    for cue in cues:
        parts = list(timeline.shown_parts(cue.start_ms, cue.end_ms))
        if parts and sum(b - a for a, b in parts) == cue.end_ms - cue.start_ms:
            yield cue.model_copy(update={"start_ms": parts[0][0], "end_ms": parts[-1][1]})
