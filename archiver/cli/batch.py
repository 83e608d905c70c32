"""`archiver batch`: hundreds of sessions, planned, worked on, and reported."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from archiver.batch.executors import Executor
from archiver.batch.hours import Hours, read_hours
from archiver.batch.local import LocalExecutor
from archiver.batch.planning import check_room, make_plan
from archiver.batch.records import Plan, Report, Request
from archiver.batch.reports import report_file, to_go_on_with
from archiver.batch.running import alone, run_batch
from archiver.batch.sharing import cores, default_workers, read_share, share_machine, threads_each
from archiver.cli import console
from archiver.cli.batch_view import BatchView, show_plan, show_report
from archiver.cluster.executor import ClusterExecutor, workers_at
from archiver.i18n import _
from archiver.pipeline import STEPS
from archiver.store.archive import load_house

_DAY = click.DateTime(["%Y-%m-%d"])
_PATH = click.Path(path_type=Path)
_NAMES = click.Choice([step.name for step in STEPS])
_FAILED = 1


@click.command(
    help=_(
        "Make the replays of many sessions: those of the archive in which something is due, and "
        "new ones from a folder or a list. The same command goes on after any interruption."
    )
)
@click.argument("archive", metavar=_("ARCHIVE"), type=_PATH)
@click.option(
    "--from",
    "source",
    metavar=_("FOLDER_OR_CSV"),
    type=_PATH,
    help=_("New sessions: a folder of videos with their agendas, or a CSV file that lists them."),
)
@click.option("--since", metavar=_("DAY"), type=_DAY, help=_("Only sessions from this day on."))
@click.option("--until", metavar=_("DAY"), type=_DAY, help=_("Only sessions up to this day."))
@click.option("--only", type=_NAMES, multiple=True, help=_("Run just this step, where it is due."))
@click.option("--redo", type=_NAMES, multiple=True, help=_("Run this step even where it is done."))
@click.option(
    "--model",
    default="",
    metavar=_("NAME"),
    help=_("Speech model for these sessions, now and from now on; corrections are kept."),
)
@click.option("--newest-first", is_flag=True, help=_("Begin with the newest session."))
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help=_("How many sessions at once; else by the cores and the memory of this machine."),
)
@click.option(
    "--threads",
    type=click.IntRange(1, 256),
    metavar="N",
    help=_("How many threads each recognition takes; else the cores shared among the workers."),
)
@click.option(
    "--cpu",
    metavar="50%",
    help=_("The share of the processors that may be used; other programs come first then."),
)
@click.option(
    "--window",
    "windows",
    multiple=True,
    metavar="20:00-06:00",
    help=_("The hours to work in, local time; may be given several times."),
)
@click.option(
    "--scheduler",
    metavar="tcp://poste1:8786",
    help=_("Have the workers of this Dask cluster do it, which see the same archive."),
)
@click.option("--dry-run", is_flag=True, help=_("Show what would be done; do nothing."))
@click.option("--force", is_flag=True, help=_("Begin even if the disk seems too small."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object: the plan or the report."))
@click.pass_context
def batch(ctx: click.Context, /, archive: Path, dry_run: bool, as_json: bool, **asked: Any) -> None:
    """Plan, then work, then report."""
    archive = archive.absolute()
    request = _request(asked)
    before = to_go_on_with(archive, request)
    crew = _crew(archive, asked, dry_run)
    plan = _plan(archive, request, crew[0], before, asked["newest_first"])
    if dry_run:
        _show_plan_only(plan, as_json)
        return
    if not asked["force"]:
        check_room(plan)
    if not as_json:
        show_plan(plan, whole=False)
    if not plan.jobs and before is None:
        if as_json:
            console.say_json({"outcomes": [], "left_out": _left_out(plan)})
        return
    with alone(archive):
        report = _work(archive, request, plan, crew[1](plan), before, as_json)
    if report.of("failed"):
        ctx.exit(_FAILED)


def _request(asked: dict[str, Any]) -> Request:
    def day(moment: datetime | None) -> date | None:
        return moment.date() if moment else None

    source: Path | None = asked["source"]
    return Request(
        source=str(source.absolute()) if source else "",
        only=asked["only"],
        redo=asked["redo"],
        model=asked["model"],
        since=day(asked["since"]),
        until=day(asked["until"]),
    )


def _crew(
    archive: Path, asked: dict[str, Any], dry_run: bool
) -> tuple[int, Callable[[Plan], Executor]]:
    """How many sessions at once, and who works on them: as asked, else as archive.toml says."""
    house = load_house(archive).batch
    if asked["scheduler"]:
        return _cluster(archive, asked, read_hours(asked["windows"] or house.windows))
    share = read_share(asked["cpu"]) if asked["cpu"] else house.cpu_percent / 100
    hours = read_hours(asked["windows"] or house.windows)
    used = max(1, int(cores() * share))
    if share < 1 and not dry_run:
        sharing = share_machine(share)
        used = sharing.cores
        console.note(sharing.told())
    workers = asked["workers"] or house.workers or default_workers(used)
    threads = asked["threads"] or threads_each(used, workers)

    def made(_plan: Plan) -> Executor:
        return LocalExecutor(archive, workers, threads=threads, opens=hours.opens)

    return workers, made


def _cluster(
    archive: Path, asked: dict[str, Any], hours: Hours
) -> tuple[int, Callable[[Plan], Executor]]:
    """The workers that a scheduler has now, and who hands the work out to them."""
    for option in ("workers", "threads", "cpu"):
        if asked[option]:
            raise click.UsageError(
                _("--{option} is for this machine: on a cluster, say it to its workers").format(
                    option=option
                )
            )
    address: str = asked["scheduler"]

    def made(_plan: Plan) -> Executor:
        return ClusterExecutor(archive, address, console.note, opens=hours.opens)

    return max(1, workers_at(address, console.note)), made


def _plan(
    archive: Path, request: Request, workers: int, before: Report | None, newest_first: bool
) -> Plan:
    with console.stderr.status(_("Planning")) as status:
        return make_plan(
            archive,
            request,
            workers=workers,
            newest_first=newest_first,
            begun=before.started if before else None,
            looked=lambda name: status.update(_("Looking at {file}").format(file=name)),
        )


def _show_plan_only(plan: Plan, as_json: bool) -> None:
    if as_json:
        console.say_json(plan.model_dump(mode="json", exclude_none=True))
    else:
        show_plan(plan, whole=True)


def _left_out(plan: Plan) -> list[dict[str, Any]]:
    return [left.model_dump() for left in plan.left_out]


def _work(
    archive: Path,
    request: Request,
    plan: Plan,
    executor: Executor,
    before: Report | None,
    as_json: bool,
) -> Report:
    """Work and show; the report is shown however it ends."""
    kept: list[Report] = []
    try:
        with BatchView(plan).shown() as view:
            return run_batch(
                archive, request, plan, executor, view.hear, goes_on=before, kept=kept.append
            )
    finally:
        if kept and as_json:
            console.say_json(kept[-1].model_dump(mode="json", exclude_none=True))
        elif kept:
            show_report(kept[-1], report_file(archive, kept[-1]))
