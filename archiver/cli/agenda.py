"""`archiver agenda`: what the agenda of a session says, and amending it at any time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from archiver.agenda import amending
from archiver.agenda.reading import Reading
from archiver.agendas import amend, set_members, settle_doubts
from archiver.cli import console
from archiver.i18n import _, ngettext
from archiver.marking import resolve_items
from archiver.model.agenda import Agenda, Item
from archiver.store.folder import SessionFolder

_FIRST = ("first", "start", "premier", "début", "debut")
_LONGEST = 160
Change = Callable[[Agenda], Agenda]


@click.command(
    help=_(
        "Show the agenda of a session, or amend it: one amendment at a time, whenever needed, "
        "even while the session is recorded. ITEM is a printed number or an id."
    )
)
@click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
@click.option(
    "--add", metavar=_("TITLE"), help=_("Add an item, at the end unless --after is given.")
)
@click.option("--number", metavar="N", help=_("Number of the item added."))
@click.option("--rapporteur", metavar=_("NAME"), help=_("Rapporteur of the item added."))
@click.option("--commission", metavar=_("NAME"), help=_("Commission of the item added."))
@click.option(
    "--after",
    metavar=_("ITEM"),
    help=_("The item after which one is added or moved; “first” for the top."),
)
@click.option(
    "--withdraw", metavar=_("ITEM"), help=_("Withdraw an item: it stays listed, as withdrawn.")
)
@click.option("--restore", metavar=_("ITEM"), help=_("Put a withdrawn item back."))
@click.option(
    "--retitle", metavar=_("ITEM TITLE"), type=(str, str), help=_("Give an item another title.")
)
@click.option("--move", metavar=_("ITEM"), help=_("Move an item, after the one given by --after."))
@click.option(
    "--members",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("Set the members, or replace them: a CSV file."),
)
@click.option(
    "--checked",
    is_flag=True,
    help=_("It was looked at and is right: status no longer asks for it after a batch."),
)
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
def agenda(folder: Path, as_json: bool, checked: bool, members: Path | None, **asked: Any) -> None:
    """Amend if asked to, then show."""
    session = SessionFolder(folder)
    if checked:
        settle_doubts(session)
    named = [key for key in ("add", "withdraw", "restore", "retitle", "move") if asked[key]]
    if len(named) + bool(members) > 1:
        raise click.UsageError(_("One amendment at a time."))
    _check_company(named, asked)
    if members:
        found = set_members(session, members)
        count = ngettext("{n} member", "{n} members", len(found)).format(n=len(found))
        console.note(count)
    shown = _amended(session, named[0], asked) if named else session.agenda()
    if as_json:
        console.say_json(shown.model_dump(mode="json", exclude_none=True))
    else:
        show_items(shown)


def _check_company(named: list[str], asked: dict[str, Any]) -> None:
    """Options that say nothing without another."""
    alone = [key for key in ("number", "rapporteur", "commission") if asked[key]]
    if alone and named != ["add"]:
        raise click.UsageError(_("--{option} goes with --add.").format(option=alone[0]))
    if asked["after"] and named not in (["add"], ["move"]):
        raise click.UsageError(_("--after goes with --add or --move."))
    if named == ["move"] and not asked["after"]:
        raise click.UsageError(_("Say where to: --after ITEM, or --after first."))


def _amended(session: SessionFolder, what: str, asked: dict[str, Any]) -> Agenda:
    """The agenda after the one amendment asked for; items are looked up as it is made."""
    given = asked[what]
    details: dict[str, object] = {
        key: value for key, value in asked.items() if value and key != what
    }
    return amend(session, lambda now: _change(now, what, asked), what, given=given, **details)


def _change(now: Agenda, what: str, asked: dict[str, Any]) -> Agenda:
    given, after = asked[what], _after(now, asked["after"])
    assert given
    if what == "add":
        texts = {key: asked[key] or "" for key in ("number", "rapporteur", "commission")}
        return amending.add(now, given, after=after, **texts)
    if what == "retitle":
        item, title = given
        return amending.retitle(now, _one(now, item), title)
    ids = resolve_items(now, [given])
    if what == "move":
        return amending.move(now, ids, after)
    return amending.withdraw(now, ids, back=what == "restore")


def _after(now: Agenda, word: str | None) -> str | None:
    if word is None:
        return None
    return "" if word.casefold() in _FIRST else _one(now, word)


def _one(now: Agenda, word: str) -> str:
    return resolve_items(now, [word])[-1]


def show_items(shown: Agenda) -> None:
    """The items under their commissions and themes, each with its rapporteur."""
    head = [shown.body, shown.title, shown.date, shown.president or ""]
    for text in filter(None, head):
        console.say(text)
    group = ""
    for item in shown.items:
        named = item.commission or str((item.model_extra or {}).get("theme") or "")
        if named != group:
            console.say(f"\n{named}" if named else "")
            group = named
        console.say(_item(item))


def _item(item: Item) -> str:
    number = item.number or "–"
    line = f"  {number:<6} {item.title[:_LONGEST]}"
    if item.rapporteur:
        line += f"  [{item.rapporteur}]"
    if item.withdrawn:
        line += "  " + _("(withdrawn)")
    return line


def show_reading(reading: Reading) -> None:
    """What was read of a printed agenda: the items, then what became nothing, for a person."""
    show_items(reading.agenda)
    console.say()
    for note in reading.notes:
        console.note(note, style="yellow")
    if not reading.left_out:
        console.say(_("Nothing was left out."))
        return
    n = len(reading.left_out)
    console.say(ngettext("Left out, {n} passage:", "Left out, {n} passages:", n).format(n=n))
    for out in reading.left_out:
        console.say(f"  {out.place} – {out.why}: {out.text[:_LONGEST]}")
