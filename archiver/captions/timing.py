"""When each cue comes and goes: the times of settled cues between two cuts.

A cue comes with its first word. It comes up to `EARLY_MS` sooner, in silence, where that keeps a
norm, and later only where words are so crowded that cues would not show `VISIBLE_MS` each. It
stays as long as it takes to read, never past the next one, a cut or the longest time allowed.

The gap is broken only where a cut leaves no room for it: between two cuts with more cues than
stretches of gap + 1 ms. Where there are not even 2 ms for each, all is shown as one cue, which
then has more lines than the norm allows; `norms.check` reports both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from archiver.captions.breaks import Draft
from archiver.model.captions import CaptionNorms, Cue

EARLY_MS = 200
VISIBLE_MS = 400

FLICKER_MS = 400
"""A shorter hole between two cues only blinks: the first one stays until the next."""


@dataclass(frozen=True, slots=True)
class Room:
    """The time between two cuts; its last cue leaves the gap before `end_ms` free."""

    start_ms: int
    end_ms: int


def place(drafts: Sequence[Draft], room: Room, norms: CaptionNorms) -> list[Cue]:
    """The cues of all drafts between two cuts, in order and apart."""
    length = room.end_ms - room.start_ms
    if len(drafts) > 1 and length < 2 * len(drafts):
        drafts = [_merged(drafts)]
    share = length // len(drafts)
    gap = min(norms.gap_ms, share - 1)
    visible = min(VISIBLE_MS, share - gap)
    starts = _apart([d.start_ms for d in drafts], room, visible + gap)
    starts = _early(starts, drafts, room, norms, gap)
    return [
        _cue(draft, start, (after or room.end_ms) - gap, after is None, norms)
        for draft, start, after in zip(drafts, starts, [*starts[1:], None], strict=True)
    ]


def _merged(drafts: Sequence[Draft]) -> Draft:
    lines = tuple(line for d in drafts for line in d.lines)
    return Draft(lines, drafts[0].start_ms, drafts[-1].sound_end_ms, drafts[0].speaker)


def _apart(starts: list[int], room: Room, apart: int) -> list[int]:
    """Starts moved as little as gives each `apart` ms up to the next or to the room's end."""
    first = room.start_ms
    for k, start in enumerate(starts):
        starts[k] = first = max(start, first)
        first += apart
    last = room.end_ms
    for k in range(len(starts) - 1, -1, -1):
        starts[k] = last = min(starts[k], last - apart)
    return starts


def _needed(draft: Draft, norms: CaptionNorms, speed: float) -> int:
    """How long a cue must stand to be read at a speed."""
    return max(norms.min_ms, ceil(draft.chars * 1000 / speed))


def _early(
    starts: list[int], drafts: Sequence[Draft], room: Room, norms: CaptionNorms, gap: int
) -> list[int]:
    """Starts moved into the silence before, where a norm is kept by it and none broken."""
    warn = norms.warn_chars_per_second
    for k in range(len(starts) - 1, -1, -1):
        until = (starts[k + 1] if k + 1 < len(starts) else room.end_ms) - gap
        lacking = _needed(drafts[k], norms, warn) - (until - starts[k])
        silent_from = room.start_ms
        if k:
            read = starts[k - 1] + _needed(drafts[k - 1], norms, warn)
            silent_from = max(drafts[k - 1].sound_end_ms, read) + gap
        moved = max(starts[k] - min(lacking, EARLY_MS), silent_from)
        starts[k] = min(starts[k], moved) if lacking > 0 else starts[k]
    return starts


def _cue(draft: Draft, start: int, until: int, last: bool, norms: CaptionNorms) -> Cue:
    wanted = max(draft.sound_end_ms, start + _needed(draft, norms, norms.aim_chars_per_second))
    if not last and until - wanted < FLICKER_MS:
        wanted = until
    end = min(wanted, until, start + norms.max_ms)
    return Cue(start_ms=start, end_ms=end, lines=draft.lines, speaker=draft.speaker)
