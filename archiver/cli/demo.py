"""`archiver demo`: the sample session, from its sound to a page one can open."""

import sys
import time
from pathlib import Path

import click

from archiver.agenda.reading import read_agenda
from archiver.cli import console
from archiver.cli.process import run_and_show
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.session import Session
from archiver.programs.run import ProgramError, run
from archiver.speech.models import find, install
from archiver.store.archive import create_session
from archiver.store.files import move_into_place
from archiver.store.folder import SessionFolder
from archiver.store.settings import validate
from archiver.store.shipped import shipped

_SAMPLE = "val-d-ambre"
_SESSION = "2026-11-20-seance-publique"


@click.command(help=_("Process the sample session, and say where to look."))
@click.option(
    "--folder",
    metavar=_("FOLDER"),
    type=click.Path(path_type=Path),
    default="demo",
    show_default=True,
    help=_("Where the sample archive is made."),
)
def demo(folder: Path) -> None:
    """Everything a session goes through; run again, it only does what is missing."""
    started = time.monotonic()
    console.note(_("The sample session: a fictional council, synthetic voices, ten minutes."))
    _have_model()
    sample = shipped("samples") / _SAMPLE
    video = folder / "video" / f"{_SAMPLE}.mp4"
    if not video.exists():
        _render(sample, video)
    session = _session(folder / "archive" / _SESSION, sample)
    page = run_and_show(session, source=video)
    seconds = round(time.monotonic() - started)
    console.say()
    console.say(
        _("Done in {minutes} min {seconds} s.").format(minutes=seconds // 60, seconds=seconds % 60)
    )
    console.say(_("Open this page in a browser: {page}").format(page=page.absolute().as_uri()))
    console.say(_("Look first at the agenda: each item leads to its moment of the video."))
    console.say(_("Then click a sentence of the transcript: the video goes there."))
    archive = session.archive
    console.say(_("Search it: archiver search {archive} giratoire").format(archive=archive))
    console.say(_("What is uncertain: archiver status {folder}").format(folder=session.path))


def _have_model() -> None:
    try:
        find("base")
    except ArchiverError:
        with console.progress(_("Installing the speech model")):
            install("base")


def _render(sample: Path, video: Path) -> None:
    video.parent.mkdir(parents=True, exist_ok=True)
    script = shipped("samples") / "render.py"
    partial = video.with_suffix(".rendering.mp4")
    with console.progress(_("Drawing the sample’s video")):
        finished = run([sys.executable, str(script), str(sample), str(partial)])
    if finished.returncode != 0:
        partial.unlink(missing_ok=True)
        raise ProgramError(
            _("the sample’s video could not be made"),
            (finished.stderr_tail.splitlines() or [""])[-1],
            _("See what is missing with: archiver doctor"),
            finished.stderr_tail,
        )
    move_into_place(partial, video)


def _session(path: Path, sample: Path) -> SessionFolder:
    if (path / "session.toml").exists():
        return SessionFolder(path)
    printed = sample / "agenda.json"
    agenda = read_agenda(printed)
    described = {"title": agenda.title, "body": agenda.body, "date": agenda.date}
    session = validate(described, Session, printed)
    return create_session(path, session, agenda, printed, sample / "members.csv")
