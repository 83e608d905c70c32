"""A session as the technician describes it in `session.toml`, and the house in `archive.toml`."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field, model_validator

from archiver.i18n import _
from archiver.model.publication import Privacy
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


class WebsiteTarget(Record):
    """The website, on this machine, a server or a bucket."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")
    kind: Literal["website"]
    to: str
    """`file:/folder`, `sftp://user@server/folder` or `s3://bucket/folder`."""


class YouTubeTarget(Record):
    """A YouTube channel. The account is connected by `archiver login`; no key stands here."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")
    kind: Literal["youtube"]
    channel: str = ""
    """The channel's id, `UC…`: what is sent to another channel by mistake is refused."""
    privacy: Privacy = "public"
    """What a video becomes once it was read back and found right."""
    public_at: time | None = None
    """The time of day, local, at which it becomes public; at once where none is given."""
    category: str = Field(default="25", pattern=r"^\d{1,3}$")
    """YouTube's number of the category; 25 is news and politics."""
    license: Literal["youtube", "creativeCommon"] = "youtube"
    playlist: Literal["year", "body", "none"] = "year"
    """Which playlist a video is put in; it is made where there is none."""
    notify: bool = False
    """Whether subscribers are told of it."""
    adopt_live: bool = True
    """Whether the archive of a broadcast made by `archiver broadcast` becomes the replay."""


Target = Annotated[WebsiteTarget | YouTubeTarget, Field(discriminator="kind")]


class House(Record):
    """What is common to all sessions of an archive: the body, its settings, where it publishes."""

    body: str = ""
    preset: str = "house"
    language: str = Field(default="fr", pattern=r"^[a-z]{2,3}$")
    base_url: str = ""
    siret: str = Field(default="", pattern=r"^(\d{14})?$")
    """The number of the body in the SIRENE register, for its open data."""
    contact: str = ""
    """To whom a visitor writes who cannot read the site: an e-mail address, or that of a page."""
    destinations: tuple[LiveDestination, ...] = ()
    live_to: str = ""
    """Where the live page is sent besides the site: `file:…` or `sftp://…`; see the guide."""
    publish: tuple[Target, ...] = ()
    """Where replays are published."""
    batch: BatchSettings = BatchSettings()
    brand_color: str = Field(default="#1f3a5f", pattern=r"^#[0-9a-fA-F]{6}$")
    accent_color: str = Field(default="", pattern=r"^(#[0-9a-fA-F]{6})?$")
    """What links and marks are written with, made readable; the brand's colour if none is given."""
    logo: str = Field(
        default="", pattern=r"^([A-Za-z0-9][A-Za-z0-9 ._-]*\.([sS][vV][gG]|[pP][nN][gG]))?$"
    )
    """An SVG or PNG file beside `archive.toml`, shown at the head of all pages."""
    font: str = Field(
        default="",
        max_length=200,
        pattern=r"^([A-Za-z0-9][A-Za-z0-9 -]*(, ?[A-Za-z0-9][A-Za-z0-9 -]*)*)?$",
    )
    """Names of fonts that the viewer may have, the best first, as `Luciole, Verdana`."""

    @model_validator(mode="after")
    def _names_are_unique(self) -> "House":
        names = [target.name for target in self.publish]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(
                _("two destinations are called {names}").format(names=", ".join(twice))
            )
        return self
