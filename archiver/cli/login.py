"""`archiver login youtube`, `archiver logout youtube`: connect the account, take it back."""

from pathlib import Path

import click

from archiver.cli import console
from archiver.cli.forms import Forms
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.publish.youtube import account_from, connect, connect_by_hand, disconnect
from archiver.store.accounts import (
    client_file,
    load_secret_file,
    remove_secret_file,
    save_secret_file,
    token_file,
)


class ClientError(ArchiverError):
    """There is no Google client to log in with."""


@click.group(cls=Forms, help=_("Connect an account that replays are published with."))
def login() -> None:
    """The group of the services."""


@click.group(cls=Forms, help=_("Disconnect an account, and remove its token from this machine."))
def logout() -> None:
    """The group of the services."""


@login.command(
    "youtube",
    help=_(
        "Connect the YouTube channel: its owner agrees in the browser. The first time, give the "
        "client file of your Google project (see the guide) with --client."
    ),
)
@click.option(
    "--no-browser",
    is_flag=True,
    help=_("There is no browser here: agree on another machine, paste the address it ends at."),
)
@click.option(
    "--client",
    "given",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("The client file that Google's console gives (client_secret_….json)."),
)
def login_youtube(no_browser: bool, given: Path | None) -> None:
    """Ask, then keep the token where only this user can read it."""
    client = _client(given)
    token = connect_by_hand(client, _ask) if no_browser else connect(client, console.note)
    # Only what served is kept.
    save_secret_file(client_file(), client)
    save_secret_file(token_file(), token)
    console.say(_("The YouTube account is connected. Kept in {file}").format(file=token_file()))
    if given and given.resolve() != client_file().resolve():
        console.note(
            _("{file} is not needed any more: remove it, it is a secret.").format(file=given)
        )


@logout.command("youtube", help=_("Disconnect the YouTube channel."))
def logout_youtube() -> None:
    """Make the token worthless at Google, then remove it here."""
    token = load_secret_file(token_file())
    if not token:
        console.say(_("No YouTube account is connected."))
        return
    told = disconnect(account_from(token, lambda _token: None))
    remove_secret_file(token_file())
    console.say(_("The YouTube account is disconnected: its token was removed."))
    if not told:
        console.note(
            _("Google could not be told: remove the app at myaccount.google.com/permissions too.")
        )


def _client(given: Path | None) -> str:
    if given:
        try:
            return given.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
            raise ClientError(_("{file} cannot be read").format(file=given), why or "") from None
    kept = load_secret_file(client_file())
    if not kept:
        raise ClientError(
            _("the YouTube account is not connected"),
            _("there is no client of a Google project yet"),
            _("Make one as the guide says, then: archiver login youtube --client FILE"),
        )
    return kept


def _ask(url: str) -> str:
    console.note(_("Open this address on a machine with a browser, and agree:"))
    console.note(url)
    console.note(
        _("The browser then says that it cannot reach localhost: that is as it should be.")
    )
    return str(click.prompt(_("Paste the whole address it shows"), prompt_suffix="\n> ", err=True))
