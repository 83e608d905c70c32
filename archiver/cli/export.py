"""`archiver export`: the session in other forms, for who wants files."""

from pathlib import Path

import click

from archiver.cli import console
from archiver.cli.instants import INSTANT
from archiver.exporting import FORMS, chapters_of, check_made, clip_of, exported, name_of
from archiver.i18n import _, ngettext
from archiver.model.chapters import Chapters
from archiver.model.timeline import Timeline
from archiver.model.times import clock
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
    type=click.Choice(["items", "clip", *FORMS]),
    required=True,
    help=_(
        "items: one MP4 per agenda item; clip: one passage (MP4); docx, odt: draft minutes; votes: "
        "a table of the votes heard (CSV); scdl: what was adopted, as open data (CSV); vtt, srt, "
        "ttml: subtitles; edl: the chapters for an editing program; json: the transcript."
    ),
)
@click.option(
    "--from",
    "start",
    metavar=_("TIME"),
    type=INSTANT,
    help=_("Where a clip starts, in the replay: 1:02:03."),
)
@click.option("--to", "end", metavar=_("TIME"), type=INSTANT, help=_("Where a clip ends."))
@click.option("--item", metavar=_("ITEM"), help=_("A clip of this agenda item."))
@click.option(
    "--output",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("Where to write: a folder for items, else a file."),
)
def export(
    folder: Path,
    form: str,
    start: int | None,
    end: int | None,
    item: str | None,
    output: Path | None,
) -> None:
    """Only what the replay shows, but for votes and transcript, which are whole."""
    session = SessionFolder(folder)
    if form == "clip":
        _clip(session, _passage(session, start, end, item), output)
        return
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


def _passage(
    session: SessionFolder, start: int | None, end: int | None, item: str | None
) -> tuple[int, int]:
    """The times of a clip, in the replay."""
    if item:
        check_made(session, "replay/replay.mp4")
        parts = [one for one in chapters_of(session) if item in one.items]
        if not parts:
            raise click.BadParameter(_("the replay has no such item"), param_hint="--item")
        return parts[0].start_ms, parts[-1].end_ms
    if start is None or end is None:
        raise click.UsageError(_("a clip needs --from and --to, or --item"))
    return start, end


def _clip(session: SessionFolder, passage: tuple[int, int], output: Path | None) -> None:
    times = "-".join(clock(ms).replace(":", ".") for ms in passage)
    target = output or Path(f"{session.id}-{times}.mp4")
    clip_of(session, *passage, target)
    console.say(str(target))
