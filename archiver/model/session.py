"""A session as the technician describes it in `session.toml`, and the house in `archive.toml`."""

from datetime import date, time

from pydantic import Field

from archiver.model.record import Record


class Session(Record):
    """One public sitting: what it is called, when it is, and which settings it is treated with."""

    title: str = Field(min_length=1)
    body: str = ""
    date: date
    language: str = Field(default="fr", pattern=r"^[a-z]{2,3}$")
    preset: str = "house"
    feed: str = ""
    feed_sound: str = ""
    """Where the sound comes from when it is not in the feed: `alsa:…` or `pulse:…`."""
    planned_start: time | None = None
    planned_end: time | None = None


class LiveDestination(Record):
    """Where the session is sent live; its key is in the secrets file, under its name."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")
    url: str
    """rtmp://, rtmps:// or srt://, without the key."""


class BatchSettings(Record):
    """How a batch shares the workstation, unless its command says otherwise."""

    windows: tuple[str, ...] = ()
    """The hours it may use, local time, as `20:00-06:00`; none: any hour."""
    cpu_percent: int = Field(default=100, ge=1, le=100)
    workers: int = Field(default=0, ge=0, le=64)
    """How many sessions at once; 0: by the cores and the memory."""


class House(Record):
    """What is common to all sessions of an archive: the body, its settings, where it publishes."""

    body: str = ""
    preset: str = "house"
    language: str = Field(default="fr", pattern=r"^[a-z]{2,3}$")
    base_url: str = ""
    destinations: tuple[LiveDestination, ...] = ()
    live_to: str = ""
    """Where the live page is sent besides the site: `file:…` or `sftp://…`; see the guide."""
    batch: BatchSettings = BatchSettings()
    brand_color: str = Field(default="#1f3a5f", pattern=r"^#[0-9a-fA-F]{6}$")
