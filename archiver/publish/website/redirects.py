"""Pages at addresses that are no longer used: each leads to what is there now."""

import posixpath
from collections.abc import Collection, Iterator
from urllib.parse import quote

from archiver.model.session import House
from archiver.publish.website.addresses import Addresses, Names, follow
from archiver.publish.website.lists import COMMISSIONS, SPEAKERS, render

_SESSION_PAGES = ("index.html", "embed.html")


def render_redirects(
    house: House, addresses: Addresses, sessions: Collection[str], made: Collection[str]
) -> Iterator[tuple[str, str]]:
    """A page for every former address; `sessions` and `made` are what is there now."""
    for old in addresses.sessions:
        new = follow(addresses.sessions, old, sessions)
        if new is None or new == old:
            continue  # What stands there now stays: the new page may not be written yet.
        for name in _SESSION_PAGES:
            yield f"{old}/{name}", _page(house, f"{old}/{name}", f"{new}/{name}")
    for path in addresses.pages:
        if path not in made:
            yield path, _page(house, path, _successor(addresses, path, made))


def _successor(addresses: Addresses, path: str, made: Collection[str]) -> str:
    """Where a list page that is gone leads to: the nearest thing that is there."""
    folder, _slash, rest = path.partition("/")
    slug, _slash, name = rest.partition("/")
    known = {SPEAKERS: addresses.speakers, COMMISSIONS: addresses.commissions}.get(folder)
    now = _slug_now(known, slug, folder, made) if known else None
    wanted = [f"{folder}/{now}/{name}", f"{folder}/{now}/index.html"] if now else []
    wanted += [f"{folder}/index.html"]
    return next((page for page in wanted if page in made), "index.html")


def _slug_now(names: Names, slug: str, folder: str, made: Collection[str]) -> str | None:
    live = {n for n, s in names.slugs.items() if f"{folder}/{s}/index.html" in made}
    owner = next((name for name, given in names.slugs.items() if given == slug), None)
    now = follow(names.became, owner, live) if owner else None
    return names.slugs[now] if now else None


def _page(house: House, path: str, to: str) -> str:
    base = house.base_url.rstrip("/")
    relative = quote(posixpath.relpath(to, posixpath.dirname(path) or "."))
    canonical = f"{base}/{quote(to.removesuffix('index.html'))}" if base else ""
    return render(house, "redirect.html", path, to=relative, canonical=canonical)
