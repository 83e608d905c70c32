"""`archiver publish` and `archiver withdraw`: to the destinations of the house, and back."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from archiver.cli import console
from archiver.cli.published import outcome_json, show_outcome
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.progress import Progress
from archiver.model.session import Target
from archiver.publishing import Outcome, Wanted
from archiver.publishing import publish as publish_session
from archiver.publishing import withdraw as withdraw_session
from archiver.store.folder import SessionFolder

_LATER = 3


@click.command(help=_("Publish a session’s replay: what is new or changed is sent and read back."))
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option("--to", multiple=True, metavar=_("NAME"), help=_("Only to this destination."))
@click.option("--dry-run", is_flag=True, help=_("Show what would change; send nothing."))
@click.option("--check", is_flag=True, help=_("Read back even what was not sent now."))
@click.option("--again", is_flag=True, help=_("Publish a session that was withdrawn."))
@click.option("--strict", is_flag=True, help=_("Exit with 3 if it must be continued later."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
@click.pass_context
def publish(
    ctx: click.Context,
    folder: Path,
    to: tuple[str, ...],
    dry_run: bool,
    check: bool,
    again: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Publish, show progress, say how each destination stands."""
    session = SessionFolder(folder)
    wanted = Wanted(to=to, dry_run=dry_run, again=again, check=check)
    outcomes = publish_session(session, wanted, _progress)
    if as_json:
        console.say_json({"session": session.id, "destinations": [*map(outcome_json, outcomes)]})
    else:
        for outcome in outcomes:
            show_outcome(outcome, dry_run=dry_run)
    ctx.exit(_code(outcomes, strict=strict))


@click.command(help=_("Take a session back: nobody sees it any more, here and where it was sent."))
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option("--to", multiple=True, metavar=_("NAME"), help=_("Only from this destination."))
@click.option("--remove", is_flag=True, help=_("Remove it there instead of hiding it."))
@click.option("--why", default="", metavar=_("TEXT"), help=_("The reason, kept on record."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
@click.pass_context
def withdraw(
    ctx: click.Context,
    folder: Path,
    to: tuple[str, ...],
    remove: bool,
    why: str,
    yes: bool,
    as_json: bool,
) -> None:
    """Ask, take back, say how each destination stands."""
    session = SessionFolder(folder)
    if not yes:
        _ask(session, to, remove=remove)
    taken = withdraw_session(session, to, remove=remove, why=why)
    if as_json:
        listed = [*map(outcome_json, taken.outcomes)]
        told = [{"what": e.what, "why": e.why, "remedy": e.remedy} for e in taken.errors]
        console.say_json({"session": session.id, "destinations": listed, "errors": told})
    else:
        for outcome in taken.outcomes:
            show_outcome(outcome)
        for error in taken.errors:
            console.show_error(error)
        if not to and not taken.errors:
            console.say(_("The site of the archive no longer shows it."))
    ctx.exit(1 if taken.errors else _code(taken.outcomes, strict=True, later=1))


def _ask(session: SessionFolder, to: tuple[str, ...], *, remove: bool) -> None:
    if not sys.stdin.isatty():
        raise ArchiverError(
            _("nothing was withdrawn"),
            _("nobody can be asked here whether this is meant"),
            _("Add --yes if it is"),
        )
    where = ", ".join(to) or _("everywhere")
    question = (
        _("Remove {session} for good ({where})?") if remove else _("Withdraw {session} ({where})?")
    )
    click.confirm(question.format(session=session.id, where=where), abort=True, err=True)


@contextmanager
def _progress(target: Target) -> Iterator[Progress]:
    with console.progress(target.name) as progress:
        yield progress


def _code(outcomes: tuple[Outcome, ...], *, strict: bool, later: int = _LATER) -> int:
    if any(outcome.failed for outcome in outcomes):
        return 1
    return later if strict and any(outcome.later for outcome in outcomes) else 0
