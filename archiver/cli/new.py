"""`archiver new`: a session folder from an agenda."""

from datetime import date
from pathlib import Path

import click

from archiver.agenda.reading import read_agenda, read_members
from archiver.cli import console
from archiver.errors import ArchiverError
from archiver.i18n import _, ngettext
from archiver.model.agenda import Agenda
from archiver.model.session import House, Session
from archiver.store.archive import create_session, load_house


class DateError(ArchiverError):
    """No date was given, or what was given is none."""


@click.command(help=_("Make a session folder from an agenda (JSON, CSV or TOML)."))
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option(
    "--agenda",
    "agenda_file",
    required=True,
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("The agenda: a JSON, CSV or TOML file."),
)
@click.option(
    "--members",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("The members: a CSV file."),
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
def new(
    folder: Path,
    agenda_file: Path,
    members: Path | None,
    title: str | None,
    day: str | None,
    body: str | None,
    language: str | None,
) -> None:
    """Read everything, then make the folder whole or not at all."""
    agenda = read_agenda(agenda_file)
    if members:
        read_members(members)
    house = load_house(folder.absolute().parent)
    session = Session(
        title=title or agenda.title or _("Public session"),
        body=body or agenda.body or house.body,
        date=_date(day, agenda, folder),
        language=language or agenda.language,
        preset=house.preset,
    )
    completed = agenda.model_copy(
        update={"title": session.title, "body": session.body, "date": session.date.isoformat()}
    )
    made = create_session(folder, session, completed, agenda_file, members)
    _report(made.path, completed, house)


def _date(given: str | None, agenda: Agenda, folder: Path) -> date:
    for text in (given, agenda.date, folder.name[:10]):
        if not text:
            continue
        try:
            return date.fromisoformat(text)
        except ValueError:
            if text is given:
                raise DateError(
                    _("“{text}” is not a date").format(text=text),
                    remedy=_("Write it as year-month-day, for instance 2017-03-27"),
                ) from None
    raise DateError(
        _("the date of the session is not known"),
        _("neither the agenda nor the folder’s name says it"),
        _("Add it: --date 2017-03-27"),
    )


def _report(path: Path, agenda: Agenda, house: House) -> None:
    n = len(agenda.items)
    console.say(
        ngettext("{folder}: {n} agenda item", "{folder}: {n} agenda items", n).format(
            folder=path, n=n
        )
    )
    for item in agenda.items:
        console.say(f"  {item.label[:100]}")
    console.say(_("Next: archiver process {folder} --from-file VIDEO").format(folder=path))
