"""`archiver desk`: the desk in the browser, and who may use it from another machine."""

import webbrowser
from pathlib import Path

import click

from archiver.cli import console
from archiver.correcting import signature
from archiver.desk.people import ROLES, Account, Accounts, Role, digest_of, role_label
from archiver.desk.serving import LOOPBACK, PORT, Listening, serve
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.store.deskusers import load_accounts, save_accounts

_LEAST = 10


@click.command(
    help=_("Open the desk: record, search, review and correct the sessions in the browser.")
)
@click.argument("archive", metavar=_("[ARCHIVE]"), type=click.Path(path_type=Path), default=Path())
@click.option(
    "--listen",
    metavar=_("ADDRESS"),
    default="",
    help=_(
        "Let other machines in, at this address of this one (0.0.0.0: all): by the accounts of "
        "archiver desk-account, or by a token where there are none."
    ),
)
@click.option("--port", default=PORT, show_default=True, help=_("The port; 0 takes a free one."))
@click.option("--no-browser", is_flag=True, help=_("Open no browser."))
def desk(archive: Path, listen: str, port: int, no_browser: bool) -> None:
    """Serve until ^C."""
    listening = Listening(listen or LOOPBACK, port, asks=bool(listen))

    def ready(url: str) -> None:
        console.say(_("The desk is open: {url}").format(url=url))
        console.note(_("^C closes it; a recording goes on."))
        if not listening.is_here:
            console.note(
                _("What is typed goes over the network as it is: put a TLS proxy before it."),
                style="yellow",
            )
        if not no_browser:
            webbrowser.open(url)

    serve(archive, listening, signature().author, ready)


@click.command(help=_("Let somebody use the desk from another machine; the password is asked for."))
@click.argument("name", metavar=_("NAME"))
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="correct",
    show_default=True,
    help=_("read: look and search; correct: mend too; publish: record and publish too."),
)
@click.option("--remove", is_flag=True, help=_("Take the account away."))
def desk_account(name: str, role: Role, remove: bool) -> None:
    """Make, change or remove an account."""
    known = {one.name: one for one in load_accounts(Accounts).accounts}
    if remove:
        if known.pop(name, None) is None:
            raise ArchiverError(_("there is no account “{name}”").format(name=name))
    else:
        password = click.prompt(
            _("Password"), hide_input=True, confirmation_prompt=_("Once more"), err=True
        )
        if len(password) < _LEAST:
            raise ArchiverError(
                _("the account was not made"),
                _("a password has at least {n} characters").format(n=_LEAST),
            )
        known[name] = Account(name=name, role=role, password=digest_of(password))
    save_accounts([{k: str(v) for k, v in one.model_dump().items()} for one in known.values()])
    console.say(
        _("Removed: {name}").format(name=name)
        if remove
        else _("{name} may come in: {role}").format(name=name, role=role_label(role))
    )
