"""What the public wrote in the chat of a broadcast: `live/comments.jsonl`, a line an entry.

Only what anyone could read is kept: time, public name, text. Lines are only ever appended; what a
moderator took away is said by a further line, and is shown and exported no more.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import AwareDatetime

from archiver.model.record import Ms, Record


class Said(Record):
    """One message."""

    kind: Literal["said"] = "said"
    id: str
    at: AwareDatetime
    name: str
    text: str


class Removed(Record):
    """A message was taken away, or everything that a name wrote until then."""

    kind: Literal["removed"] = "removed"
    id: str
    """Of this entry itself."""
    at: AwareDatetime
    message: str = ""
    name: str = ""


Entry = Said | Removed


class Shown(Record):
    """A message as a viewer of the replay sees it."""

    replay_ms: Ms
    name: str
    text: str


class PublicComments(Record):
    """What a page or a site is given of them."""

    session: str
    platform: str = "YouTube"
    comments: tuple[Shown, ...] = ()


def standing(entries: Iterable[Entry]) -> tuple[Said, ...]:
    """The messages that stand, by time, each once."""
    every = tuple({entry.id: entry for entry in entries}.values())
    gone = {e.message for e in every if isinstance(e, Removed) and e.message}
    banned = {e.name: e.at for e in every if isinstance(e, Removed) and e.name}
    kept = [
        e
        for e in every
        if isinstance(e, Said)
        and e.id not in gone
        and not (e.name in banned and e.at <= banned[e.name])
    ]
    return tuple(sorted(kept, key=lambda said: (said.at, said.id)))
