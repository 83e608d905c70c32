"""A session as feeds, calendar and sitemap tell it: its addresses, its dates, a few sentences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote, urlsplit

from archiver.i18n import translator
from archiver.model.session import House
from archiver.publish.website import wording
from archiver.publish.website.addresses import Addresses, Seen
from archiver.publish.website.cards import SessionCard

_UNFIT = re.compile("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\U00010000-\\U0010FFFF]")
_ITEMS_TOLD = 40
_OLD = timedelta(days=30)


@dataclass(frozen=True)
class Entry:
    """A card with what the site promised about it."""

    card: SessionCard
    seen: Seen
    base: str
    """The site's address, without a slash at its end."""

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"{self.base}/{quote(self.card.id, safe='')}/"

    def beside(self, name: str) -> str:
        """The address of a file beside its page."""
        return self.url + quote(name)

    @property
    def is_replay(self) -> bool:
        """Whether there is a video file to be had."""
        return self.card.state == "replay" and self.card.files is not None

    @property
    def tag(self) -> str:
        """An id for feeds that no other session has, and that stays; the replay has its own."""
        name, _at, host = self.seen.uid.rpartition("@")
        kind = "replay" if self.is_replay else "session"
        return f"tag:{host},{self.seen.first.year}:{quote(name, safe='')}/{kind}"

    @property
    def published(self) -> datetime:
        """When this was first told: the session, or its replay; of an old session, its own date.

        Else readers of news would take an archive put online at once for one day's news.
        """
        first = (self.seen.replay or self.seen.first) if self.is_replay else self.seen.first
        return self.when if first - self.when > _OLD else first

    @property
    def when(self) -> datetime:
        """When it is held; noon where nobody said the hour."""
        return self.card.start or datetime.combine(self.card.date, time(12), UTC)

    @property
    def description(self) -> str:
        """Its date and its agenda, in its language, as plain text."""
        card, words = self.card, translator(self.card.language)
        day = wording.long_date(card.date, words)
        said = {
            "coming": words.gettext("Coming session: {date}."),
            "live": words.gettext("Session of {date}, live."),
            "preparing": words.gettext("Session of {date}; its replay is being prepared."),
            "replay": words.gettext("Replay of the session of {date}, with captions."),
        }[card.state].format(date=day)
        if card.state == "replay" and not card.captions:
            said = words.gettext("Replay of the session of {date}.").format(date=day)
        titles = [f"{i.number} – {i.title}" if i.number else i.title for i in card.agenda]
        more = ["…"] if len(titles) > _ITEMS_TOLD else []
        return "\n".join([said, *titles[:_ITEMS_TOLD], *more])


def entries(house: House, cards: Sequence[SessionCard], addresses: Addresses) -> list[Entry]:
    """The cards, newest first, with what the site promised about them."""
    base = house.base_url.rstrip("/")
    newest = sorted(cards, key=lambda card: (card.date, card.id), reverse=True)
    return [Entry(card, addresses.seen[card.id], base) for card in newest]


def host_of(house: House) -> str:
    """The name of the house's site; `localhost` where it has none."""
    return urlsplit(house.base_url).hostname or "localhost"


def fit(text: str) -> str:
    """`text` without the characters that XML may not hold."""
    return _UNFIT.sub(" ", text)
