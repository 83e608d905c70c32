"""`archiver correct`: mend words, speakers, boundaries, items and votes; list what was mended."""

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, get_args

import click

from archiver.cli import console
from archiver.cli.correct_desk import Desk, show_list
from archiver.cli.forms import Forms
from archiver.cli.hide import hide_passages
from archiver.cli.instants import INSTANT
from archiver.correcting import member_called, recognised, signature, words_now
from archiver.corrections import ballots, checking, making
from archiver.corrections.hiding import Hiding
from archiver.corrections.signing import NotThereError, made
from archiver.i18n import _, ngettext
from archiver.marking import resolve_items
from archiver.model.corrections import Correction, What, plain_line
from archiver.model.hiding import HiddenPicture, HiddenSound
from archiver.model.speakers import Speakers
from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder

_SOUNDS, _PICTURES = click.Choice(get_args(HiddenSound)), click.Choice(get_args(HiddenPicture))
_UNLISTED = ("unlisted", "hors-ordre-du-jour")
_NOTHING = ("none", "rien", "aucun")
_REASONS = {
    "retiré": "withdrawn",
    "retire": "withdrawn",
    "ajourné": "adjourned",
    "ajourne": "adjourned",
    "renvoyé": "adjourned",
    "renvoye": "adjourned",
    "non abordé": "not_reached",
    "non aborde": "not_reached",
}
_OUTCOMES = {
    "adopted": "adopted",
    "adopté": "adopted",
    "adopte": "adopted",
    "rejected": "rejected",
    "rejeté": "rejected",
    "rejete": "rejected",
    "noted": "noted",
    "acte": "noted",
    "none": "none",
    "aucun": "none",
}


class _Forms(Forms):
    aliases = {  # noqa: RUF012 - declared so by the base
        "limite": "boundary",
        "point": "item",
        "retirer": "withdraw",
        "mot": "word",
        "orateur": "speaker",
        "annuler": "undo",
        "confirmer": "confirm",
        "relu": "checked",
        "masquer": "hide",
    }


