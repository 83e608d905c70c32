"""What the cards on screen say: which item, whose name; and what that is worth for the alignment.

A card is written by hand in a hurry: titles are abridged or worded otherwise, cards are left over
from the item before, come late or show another item. So a reading is evidence, never an order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from archiver.agenda.cardnames import CardNames
from archiver.agenda.cardtitles import Titles
from archiver.agenda.numbers import number_keys, number_parts
from archiver.agenda.sources import CardStart
from archiver.agenda.words import Lexicon, folded_words
from archiver.model.agenda import Agenda
from archiver.model.cards import Card, Cards
from archiver.model.language import LanguagePack

LEAST_TITLE, LEAST_LEAD = 0.45, 0.12
"""How well a title must fit, and by how much better than the next."""
WITH_LEAD, IN_FRONT, INSIDE = 1.0, 0.85, 0.5
"""How sure a number is after "rapport" or "n°", where it opens a line, and inside a title."""
AGAINST = 0.5
"""What is left of a number's sureness when the words tell another item."""
COMES_BACK = 0.5
"""What a card counts that goes back to an item shown before: it is often a wrong one."""
_LOOK_ALIKE = str.maketrans({"o": "0", "q": "0", "i": "1", "l": "1", "z": "2", "s": "5", "b": "8"})

CardKind = Literal["title", "name", "other"]


@dataclass(frozen=True, slots=True)
class CardReading:
    """What a card says. A card with a title and a name is a title card that has a name too."""

    card: Card
    kind: CardKind
    items: tuple[str, ...] = ()
    """Ids of the items whose title or number it shows."""
    name: str | None = None
    """As the agenda or the list of members spells it."""
    score: float = 0.0
    """How surely it says that, 0 to 1."""


class CardReader:
    """Reads cards of one session."""

    def __init__(self, agenda: Agenda, members: Iterable[str], pack: LanguagePack) -> None:
        self._items = agenda.items
        self._lexicon = Lexicon(pack)
        self._leads = frozenset(w for text in pack.numbers.leads for w in folded_words(text))
        self._measures = frozenset(w for text in pack.numbers.measures for w in folded_words(text))
        self._numbers = number_keys(agenda.items)
        honorifics = frozenset(w for text in pack.honorifics for w in folded_words(text))
        numbers = pack.numbers
        listing = (*numbers.joiners, *numbers.ranges)
        self._lists = frozenset(w for text in listing for w in folded_words(text))
        self._titles = Titles(agenda, self._lexicon)
        rapporteurs = (item.rapporteur or "" for item in agenda.items)
        self._names = CardNames((*members, agenda.president or "", *rapporteurs), honorifics)

    def reading(self, card: Card) -> CardReading:
        """What one card says."""
        by_number, told = self._by_number(card.lines), self._titles.told(card.lines)
        items, score = self._agreed(by_number, told)
        name, name_score = self._names.shown(card.lines)
        sure = card.confidence if card.confidence is not None else 1.0
        if items and not (name and name_score > score):
            ids = tuple(self._items[i].id for i in items)
            return CardReading(card, "title", ids, name, round(score * sure, 3))
        if name:
            return CardReading(card, "name", (), name, round(name_score * sure, 3))
        return CardReading(card, "other")

    def _by_number(self, lines: Sequence[str]) -> dict[int, float]:
        """The items whose number is shown, and how surely."""
        found: dict[int, float] = {}
        for line in lines:
            words, sure = folded_words(line), 0.0
            for n, word in enumerate(words):
                sure = self._lead(words[:n], words[n + 1 : n + 2], sure)
                item = self._numbered(word, words[n + 1 : n + 3]) if sure else None
                if item is not None:
                    found[item] = max(found.get(item, 0.0), sure)
        return found

    def _lead(self, before: Sequence[str], after: Sequence[str], so_far: float) -> float:
        """How surely a number between these words is an item's; `so_far` is that of the last."""
        if not before:
            return 0.0 if self._measures & set(after) else IN_FRONT
        if before[-1] in self._leads:
            return WITH_LEAD if self._leads.issuperset(before) else INSIDE
        lists_on = any(c.isdigit() for c in before[-1]) or before[-1] in self._lists
        return so_far if lists_on else 0.0

    def _numbered(self, word: str, after: Sequence[str]) -> int | None:
        """The item of a number, which may be written in several pieces: `2018-01-0030`, `A-3`."""
        for pieces in range(len(after), -1, -1):
            said = "-".join((word, *after[:pieces]))
            for spelling in (said, _as_digits(said)):
                key = number_parts(spelling)
                if key in self._numbers:
                    return self._numbers[key]
        return None

    def _agreed(
        self, by_number: dict[int, float], told: Sequence[float]
    ) -> tuple[tuple[int, ...], float]:
        """The items that number and words tell together; where they contradict, the surer one."""
        numbered, sure = tuple(sorted(by_number)), max(by_number.values(), default=0.0)
        best = _clear_best(told)
        if best is None or best in by_number:
            return numbered, sure
        if not numbered:
            return (best,), told[best]
        return (numbered, sure * AGAINST) if sure >= told[best] else ((best,), told[best] * AGAINST)


def _clear_best(told: Sequence[float]) -> int | None:
    """The item whose title fits well, and better than any other's."""
    order = sorted(range(len(told)), key=lambda i: told[i], reverse=True)
    if not order or told[order[0]] < LEAST_TITLE:
        return None
    if len(order) > 1 and told[order[0]] - told[order[1]] < LEAST_LEAD:
        return None
    return order[0]


def _as_digits(key: str) -> str:
    """A number in which digits were read as the letters that look like them."""
    return key.translate(_LOOK_ALIKE) if any(c.isdigit() for c in key) else key


def read_all(cards: Cards, reader: CardReader) -> tuple[CardReading, ...]:
    """What all cards of a recording say, in their order."""
    return tuple(reader.reading(card) for card in cards.cards)


def card_evidence(readings: Sequence[CardReading], agenda: Agenda) -> tuple[CardStart, ...]:
    """Where title cards change from one item to another, in order of time.

    A card of several items counts for each. A card that shows again what was shown last is no
    start; one that goes back to an item shown before counts half.
    """
    place = {item.id: n for n, item in enumerate(agenda.items)}
    starts: list[CardStart] = []
    shown: tuple[str, ...] = ()
    before: set[str] = set()
    for reading in sorted(readings, key=lambda one: one.card.start_ms):
        if reading.kind != "title" or reading.items == shown:
            continue
        for id in reading.items:
            score = reading.score * (COMES_BACK if id in before else 1.0)
            if id not in shown and id in place:
                text = " – ".join(reading.card.lines)
                starts.append(CardStart(place[id], reading.card.start_ms, round(score, 3), text))
        shown = reading.items
        before.update(reading.items)
    return tuple(starts)
