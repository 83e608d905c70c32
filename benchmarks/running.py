"""Splitting many meetings, as they were and made worse, by several contenders at once."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

from benchmarks.agenda_score import Score, score
from benchmarks.meetings import Meeting, Splitter
from benchmarks.mistakes import Mistake, Stretch, mistakes, stretches
from benchmarks.perturbing import changed
from benchmarks.reliability import Judged, judged

CLEAN = "clean"


class Contender(Protocol):
    """Whoever splits. One that is sent to other processes must be made of plain records."""

    @property
    def name(self) -> str:
        """What its rows are called."""

    @property
    def examined(self) -> bool:
        """Whether each of its mistakes is wanted, which takes a while."""

    def splitter_for(self, meeting: str) -> Splitter:
        """The splitter for the meeting of that name, which may be held out."""


@dataclass(frozen=True)
class Same:
    """A contender that splits every meeting in the same way."""

    splitter: Splitter

    @property
    def name(self) -> str:
        """The function's name."""
        return self.splitter.__name__

    @property
    def examined(self) -> bool:
        """It is there to be compared with."""
        return False

    def splitter_for(self, meeting: str) -> Splitter:
        """The one splitter."""
        return self.splitter


@dataclass(frozen=True)
class Task:
    """A meeting made worse in one way, or `CLEAN`, with one seed."""

    meeting: int
    change: str
    seed: int


@dataclass(frozen=True)
class Outcome:
    """How one contender did on one task, in one way of counting it (`row`)."""

    contender: str
    row: str
    seed: int
    meeting: str
    language: str
    hours: float
    cpu_s: float
    score: Score
    starts: tuple[Judged, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    """The last three are of contenders that are examined, and of the first way of counting."""


@dataclass(frozen=True)
class Bench:
    """What every process is given."""

    meetings: tuple[Meeting, ...]
    contenders: tuple[Contender, ...]
    words: bool = False
    """Whether mistakes come with what is said there."""

    def tasks(self, changes: Sequence[str], seeds: int) -> list[Task]:
        """All there is to do, by meeting."""
        return [
            task
            for meeting in range(len(self.meetings))
            for task in (
                Task(meeting, CLEAN, 0),
                *(
                    Task(meeting, change, seed)
                    for change in changes
                    for seed in range(1, seeds + 1)
                ),
            )
        ]

    def outcomes(self, task: Task) -> list[Outcome]:
        """Every contender's outcomes of one task."""
        meeting = self.meetings[task.meeting]
        if task.change != CLEAN:
            meeting = changed(meeting, task.change, task.seed)
        return [
            outcome
            for contender in self.contenders
            for outcome in self._outcomes(contender, meeting, task)
        ]

    def _outcomes(self, contender: Contender, meeting: Meeting, task: Task) -> Iterator[Outcome]:
        splitter = contender.splitter_for(meeting.name)
        started = time.process_time()
        predicted = splitter(meeting.agenda, meeting.transcript)
        cost = time.process_time() - started
        first = Outcome(
            contender.name,
            task.change,
            task.seed,
            meeting.name,
            meeting.language,
            meeting.hours,
            cost,
            score(meeting.truth, predicted),
        )
        if contender.examined:
            first = replace(
                first,
                starts=tuple(judged(meeting.truth, predicted)),
                mistakes=tuple(mistakes(meeting, predicted, words=self.words)),
                stretches=tuple(stretches(meeting, predicted)),
            )
        yield first
        for row, truth in meeting.recounted:
            recounted = replace(first, row=row, score=score(truth, predicted))
            yield replace(recounted, starts=(), mistakes=(), stretches=())


_bench: Bench | None = None


def _keep(bench: Bench) -> None:
    global _bench
    _bench = bench


def _kept_outcomes(task: Task) -> list[Outcome]:
    assert _bench is not None
    return _bench.outcomes(task)


def run(bench: Bench, tasks: Sequence[Task], jobs: int) -> list[Outcome]:
    """The outcomes of all tasks in their order, with so many processes (with one: in this one)."""
    if jobs <= 1:
        return [outcome for task in tasks for outcome in bench.outcomes(task)]
    with ProcessPoolExecutor(jobs, initializer=_keep, initargs=(bench,)) as pool:
        return [outcome for done in pool.map(_kept_outcomes, tasks) for outcome in done]
