"""A batch from its plan to its report: every outcome is kept as it comes."""

import contextlib
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from wakepy import keep

from archiver.batch.executors import Executor, OnEvent
from archiver.batch.records import Event, Outcome, Plan, Report, Request
from archiver.batch.reports import BATCHES, keep_report
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.sitesearch import keep_searchable
from archiver.store.lease import LeaseHeldError, hold


class BatchRunsError(ArchiverError):
    """Another batch works on this archive."""


@contextlib.contextmanager
def alone(archive: Path) -> Iterator[None]:
    """Be the one batch of an archive, and keep the machine awake.

    Raises BatchRunsError if another one runs.
    """
    folder = archive / BATCHES
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hold(folder, "batch"))
        except LeaseHeldError as error:
            raise BatchRunsError(
                _("another batch works on this archive"),
                error.why,
                _("Wait until it is done, or end it with ^C: it can be gone on with"),
            ) from error
        stack.enter_context(keep.running(on_fail="pass"))
        yield


def run_batch(
    archive: Path,
    request: Request,
    plan: Plan,
    executor: Executor,
    on_event: OnEvent,
    *,
    goes_on: Report | None = None,
    kept: Callable[[Report], None] = lambda report: None,
) -> Report:
    """Have `executor` work on a plan; the report, which is kept in the archive all the while.

    `goes_on` is a batch that was cut off, whose report is gone on with; `kept` is called with the
    report whenever it grows. Raises KeyboardInterrupt when it is interrupted, after keeping the
    report; OSError if no report can be kept at all.
    """
    growing = _Growing(archive, _begun(request, plan, goes_on), kept)
    growing.write()

    def hear(event: Event) -> None:
        if event.outcome:
            growing.add(event.outcome)
        on_event(event)

    executor.run(plan.jobs, hear)
    growing.report = growing.report.model_copy(update={"ended": _now()})
    growing.write()
    # Once, not after every session: it takes a minute for some hundred.
    keep_searchable(archive)
    return growing.report


class _Growing:
    """The report as it grows."""

    def __init__(self, archive: Path, report: Report, kept: Callable[[Report], None]) -> None:
        self._archive, self.report, self._kept = archive, report, kept

    def add(self, outcome: Outcome) -> None:
        """An outcome; that it cannot be kept now stops no work."""
        outcomes = (*self.report.outcomes, outcome)
        self.report = self.report.model_copy(update={"outcomes": outcomes})
        with contextlib.suppress(OSError):
            self.write()

    def write(self) -> None:
        """Keep the report as it is now."""
        self._kept(self.report)
        keep_report(self._archive, self.report)


def _begun(request: Request, plan: Plan, goes_on: Report | None) -> Report:
    """The report of a batch at its beginning; with what it has to show from before."""
    names = tuple(job.session for job in plan.jobs)
    before = _before(goes_on, {*names, *(left.name for left in plan.left_out)})
    return Report(
        request=request,
        started=goes_on.started if goes_on else _now(),
        host=socket.gethostname(),
        workers=plan.workers,
        planned=(*(outcome.session for outcome in before), *names),
        outcomes=before,
        left_out=plan.left_out,
    )


def _before(report: Report | None, again: set[str]) -> tuple[Outcome, ...]:
    """The outcomes that stand; what was planned then and is not due now was done all the same."""
    if report is None:
        return ()
    known = {outcome.session: outcome for outcome in report.outcomes}
    stand = (name for name in report.planned if name not in again)
    return tuple(known.get(name) or Outcome(session=name, result="done") for name in stand)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
