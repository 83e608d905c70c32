"""Where one cue ends and the next begins: the cheapest way through a run of units.

Dynamic programming over the units: every stretch of units that fits a cue is weighed by how it
would read (its speed, its time on screen) and by where it cuts the phrase. A run is one speaker's
words without a long silence or a cut inside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf

from archiver.captions.lines import Measure
from archiver.captions.units import Unit
from archiver.model.captions import CaptionNorms

_CUE = 4.0
"""What each cue costs, so that speech is not chopped."""

_OVER_AIM, _OVER_WARN, _TOO_SHORT = 1.0, 5.0, 40.0
"""Per character a second above the aim and above the norm; per second missing to the minimum."""

_FAST, _FAST_ERROR = 20.0, 15.0
"""What passing the speed norm costs at once, and the speed that is an error: a sentence may be
broken at a comma for it, but a word is not torn from what it leans on for a reader's tenth of a
second. Where speech is slow enough no break makes a cue too fast, so none is ever paid for."""

_UNREADABLE = 80.0
"""Beyond this many characters a second nothing is worse: words piled on one instant share cues."""

_SHORT = 150.0
"""What standing too short costs at once: more than the worst break of a phrase."""

_HURRIED_MS, _HURRIED = 500, 8.0
"""A cue that stands this little longer than the minimum is read in a hurry."""

_SCRAP_CHARS, _SCRAP, _TORN = 16, 22.0, 10.0
"""A sentence's first or last few words, parted from it and shown with another sentence."""

_PAUSE_MS, _PAUSE_PER_SECOND, _PAUSE_RELIEF = 400, 12.0, 8.0
"""A pause of this length invites a break; words are rarely shown over it before they are said."""

_SENTENCE_INSIDE = 2.0


@dataclass(frozen=True, slots=True)
class Draft:
    """A cue whose words are settled and whose times are not yet."""

    lines: tuple[str, ...]
    start_ms: int
    sound_end_ms: int
    speaker: str | None

    @property
    def chars(self) -> int:
        """Characters as the speed norm counts them."""
        return sum(map(len, self.lines)) + len(self.lines) - 1


def drafts(
    run: Sequence[Unit], until_ms: int, norms: CaptionNorms, speaker: str | None
) -> Iterator[Draft]:
    """The cues of a run; the last may stand until `until_ms`."""
    measure = Measure(run, norms.max_lines, norms.max_line_chars)
    for i, j in _Weighing(run, until_ms, norms, measure).cheapest():
        found = measure.best(i, j)
        edges = (i, *(found[1] if found else ()), j)
        lines = tuple(" ".join(u.text for u in run[a:b]) for a, b in pairwise(edges))
        yield Draft(lines, run[i].start_ms, run[j - 1].end_ms, speaker)


class _Weighing:
    """The costs of a run's possible cues, from tables made once."""

    def __init__(
        self, run: Sequence[Unit], until_ms: int, norms: CaptionNorms, measure: Measure
    ) -> None:
        self.run, self.norms, self.measure = run, norms, measure
        self.starts = [*(u.start_ms for u in run), until_ms]
        self.ends = [u.end_ms for u in run]
        self.closes = [u.seam == 0.0 for u in run]
        pauses = [max(0, b - e) for b, e in zip(self.starts[1:], self.ends, strict=True)]
        self.breaks = [_break_cost(u, p) for u, p in zip(run, pauses, strict=True)]
        inside = (_inside_cost(u, p) for u, p in zip(run, pauses, strict=True))
        self.inside = list(accumulate(inside, initial=0.0))
        self.closed_before, self.closes_at = self._sentences()

    def _sentences(self) -> tuple[list[int], list[int]]:
        """For each unit: where the sentence it is in begins, and its last unit."""
        n = len(self.run)
        before, after = [0] * (n + 1), [n - 1] * n
        for k in range(n):
            before[k + 1] = k + 1 if self.closes[k] else before[k]
        for k in range(n - 2, -1, -1):
            after[k] = k if self.closes[k] else after[k + 1]
        return before, after

    def cheapest(self) -> list[tuple[int, int]]:
        """The cues, as the first unit of each and the one after its last."""
        n = len(self.run)
        cost, came = [0.0] + [inf] * n, [0] * (n + 1)
        for i in range(n):
            so_far = cost[i] + _CUE - self.inside[i]
            for j in range(i + 1, n + 1):
                found = self.measure.best(i, j)
                if found is None or not self._short_enough(i, j):
                    break
                step = found[0] + self.inside[j - 1] + self.breaks[j - 1] + so_far
                # What is left to add is never negative, and the dearest to work out.
                if step < cost[j]:
                    step += self._reading(i, j) + self._scraps(i, j)
                    if step < cost[j]:
                        cost[j], came[j] = step, i
        cues: list[tuple[int, int]] = []
        while n:
            cues.append((came[n], n))
            n = came[n]
        return cues[::-1]

    def _short_enough(self, i: int, j: int) -> bool:
        return j == i + 1 or self.ends[j - 1] - self.starts[i] <= self.norms.max_ms

    def _reading(self, i: int, j: int) -> float:
        """Too fast, too short: what the time the words leave on screen costs."""
        norms = self.norms
        shown = min(norms.max_ms, self.starts[j] - norms.gap_ms - self.starts[i])
        length = self.measure.length(i, j)
        speed = min(length * 1000 / max(shown, 1), _UNREADABLE)
        over = speed - norms.aim_chars_per_second
        cost = over * _OVER_AIM if over > 0.0 else 0.0
        if speed > norms.warn_chars_per_second:
            cost += _FAST + (speed - norms.warn_chars_per_second) * _OVER_WARN
        if speed > norms.error_chars_per_second:
            cost += _FAST_ERROR
        if shown < norms.min_ms:
            return cost + _SHORT + (norms.min_ms - shown) * _TOO_SHORT / 1000
        hurried = norms.min_ms + _HURRIED_MS - shown
        return cost + hurried * _HURRIED / _HURRIED_MS if hurried > 0 else cost

    def _scraps(self, i: int, j: int) -> float:
        """A cue that shows a piece of one sentence beside another sentence."""
        cost = 0.0
        tail = self.closed_before[j]
        if i < tail < j:
            cost += _SCRAP if self.measure.length(tail, j) < _SCRAP_CHARS else _TORN
        head = self.closes_at[i] + 1
        if self.closed_before[i] < i and head < j:
            cost += _SCRAP if self.measure.length(i, head) < _SCRAP_CHARS else _TORN
        return cost


def _break_cost(unit: Unit, pause: int) -> float:
    """What ending a cue after a unit costs: a pause forgives, but not after a leaning word."""
    if pause < _PAUSE_MS:
        return unit.seam
    return max(min(unit.seam, 1.0), unit.seam - _PAUSE_RELIEF)


def _inside_cost(unit: Unit, pause: int) -> float:
    """What going on in the same cue after a unit costs."""
    silent = max(0, pause - _PAUSE_MS) * _PAUSE_PER_SECOND / 1000
    return silent + (_SENTENCE_INSIDE if unit.seam == 0.0 else 0.0)
