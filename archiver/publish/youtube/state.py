"""What the YouTube publisher keeps in `publication.json`: how far it got, and what is whose.

The order is `planned`, `session_open`, `committed`, `decorated`, `verified`; each is on disk before
the next call, so that whatever dies, the next process knows what may have happened.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import Field, ValidationError

from archiver.i18n import _
from archiver.model.publication import Published
from archiver.model.record import OpenRecord, Record
from archiver.publish.interface import PublishError, Replay

Step = Literal["planned", "session_open", "committed", "decorated", "verified"]


class UploadSession(Record):
    """A resumable upload that was begun, and the very file it was begun with."""

    uri: str
    """Whoever knows it may send bytes to it; it is worth nothing once the video is there."""
    sha256: str
    size: int
    mtime_ns: int
    opened_at: datetime
    finishing: bool = False
    """Whether the last bytes may have gone out: before that, nothing can have been committed."""
    said: Mapping[str, str] = Field(default_factory=dict)
    """The digests of the parts that were sent along when it was opened."""


class Own(OpenRecord):
    """What `Published.own` holds for YouTube."""

    step: Step = "planned"
    ref: str = ""
    """Our mark in the description, by which a video is known for ours."""
    session: UploadSession | None = None
    video: str = ""
    source: str = ""
    """The digest of the file that became the video; empty for the archive of a broadcast."""
    former: tuple[str, ...] = ()
    """Videos that this one replaced; they are private."""
    captions: Mapping[str, str] = Field(default_factory=dict)
    """The caption tracks that are there, by language."""
    playlist: str = ""
    playlist_item: str = ""
    public_at: datetime | None = None
    """When YouTube makes it public by itself."""
    shown: bool = False
    """Whether it was public once: YouTube takes no date for it any more."""
    refused: Mapping[str, str] = Field(default_factory=dict)
    """Parts that YouTube does not take from this channel, and why: the rest is none the worse."""

    @classmethod
    def of(cls, state: Published) -> "Own":
        """What is kept of a destination. Raises PublishError when it cannot be read."""
        try:
            return cls.model_validate(dict(state.own))
        except ValidationError as error:
            raise PublishError(
                _("what is known of the video on YouTube cannot be read"),
                str(error.errors()[0]["loc"]),
                _("Restore publication.json from a backup, or ask your support"),
            ) from error

    def into(self, at: Published, **update: Any) -> Published:
        """The destination's state with this in it."""
        own = self.model_dump(mode="json", exclude_none=True)
        return at.model_copy(update={"own": own, **update})

    def anew(self, former: tuple[str, ...]) -> "Own":
        """What is left when its video is no more; what others keep here stays."""
        return Own(former=former, **(self.model_extra or {}))

    def but(self, **update: Any) -> "Own":
        """The same with something else."""
        return self.model_copy(update=update)


def digest(content: object) -> str:
    """The digest of what a part is made of, as JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def mark_of(replay: Replay) -> str:
    """The mark of the video made from a replay.

    It follows from the session and the file, so that the video is found even where
    `publication.json` was lost; another file has another mark.
    """
    text = f"archiver\n{replay.id}\n{replay.video.sha256}"
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]
