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
    planned_start: time | None = None
    planned_end: time | None = None


class House(Record):
    """What is common to all sessions of an archive: the body, its settings, where it publishes."""

    body: str = ""
    preset: str = "house"
    language: str = Field(default="fr", pattern=r"^[a-z]{2,3}$")
    base_url: str = ""
    brand_color: str = Field(default="#1f3a5f", pattern=r"^#[0-9a-fA-F]{6}$")
