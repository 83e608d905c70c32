"""The page of a session before and while it is held, as text; the replay page takes its place."""

from gettext import NullTranslations
from itertools import groupby
from typing import Any

from pydantic import AwareDatetime

from archiver.i18n import translator
from archiver.model.agenda import Agenda
from archiver.model.record import Record
from archiver.model.session import House, Session
from archiver.publish.live.playlists import FULL, LIVE
from archiver.publish.live.state import STATE
from archiver.publish.website.assets import LiveAssets, house_live_assets
from archiver.publish.website.environment import environment
from archiver.publish.website.records import FileName
from archiver.publish.website.wording import long_date

FOLDER = "live"
"""Beside the page: the playlists, their segments, and the state."""


class LiveSession(Record):
    """All that the page of a session shows before it is held; the rest is in `live.json`."""

    id: FileName
    """The folder of the page in the site."""
    session: Session
    house: House
    agenda: Agenda
    start: AwareDatetime | None = None
    """When the session is planned to begin."""

    @property
    def body(self) -> str:
        """The council: as the session names it, else the agenda, else the house."""
        return self.session.body or self.agenda.body or self.house.body


def render_live(live: LiveSession) -> str:
    """The live page, to be written as `index.html` in the folder `live.id` of the site."""
    language = live.session.language
    words = translator(language)
    assets = house_live_assets(live.house.brand_color)
    base = live.house.base_url.rstrip("/")
    groups = groupby(live.agenda.items, key=lambda item: item.commission or "")
    return (
        environment(language)
        .get_template("live.html")
        .render(
            live=live,
            language=language,
            house=live.house,
            root="../",
            assets=assets,
            url=f"{base}/{live.id}/" if base else "",
            date=long_date(live.session.date, words),
            commissions=[(name, list(items)) for name, items in groups],
            full=f"{FOLDER}/{FULL}",
            script_data=_script_data(live, assets, words),
        )
    )


def _script_data(live: LiveSession, assets: LiveAssets, words: NullTranslations) -> dict[str, Any]:
    return {
        "full": f"{FOLDER}/{FULL}",
        "edge": f"{FOLDER}/{LIVE}",
        "state": f"{FOLDER}/{STATE}",
        "player": f"../{assets.player.path}" if assets.player else "",
        "start": live.start.isoformat() if live.start else "",
        "text": _texts(words),
    }


def _texts(words: NullTranslations) -> dict[str, Any]:
    """What the script says; a state has a badge, and a card with its title and a sentence."""
    say = words.gettext
    return {
        "days": say("{n} d"),
        "hours": say("{n} h"),
        "minutes": say("{n} min"),
        "seconds": say("{n} s"),
        "secondsBehind": say("{n} s behind live"),
        "minutesBehind": say("{n} min behind live"),
        "position": say("{time} of {total}"),
        "lost": say("The connection was lost; this page tries again by itself."),
        "edgeOnly": say(
            "This browser can only show what happens now. "
            "The whole session can be watched here once it has ended."
        ),
        "badges": {
            "before": say("Upcoming"),
            "live": say("Live"),
            "suspended": say("Suspended"),
            "closed": say("Closed sitting"),
            "outage": say("Interrupted"),
            "after": say("Closed"),
            "preparing": say("Replay in preparation"),
            "replay": say("Replay"),
        },
        "cards": _cards(words),
    }


def _cards(words: NullTranslations) -> dict[str, tuple[str, str]]:
    say = words.gettext
    return {
        "countdown": (say("The session begins in"), ""),
        "before": (say("The session begins soon"), say("The video starts here by itself.")),
        "live": (say("The video starts in a moment"), ""),
        "suspended": (
            say("The session is suspended"),
            say("It goes on here by itself when it resumes."),
        ),
        "closed": (
            say("The council sits behind closed doors"),
            say("Nothing is broadcast. The video goes on here by itself afterwards."),
        ),
        "outage": (
            say("The broadcast is interrupted"),
            say("It goes on here by itself as soon as possible."),
        ),
        "after": (
            say("The session is closed"),
            say("What was broadcast can be watched again; the replay comes to this address."),
        ),
        "preparing": (
            say("The replay is being prepared"),
            say("It appears here by itself. Until then, what was broadcast can be watched."),
        ),
        "replay": (say("The replay is there"), say("Load this page again to watch it.")),
        "unplayable": (
            say("This browser cannot play the live"),
            say("Open this page in another browser, or the address below in a video player."),
        ),
    }
