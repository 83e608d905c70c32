"""What is known of a broadcast and kept, what it is to be, and how it stands at YouTube."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from archiver.model.publication import Privacy
from archiver.model.record import OpenRecord

KEY = "broadcast"
"""Where a broadcast stands in `Published.own`."""


class Broadcast(OpenRecord):
    """What is kept of a broadcast: no secret, only what finds it again."""

    id: str = ""
    """Also the id of the video that it becomes."""
    stream: str = ""
    chat: str = ""
    ref: str = ""
    said: str = ""
    """The digest of the texts and times that are there."""
    thumbnail: str = ""
    """The digest of the picture that is there."""
    refused: str = ""
    """Why the picture was not taken."""
    started: datetime | None = None
    ended: datetime | None = None
    adopted: bool = False
    """Whether its archive is to be the replay."""
    shift_ms: int = 0
    """From session time to the archive's time, where it is adopted."""
    duration_ms: int = 0
    """How long the archive is, where it is adopted."""

    @classmethod
    def of(cls, own: Any) -> "Broadcast":
        """What `Published.own` holds of it; empty where that is nothing."""
        return cls.model_validate(dict(own or {}).get(KEY) or {})

    def into(self, own: Any) -> dict[str, Any]:
        """`own` with this in it."""
        return {**dict(own or {}), KEY: self.model_dump(mode="json", exclude_defaults=True)}

    def but(self, **update: Any) -> "Broadcast":
        """The same with something else."""
        return self.model_copy(update=update)

    @property
    def url(self) -> str:
        """Where people watch it."""
        return f"https://www.youtube.com/watch?v={self.id}" if self.id else ""


Keep = Callable[[Broadcast], None]
"""Puts what is known of a broadcast on disk, synced, before it returns."""


@dataclass(frozen=True)
class Plan:
    """What a broadcast is to be. The description ends with the mark `ref`."""

    ref: str
    stream_title: str
    title: str
    description: str
    start: datetime
    end: datetime | None = None
    privacy: Privacy = "public"
    thumbnail: Path | None = None
    """A JPEG of at most 2 MB."""

    def digest(self) -> str:
        """What the texts, times and privacy come to."""
        said = [self.title, self.description, self.start.isoformat(), self.privacy]
        said.append(self.end.isoformat() if self.end else "")
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Ingestion:
    """Where the picture is to be sent. The key is a secret and is never shown."""

    url: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class Standing:
    """How a broadcast stands at YouTube."""

    life: str
    privacy: str = ""
    stream: str = ""
    """The stream's own state: `active` while a picture comes in."""
    health: str = ""
    started: datetime | None = None
    ended: datetime | None = None
