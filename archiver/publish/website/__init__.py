"""The static site: one page a session and the list of them, as text; nothing is written here.

A site is what `assets` names, what `build_site` makes from all sessions together, and per session
a folder called `page.id` holding `index.html` (`render_session`), `session.json` (`card_to_json`),
`embed.html`, `manifest.json`, `chapters.json` and the files that `page.files` names. Lists and
feeds are rebuilt from the `session.json` files alone.
"""

from archiver.publish.website.addresses import (
    Addresses,
    aliases,
    item_aliases,
    moved,
)
from archiver.publish.website.assets import (
    assets,
    live_assets,
    logo_path,
    search_assets,
    stand_in_assets,
)
from archiver.publish.website.cards import (
    CardError,
    SessionCard,
    card_from_json,
    card_of,
    card_to_json,
    planned,
    printed,
)
from archiver.publish.website.logo import LogoError, read_logo
from archiver.publish.website.manifest import PageManifest, chapters_json, page_manifest
from archiver.publish.website.records import PageFiles, SessionPage, StandIn
from archiver.publish.website.render import (
    render_embed,
    render_list,
    render_session,
    render_transcript,
    render_withdrawn,
)
from archiver.publish.website.search_page import render_search
from archiver.publish.website.site import ADDRESSED, Site, build_site
from archiver.publish.website.standing import standing_pages

__all__ = [
    "ADDRESSED",
    "Addresses",
    "CardError",
    "LogoError",
    "PageFiles",
    "PageManifest",
    "SessionCard",
    "SessionPage",
    "Site",
    "StandIn",
    "aliases",
    "assets",
    "build_site",
    "card_from_json",
    "card_of",
    "card_to_json",
    "chapters_json",
    "item_aliases",
    "live_assets",
    "logo_path",
    "moved",
    "page_manifest",
    "planned",
    "printed",
    "read_logo",
    "render_embed",
    "render_list",
    "render_search",
    "render_session",
    "render_transcript",
    "render_withdrawn",
    "search_assets",
    "stand_in_assets",
    "standing_pages",
]
