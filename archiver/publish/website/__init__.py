"""The static site: one page a session and the list of them, as text; nothing is written here.

A site is `index.html` (`render_list`), what `assets` names, and per session a folder called
`page.id` holding `index.html` (`render_session`), `session.json` (`card_to_json`) and the files
that `page.files` names. The list is rebuilt from the `session.json` files alone.
"""

from archiver.publish.website.assets import assets, live_assets, logo_path, stand_in_assets
from archiver.publish.website.logo import LogoError, read_logo
from archiver.publish.website.records import (
    CardError,
    PageFiles,
    SessionCard,
    SessionPage,
    StandIn,
    card_from_json,
    card_of,
    card_to_json,
)
from archiver.publish.website.render import render_list, render_session, render_transcript

__all__ = [
    "CardError",
    "LogoError",
    "PageFiles",
    "SessionCard",
    "SessionPage",
    "StandIn",
    "assets",
    "card_from_json",
    "card_of",
    "card_to_json",
    "live_assets",
    "logo_path",
    "read_logo",
    "render_list",
    "render_session",
    "render_transcript",
    "stand_in_assets",
]
