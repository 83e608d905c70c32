"""The pages around the sessions': by year, by speaker, by commission; as text, from the cards."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from archiver.model.session import House
from archiver.publish.website.addresses import Addresses
from archiver.publish.website.assets import house_assets
from archiver.publish.website.cards import CardItem, CardSpeaker, CardTurn, SessionCard
from archiver.publish.website.environment import environment
from archiver.publish.website.structured import list_object

YEARS, SPEAKERS, COMMISSIONS = "annees", "intervenants", "commissions"
"""Folders of the site; the same in every language, for good."""


@dataclass(frozen=True)
class Heard:
    """A speaker in one session."""

    card: SessionCard
    speaker: CardSpeaker

    @property
    def chapters(self) -> tuple[tuple[str, str, tuple[CardTurn, ...]], ...]:
        """The passages, by chapter: its title, its anchor, what is said in it."""
        by_chapter = groupby(self.speaker.turns, key=lambda turn: turn.chapter)
        return tuple((*self._chapter(index), tuple(turns)) for index, turns in by_chapter)

    def _chapter(self, index: int) -> tuple[str, str]:
        if not 0 <= index < len(self.card.chapters):
            return "", ""
        return self.card.chapters[index].title, self.card.chapters[index].anchor


@dataclass(frozen=True)
class Person:
    """Somebody who is named in a replay, the latest session first."""

    name: str
    slug: str
    heard: tuple[Heard, ...]

    @property
    def spoken_ms(self) -> int:
        """How long they are heard, in all sessions."""
        return sum(heard.speaker.spoken_ms for heard in self.heard)

    @property
    def passages(self) -> int:
        """How often they speak."""
        return sum(len(heard.speaker.turns) for heard in self.heard)

    @property
    def years(self) -> tuple[tuple[int, tuple[Heard, ...]], ...]:
        """The sessions of each year."""
        by_year = groupby(self.heard, key=lambda heard: heard.card.date.year)
        return tuple((year, tuple(heard)) for year, heard in by_year)


@dataclass(frozen=True)
class Treated:
    """The items of one commission in one session."""

    card: SessionCard
    items: tuple[CardItem, ...]


@dataclass(frozen=True)
class CommissionItems:
    """A commission's items, the latest session first."""

    name: str
    slug: str
    treated: tuple[Treated, ...]

    @property
    def items(self) -> int:
        """How many items it has had."""
        return sum(len(treated.items) for treated in self.treated)


def newest_first(cards: Sequence[SessionCard]) -> list[SessionCard]:
    """The order of all lists."""
    return sorted(cards, key=lambda card: (card.date, card.id), reverse=True)


def people(cards: Sequence[SessionCard], addresses: Addresses) -> list[Person]:
    """Everybody who is named, by the alphabet of their addresses."""
    found: dict[str, list[Heard]] = defaultdict(list)
    for card in newest_first(cards):
        for speaker in card.speakers:
            found[speaker.name].append(Heard(card, speaker))
    slugs = addresses.speakers.slugs
    made = (Person(name, slugs[name], tuple(heard)) for name, heard in found.items())
    return sorted(made, key=lambda person: person.slug)


def commissions(cards: Sequence[SessionCard], addresses: Addresses) -> list[CommissionItems]:
    """Every commission with its items; those of sessions to come are not told of yet."""
    found: dict[str, list[Treated]] = defaultdict(list)
    for card in newest_first(cards):
        mine: dict[str, list[CardItem]] = defaultdict(list)
        for item in card.agenda if card.state == "replay" else ():
            if item.commission:
                mine[item.commission].append(item)
        for name, items in mine.items():
            found[name].append(Treated(card, tuple(items)))
    slugs = addresses.commissions.slugs
    made = (CommissionItems(name, slugs[name], tuple(treated)) for name, treated in found.items())
    return sorted(made, key=lambda commission: commission.slug)


def render_years(house: House, cards: Sequence[SessionCard]) -> Iterator[tuple[str, str]]:
    """A page for each year that has a session."""
    newest = newest_first(cards)
    years = sorted({card.date.year for card in newest}, reverse=True)
    for year in years:
        path = f"{YEARS}/{year}/index.html"
        mine = [card for card in newest if card.date.year == year]
        shown = {"year": year, "years": years, "cards": mine}
        yield path, render(house, "year.html", path, structured=list_object(house, mine), **shown)


def render_people(house: House, found: Sequence[Person]) -> Iterator[tuple[str, str]]:
    """The list of speakers; for each, their sessions, and what they said in each year."""
    index = f"{SPEAKERS}/index.html"
    yield index, render(house, "speakers.html", index, people=found)
    for person in found:
        path = f"{SPEAKERS}/{person.slug}/index.html"
        yield path, render(house, "speaker.html", path, person=person)
        for year, heard in person.years:
            path = f"{SPEAKERS}/{person.slug}/{year}.html"
            shown = {"person": person, "year": year, "heard": heard}
            yield path, render(house, "speaker_year.html", path, **shown)


def render_commissions(house: House, found: Sequence[CommissionItems]) -> Iterator[tuple[str, str]]:
    """The list of commissions; for each, its items with links to where they are examined."""
    index = f"{COMMISSIONS}/index.html"
    yield index, render(house, "commissions.html", index, commissions=found)
    for commission in found:
        path = f"{COMMISSIONS}/{commission.slug}/index.html"
        yield path, render(house, "commission.html", path, commission=commission)


def render(house: House, template: str, path: str, **shown: Any) -> str:
    """A page of the house at `path` in the site."""
    base = house.base_url.rstrip("/")
    given = {
        "language": house.language,
        "house": house,
        "root": "../" * path.count("/"),
        "assets": house_assets(house),
        "url": f"{base}/{path.removesuffix('index.html')}" if base else "",
        "structured": None,
        **shown,
    }
    return environment(house.language).get_template(template).render(**given)
