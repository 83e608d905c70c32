"""`archiver process`: every step up to a replay to review."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from archiver.cli import console
from archiver.cli.events import EventLines, end_with_input
from archiver.i18n import _
from archiver.model.progress import Progress, silent
from archiver.pipeline import STEPS, step_label
from archiver.pipeline import process as run_steps
from archiver.sitesearch import keep_searchable
from archiver.steps import Step, StepState
from archiver.store.folder import SITE, SessionFolder

_NAMES = click.Choice([step.name for step in STEPS])


@click.command(help=_("Make the replay of a session: every step that is due, in order."))
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option(
    "--from-file",
    "source",
    metavar=_("VIDEO"),
    type=click.Path(path_type=Path),
    help=_("The video of the session; it is never changed."),
)
@click.option(
    "--model",
    default="",
    metavar=_("NAME"),
    help=_("Speech model for this session, now and from now on, instead of the preset’s."),
)
@click.option("--only", type=_NAMES, multiple=True, help=_("Run just this step, if it is due."))
@click.option("--redo", type=_NAMES, multiple=True, help=_("Run this step even if it is done."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
@click.option(
    "--events",
    is_flag=True,
    help=_("What happens as JSON lines, for programs; ends when its standard input is closed."),
)
def process(
    folder: Path,
    source: Path | None,
    model: str,
    only: tuple[str, ...],
    redo: tuple[str, ...],
    as_json: bool,
    events: bool,
) -> None:
    """Run, show progress, say where the page is."""
    session = SessionFolder(folder)
    if events:
        lines = EventLines(session, redo)
        end_with_input()
        with lines.told():
            run_steps(session, lines.on_step, source=source, model=model, only=only, redo=redo)
        return
    ran: list[str] = []
    page = run_and_show(session, source=source, model=model, only=only, redo=redo, ran=ran)
    if as_json:
        console.say_json({"session": session.id, "ran": ran, "page": str(page)})
    elif page.exists():
        console.say(_("The page: {page}").format(page=page))
        console.say(_("Then check it: archiver status {folder}").format(folder=folder))


def run_and_show(
    session: SessionFolder,
    *,
    source: Path | None = None,
    model: str = "",
    only: Collection[str] = (),
    redo: Collection[str] = (),
    ran: list[str] | None = None,
) -> Path:
    """Run the steps that are due and show each; the names of those that ran go to `ran`.

    Returns where the session's page is.
    """

    @contextmanager
    def on_step(step: Step, state: StepState) -> Iterator[Progress]:
        label = step_label(step.name)
        if state.state == "done" and step.name not in redo:
            console.note(_("✓ {step} – already done").format(step=label), style="dim")
            yield silent
            return
        with console.progress(label) as progress:
            yield progress
        done = session.manifest().done[step.name]
        console.note(f"✓ {label} – {done.seconds:.1f} s")
        for warning in done.warnings:
            console.note(f"  ! {warning}", style="yellow")
        if ran is not None:
            ran.append(step.name)

    run_steps(session, on_step, source=source, model=model, only=only, redo=redo)
    if not only and (told := keep_searchable(session.archive)):
        console.note(f"  ! {told}", style="yellow")
    return session.file(f"{SITE}{session.id}/index.html")
