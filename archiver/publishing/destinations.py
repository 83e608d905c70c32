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
from archiver.publish.transports.local import LocalTransport
from archiver.publish.website_publisher import WebsitePublisher
from archiver.publish.youtube import account_from, open_youtube
from archiver.publishing.outgoing import OutgoingSite
from archiver.sitesearch import keep_searchable
from archiver.store.accounts import load_secret_file, save_secret_file, token_file
from archiver.store.folder import SITE
from archiver.store.quotas import quota_tally


class NoDestinationError(PublishError):
    """There is nowhere to publish to, or no destination of that name."""


def open_website(archive: Path, house: House, target: Target) -> Publisher:
    """The publisher of a website. Raises TransportError where its address is none."""
    assert isinstance(target, WebsiteTarget)
    transport = open_transport(target.to)
    if isinstance(transport, LocalTransport) and _is_own_site(archive, transport.folder):
        raise NoDestinationError(
            _("“{name}” cannot be published to").format(name=target.name),
            _("it is the archive's own site: what is withdrawn there would be lost here"),
            _("Give another folder in archive.toml"),
        )
    site = OutgoingSite(archive, house, target, keep_searchable)
    return WebsitePublisher(site.place(), transport, partial(_address, house, target))


def _is_own_site(archive: Path, folder: Path) -> bool:
    own, there = (archive / SITE).resolve(), folder.resolve()
    return own == there or own in there.parents


def _address(house: House, target: WebsiteTarget, session_id: str) -> str:
    """Where a person opens a session's page; empty where the house has not said."""
    if house.base_url:
        return f"{house.base_url.rstrip('/')}/{session_id}/"
    folder = target.to.removeprefix("file://").removeprefix("file:")
    page = f"{folder.rstrip('/')}/{session_id}/index.html"
    return f"file://{quote(page, safe='/%')}" if folder != target.to else ""


def open_channel(archive: Path, house: House, target: Target) -> Publisher:
    """The publisher of a YouTube channel. Raises PublishError where no account is connected."""
    assert isinstance(target, YouTubeTarget)
    path = token_file()
    token = load_secret_file(path)
    if not token:
        raise PublishError(
            _("the YouTube account is not connected"), remedy=_("Run: archiver login youtube")
        )
    account = account_from(token, partial(save_secret_file, path))
    return open_youtube(target, account, tally=quota_tally(account.project))


PUBLISHERS: Mapping[DestinationKind, Callable[[Path, House, Target], Publisher]] = {
    "website": open_website,
    "youtube": open_channel,
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
