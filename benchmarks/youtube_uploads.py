"""Uploads to a YouTube on loopback where everything goes wrong: is each video there, once, whole?

usage: python -m benchmarks.youtube_uploads [--uploads 200] [--seed 1] [--workers 2] [--folder F]

The server is a process of its own that follows Google's discovery document (`tests/youtube`) and
injects faults by a seeded plan. Each upload is one session with its own video (six chunks),
captions in two languages, chapters and a picture, published by the real publisher in processes of
their own, which are killed with -9 at random moments and at saves, or started two at once; the same
is run again until it is done. At the end everything is read back from YouTube by Google's client:
so many videos, each digest right, none twice, captions and chapters as they were meant.
"""

import argparse
import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from benchmarks import youtube_reading, youtube_sessions
from benchmarks.youtube_sender import DONE, FAILED, HELD, LATER, UNLIMITED, Order, publish, state_of
from tests.youtube.server import Server, running

TIMES = 12
"""How often each fault is to befall: more than ten, for want of a request at the very end."""
FAULTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("503", ("start",)),
    ("reset", ("start",)),
    ("lost", ("start",)),
    ("503", ("chunk",)),
    ("401", ("chunk",)),
    ("429", ("chunk",)),
    ("reset", ("chunk",)),
    ("short", ("chunk",)),
    ("expired", ("chunk",)),
    ("lost", ("chunk", "last")),
    ("lost-expired", ("chunk", "last")),
    ("503", ("call",)),
    ("401", ("call",)),
    ("lost", ("media", "youtube.captions.insert")),
    ("503", ("media", "youtube.captions.insert")),
    ("lost", ("call", "youtube.videos.update")),
    ("lost", ("call", "youtube.playlistItems.insert")),
)
MOST_RUNS = 15
_CONTEXT = multiprocessing.get_context("forkserver")


@dataclass
class Tally:
    """What was done to the uploads."""

    runs: int = 0
    ends: Counter[int] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    """How far the state on disk was at a kill."""
    unfinished: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """How long the runs took that nothing killed."""


