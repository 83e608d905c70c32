"""Runs the desk: on loopback for who sits here, elsewhere for who has a token or an account."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn

from archiver.desk.app import make_app
from archiver.desk.context import Desk
from archiver.desk.index_keeper import IndexKeeper
from archiver.desk.jobs import Jobs
from archiver.desk.people import Account, Accounts, People, Person
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.store.archive import sessions
from archiver.store.deskusers import desk_key, desk_token, load_accounts

LOOPBACK, PORT = "127.0.0.1", 8321


class AddressError(ArchiverError):
    """The desk cannot listen there."""


@dataclass(frozen=True)
class Listening:
    """Where the desk is to be found."""

    host: str = LOOPBACK
    port: int = PORT
    asks: bool = False
    """Whether it asks who comes: a proxy on this machine speaks for others too."""

    @property
    def is_here(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in (LOOPBACK, "::1", "localhost")

    def url(self, people: People) -> str:
        """What to open; with the token where that is the way in."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        shown = socket.gethostname() if self.host in ("0.0.0.0", "::") else host  # noqa: S104
        way = f"login?token={people.token}" if people.asks and not people.accounts else ""
        return f"http://{shown}:{self.port}/{way}"


def people_for(listening: Listening, author: str) -> People:
    """Who may come in. Raises SecretsError or SettingsError for accounts that cannot be used."""
    here = Person(author, "publish")
    if listening.is_here and not listening.asks:
        return People(here)
    accounts: dict[str, Account] = {one.name: one for one in load_accounts(Accounts).accounts}
    return People(here, desk_key(), "" if accounts else desk_token(), accounts)


def serve(archive: Path, listening: Listening, author: str, ready: Callable[[str], None]) -> None:
    """Serve until ^C; `ready` is told the address once it answers.

    Raises NotASessionError where that is no archive, AddressError where it cannot listen.
    """
    sessions(archive)
    people = people_for(listening, author)
    bound = _bound(listening)
    port = int(bound.getsockname()[1])
    archive = archive.absolute()
    index = IndexKeeper(archive)
    index.start()
    app = make_app(Desk(archive, people, Jobs(), index))
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    server = _Server(config, lambda: ready(replace(listening, port=port).url(people)))
    server.run(sockets=[bound])


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell it."""
        await super().startup(sockets)
        self._ready()


def _bound(listening: Listening) -> socket.socket:
    try:
        found = socket.getaddrinfo(listening.host, listening.port, type=socket.SOCK_STREAM)
        family, kind, proto, _name, address = found[0]
        made = socket.socket(family, kind, proto)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(128)
    except OSError as error:
        raise AddressError(
            _("the desk cannot listen on {host}, port {port}").format(
                host=listening.host, port=listening.port
            ),
            error.strerror or str(error),
            _("Another desk may be open: close it, or give another port with --port"),
        ) from error
    return made
