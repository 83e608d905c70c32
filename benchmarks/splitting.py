"""How well and how fast sessions are split by agenda item, beside plain baselines.

usage: python -m benchmarks.splitting FOLDER … [--perturb [NAME … | all]] [--seeds 5] [--errors]
       [--reliability] [--weights FILE] [--per-meeting] [--jobs 2] [--json FILE]

Every folder below those given that holds `truth.json`, `agenda.json` and `transcript.json` is a
meeting. Baselines, with the same scorer: equal parts in printed order; TextTiling, as many tiles
as items, named in printed order; TextTiling's own tiles, each item at the one that tells most of
its title, in printed order; title spotting, the same with every sentence for a tile.

`--perturb` alone makes the meetings worse in the four ways of the issue (items added that never
come; items printed elsewhere; items not printed; words garbled). `missing` is counted in three
ways: the time of items that are not printed is truly "unlisted"; it does not count; it is theirs.
"""

import argparse
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from archiver.agenda.splitting import split
from archiver.agenda.weights import WEIGHTS, Weights
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters
from archiver.model.transcript import Transcript
from benchmarks.baselines import equal_parts, title_spotting
from benchmarks.meetings import (
    Meeting,
    Splitter,
    acquainted,
    meetings,
    pack,
    read_meeting,
    spoken_sources,
)
from benchmarks.perturbing import ASKED, CHANGES
from benchmarks.reliability import reliability
from benchmarks.running import CLEAN, Bench, Contender, Outcome, Same, run
from benchmarks.tables import clean_table, stored, worse_table
from benchmarks.texttiling import texttiling, texttiling_titles

BASELINES = (equal_parts, texttiling, texttiling_titles, title_spotting)


def ours(agenda: Agenda, transcript: Transcript, weights: Weights = WEIGHTS) -> Chapters:
    """The project's own split."""
    sources = spoken_sources(agenda, transcript)
    return split(agenda, transcript, pack(transcript.language), sources, weights)


@dataclass(frozen=True)
class Ours:
    """The project's own split, with the weights that are meant for each meeting."""

    weights: Mapping[str, Weights] = field(default_factory=dict)
    """By a meeting's name, which may have been held out of their fitting; `*` for the others."""
    name: str = "ours"
    examined: bool = True

    def splitter_for(self, meeting: str) -> Splitter:
        """The split with that meeting's weights."""
        weights = self.weights.get(meeting, self.weights.get("*", WEIGHTS))
        return partial(ours, weights=weights)


def read_weights(path: Path) -> dict[str, Weights]:
    """A file of weights by meeting: `{"NAME": {"title": 2.0, …}, "*": {…}}`."""
    values = json.loads(path.read_text("utf-8"))
    return {name: Weights(**each) for name, each in values.items()}


def report(outcomes: Sequence[Outcome], asked: argparse.Namespace) -> Iterator[str]:
    """The tables that were asked for, contender by contender."""
    for name in dict.fromkeys(o.contender for o in outcomes):
        of_one = [o for o in outcomes if o.contender == name]
        yield f"\n{name}"
        yield from clean_table(of_one)
        if any(o.row != CLEAN for o in of_one):
            yield f"\n{name}, made worse: mean over {asked.seeds} seeds ± half its 95 % t-interval"
            yield from worse_table(of_one, per_meeting=asked.per_meeting)
    own = [o for o in outcomes if o.contender == Ours.name]
    if asked.reliability:
        yield from _reliabilities(own)
    if asked.errors:
        yield from _errors(own)


def _reliabilities(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for title, rows in _pools_of_starts(outcomes).items():
        told = reliability([start for o in rows for start in o.starts])
        if told:
            yield f"\nreliability of the starts, {title}"
            yield from told.lines()


def _pools_of_starts(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    clean = [o for o in outcomes if o.row == CLEAN]
    if len(clean) == len(outcomes):
        return {CLEAN: clean}
    return {CLEAN: clean, "clean and made worse": list(outcomes)}


def _errors(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for o in outcomes:
        if o.mistakes or o.stretches:
            seed = "" if o.row == CLEAN else f", seed {o.seed}"
            yield f"\nerrors: {o.meeting}, {o.row}{seed}"
            for mistake in o.mistakes:
                yield from mistake.lines()
            yield from (stretch.line() for stretch in o.stretches)


def as_json(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All figures, with the errors but without a word of what was said."""
    names = dict.fromkeys(o.contender for o in outcomes)
    own = [o for o in outcomes if o.contender == Ours.name]
    told = {
        title: reliability([start for o in rows for start in o.starts])
        for title, rows in _pools_of_starts(own).items()
    }
    return {
        "tables": {name: stored([o for o in outcomes if o.contender == name]) for name in names},
        "reliability": {title: each.stored() for title, each in told.items() if each},
        "errors": [
            {
                **{key: getattr(o, key) for key in ("meeting", "row", "seed")},
                "starts": [mistake.stored() for mistake in o.mistakes],
                "stretches": [asdict(stretch) for stretch in o.stretches],
            }
            for o in own
            if o.mistakes or o.stretches
        ],
    }


def contenders(asked: argparse.Namespace) -> tuple[Contender, ...]:
    """Who splits: the baselines, and ours last."""
    weights = read_weights(asked.weights) if asked.weights else {}
    return (*map(Same, BASELINES if asked.baselines else ()), Ours(weights))


def _parser() -> argparse.ArgumentParser:
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=formatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    names = (*CHANGES, "all")
    parser.add_argument("--perturb", nargs="*", choices=names, default=None, metavar="NAME")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--errors", action="store_true", help="every wrong start, one by one")
    parser.add_argument("--reliability", action="store_true", help="of the three bands")
    parser.add_argument("--weights", type=Path, metavar="FILE", help="JSON: by meeting's name")
    parser.add_argument("--per-meeting", action="store_true", help="made worse, each by itself")
    parser.add_argument("--no-baselines", dest="baselines", action="store_false")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


def _changes(asked: Sequence[str] | None) -> list[str]:
    if asked is None:
        return []
    names = [*ASKED] if not asked else [*CHANGES] if "all" in asked else asked
    return list(dict.fromkeys(names))


def _meetings(folders: Sequence[Path]) -> tuple[Meeting, ...]:
    return tuple(acquainted([read_meeting(folder) for folder in meetings(folders)]))


def main(args: Sequence[str] | None = None) -> None:
    """Split, score and print."""
    parser = _parser()
    asked = parser.parse_args(args)
    found = _meetings(asked.folders)
    if not found:
        parser.error("there is no meeting in these folders")
    bench = Bench(found, contenders(asked), words=asked.errors)
    outcomes = run(bench, bench.tasks(_changes(asked.perturb), asked.seeds), asked.jobs)
    for line in report(outcomes, asked):
        print(line)
    if asked.json:
        text = json.dumps(as_json(outcomes), ensure_ascii=False, indent=1)
        asked.json.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
