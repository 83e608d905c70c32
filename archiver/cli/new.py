"""`archiver new`: a session folder from an agenda."""

import sys
import tempfile
from pathlib import Path

import click

from archiver.agenda.reading import Reading, read_members, read_with_remarks
from archiver.agendas import PASTED, Given, described, new_session
from archiver.cli import console
from archiver.cli.agenda import show_reading
from archiver.i18n import _, ngettext
from archiver.model.agenda import Agenda, Member


@click.command(
    help=_(
        "Make a session folder from an agenda as it is printed (PDF, scanned or not, DOCX, ODT, "
        "HTML, text) or written (CSV, JSON, TOML)."
    )
)
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option(
    "--agenda",
    "agenda_file",
    required=True,
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("The agenda: PDF, DOCX, ODT, HTML, TXT, CSV, JSON or TOML; - for pasted text."),
)
@click.option(
    "--members",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("The members: a CSV file; else those the agenda names."),
)
@click.option("--title", metavar=_("TEXT"), help=_("Title of the session; else the agenda’s."))
@click.option(
    "--date",
    "day",
    metavar=_("DAY"),
    help=_("Date, as 2017-03-27; else the agenda’s or the folder’s."),
)
@click.option(
    "--body", metavar=_("TEXT"), help=_("The body that sits; else the agenda’s or the archive’s.")
)
@click.option(
    "--language", metavar="fr|en", help=_("Language spoken: fr or en; else the agenda’s.")
)
@click.option("--yes", is_flag=True, help=_("Do not ask whether the agenda was read correctly."))
@click.option("--dry-run", is_flag=True, help=_("Show what is read from the agenda; make nothing."))
def new(
    folder: Path,
    agenda_file: Path,
    members: Path | None,
    title: str | None,
    day: str | None,
    body: str | None,
    language: str | None,
    yes: bool,
    dry_run: bool,
) -> None:
    """Read everything, have it confirmed, then make the folder whole or not at all."""
    with tempfile.TemporaryDirectory() as scratch:
        if str(agenda_file) == "-":
            agenda_file = Path(scratch) / PASTED
            agenda_file.write_bytes(sys.stdin.buffer.read())
        reading = read_with_remarks(agenda_file)
        given = read_members(members) if members else ()
        if dry_run:
            show_reading(reading)
            return
        made_of = described(
            folder, reading, Given(title or "", day or "", body or "", language or "")
        )
        _confirm(reading, yes)
        named = () if given else made_of.named
        made = new_session(folder, made_of.session, made_of.agenda, agenda_file, members or named)
    _report(made.path, made_of.agenda, reading, named)


def _confirm(reading: Reading, yes: bool) -> None:
    """Show a printed agenda as it was understood; on a terminal, go on only if that is right."""
    if not reading.printed:
        return
    show_reading(reading)
    if yes:
        return
    if not sys.stdin.isatty():
        console.note(_("Not asked whether this is right: there is no terminal."), style="yellow")
    elif not click.confirm(_("Is this right?"), default=True, err=True):
        console.note(
            _(
                "Nothing was made. Mend the file, or give its items as CSV; a few slips can be "
                "mended afterwards: archiver agenda FOLDER"
            )
        )
        raise click.exceptions.Exit(1)


def _report(path: Path, agenda: Agenda, reading: Reading, named: tuple[Member, ...]) -> None:
    n = len(agenda.items)
    console.say(
        ngettext("{folder}: {n} agenda item", "{folder}: {n} agenda items", n).format(
            folder=path, n=n
        )
    )
    for item in () if reading.printed else agenda.items:
        console.say(f"  {item.label[:100]}")
    if named:
        n = len(named)
        console.say(
            ngettext(
                "members.csv holds the {n} person the agenda names: complete it.",
                "members.csv holds the {n} people the agenda names: complete it.",
                n,
            ).format(n=n)
        )
    console.say(_("Next: archiver process {folder} --from-file VIDEO").format(folder=path))
