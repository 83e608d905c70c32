"""What happened at each destination: `publication.json`, one state per destination.

It holds no secret, so that whoever may read the session may read it. Each change is on disk before
the next call to a destination: whatever dies, the same command goes on from what is here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from archiver.model.record import Record

DestinationKind = Literal["website", "youtube"]
Privacy = Literal["public", "unlisted", "private"]
PublishedState = Literal["planned", "sending", "sent", "published", "wrong", "withdrawn"]
"""`planned`: nothing was sent. `sending`: begun, and what is there is not whole. `sent`: all of it
is there, not read back yet. `published`: read back, and as it was meant. `wrong`: read back, and
otherwise than meant (`found` says how). `withdrawn`: taken back."""


class Finding(Record):
    """What reading back a destination found to be otherwise than meant."""

    part: str
    """Which part of the publication: `video`, `description`, `captions.fr`, …"""
    severity: Literal["error", "warning"] = "error"
    why: str
    remedy: str = ""


class Event(Record):
    """One entry of a destination's history: what was done, and when."""

    at: datetime
    did: Literal["published", "changed", "verified", "withdrawn", "removed", "adopted"]
    parts: tuple[str, ...] = ()
    why: str = ""
    """What the person said who took it back."""


class Withdrawal(Record):
    """A session that was taken back everywhere, the site of its archive included."""

    at: datetime
    why: str = ""


class Published(Record):
    """How a session stands at one destination."""

    kind: DestinationKind
    state: PublishedState = "planned"
    url: str = ""
    """Where a person finds it; empty while nobody can."""
    sent: Mapping[str, str] = Field(default_factory=dict)
    """The parts that are there, each with the digest of what was sent."""
    own: Mapping[str, Any] = Field(default_factory=dict)
    """What this kind of destination keeps for itself, as JSON; its publisher alone reads it."""
    found: tuple[Finding, ...] = ()
    history: tuple[Event, ...] = ()

    def did(self, what: Event, **update: Any) -> "Published":
        """The state after a change, which is put in its history."""
        return self.model_copy(update={**update, "history": (*self.history, what)})


class Publication(Record):
    """The whole of `publication.json`."""

    destinations: Mapping[str, Published] = Field(default_factory=dict)
    """By the destination's name in `archive.toml`."""

    def of(self, name: str, kind: DestinationKind) -> Published:
        """How a destination stands; planned where nothing was done there."""
        return self.destinations.get(name, Published(kind=kind))

    def with_state(self, name: str, state: Published) -> "Publication":
        """The publication with one destination's state replaced."""
        return Publication(destinations={**self.destinations, name: state})
