"""`archiver export`: the session in other forms, for who wants files."""

from pathlib import Path

import click

from archiver.agenda.decisions.table import votes_csv
from archiver.cli import console
from archiver.errors import ArchiverError
from archiver.i18n import _, ngettext
from archiver.model.chapters import Chapters
from archiver.model.timeline import Timeline
from archiver.replay.chapters import viewer_chapters
from archiver.replay.items import export_items
from archiver.steps import Settings
from archiver.store.files import link_or_copy, write_atomic
from archiver.store.folder import CORRECTED, SessionFolder

_ONE_FILE = {"vtt": "captions/{language}.vtt", "srt": "captions/{language}.srt", "json": "{said}"}


class NotMadeYetError(ArchiverError):
    """What is to be exported was not made yet."""


@click.command(
    help=_("Write a session in another form: one video per item, votes, subtitles, transcript.")
)
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["items", "votes", *_ONE_FILE]),
    required=True,
    help=_(
        "items: one MP4 per agenda item; votes: a table of the votes heard (CSV); "
        "vtt, srt: subtitles; json: the transcript."
    ),
)
@click.option(
    "--output",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("Where to write: a folder for items, else a file."),
)
def export(folder: Path, form: str, output: Path | None) -> None:
    """Only what the replay shows, but for the transcript, which is whole."""
    session = SessionFolder(folder)
    settings = Settings.of(session)
    if form == "items":
        _items(session, settings, output or Path(f"{session.id}-items"))
        return
    if form == "votes":
        _votes(session, settings, output or Path(f"{session.id}-votes.csv"))
        return
    language = settings.session.language
    source = session.file(_ONE_FILE[form].format(language=language, said=_said(session)))
    _made(source, folder)
    target = output or Path(f"{session.id}.{form}")
    link_or_copy(source, target, copy=True)
    console.say(str(target))


def _items(session: SessionFolder, settings: Settings, target: Path) -> None:
    replay = session.file("replay/replay.mp4")
    _made(replay, session.path)
    chapters = viewer_chapters(
        session.read("chapters.json", Chapters),
        session.agenda(),
        session.read("replay/timeline.json", Timeline),
        settings.session.language,
    )
    with console.progress(_("One video per item")) as progress:
        files = export_items(replay, chapters, target, settings.preset.replay, progress)
    for file in files:
        console.say(str(file))
    console.note(ngettext("{n} file", "{n} files", len(files)).format(n=len(files)))


def _votes(session: SessionFolder, settings: Settings, target: Path) -> None:
    """Every vote heard, whether or not it is shown; only those that are have a replay time."""
    _made(session.file("chapters.json"), session.path)
    made = session.file("replay/timeline.json").is_file()
    timeline = session.read("replay/timeline.json", Timeline) if made else None
    base = settings.house.base_url.rstrip("/")
    url = f"{base}/{session.id}/" if base else ""
    votes = session.read("chapters.json", Chapters).votes
    write_atomic(target, votes_csv(votes, session.agenda(), timeline, url))
    console.say(str(target))
    console.note(ngettext("{n} vote", "{n} votes", len(votes)).format(n=len(votes)))


def _said(session: SessionFolder) -> str:
    """The transcript as people and the glossary corrected it; as recognised before that."""
    return CORRECTED if session.file(CORRECTED).is_file() else "transcript.json"


def _made(file: Path, folder: Path) -> None:
    if not file.is_file():
        raise NotMadeYetError(
            _("{file} was not made yet").format(file=file.name),
            remedy=_("Make it with: archiver process {folder}").format(folder=folder),
        )
