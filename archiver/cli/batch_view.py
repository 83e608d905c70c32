"""What `archiver batch` shows: its plan, its sessions while they are worked on, its report."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from archiver.batch.records import Event, Job, LeftOut, Outcome, Plan, Report
from archiver.cli import console
from archiver.i18n import _, ngettext
from archiver.model.times import clock
from archiver.pipeline import step_label

_SHOWN = 30
_LAST = 5
_NAMED = 4
_BAR = 20
_SECONDS_BETWEEN_LINES = 60.0


def show_plan(plan: Plan, *, whole: bool) -> None:
    """What will be done, how long it takes, how much disk; each session with `whole`."""
    jobs = plan.jobs if whole else plan.jobs[:_SHOWN]
    table: Any = Table(box=None, padding=(0, 1), pad_edge=False)
    for head in (_("Day"), _("Session"), _("Length"), _("To do"), _("About"), _("Disk")):
        table.add_column(head, overflow="fold")
    for job in jobs:
        steps = _to_do(job)
        length = clock(job.video_ms) if job.video_ms else "?"
        row = (job.session, length, steps, duration(job.seconds), size(job.bytes))
        table.add_row(job.day.isoformat(), *(Text(cell) for cell in row))
    if jobs:
        console.stdout.print(table)
    if more := len(plan.jobs) - len(jobs):
        console.say(_("… and {n} more: archiver batch --dry-run shows all").format(n=more))
    for job in jobs:
        for check in job.to_check:
            console.stdout.print(f"  ! {job.session}: {check}", style="yellow")
    show_left_out(plan.left_out)
    _show_sums(plan)


def _show_sums(plan: Plan) -> None:
    n = len(plan.jobs)
    said = ngettext(
        "{n} session to work on, {done} with nothing to do",
        "{n} sessions to work on, {done} with nothing to do",
        n,
    )
    console.say(said.format(n=n, done=plan.done))
    if not n:
        return
    said = ngettext(
        "About {time} with {workers} worker; {need} of disk, {free} free",
        "About {time} with {workers} workers; {need} of disk, {free} free",
        plan.workers,
    )
    console.say(
        said.format(
            time=duration(plan.seconds),
            workers=plan.workers,
            need=size(plan.bytes),
            free=size(plan.free),
        )
    )
    if not plan.measured:
        console.say(
            _("(by our benchmarks: this archive has not enough sessions of this kind to measure)")
        )


def show_left_out(left: tuple[LeftOut, ...]) -> None:
    """What takes no part, why, and what to do."""
    if not left:
        return
    console.stdout.print(_("Left out:"), style="yellow")
    for one in left:
        console.say(f"  {one.name} – {one.why}")
        if one.remedy:
            console.say(f"    → {one.remedy}")


def show_report(report: Report, kept: Path) -> None:
    """What became of each session: failures with what to do, then what a person should look at."""
    failed, skipped, done = report.of("failed"), report.of("skipped"), report.of("done")
    for outcome in failed:
        _show_failure(outcome, _("✗ {session}").format(session=outcome.session), "red")
    for outcome in skipped:
        _show_failure(outcome, _("– {session}").format(session=outcome.session), "yellow")
    show_left_out(report.left_out)
    _show_checks(report)
    said = _("{done} done, {failed} failed, {skipped} skipped, {remaining} not begun or not ended")
    console.say(
        said.format(
            done=len(done),
            failed=len(failed),
            skipped=len(skipped),
            remaining=len(report.remaining),
        )
    )
    if report.remaining or failed or skipped:
        console.say(_("Run the same command again: it goes on with these."))
    console.say(_("The report: {file}").format(file=kept))


def _show_failure(outcome: Outcome, head: str, style: str) -> None:
    step = f" ({step_label(outcome.step)})" if outcome.step else ""
    why = f" – {outcome.why}" if outcome.why else ""
    console.stdout.print(f"{head}{step}: {outcome.what}{why}", style=style)
    if outcome.remedy:
        console.say(f"    → {outcome.remedy}")


def _show_checks(report: Report) -> None:
    lines = []
    for outcome in report.outcomes:
        texts = [*outcome.to_check, *outcome.warnings]
        if outcome.unfit:
            said = ngettext(
                "{n} correction no longer fits: archiver status shows it",
                "{n} corrections no longer fit: archiver status shows them",
                outcome.unfit,
            )
            texts.append(said.format(n=outcome.unfit))
        lines += [f"  {outcome.session}: {text}" for text in texts]
    if lines:
        console.stdout.print(_("To check:"), style="yellow")
    for line in lines:
        console.say(line)


@dataclass
class _Row:
    step: str = ""
    share: float = 0.0
    since: float = 0.0


class BatchView:
    """The sessions while they are worked on: a table on a terminal, lines elsewhere."""

    def __init__(self, plan: Plan) -> None:
        self._jobs = {job.session: job for job in plan.jobs}
        self._workers = plan.workers
        self._rows: dict[str, _Row] = {}
        self._ended: list[Outcome] = []
        self._paused = ""
        self._live: Live | None = None
        self._noted = time.monotonic()

    @contextmanager
    def shown(self) -> Iterator["BatchView"]:
        """Show until the batch is over."""
        if not console.stderr.is_terminal:
            yield self
            return
        with Live(self, console=console.stderr, refresh_per_second=2) as self._live:
            yield self

    def hear(self, event: Event) -> None:
        """Something happens."""
        if event.kind == "paused":
            self._paused = event.why
            self._rows.pop(event.session, None)
        elif event.kind == "ended" and event.outcome:
            self._rows.pop(event.session, None)
            self._ended.append(event.outcome)
        else:
            self._paused = ""
            row = self._rows.setdefault(event.session, _Row(since=time.monotonic()))
            row.step, row.share = event.step or row.step, event.share
        if not self._live:
            self._note(event)

    def _note(self, event: Event) -> None:
        line = self._line(event)
        if line:
            console.note(line)
        elif time.monotonic() - self._noted > _SECONDS_BETWEEN_LINES:
            self._noted = time.monotonic()
            console.note(f"  {self._sums()}")

    def _line(self, event: Event) -> str:
        counted = f"[{len(self._ended)}/{len(self._jobs)}]"
        if event.kind == "ended" and event.outcome:
            return f"{counted} {ended_line(event.outcome)}"
        told = {
            "started": _("{session}: begun"),
            "again": _("{session}: begun again, as {why}"),
            "paused": _("{session}: put aside, it goes on {why}")
            if event.session
            else _("Out of hours: it goes on {why}"),
        }.get(event.kind)
        if not told:
            return ""
        return f"{counted} " + told.format(session=event.session, why=event.why)

    def __rich__(self) -> RenderableType:
        """The table as it is now."""
        table: Any = Table.grid(padding=(0, 2))
        for session, row in self._rows.items():
            filled = round(row.share * _BAR)
            bar = "━" * filled + "┄" * (_BAR - filled)
            step = step_label(row.step) if row.step else ""
            spent = clock(round((time.monotonic() - row.since) * 1000))
            cells = (session, step, bar, f"{row.share:4.0%}", spent)
            table.add_row(*(Text(cell) for cell in cells))
        last = [Text(ended_line(o), style=_STYLES[o.result]) for o in self._ended[-_LAST:]]
        return Group(*last, table, Text(self._sums(), style="bold"))

    def _sums(self) -> str:
        failed = sum(outcome.result == "failed" for outcome in self._ended)
        said = _("{ended} of {all} sessions, {failed} failed; about {time} left")
        text = said.format(
            ended=len(self._ended),
            all=len(self._jobs),
            failed=failed,
            time=duration(self._left()),
        )
        if not self._paused:
            return text
        return f"{text} – " + _("Out of hours: it goes on {why}").format(why=self._paused)

    def _left(self) -> float:
        """The seconds left: as planned, made longer or shorter by how those that ended went."""
        ended = {outcome.session: outcome for outcome in self._ended if outcome.ran}
        planned = sum(self._jobs[name].seconds for name in ended if name in self._jobs)
        took = sum(outcome.seconds for outcome in ended.values())
        over = {outcome.session for outcome in self._ended}
        left = sum(job.seconds for name, job in self._jobs.items() if name not in over)
        return left * (took / planned if planned else 1.0) / max(1, self._workers)


_STYLES = {"done": "green", "failed": "red", "skipped": "yellow"}


def ended_line(outcome: Outcome) -> str:
    """A session that has ended, in one line."""
    sign = {"done": "✓", "failed": "✗", "skipped": "–"}[outcome.result]
    why = f" – {outcome.why}" if outcome.why else ""
    what = f": {outcome.what}{why}" if outcome.what else ""
    return f"{sign} {outcome.session} – {duration(outcome.seconds)}{what}"


def _to_do(job: Job) -> str:
    """The steps of a job; where many are due, the first of them."""
    steps = ", ".join(step_label(name) for name in job.steps)
    if len(job.steps) > _NAMED:
        steps = _("{step} and all that follows").format(step=step_label(job.steps[0]))
    return _("new session, {steps}").format(steps=steps) if job.new else steps


def duration(seconds: float) -> str:
    """A length of time for people: `40 s`, `12 min`, `3 h 05`."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return _("{n} s").format(n=round(seconds))
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    return _("{hours} h {minutes:02}").format(hours=minutes // 60, minutes=minutes % 60)


def size(count: int) -> str:
    """Bytes for people."""
    if count < 1_000_000_000:
        return _("{n} MB").format(n=-(-count // 1_000_000))
    return _("{n:.1f} GB").format(n=count / 1e9)
