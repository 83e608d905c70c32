"""What every destination must do: find, plan, publish, verify, withdraw; and what it is given.

A publisher knows no session folder. It is given a `Replay`, made of what the replay shows and of
nothing else, so that nothing outside the public window can reach it; and `keep`, which puts its
state on disk before it goes on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from archiver.errors import ArchiverError
from archiver.model.chapters import Chapter
from archiver.model.progress import Progress
from archiver.model.publication import Finding, Published
from archiver.model.record import Ms


class PublishError(ArchiverError):
    """A destination did not take what it was sent: which part, why, and what to do."""


class LaterError(PublishError):
    """Nothing is wrong, but it must go on later (a quota is used up): `remedy` says when."""


@dataclass(frozen=True)
class File:
    """A file to be published, and its digest when the replay was made."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Replay:
    """What is shown of a session, the same for every destination. Times are in replay time."""

    id: str
    """The session's name in links."""
    title: str
    body: str
    date: date
    language: str
    duration_ms: Ms
    description: str
    """A sentence or two, plain text, in the session's language."""
    chapters: tuple[Chapter, ...]
    video: File
    poster: File | None = None
    captions: Mapping[str, File] = field(default_factory=dict)
    """SubRip, by language."""
    page_url: str = ""
    """The session's page on the website; empty where the house has no address."""


@dataclass(frozen=True)
class Change:
    """What publishing would do to one part; `before` and `after` are texts a person may compare."""

    part: str
    action: Literal["add", "replace", "remove"]
    before: str = ""
    after: str = ""
    bytes: int = 0
    """How much would be sent."""


Keep = Callable[[Published], None]
"""Puts a destination's state on disk, synced, before it returns."""


class Publisher(Protocol):
    """One destination. Every call may be repeated after any interruption, and does no harm."""

    def find(self, replay: Replay, state: Published) -> Published:
        """What is really there, adopting what a dead process left. Changes nothing there."""

    def plan(self, replay: Replay, state: Published) -> tuple[Change, ...]:
        """What `publish` would change, and nothing if all is there. Changes nothing."""

    def publish(
        self, replay: Replay, state: Published, keep: Keep, progress: Progress
    ) -> Published:
        """Send what is missing or has changed; the state is then `sent`.

        Raises PublishError; LaterError where only time is wanting. What was sent is kept.
        """

    def verify(self, replay: Replay, state: Published) -> tuple[Finding, ...]:
        """Read back what is there and compare it with what was meant."""

    def withdraw(self, state: Published, keep: Keep, *, remove: bool) -> Published:
        """Let nobody see it any more; with `remove`, remove it. The state is then `withdrawn`."""
