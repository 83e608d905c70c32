"""`archiver broadcast`: a session's live on YouTube, its chat, and what is pasted elsewhere."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

import click

from archiver.broadcasting import adopting, chatting
from archiver.broadcasting import session as broadcasts
from archiver.broadcasting.opening import opened
from archiver.broadcasting.session import Live, destination_of, live_of
from archiver.cli import console
from archiver.cli.instants import INSTANT
from archiver.cli.times import DURATION
from archiver.commenting import comments_of
from archiver.i18n import _, ngettext
from archiver.model.publication import Privacy
from archiver.model.session import LiveDestination
from archiver.publish.announcing import Platform
from archiver.publish.comments import Form, written_as
from archiver.publish.youtube.chat import EVERY_SECONDS
from archiver.publish.youtube.livecalls import UncertainError
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder

_FOLDER = click.argument("folder", metavar=_("FOLDER"), type=click.Path(path_type=Path))
_TO = click.option(
    "--to", metavar=_("NAME"), default="", help=_("Which YouTube channel of archive.toml.")
)
_DESTINATION = click.option(
    "--destination",
    metavar=_("NAME"),
    default="",
    help=_("Which live destination sends to it, where that cannot be told by its address."),
)
_JSON = click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))


@click.group(
    help=_(
        "The broadcast of a session on YouTube: make it before the session, end it, keep its "
        "comments, take its archive for the replay; and texts for Facebook and X."
    )
)
def broadcast() -> None:
    """The group of the broadcast's commands."""


