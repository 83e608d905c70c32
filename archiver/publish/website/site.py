"""Everything of the site that is made from all sessions together, as text by path.

Lists, feeds, calendar, sitemap, and the pages at former addresses; nothing is written here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver.model.session import House
from archiver.publish.website.addresses import Addresses, named, seen
from archiver.publish.website.cards import SessionCard
from archiver.publish.website.entries import entries, host_of
from archiver.publish.website.feeds import atom, rss
from archiver.publish.website.ical import calendar
from archiver.publish.website.lists import (
    commissions,
    people,
    render_commissions,
    render_people,
    render_years,
)
from archiver.publish.website.redirects import render_redirects
from archiver.publish.website.render import render_list
from archiver.publish.website.sitemap import robots, sitemap

ADDRESSED = ("rss.xml", "atom.xml", "calendar.ics", "sitemap.xml", "robots.txt")
"""Files that are made only where the house gave the address of its site."""


@dataclass(frozen=True)
class Site:
    """What is to be written, and what the site has promised since."""

    files: dict[str, bytes]
    addresses: Addresses


def build_site(
    house: House, cards: Sequence[SessionCard], addresses: Addresses, now: datetime
) -> Site:
    """The pages and feeds of all sessions; `now` dates what was not there before."""
    addresses = _promised(house, cards, addresses, now)
    pages = dict(_lists(house, cards, addresses))
    addresses = addresses.model_copy(
        update={"pages": tuple(sorted({*addresses.pages, *pages.keys() - {"index.html"}}))}
    )
    here = {card.id for card in cards}
    moved = dict(render_redirects(house, addresses, here, pages.keys()))
    files = {path: text.encode() for path, text in (moved | pages).items()}
    return Site(files | _feeds(house, cards, addresses, sorted(pages)), addresses)


def _promised(
    house: House, cards: Sequence[SessionCard], addresses: Addresses, now: datetime
) -> Addresses:
    host = host_of(house)
    speakers = {speaker.name for card in cards for speaker in card.speakers}
    treating = {item.commission for card in cards for item in card.agenda if item.commission}
    update = {
        "speakers": named(addresses.speakers, speakers, "intervenant"),
        "commissions": named(addresses.commissions, treating, "commission"),
        "seen": {**addresses.seen, **{c.id: seen(addresses, c, host, now) for c in cards}},
    }
    return addresses.model_copy(update=update)


def _lists(
    house: House, cards: Sequence[SessionCard], addresses: Addresses
) -> Iterator[tuple[str, str]]:
    yield "index.html", render_list(house, cards)
    yield from render_years(house, cards)
    yield from render_people(house, people(cards, addresses))
    yield from render_commissions(house, commissions(cards, addresses))


def _feeds(
    house: House, cards: Sequence[SessionCard], addresses: Addresses, pages: Sequence[str]
) -> dict[str, bytes]:
    if not house.base_url:
        return {}
    told, base = entries(house, cards, addresses), house.base_url.rstrip("/")
    return {
        "rss.xml": rss(house, told),
        "atom.xml": atom(house, told),
        "calendar.ics": calendar(house, told),
        "sitemap.xml": sitemap(base, pages, told),
        "robots.txt": robots(base).encode(),
    }
