"""The destinations of a house, and who knows how to publish to each kind."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import quote

from archiver.i18n import _
from archiver.model.publication import DestinationKind
from archiver.model.session import House, Target, WebsiteTarget, YouTubeTarget
from archiver.publish.interface import Publisher, PublishError
from archiver.publish.transports import open_transport
from archiver.publish.website_publisher import WebsitePublisher
from archiver.publishing.outgoing import OutgoingSite


class NoDestinationError(PublishError):
    """There is nowhere to publish to, or no destination of that name."""


def open_website(archive: Path, house: House, target: Target) -> Publisher:
    """The publisher of a website. Raises TransportError where its address is none."""
    assert isinstance(target, WebsiteTarget)
    site = OutgoingSite(archive, house, target)
    return WebsitePublisher(
        site.place(), open_transport(target.to), partial(_address, house, target)
    )


def _address(house: House, target: WebsiteTarget, session_id: str) -> str:
    """Where a person opens a session's page; empty where the house has not said."""
    if house.base_url:
        return f"{house.base_url.rstrip('/')}/{session_id}/"
    folder = target.to.removeprefix("file://").removeprefix("file:")
    page = f"{folder.rstrip('/')}/{session_id}/index.html"
    return f"file://{quote(page, safe='/%')}" if folder != target.to else ""


PUBLISHERS: Mapping[DestinationKind, Callable[[Path, House, Target], Publisher]] = {
    "website": open_website,
}
"""Who publishes to each kind of destination: one row a kind."""


def open_publisher(archive: Path, house: House, target: Target) -> Publisher:
    """Who publishes to a destination."""
    return PUBLISHERS[target.kind](archive, house, target)


def chosen(house: House, names: tuple[str, ...]) -> tuple[Target, ...]:
    """The destinations called `names`, all where none is; websites first, as others link there.

    Raises NoDestinationError.
    """
    known = {target.name: target for target in house.publish}
    unknown = [name for name in names if name not in known]
    if not known or unknown:
        missing = _("archive.toml names none in [[publish]]") if not known else ", ".join(unknown)
        raise NoDestinationError(
            _("there is no such destination to publish to"),
            missing,
            _("It knows: {names}").format(names=", ".join(known))
            if known
            else _("Add a block [[publish]] to archive.toml: its comments show how"),
        )
    wanted = [target for target in house.publish if not names or target.name in names]
    return tuple(sorted(wanted, key=lambda target: isinstance(target, YouTubeTarget)))
