"""When each cue comes and goes: the times of settled cues between two cuts.

A cue comes with its first word. It may come `EARLY_MS` sooner, in silence, or `LATE_MS` later,
when that keeps its own norms or those of the cue before; and later still only where words are so
crowded that cues would not show `VISIBLE_MS` each. It stays as long as it takes to read, never
past the next one, a cut or the longest time allowed.

The gap is broken only where cuts leave no room for it: between two cuts with more cues than
stretches of gap + 1 ms. Where there are not even 2 ms for each, all is shown as one cue, which
then has more lines than the norm allows; `norms.check` reports both.
"""

from collections.abc import Sequence
from math import ceil

from archiver.captions.breaks import Draft
from archiver.captions.rooms import Room
from archiver.model.captions import CaptionNorms, Cue

EARLY_MS = 200
LATE_MS = 200
VISIBLE_MS = 400

FLICKER_MS = 400
"""A shorter hole between two cues only blinks: the first one stays until the next."""


def place(drafts: Sequence[Draft], room: Room, norms: CaptionNorms) -> list[Cue]:
    """The cues of all drafts between two cuts, in order and apart."""
    length = room.end_ms - room.start_ms
    if len(drafts) > 1 and length < 2 * len(drafts):
        drafts = [_merged(drafts)]
    share = length // len(drafts)
    gap = min(norms.gap_ms, share - 1)
    visible = min(VISIBLE_MS, share - gap)
    starts = _apart([d.start_ms for d in drafts], room, visible + gap)
    starts = _shifted(starts, drafts, room, norms, gap)
    follower = room.next_start_ms(gap)
    return [
        _cue(draft, start, (after or follower) - gap, after is None, norms)
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
    return min(norms.max_ms, max(norms.min_ms, ceil(draft.chars * 1000 / speed)))


def _shifted(
    starts: list[int], drafts: Sequence[Draft], room: Room, norms: CaptionNorms, gap: int
) -> list[int]:
    """Starts moved where that keeps a cue's norms: its own sooner, the next one's later.

    The stricter speed is kept where it can be, else the one that is an error to pass; where not
    even that can be kept nothing moves, for nobody is served by words out of step. No cue loses a
    speed that it keeps.
    """
    heard, last = [*starts], len(starts) - 1
    edges = [*starts, room.next_start_ms(gap)]
    speeds = (norms.warn_chars_per_second, norms.error_chars_per_second)
    needs = [[_needed(d, norms, speed) + gap for d in drafts] for speed in speeds]

    def claimed(k: int) -> int:
        has = edges[k + 1] - edges[k]
        return needs[0][k] if needs[0][k] <= has else needs[1][k]

    for need in needs:
        for k in range(len(starts)):
            lacking = need[k] - (edges[k + 1] - edges[k])
            if lacking <= 0:
                continue
            silent_from, late = room.start_ms, 0
            if k:
                silent_from = max(drafts[k - 1].sound_end_ms + gap, edges[k - 1] + claimed(k - 1))
            early = max(0, edges[k] - max(heard[k] - EARLY_MS, silent_from))
            if k < last:
                spare = edges[k + 2] - claimed(k + 1) - edges[k + 1]
                late = max(0, min(heard[k + 1] + LATE_MS - edges[k + 1], spare))
            if early + late >= lacking:
                edges[k] -= min(early, lacking)
                edges[k + 1] += max(0, lacking - early)
    return edges[:-1]


def _cue(draft: Draft, start: int, until: int, last: bool, norms: CaptionNorms) -> Cue:
    wanted = max(draft.sound_end_ms, start + _needed(draft, norms, norms.aim_chars_per_second))
    if not last and until - wanted < FLICKER_MS:
        wanted = until
    end = min(wanted, until, start + norms.max_ms)
    return Cue(start_ms=start, end_ms=end, lines=draft.lines, speaker=draft.speaker)
