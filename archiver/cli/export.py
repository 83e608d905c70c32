"""`archiver export`: the session in other forms, for who wants files."""

from pathlib import Path

import click

from archiver.cli import console
from archiver.exporting import FORMS, check_made, exported, name_of
from archiver.i18n import _, ngettext
from archiver.model.chapters import Chapters
from archiver.model.timeline import Timeline
from archiver.replay.chapters import viewer_chapters
from archiver.replay.items import export_items
from archiver.steps import Settings
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder


@click.command(
    help=_("Write a session in another form: minutes, votes, subtitles, one video per item.")
)
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["items", *FORMS]),
    required=True,
    help=_(
        "items: one MP4 per agenda item; docx, odt: draft minutes; votes: a table of the votes "
        "heard (CSV); vtt, srt: subtitles; json: the transcript."
    ),
)
@click.option(
    "--output",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("Where to write: a folder for items, else a file."),
)
def export(folder: Path, form: str, output: Path | None) -> None:
    """Only what the replay shows, but for votes and transcript, which are whole."""
    session = SessionFolder(folder)
    if form == "items":
        _items(session, output or Path(f"{session.id}-items"))
        return
    target = output or Path(name_of(session, form))
    write_atomic(target, exported(session, form))
    console.say(str(target))
    if form == "votes":
        n = len(session.read("chapters.json", Chapters).votes)
        console.note(ngettext("{n} vote", "{n} votes", n).format(n=n))


def _items(session: SessionFolder, target: Path) -> None:
    settings = Settings.of(session)
    check_made(session, "replay/replay.mp4")
    chapters = viewer_chapters(
        session.read("chapters.json", Chapters),
        session.agenda(),
        session.read("replay/timeline.json", Timeline),
        settings.session.language,
    )
    replay = session.file("replay/replay.mp4")
    with console.progress(_("One video per item")) as progress:
        files = export_items(replay, chapters, target, settings.preset.replay, progress)
    for file in files:
        console.say(str(file))
    console.note(ngettext("{n} file", "{n} files", len(files)).format(n=len(files)))