def plan(uploads: int, chance: random.Random) -> list[dict[str, Any]]:
    """Each fault, at numbered requests of its kind, spread over the first nine tenths."""
    times = min(TIMES, max(1, uploads // 12))
    rules: list[dict[str, Any]] = []
    for do, on in FAULTS:
        there = int(uploads * (4 if on == ("chunk",) else 0.9))
        at = sorted(chance.sample(range(1, max(there, times) + 1), times))
        rules.append({"do": do, "on": list(on), "at": at})
    return rules


def attempts(uploads: int, chance: random.Random) -> list[str]:
    """How each upload begins: left alone, killed, or two at once."""
    share = max(1, uploads // 5)
    kinds = ["kill"] * share + ["kill at a save"] * share + ["two at once"] * max(1, uploads // 8)
    kinds += ["alone"] * (uploads - len(kinds))
    chance.shuffle(kinds)
    return kinds


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    lines: list[str]
    wrong: list[str]
    missed: list[str]
    """Faults that were planned and did not come."""
    tally: Tally


class Benchmark:
    """The uploads of one run."""

    def __init__(self, server: Server, seed: int) -> None:
        self._server = server
        self._token = json.dumps(server.grant())
        self._seed = seed
        self.tally = Tally()

    def carry_out(self, session: Path, kind: str) -> None:
        """One upload, from the first process to the one that says it is done."""
        chance = random.Random(f"{self._seed} {session.name}")
        kills = chance.choice((1, 1, 2)) if kind.startswith("kill") else 0
        for run in range(MOST_RUNS):
            if kind == "two at once" and run == 0:
                done = self._twice(session, chance)
            elif run < kills:
                done = self._killed(session, kind, chance)
            else:
                done = self._end(self._started(self._order(session)))
            if done:
                return
        self.tally.unfinished.append(session.name)

    def _order(self, session: Path, **more: object) -> Order:
        return Order(session, self._server.address, self._token, **more)  # type: ignore[arg-type]

    def _started(self, order: Order) -> ForkServerProcess:
        """A process that has just begun to publish."""
        ready = _CONTEXT.Event()
        child = _CONTEXT.Process(target=publish, args=(order, ready), daemon=True)
        child.start()
        self.tally.runs += 1
        ready.wait(60)
        return child

    def _end(self, child: ForkServerProcess) -> bool:
        """Let it end; whether it was done."""
        began = time.monotonic()
        child.join()
        self.tally.ends[child.exitcode or 0] += 1
        if child.exitcode == DONE:
            self.tally.seconds.append(time.monotonic() - began)
        return child.exitcode == DONE

    def _twice(self, session: Path, chance: random.Random) -> bool:
        """Two processes for one session: the second gives way, or waits and finds it done."""
        patience = chance.choice((0.0, 60.0))
        pair = [self._started(self._order(session, patience_s=patience)) for _ in range(2)]
        self.tally.killed["two at once"] += 1
        done = [self._end(child) for child in pair]
        return all(done)

    def _killed(self, session: Path, kind: str, chance: random.Random) -> bool:
        if kind == "kill at a save":
            order = self._order(session, die_at=chance.randint(1, 8), before=chance.random() < 0.5)
            done = self._end(child := self._started(order))
        else:
            usual = sorted(self.tally.seconds)[len(self.tally.seconds) // 2 :][:1] or [1.5]
            child = self._started(self._order(session))
            child.join(chance.uniform(0, usual[0]))
            child.kill()
            done = self._end(child)
        if child.exitcode == -9:
            self.tally.killed[kind] += 1
            self.tally.reached[str(state_of(session).own.get("step", "planned"))] += 1
        return done


@contextmanager
def youtube(folder: Path, rules: Sequence[dict[str, Any]], seed: int) -> Iterator[Server]:
    """The server with its plan; videos take a moment to be processed and to be listed."""
    with running(folder) as server:
        server.settings(
            quota_units=UNLIMITED,
            quota_inserts=UNLIMITED,
            processing_s=0.3,
            uploads_lag_s=0.5,
        )
        server.faults(*rules, seed=seed)
        yield server


def table(
    server: Server, tally: Tally, rules: Sequence[dict[str, Any]], took: float
) -> Iterator[str]:
    """What was done, line by line, as Markdown."""
    struck = server.struck()
    yield "| what went wrong | times |"
    yield "|---|---|"
    for name, _times in map(_named, rules):
        yield f"| {name} | {struck.get(name, 0)} |"
    for kind, times in sorted(tally.killed.items()):
        yield f"| {kind}{', -9' if 'kill' in kind else ''} | {times} |"
    codes = {"done": DONE, "killed": -9, "gave way": HELD, "later": LATER, "failed": FAILED}
    ends = ", ".join(f"{name} {tally.ends[code]}" for name, code in codes.items())
    ends += "".join(
        f", exit code {c}: {n}" for c, n in tally.ends.items() if c not in codes.values()
    )
    reached = ", ".join(f"{step} {times}" for step, times in sorted(tally.reached.items()))
    yield ""
    yield f"{tally.runs} processes ({ends}), {took:.0f} s. On disk at a kill: {reached}."


def main() -> None:
    """Upload, read back, print; exit 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uploads", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to work; else a temporary folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        outcome = rehearse(Path(folder), asked.uploads, asked.seed, asked.workers)
    print("\n".join([*outcome.lines, *(f"WRONG: {one}" for one in outcome.wrong)]))
    sys.exit(1 if outcome.wrong else 0)


def rehearse(folder: Path, uploads: int, seed: int, workers: int) -> Outcome:
    """All of it, in `folder`."""
    chance = random.Random(seed)
    return carried_out(folder, plan(uploads, chance), attempts(uploads, chance), seed, workers)


def carried_out(
    folder: Path, rules: Sequence[dict[str, Any]], kinds: Sequence[str], seed: int, workers: int
) -> Outcome:
    """As many uploads as there are `kinds`, with the faults of `rules`."""
    sessions = youtube_sessions.make(folder / "sessions", len(kinds), seed)
    _CONTEXT.set_forkserver_preload(["benchmarks.youtube_sender"])
    with youtube(folder / "youtube", rules, seed) as server:
        benchmark, began = Benchmark(server, seed), time.monotonic()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(benchmark.carry_out, sessions, kinds))
        took = time.monotonic() - began
        server.faults()
        server.settings(uploads_lag_s=0)  # a list that grows while it is read shifts its pages
        figures, wrong = youtube_reading.read_back(server, sessions)
        wrong += [f"{name} was never done" for name in benchmark.tally.unfinished]
        lines = [*table(server, benchmark.tally, rules, took), *figures]
        return Outcome(lines, wrong, missed(server, rules), benchmark.tally)


def missed(server: Server, rules: Sequence[dict[str, Any]]) -> list[str]:
    """The faults that did not befall as often as planned."""
    struck = server.struck()
    return [name for name, times in map(_named, rules) if struck.get(name, 0) < times]


def _named(rule: dict[str, Any]) -> tuple[str, int]:
    return " ".join((rule["do"], *rule["on"])), len(rule["at"])


if __name__ == "__main__":
    main()
