"""The tables of the splitting figures: a row per meeting and pooled; means over the seeds."""

import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.agenda_score import TOLERANCES, Score, total
from benchmarks.running import CLEAN, Outcome

EVERYTHING = "all"
NOTHING = "–"
SHOWN = ("F5", "F10", "F30", "time", "Pk", "WD", "absent", "items")
_T = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
"""The 97.5 % quantile of Student's t for 1, 2, … degrees of freedom."""
_NORMAL = 1.96

Group = tuple[str, Callable[[Outcome], bool]]


@dataclass(frozen=True)
class Mean:
    """A mean over seeds and half its 95 % interval by Student's t (none for one seed)."""

    mean: float
    half: float | None

    def __str__(self) -> str:
        half = "" if self.half is None else f" ±{self.half:.3f}"
        return f"{self.mean:.3f}{half}"


def mean(values: Sequence[float]) -> Mean:
    """The mean of one value for each seed."""
    count = len(values)
    if count < 2:
        return Mean(values[0], None)
    t = _T[count - 2] if count - 2 < len(_T) else _NORMAL
    return Mean(statistics.fmean(values), t * statistics.stdev(values) / math.sqrt(count))


def pools(outcomes: Iterable[Outcome]) -> list[Group]:
    """The languages that several meetings have, and everything."""
    language_of = {o.meeting: o.language for o in outcomes}
    languages = sorted(set(language_of.values()))
    several = [x for x in languages if list(language_of.values()).count(x) > 1]
    groups: list[Group] = []
    if len(languages) > 1:
        groups = [(f"{EVERYTHING} {x}", lambda o, x=x: o.language == x) for x in several]  # type: ignore[misc]
    return [*groups, (EVERYTHING, lambda o: True)]


def each_meeting(outcomes: Iterable[Outcome]) -> list[Group]:
    """Every meeting by itself."""
    names = dict.fromkeys(o.meeting for o in outcomes)
    return [(name, lambda o, name=name: o.meeting == name) for name in names]  # type: ignore[misc]


def clean_table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """One contender's rows on the meetings as they were."""
    clean = [o for o in outcomes if o.row == CLEAN]
    heads = "  ".join(f"{f'P{t}':>4} {f'R{t}':>4} {f'F{t}':>4}" for t in TOLERANCES)
    yield (
        f"{'':<24} {heads}   time     Pk     WD  tiled  absent right/true (named)"
        "  items found/true  CPU-s/h"
    )
    for name, belongs in [*each_meeting(clean), *pools(clean)]:
        group = [o for o in clean if belongs(o)]
        yield _row(name, total([o.score for o in group]), _cost(group))


def _row(name: str, score: Score, cost: float) -> str:
    shares = "  ".join(
        f"{score.precision(t):4.2f} {score.recall(t):4.2f} {score.f(t):4.2f}" for t in TOLERANCES
    )
    windows = max(1, score.windows)
    return (
        f"{name:<24} {shares}  {score.time:.3f}  {score.pk / windows:.3f}  "
        f"{score.wd / windows:.3f}  {f'{score.tiled}/{score.recordings}':>5}  "
        f"{f'{score.absent_right}/{score.absent} ({score.absent_named})':>25}  "
        f"{f'{score.found}/{score.starts}':>16}  {cost:7.2f}"
    )


def worse_table(outcomes: Sequence[Outcome], *, per_meeting: bool) -> Iterator[str]:
    """One contender's rows on the meetings made worse: mean over the seeds and 95 % interval."""
    worse = [o for o in outcomes if o.row != CLEAN]
    yield f"{'':<22} {'':<14} {'  '.join(f'{name:>12}' for name in SHOWN)}"
    groups = [*(each_meeting(worse) if per_meeting else []), *pools(worse)]
    for row in dict.fromkeys(o.row for o in worse):
        for name, belongs in groups:
            means = over_seeds([o for o in worse if o.row == row and belongs(o)])
            cells = "  ".join(f"{means.get(figure, NOTHING)!s:>12}" for figure in SHOWN)
            yield f"{row:<22} {name:<14} {cells}"


def over_seeds(outcomes: Sequence[Outcome]) -> dict[str, Mean]:
    """Each figure, pooled over the meetings for each seed, as a mean over the seeds."""
    seeds = sorted({o.seed for o in outcomes})
    pooled = [total([o.score for o in outcomes if o.seed == seed]).figures() for seed in seeds]
    names = dict.fromkeys(name for figures in pooled for name in figures)
    return {name: mean([f[name] for f in pooled if name in f]) for name in names}


def stored(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The figures of every row of both tables, meetings by themselves and pooled."""
    made = []
    for row in dict.fromkeys(o.row for o in outcomes):
        of_row = [o for o in outcomes if o.row == row]
        for name, belongs in [*each_meeting(of_row), *pools(of_row)]:
            group = [o for o in of_row if belongs(o)]
            figures = {key: vars(value) for key, value in over_seeds(group).items()}
            cost = {"cpu_s_per_hour": _cost(group)}
            made.append({"row": row, "meetings": name, **cost, "figures": figures})
    return made


def _cost(outcomes: Sequence[Outcome]) -> float:
    """CPU seconds per hour of meeting."""
    return sum(o.cpu_s for o in outcomes) / max(1e-9, sum(o.hours for o in outcomes))
