"""All that requests share: what is stored, the clock, the settings, files, new ids."""

import secrets
import string
import time
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.youtube.store import Store

_ALPHABET = string.ascii_letters + string.digits + "-_"
CHANNEL = "UC" + "0" * 22
"""The channel that is there from the start; its uploads playlist is `UU…`."""


@dataclass(frozen=True)
class Settings:
    """How the world behaves; changed while it runs with `Remote.settings(...)`."""

    audited: bool = True
    """False: the project was not audited, and every video stays private."""
    testing: bool = False
    """True: the consent screen is in "Testing", and refresh tokens last seven days."""
    consent: str = "allow"
    """What the person answers on the consent page: `allow` or `deny`."""
    token_life_s: float = 3599
    clock_ahead_s: float = 0
    """How far the server's clock is before the machine's."""
    quota_units: int = 10_000
    quota_inserts: int = 100
    """Units, and `videos.insert` calls, of a project and Pacific day."""
    upload_limit: int = 1_000_000
    """Videos that the channel may hold before `uploadLimitExceeded`."""
    processing_s: float = 0
    """How long a video is `uploaded` before it is `processed`, `rejected` or `failed`."""
    fate: str = "processed"
    """What becomes of videos uploaded from now on: `processed`, `rejected`, `failed`, `stuck`."""
    fate_reason: str = ""
    uploads_lag_s: float = 0
    """How long a new video is not yet in the list of uploads."""
    session_life_s: float = 7 * 86_400
    thumbnail_limit: int = 2 * 1024 * 1024


class World:
    """One server's state, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "media").mkdir(parents=True, exist_ok=True)
        self.store = Store(folder / "state.sqlite")
        self.address = ""
        if not self.store.get("channels", CHANNEL):
            self.add_channel(CHANNEL, "Conseil départemental")

    @property
    def settings(self) -> Settings:
        """As they are now."""
        return Settings(**(self.store.get("settings", "settings") or {}))

    def set(self, **changes: Any) -> Settings:
        """Change settings."""
        unknown = set(changes) - {one.name for one in fields(Settings)}
        if unknown:
            raise ValueError(f"no such setting: {unknown}")
        settings = Settings(**{**asdict(self.settings), **changes})
        self.store.put("settings", "settings", asdict(settings))
        return settings

    def now(self) -> float:
        """Seconds since the epoch, by the server's clock."""
        return time.time() + self.settings.clock_ahead_s

    def new_id(self, length: int = 11, prefix: str = "") -> str:
        """An id as YouTube makes them."""
        return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))

    def add_channel(self, id: str, title: str) -> None:
        """A channel with its list of uploads."""
        doc = {"id": id, "title": title, "uploads": "UU" + id[2:], "made": self.now()}
        self.store.put("channels", id, doc)

    def media(self, id: str) -> Path:
        """Where the bytes of an upload, caption or thumbnail lie."""
        return self.folder / "media" / id


def stamp(seconds: float) -> str:
    """A time as Google writes it: `2026-11-23T05:10:00Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(text: str) -> float:
    """The reverse of `stamp`; ValueError where it is no date and time with a zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.timestamp()
