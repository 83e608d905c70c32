"""A channel on the loopback YouTube, and Google's client as the publisher opens it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archiver.publish.youtube.account import Account
from archiver.publish.youtube.broadcasts import Broadcasts
from archiver.publish.youtube.client import Client, Pace
from archiver.publish.youtube.livecalls import LiveCalls
from archiver.publish.youtube.livestate import Broadcast, Plan
from archiver.publish.youtube.quota import Quota
from tests.youtube.broadcasts import ingest
from tests.youtube.client import credentials
from tests.youtube.server import Server, serving
from tests.youtube.world import World

REF = "0123456789abcdef01234567"
START = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3)
PLAN = Plan(
    ref=REF,
    stream_title="archiver 0123456789ab",
    title="Séance publique – Conseil",
    description=f"Ordre du jour\n\nRef. archiver : {REF}",
    start=START,
    end=START + timedelta(hours=2),
)


@dataclass
class Kept:
    """What was kept, in order: a process that dies goes on from the last."""

    states: list[Broadcast] = field(default_factory=list)

    def __call__(self, state: Broadcast) -> None:
        self.states.append(state)

    @property
    def last(self) -> Broadcast:
        return self.states[-1] if self.states else Broadcast()


@dataclass
class Channel:
    """A server, a client of it, and a door to its world."""

    server: Server
    world: World
    client: Client

    def calls(self) -> LiveCalls:
        return LiveCalls(self.client.once, lambda _seconds: None)

    def broadcasts(self) -> Broadcasts:
        return Broadcasts(self.calls(), lambda: datetime.now(UTC))

    def made(self, kept: Kept | None = None, plan: Plan = PLAN) -> Broadcast:
        kept = kept or Kept()
        return self.broadcasts().create(plan, kept.last, kept)[0]

    def ingest(self, *, active: bool, stops: bool = True) -> None:
        ingest(self.world, self.all("streams")[0]["key"], active=active, stops=stops)

    def all(self, kind: str) -> list[dict[str, Any]]:
        return self.server.all(kind)


def client_of(server: Server) -> Client:
    account = Account(credentials(server.grant()), lambda _token: None)
    return Client(account, Quota(), Pace(sleep=lambda _seconds: None), server.address + "/")


@contextmanager
def channel(folder: Path) -> Iterator[Channel]:
    with serving(folder) as server:
        world = World(folder)
        try:
            yield Channel(server, world, client_of(server))
        finally:
            world.store.close()
