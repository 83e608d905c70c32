"""What comes next in one session: from what was asked and what workers have answered.

It hands nothing out itself. prepare → cut → a `hear` for each missing stretch → finish; and back
to prepare if a stretch turns out to be missing after all.
"""

import time
from dataclasses import dataclass, field, replace
from typing import Literal

from distributed import KilledWorker

from archiver.batch.records import Job, Outcome, StepRan
from archiver.cluster.errands import Cut, Errand, Finished, Heard, Prepared, Trouble
from archiver.i18n import _
from archiver.speech.stretches import Stretch
from archiver.steps import Settings

Kind = Literal["prepare", "cut", "hear", "finish"]
ROUNDS = 3
"""How often a session may turn out to lack stretches."""
DEATHS = 3
"""How many workers may die of one task."""
HELD_SECONDS = 10.0
HELD_TIMES = 30
STAGE: dict[Kind, int] = {"finish": 0, "hear": 1, "cut": 2, "prepare": 3}
_STEPS: dict[Kind, str] = {
    "prepare": "sound",
    "cut": "transcribe",
    "hear": "transcribe",
    "finish": "",
}


_NOTHING = Stretch(0, 0)


@dataclass(frozen=True)
class Task:
    """Something to hand out."""

    session: str
    kind: Kind
    stretch: Stretch = _NOTHING
    """What is to be heard, if that is what it is about."""
    deaths: int = 0
    held: int = 0
    not_before: float = 0.0
    """On the monotonic clock."""
    alone_since: float = 0.0
    """Since when nobody is there who could do it; 0: somebody is."""

    @property
    def step(self) -> str:
        """The step of the session that it belongs to, where it is one."""
        return _STEPS[self.kind]


@dataclass
class Course:
    """How far one session is."""

    order: int
    job: Job
    errand: Errand
    settings: Settings | None = None
    """None until the session folder stands."""
    recognizer: str = ""
    """Who hears it, once that is decided."""
    total: int = 0
    left: int = 0
    rounds: int = 0
    again: int = 0
    worker: str = ""
    cpu_seconds: float = 0.0
    ran: list[StepRan] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    outcome: Outcome | None = None

    def begin(self) -> list[Task]:
        """What to do first."""
        return [self._task("prepare")]

    def next(self, task: Task, answer: object) -> list[Task]:
        """What to do once `task` was answered; `outcome` is set where nothing is left."""
        if isinstance(answer, Trouble):
            return self._troubled(task, answer)
        if isinstance(answer, Prepared):
            return self._prepared(answer)
        if isinstance(answer, Cut):
            return self._cut(answer)
        if isinstance(answer, Heard):
            return self._heard(answer)
        if isinstance(answer, Finished):
            return self._finished(answer)
        if isinstance(answer, KilledWorker):  # Dask has tried it on several already
            task = replace(task, deaths=DEATHS)
        return self.died(task, str(answer))

    def died(self, task: Task, why: str) -> list[Task]:
        """A worker died of `task`, or answered nothing we know: do it again, but not for ever."""
        what = _("the workers that took the session died, several times")
        remedy = _(
            "Look at their memory and their journal (journalctl -u archiver-worker), then run "
            "the same command again"
        )
        trouble = Trouble(kind="unable", what=what, why=why, remedy=remedy, step=task.step)
        return self._try_again(task, trouble)

    def hear_anew(self) -> list[Task]:
        """Nobody is left who could hear it as it was begun: others hear it from the start."""
        self.recognizer, self.left = "", 0
        self.again += 1
        return [self._task("cut")]

    def fail(self, what: str, why: str = "", remedy: str = "", step: str = "") -> None:
        """Give the session up."""
        self._end("failed", what=what, why=why, remedy=remedy, step=step)

    @property
    def share(self) -> float:
        """How much of the speech is recognised."""
        return 1 - self.left / self.total if self.total else 1.0

    def _prepared(self, answer: Prepared) -> list[Task]:
        self.ran += answer.ran
        self.warnings += answer.warnings
        self.recognizer = answer.recognizer
        skip = not answer.due or answer.complete
        return [self._task("finish" if skip else "cut")]

    def _cut(self, answer: Cut) -> list[Task]:
        self.total, self.left = answer.total, len(answer.missing)
        hear = [Task(self.job.session, "hear", stretch) for stretch in answer.missing]
        return hear or [self._task("finish")]

    def _heard(self, answer: Heard) -> list[Task]:
        self.left -= 1
        self.cpu_seconds += answer.cpu_seconds
        return [] if self.left else [self._task("finish")]

    def _finished(self, answer: Finished) -> list[Task]:
        self.ran += answer.ran
        self.warnings += answer.warnings
        self.cpu_seconds += answer.cpu_seconds
        if answer.complete:
            self._end("done")
            return []
        self.rounds += 1
        if self.rounds < ROUNDS:
            return [self._task("prepare")]
        self.fail(
            _("the recognised speech of the session disappears"),
            _("stretches that were heard are not in its folder"),
            _("Check that every machine mounts the same share, as docs/cluster.md says"),
            "transcribe",
        )
        return []

    def _troubled(self, task: Task, trouble: Trouble) -> list[Task]:
        if trouble.kind == "unable":
            return self._try_again(task, trouble)
        if trouble.kind == "held" and task.held < HELD_TIMES:
            later = time.monotonic() + HELD_SECONDS
            return [replace(task, held=task.held + 1, not_before=later)]
        result: Literal["skipped", "failed"] = "skipped" if trouble.kind == "held" else "failed"
        said = {"what": trouble.what, "why": trouble.why, "remedy": trouble.remedy}
        self._end(result, step=trouble.step, **said)
        return []

    def _try_again(self, task: Task, trouble: Trouble) -> list[Task]:
        self.again += 1
        if task.deaths + 1 < DEATHS:
            return [replace(task, deaths=task.deaths + 1)]
        self.fail(trouble.what, trouble.why, trouble.remedy, trouble.step or task.step)
        return []

    def _task(self, kind: Kind) -> Task:
        return Task(self.job.session, kind)

    def _end(self, result: Literal["done", "failed", "skipped"], **more: str) -> None:
        self.outcome = Outcome(
            session=self.job.session,
            result=result,
            seconds=round(time.monotonic() - self.started, 2),
            cpu_seconds=round(self.cpu_seconds, 2),
            ran=tuple(self.ran),
            warnings=tuple(self.warnings),
            to_check=self.job.to_check,
            attempts=1 + self.again,
            worker=self.worker,
            **more,
        )
