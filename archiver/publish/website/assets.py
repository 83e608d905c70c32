"""The files that all pages share: style sheet, script, icon.

Their names carry a digest of what they hold, so a browser's cache can never mix an old script
with a new page, and pages made earlier keep the files they were made for.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath

from archiver.model.session import House
from archiver.publish.website.colours import brand_rules, font_rule

_FOLDER = "assets"


@dataclass(frozen=True)
class Asset:
    """A shared file: its path from the root of the site, and its text."""

    path: str
    text: str


@dataclass(frozen=True)
class Assets:
    """The shared files of a house's site."""

    style: Asset
    script: Asset
    stand_in_script: Asset
    search_style: Asset
    search_script: Asset
    embed_script: Asset
    redirect_script: Asset
    icon: Asset


@dataclass(frozen=True)
class LiveAssets:
    """The shared files of a house's live pages."""

    style: Asset
    live_style: Asset
    captions_script: Asset
    script: Asset
    icon: Asset
    player: Asset | None
    """For browsers without HLS of their own; None where this program was built without it."""
    licence: Asset | None


def assets(house: House) -> dict[str, str]:
    """The shared files, text by path from the root of the site."""
    every = house_assets(house)
    shared = (every.style, every.script, every.embed_script, every.redirect_script, every.icon)
    return {asset.path: asset.text for asset in shared}


def search_assets(house: House) -> dict[str, str]:
    """The shared files of the search page, text by path from the root of the site."""
    every = house_assets(house)
    ours = (every.style, every.search_style, every.search_script, every.icon)
    return {asset.path: asset.text for asset in ours}


def stand_in_assets(house: House) -> dict[str, str]:
    """The shared files of a page whose video is the closed live playlist."""
    made, live = house_assets(house), house_live_assets(house)
    more = (made.stand_in_script, live.player, live.licence)
    return {**assets(house), **{asset.path: asset.text for asset in more if asset}}


@lru_cache
def house_assets(house: House) -> Assets:
    """The shared files of a house: its colours and its letters stand in the style sheet."""
    rules = brand_rules(house.brand_color, house.accent_color) + font_rule(house.font)
    return Assets(
        style=_named("site", "css", rules + _source("site.css")),
        script=_named("session", "js", _source("session.js")),
        stand_in_script=_named("stand-in", "js", _source("stand-in.js")),
        search_style=_named("search", "css", _source("search.css")),
        search_script=_named("search", "js", _source("search.js")),
        embed_script=_named("embed", "js", _source("embed.js")),
        redirect_script=_named("redirect", "js", _source("redirect.js")),
        icon=_named(
            "icon", "svg", _source("icon.svg").replace("#123456", house.brand_color.lower())
        ),
    )


def live_assets(house: House) -> dict[str, str]:
    """The shared files of live pages, text by path from the root of the site."""
    made = house_live_assets(house)
    ours = (made.style, made.live_style, made.captions_script, made.script, made.icon)
    return {asset.path: asset.text for asset in (*ours, made.player, made.licence) if asset}


@lru_cache
def house_live_assets(house: House) -> LiveAssets:
    """The shared files of the live pages of a house."""
    shared = house_assets(house)
    return LiveAssets(
        style=shared.style,
        live_style=_named("live", "css", _source("live.css")),
        captions_script=_named("live-captions", "js", _source("live-captions.js")),
        script=_named("live", "js", _source("live.js")),
        icon=shared.icon,
        player=_vendored("hls", "js", "hls.light.min.js"),
        licence=_vendored("hls-licence", "txt", "hls.LICENSE"),
    )


def logo_path(house: House) -> str:
    """Where the house's logo lies, from the root of the site: one file, whatever its own name."""
    return f"{_FOLDER}/logo{PurePath(house.logo).suffix.lower()}"


def _vendored(stem: str, suffix: str, name: str) -> Asset | None:
    there = (files("archiver.publish") / "static" / "vendor" / name).is_file()
    return _named(stem, suffix, _source(f"vendor/{name}")) if there else None


def _named(stem: str, suffix: str, text: str) -> Asset:
    digest = sha256(text.encode()).hexdigest()[:10]
    return Asset(f"{_FOLDER}/{stem}-{digest}.{suffix}", text)


def _source(name: str) -> str:
    return (files("archiver.publish") / "static" / name).read_text(encoding="utf-8")