@click.group(
    cls=_Forms,
    invoke_without_command=True,
    subcommand_metavar=_("[FORM …]"),
    help=_(
        "Mend words, speakers, boundaries, items and votes; without a form, list what was mended. "
        "Times are those of the page."
    ),
)
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
@click.pass_context
def correct(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """List, unless a form follows."""
    session = SessionFolder(folder)
    ctx.obj = session
    if ctx.invoked_subcommand is None:
        show_list(Desk(session, signature(), False, as_json))


def _form(command: Callable[..., None]) -> Any:
    """What all forms take: who corrects, why, and how times are given."""

    @click.option("--author", metavar=_("NAME"), help=_("Who corrects; else whoever is logged in."))
    @click.option("--note", metavar=_("TEXT"), help=_("Why, for those who read the list."))
    @click.option("--session-time", is_flag=True, help=_("Times are those of the recording."))
    @click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
    @click.pass_context
    @wraps(command)
    def form(
        ctx: click.Context,
        /,
        author: str | None,
        note: str | None,
        session_time: bool,
        as_json: bool,
        **given: Any,
    ) -> None:
        command(Desk(ctx.obj, signature(author, note), session_time, as_json), **given)

    return form


def _starts(desk: Desk, given_ms: int) -> int:
    """What is meant by a time; one that is given more finely than to the second is meant so."""
    at_ms = desk.at(given_ms)
    if given_ms % making.SECOND_MS:
        return at_ms
    return making.snapped(desk.chapters(), desk.transcript(), at_ms)


@correct.command(help=_("An item (or opening, suspension …) starts, or ends, at this time."))
@click.argument("matter", metavar=_("ITEM"))
@click.argument("at_ms", metavar=_("TIME"), type=INSTANT)
@click.option("--end", "ends", is_flag=True, help=_("TIME is its end."))
@click.option(
    "--part", metavar="N", type=click.IntRange(min=1), help=_("Which of its parts, counted from 1.")
)
@_form
def boundary(desk: Desk, matter: str, at_ms: int, ends: bool, part: int | None) -> None:
    """Move one edge."""
    kind, items = desk.matter([matter])
    number = part - 1 if part else None
    at = desk.at(at_ms) if ends else _starts(desk, at_ms)
    desk.keep(making.boundary(desk.chapters(), kind, items, at, desk.by, ends=ends, part=number))


@correct.command(help=_("The start of an item is right as it was found."))
@click.argument("matter", metavar=_("ITEM"))
@click.option(
    "--part", metavar="N", type=click.IntRange(min=1), help=_("Which of its parts, counted from 1.")
)
@_form
def confirm(desk: Desk, matter: str, part: int | None) -> None:
    """Anchor it where it is."""
    kind, items = desk.matter([matter])
    number = part - 1 if part else None
    desk.keep(making.boundary(desk.chapters(), kind, items, None, desk.by, part=number))


@correct.command(help=_("From this time on it is about ITEM…; or write: unlisted TITLE; or: none."))
@click.argument("at_ms", metavar=_("TIME"), type=INSTANT)
@click.argument("words", metavar=_("ITEM…"), nargs=-1, required=True)
@_form
def item(desk: Desk, at_ms: int, words: tuple[str, ...]) -> None:
    """Say what a passage is about."""
    first, title = words[0].casefold(), " ".join(words[1:])
    if first in _UNLISTED:
        after = made(What, {"kind": "unlisted", "title": title or None})
    elif first in _NOTHING and not title:
        after = What(kind="none")
    else:
        kind, items = desk.matter(words)
        after = What(kind=kind, items=items)
    desk.keep(making.item(desk.chapters(), _starts(desk, at_ms), after, desk.by))


@correct.command(
    help=_("An item was not treated: withdrawn, adjourned, not reached, or other words.")
)
@click.argument("matter", metavar=_("ITEM"))
@click.argument("reason", metavar=_("REASON"), nargs=-1, required=True)
@_form
def withdraw(desk: Desk, matter: str, reason: tuple[str, ...]) -> None:
    """Say why it has no chapter."""
    said = " ".join(reason)
    code = _REASONS.get(said.casefold(), said)
    chapters, ids = desk.chapters(), resolve_items(desk.agenda(), [matter])
    desk.keep(*(making.not_treated(chapters, id, code, desk.by) for id in ids))


@correct.command(help=_("Other words were said at this time; everywhere with --all, without TIME."))
@click.argument("words", metavar=_("[TIME] WRONG RIGHT"), nargs=-1)
@click.option("--all", "everywhere", is_flag=True, help=_("Everywhere in the session."))
@click.option("--yes", is_flag=True, help=_("Do not ask before mending everywhere."))
@_form
def word(desk: Desk, words: tuple[str, ...], everywhere: bool, yes: bool) -> None:
    """Mend words once, or wherever they are."""
    if len(words) != (2 if everywhere else 3):
        raise click.UsageError(_("Give TIME “wrong” “right”, or --all “wrong” “right”."))
    wrong, right = words[-2:]
    if plain_line(wrong) == plain_line(right):
        raise click.UsageError(_("Both texts are the same."))
    said = words_now(desk.folder)
    if not everywhere:
        at_ms = desk.at(INSTANT.convert(words[0], None, None))
        desk.keep(making.words(said, at_ms, wrong, right, desk.by))
        return
    found = making.words_everywhere(said, wrong, right, desk.by)
    if not found:
        raise NotThereError(_("“{words}” is not in the transcript").format(words=wrong))
    if yes or _agreed(desk, found):
        desk.keep(*found)


def _agreed(desk: Desk, made: Sequence[Correction]) -> bool:
    """Show every place, then ask."""
    for one in made:
        console.note(_preview(desk, one))
    n = len(made)
    asked = ngettext("Mend it at this place?", "Mend it at these {n} places?", n)
    return click.confirm(asked.format(n=n), err=True)


def _preview(desk: Desk, one: Correction) -> str:
    assert one.kind == "word"
    around = (*one.context_before, "[", *one.before, "→", *one.after, "]", *one.context_after)
    return f"{desk.clock(one.start_ms)}  {' '.join(around)}"


@correct.command(help=_("This person speaks at this time."))
@click.argument("at_ms", metavar=_("TIME"), type=INSTANT)
@click.argument("name", metavar=_("NAME"), nargs=-1, required=True)
@_form
def speaker(desk: Desk, at_ms: int, name: tuple[str, ...]) -> None:
    """Name the turn at a time."""
    known = desk.folder.file("speakers.json").is_file()
    turns = desk.folder.read("speakers.json", Speakers) if known else Speakers()
    who, nearest = member_called(desk.folder, " ".join(name))
    if nearest:
        said = _("“{name}” is not in members.csv; the nearest name there is {nearest}.")
        console.note(said.format(name=who, nearest=nearest), style="yellow")
    desk.keep(making.speaker(turns, desk.transcript(), desk.at(at_ms), who, desk.by))


class _Outcome(click.ParamType[str]):
    name = "outcome"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        known = _OUTCOMES.get(str(value).casefold())
        if known is None:
            said = _("“{text}” is no outcome: write adopted, rejected, noted or none")
            self.fail(said.format(text=value), param, ctx)
        return known


@correct.command(help=_("The vote on an item: adopted, rejected, noted, or none."))
@click.argument("matter", metavar=_("ITEM"))
@click.argument("outcome", metavar=_("OUTCOME"), type=_Outcome())
@click.option("--for", "for_", metavar="N", type=click.IntRange(min=0), help=_("Votes for."))
@click.option("--against", metavar="N", type=click.IntRange(min=0), help=_("Votes against."))
@click.option("--abstain", metavar="N", type=click.IntRange(min=0), help=_("Abstentions."))
@click.option("--unanimous", is_flag=True, default=None, help=_("It was unanimous."))
@click.option(
    "--on", metavar=_("TEXT"), help=_("What was voted on, if not the item: an amendment.")
)
@click.option("--at", "at_ms", metavar=_("TIME"), type=INSTANT, help=_("When the result is said."))
@_form
def vote(
    desk: Desk, matter: str, outcome: str, on: str | None, at_ms: int | None, **counts: Any
) -> None:
    """Say how a vote ended."""
    ids, chapters = resolve_items(desk.agenda(), [matter]), desk.chapters()
    at = None if at_ms is None else desk.at(at_ms)
    before, after = ballots.heard(chapters, ids, on, at), None
    if outcome != "none":
        what = {"outcome": outcome, "on": on, **counts}
        after = ballots.said(chapters, before, ids, what, at)
    desk.keep(ballots.correction(before, after, desk.by))


@correct.command(help=_("All captions were read against the recording, and are right now."))
@_form
def checked(desk: Desk) -> None:
    """Declare it; what is recognised anew afterwards is to be read again."""
    desk.keep(checking.checked(desk.transcript().duration_ms, recognised(desk.folder), desk.by))


@correct.command(
    help=_("What is said or seen FROM one time TO another must not be public; or --all “words”.")
)
@click.argument("given", metavar=_("[FROM TO]"), nargs=-1, required=True)
@click.option("--all", "everywhere", is_flag=True, help=_("Everywhere in the session."))
@click.option("--yes", is_flag=True, help=_("Do not ask before hiding everywhere."))
@click.option("--words", metavar=_("TEXT"), default="", help=_("Mask these words only."))
@click.option("--sound", type=_SOUNDS, default="bleep", help=_("A tone, silence, or as it is."))
@click.option("--picture", type=_PICTURES, default="keep", help=_("As it is, blurred, or a card."))
@_form
def hide(desk: Desk, sound: HiddenSound, picture: HiddenPicture, **asked: Any) -> None:
    """Hide a passage, or words wherever they are said."""
    hide_passages(desk, how=Hiding(sound, picture), **asked)


@correct.command(help=_("Take back corrections, by their ids."))
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@_form
def undo(desk: Desk, ids: tuple[str, ...]) -> None:
    """Append that they are taken back."""
    known = read_corrections(desk.folder)
    desk.keep(*(making.undo(known, id, desk.by) for id in ids))
