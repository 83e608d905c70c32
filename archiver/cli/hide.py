"""`archiver correct FOLDER hide …` hides passages; `archiver hidden` finds what is left."""

from collections.abc import Sequence
from pathlib import Path

import click

from archiver.cli import console
from archiver.cli.correct_desk import Desk, plain
from archiver.cli.instants import INSTANT
from archiver.correcting import signature, words_now
from archiver.corrections.hiding import Hiding, passage
from archiver.corrections.hiding import everywhere as places_of
from archiver.corrections.signing import NotThereError
from archiver.corrections.telling import told
from archiver.hiding import hidden_in, masks, shown_with, state_of_hiding
from archiver.i18n import _, ngettext
from archiver.leaks import Leak, search_leaks
from archiver.model.corrections import HideCorrection
from archiver.model.transcript import Transcript
from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder


def hide_passages(
    desk: Desk, given: Sequence[str], everywhere: bool, yes: bool, words: str, how: Hiding
) -> None:
    """Hide from one time to another, or everywhere that something is said."""
    said = _said(desk)
    if everywhere:
        if len(given) != 1:
            raise click.UsageError(_("Give --all “words”."))
        found = places_of(said, given[0], how, desk.by)
        if not found:
            raise NotThereError(_("“{words}” is not in the transcript").format(words=given[0]))
        if yes or _agreed(desk, said, found):
            desk.keep(*found)
        return
    if len(given) != 2:
        raise click.UsageError(_("Give FROM and TO, or --all “words”."))
    start_ms, end_ms = (desk.at(INSTANT.convert(one, None, None)) for one in given)
    one = passage(start_ms, end_ms, said.duration_ms, how, desk.by, words.split())
    desk.keep(one)
    if not desk.as_json:
        console.note(_shown(desk, said, (one,)))


def _said(desk: Desk) -> Transcript:
    return words_now(desk.folder)


def _agreed(desk: Desk, said: Transcript, found: Sequence[HideCorrection]) -> bool:
    """Show every place, then ask."""
    for one in found:
        text = masks(said, one)
        console.note(f"{desk.clock(one.start_ms)}  {text.before} [{text.words}] {text.after}")
    n = len(found)
    asked = ngettext("Hide it at this place?", "Hide it at these {n} places?", n)
    return click.confirm(asked.format(n=n), err=True)


def _shown(desk: Desk, said: Transcript, new: Sequence[HideCorrection]) -> str:
    shown = shown_with(said, read_corrections(desk.folder), new)
    return _("Viewers will read: {text}").format(text=shown)


@click.command(
    help=_(
        "What is hidden in a session, and whether any of it is left where the public can come: "
        "pages, captions, search, videos, pictures, older versions, the sound itself."
    )
)
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option("--list", "only_list", is_flag=True, help=_("Only list what is hidden."))
@click.option("--without-sound", is_flag=True, help=_("Do not recognise the sound again."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
@click.pass_context
def hidden(
    ctx: click.Context, folder: Path, only_list: bool, without_sound: bool, as_json: bool
) -> None:
    """List, then search; 1 if anything is left."""
    desk = Desk(SessionFolder(folder), signature(), False, as_json)
    there = hidden_in(desk.folder)
    leaks: tuple[Leak, ...] = ()
    if there and not only_list:
        with console.progress(_("Searching")) as progress:
            leaks = search_leaks(desk.folder, with_sound=not without_sound, progress=progress)
    if as_json:
        made = [{**plain(one.hide), "masks": one.masks.words} for one in there]
        console.say_json({"hidden": made, "leaks": [leak.model_dump() for leak in leaks]})
    else:
        _tell(desk, leaks, searched=bool(there) and not only_list)
    if leaks:
        ctx.exit(1)


def _tell(desk: Desk, leaks: Sequence[Leak], *, searched: bool) -> None:
    agenda = desk.agenda()
    there = hidden_in(desk.folder)
    for one in there:
        console.say(f"{one.hide.id}  {told(one.hide, agenda, desk.clock)}")
        console.say(f"          {one.masks.words} – {state_of_hiding(one.listed)}")
    if not there:
        console.say(_("Nothing is hidden in this session."))
    for leak in leaks:
        console.stdout.print(f"{leak.place}: {leak.what}", style="red")
        console.say(f"          {leak.remedy}")
    if searched and not leaks:
        console.say(_("Nothing of it was found where the public can come."))