@broadcast.command(
    help=_(
        "Make the broadcast and bind it to the channel's stream; the stream's key goes to the "
        "secrets file. Run it again after any change or interruption: it is never made twice."
    )
)
@_FOLDER
@_TO
@_DESTINATION
@click.option(
    "--privacy",
    type=click.Choice(["public", "unlisted", "private"]),
    help=_("Who may see it, instead of what archive.toml says."),
)
@click.option("--dry-run", is_flag=True, help=_("Show what it would be; nothing is sent."))
@_JSON
def create(
    folder: Path,
    to: str,
    destination: str,
    privacy: Privacy | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make or mend it."""
    live = live_of(SessionFolder(folder), to)
    goes = destination_of(live, destination)
    if dry_run:
        _show_plan(live, goes, privacy, as_json)
        return
    made = broadcasts.create(live, opened(live), goes, privacy)
    if as_json:
        known = {"id": made.broadcast.id, "url": made.broadcast.url}
        console.say_json({**known, "destination": made.destination, "send_to": made.url})
        return
    console.say(_("The broadcast is ready: {url}").format(url=made.broadcast.url))
    console.say(_("The key of “{name}” is in the secrets file.").format(name=made.destination))
    if not made.is_right:
        said = _("In archive.toml, the destination “{name}” must be sent to: {url}")
        console.note(said.format(name=made.destination, url=made.url), style="yellow")
    if made.broadcast.refused:
        said = _("The thumbnail was not taken: {why}")
        console.note(said.format(why=made.broadcast.refused), style="yellow")


def _show_plan(live: Live, goes: LiveDestination, privacy: Privacy | None, as_json: bool) -> None:
    plan, known = broadcasts.plan_of(live, goes.name, privacy), broadcasts.known_of(live)
    times = {"start": plan.start.isoformat(), "end": plan.end.isoformat() if plan.end else ""}
    if as_json:
        shown = {"title": plan.title, "description": plan.description, "privacy": plan.privacy}
        same = known.said == plan.digest()
        console.say_json({"id": known.id, "same": same, **shown, **times, "stream": goes.name})
        return
    if known.said == plan.digest():
        console.say(_("Nothing would change: {url}").format(url=known.url))
        return
    sign = "~" if known.id else "+"
    for label, text in (
        (_("title"), plan.title),
        (_("start"), times["start"]),
        (_("end"), times["end"]),
        (_("privacy"), plan.privacy),
        (_("stream"), goes.name),
    ):
        console.say(f"{sign} {label} : {text}")
    for line in plan.description.splitlines():
        console.say(f"{sign}   {line}")


@broadcast.command(help=_("How the broadcast stands at YouTube."))
@_FOLDER
@_TO
@_JSON
def status(folder: Path, to: str, as_json: bool) -> None:
    """Ask YouTube."""
    live = live_of(SessionFolder(folder), to)
    known = broadcasts.made_of(live)
    now = broadcasts.standing(live, opened(live))
    if as_json:
        hours = {"started": _iso(now.started), "ended": _iso(now.ended)}
        state = {"life": now.life, "privacy": now.privacy, "stream": now.stream}
        console.say_json({"id": known.id, "url": known.url, **state, **hours})
        return
    console.say(f"{known.url}  {_life(now.life)}  {now.privacy}")
    if now.stream:
        receives = _("a picture comes in") if now.stream == "active" else _("no picture comes in")
        console.say(f"  {receives}  {now.health}".rstrip())


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _life(life: str) -> str:
    return {
        "created": _("made, no stream bound"),
        "ready": _("ready: it begins with the picture"),
        "testing": _("being tested"),
        "live": _("live"),
        "complete": _("over"),
        "revoked": _("removed by YouTube"),
    }.get(life, life)


@broadcast.command(help=_("End the broadcast, if it has not ended by itself; its archive stays."))
@_FOLDER
@_TO
def end(folder: Path, to: str) -> None:
    """End it."""
    live = live_of(SessionFolder(folder), to)
    ended = broadcasts.end(live, opened(live))
    console.say(_("The broadcast is over: {url}").format(url=ended.url))


@broadcast.command(
    help=_(
        "Take the archive of the broadcast for the replay, if it shows nothing else than the "
        "replay does; else make it private, and say why. Nothing is uploaded."
    )
)
@_FOLDER
@_TO
@_DESTINATION
@click.option(
    "--begins",
    type=INSTANT,
    metavar=_("TIME"),
    help=_("Where in the archive the replay's first second is, if you have looked: 15:12."),
)
def adopt(folder: Path, to: str, destination: str, begins: int | None) -> None:
    """Judge it and keep what was decided."""
    live = live_of(SessionFolder(folder), to)
    if not live.target.adopt_live:
        console.note(_("archive.toml says adopt_live = false: nothing is adopted."))
        return
    goes = destination_of(live, destination)
    decided = adopting.adopt(live, opened(live), goes.name, begins)
    if not decided.against:
        console.say(_("The archive is the replay: {url}").format(url=decided.broadcast.url))
        console.say(_("Send its chapters and captions with: archiver publish"))
        return
    console.say(_("The archive is private now, and is not the replay:"))
    for why in decided.against:
        console.say(f"  - {why}")
    console.say(_("Upload the replay with: archiver publish"))


@broadcast.command(help=_("Keep what the public writes in the chat, until the broadcast is over."))
@_FOLDER
@_TO
@click.option(
    "--every",
    type=DURATION,
    metavar=_("DURATION"),
    default=f"{EVERY_SECONDS:.0f}s",
    show_default=True,
    help=_("How often to look; never sooner than YouTube allows. Each look costs 5 quota units."),
)
def follow(folder: Path, to: str, every: timedelta) -> None:
    """Follow the chat to its end."""
    live = live_of(SessionFolder(folder), to)
    asleep = threading.Event()

    def wait(length: float) -> bool:
        return not asleep.wait(length)

    def failing(error: UncertainError) -> None:
        console.note(_("{why}; tried again").format(why=error.why or error.what), style="yellow")

    console.note(_("The chat is kept until it ends; ^C stops it, run again to go on."))
    over = chatting.follow(live, opened(live), every.total_seconds(), wait, failing)
    kept = len(comments_of(live.folder))
    console.say(ngettext("{n} comment kept", "{n} comments kept", kept).format(n=kept))
    if over:
        console.note(_("The chat is over."))


@broadcast.command(help=_("Write the comments that were kept as a file; they never run anything."))
@_FOLDER
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "txt"]),
    required=True,
    help=_("csv for a spreadsheet."),
)
@click.option(
    "--output",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("Where to write; else beside you, under the session's name."),
)
def comments(folder: Path, form: Form, output: Path | None) -> None:
    """Export them."""
    session = SessionFolder(folder)
    said = comments_of(session)
    target = output or Path(f"{session.id}-comments.{form}")
    write_atomic(target, written_as(form, said))
    console.say(str(target))
    console.note(ngettext("{n} comment", "{n} comments", len(said)).format(n=len(said)))


@broadcast.command(help=_("The text to paste on Facebook or X: title, hours, agenda, addresses."))
@_FOLDER
@click.option(
    "--for",
    "platform",
    type=click.Choice(["facebook", "x"]),
    required=True,
    help=_("For which platform; for X it has at most 280 characters."),
)
@_TO
def text(folder: Path, platform: Platform, to: str) -> None:
    """Print it, and nothing else."""
    console.say(broadcasts.pasted(SessionFolder(folder), platform, to))
