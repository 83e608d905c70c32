"""`archiver destinations`: where the session is sent live, and the keys that takes."""

import sys
from pathlib import Path

import click

from archiver.capture.destination import Destination, unanswered
from archiver.cli import console
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.store.archive import load_house
from archiver.store.secrets import Secrets, load_secrets, save_secret


class _ListByDefault(click.Group):
    """`archiver destinations [ARCHIVE]` is `archiver destinations list [ARCHIVE]`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is no command is an archive."""
        helps = set(ctx.help_option_names)
        if not (args and (args[0] in self.commands or args[0] in helps)):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_ListByDefault,
    help=_(
        "The live destinations of an archive (YouTube, Facebook, X, a relay…): whether each has "
        "a key and answers. “archiver destinations ARCHIVE” lists them."
    ),
)
def destinations() -> None:
    """The group of the destinations' commands."""


@destinations.command("list", help=_("List the destinations, and ask each whether it is there."))
@click.argument("archive", metavar=_("[ARCHIVE]"), default=Path(), type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
def list_destinations(archive: Path, as_json: bool) -> None:
    """What `archive.toml` and the secrets say, and what the network says."""
    secrets = load_secrets()
    rows = [_row(each.name, each.url, secrets) for each in load_house(archive).destinations]
    if as_json:
        console.say_json({"destinations": rows})
        return
    if not rows:
        console.say(_("No destination is declared in archive.toml."))
    for row in rows:
        key = _("key known") if row["key"] else _("no key")
        state = row["why"] or _("answers")
        console.say(f"  {row['name']:<16} {row['url']}  {key}  {state}")


def _row(name: str, url: str, secrets: Secrets) -> dict[str, object]:
    own = secrets.of(name)
    row: dict[str, object] = {"name": name, "url": url, "key": bool(own.key.get_secret_value())}
    try:
        destination = Destination(
            name, url, own.key.get_secret_value(), own.passphrase.get_secret_value()
        )
    except ArchiverError as error:
        # The address may hold what should be secret.
        return {**row, "url": "", "answers": False, "why": error.why}
    why = unanswered(destination)
    return {**row, "answers": not why, "why": why}


@destinations.command(
    "set-key",
    help=_(
        "Keep the key of a destination in the secrets file, which only you can read. It is asked "
        "for without being shown, or read from the input."
    ),
)
@click.argument("name", metavar=_("NAME"))
@click.option("--passphrase", is_flag=True, help=_("Give the passphrase of an SRT destination."))
def set_key(name: str, passphrase: bool) -> None:
    """Ask, check, write."""
    secret = _asked(_("Passphrase") if passphrase else _("Key"))
    # The same rules as when it is used; the address is of no matter here.
    Destination(name, "srt://localhost:1", key=secret)
    given = {"passphrase": secret} if passphrase else {"key": secret}
    path = save_secret(name, **given)
    console.say(_("Kept in {file}").format(file=path))


def _asked(label: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(label, hide_input=True)).strip()
    return sys.stdin.readline().strip()
