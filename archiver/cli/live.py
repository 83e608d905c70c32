"""`archiver live`: recognise a session while it is recorded, then close it."""

from pathlib import Path

import click

from archiver.cli import console
from archiver.i18n import _
from archiver.live import follow
from archiver.store.folder import SessionFolder


@click.command(
    help=_(
        "Recognise a session while it is recorded, then make its replay. “archiver record” starts "
        "this by itself; here it is for another workstation, or after a stop."
    )
)
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
def live(folder: Path) -> None:
    """Follow the recording to its end."""
    session = SessionFolder(folder)
    if console.stderr.is_terminal:
        console.note(_("Recognition goes on until the recording ends; ^C stops it."))
    follow(session)
