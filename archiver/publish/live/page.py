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
    assets = house_live_assets(live.house)
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
        "captions": {
            "base": f"{FOLDER}/",
            "language": live.session.language,
            "label": words.gettext("Automatic captions"),
        },
        "text": _texts(words),
    }


def _texts(words: NullTranslations) -> dict[str, Any]:
    """What the script says; a state has a badge, and a card with its title and a sentence."""
    gettext = words.gettext
    return {
        "days": gettext("{n} d"),
        "hours": gettext("{n} h"),
        "minutes": gettext("{n} min"),
        "seconds": gettext("{n} s"),
        "secondsBehind": gettext("{n} s behind live"),
        "minutesBehind": gettext("{n} min behind live"),
        "provisional": gettext("recognised automatically, to be confirmed"),
        "position": gettext("{time} of {total}"),
        "lost": gettext("The connection was lost; this page tries again by itself."),
        "edgeOnly": gettext(
            "This browser can only show what happens now. "
            "The whole session can be watched here once it has ended."
        ),
        "badges": {
            "before": gettext("Upcoming"),
            "live": gettext("Live"),
            "suspended": gettext("Suspended"),
            "closed": gettext("Closed sitting"),
            "outage": gettext("Interrupted"),
            "after": gettext("Closed"),
            "preparing": gettext("Replay in preparation"),
            "replay": gettext("Replay"),
        },
        "cards": _cards(words),
    }


def _cards(words: NullTranslations) -> dict[str, tuple[str, str]]:
    gettext = words.gettext
    return {
        "countdown": (gettext("The session begins in"), ""),
        "before": (gettext("The session begins soon"), gettext("The video starts here by itself.")),
        "live": (gettext("The video starts in a moment"), ""),
        "suspended": (
            gettext("The session is suspended"),
            gettext("It goes on here by itself when it resumes."),
        ),
        "closed": (
            gettext("The council sits behind closed doors"),
            gettext("Nothing is broadcast. The video goes on here by itself afterwards."),
        ),
        "outage": (
            gettext("The broadcast is interrupted"),
            gettext("It goes on here by itself as soon as possible."),
        ),
        "after": (
            gettext("The session is closed"),
            gettext("What was broadcast can be watched again; the replay comes to this address."),
        ),
        "preparing": (
            gettext("The replay is being prepared"),
            gettext("It appears here by itself. Until then, what was broadcast can be watched."),
        ),
        "replay": (gettext("The replay is there"), gettext("Load this page again to watch it.")),
        "unplayable": (
            gettext("This browser cannot play the live"),
            gettext("Open this page in another browser, or the address below in a video player."),
        ),
    }
