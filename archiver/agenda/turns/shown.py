"""Name cards: whom a card on screen names, and how far this session's cards can be believed."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from rapidfuzz import fuzz

from archiver.agenda.turns.people import Person
from archiver.agenda.turns.pieces import Piece
from archiver.agenda.words import folded_words
from archiver.model.cards import Cards

ALIKE = 84.0
CLEARLY = 6.0
FAMILY_ONLY = 92.0
MOST_PIECES = 12
"""A card left on the screen says nothing about who speaks later on."""
RIGHT_BEFORE, WRONG_BEFORE = 2.0, 0.2
"""What is believed of cards of which nothing is known: so many seen right, so many wrong."""


@dataclass(frozen=True, slots=True)
class NameCard:
    """A card that names a person, and the pieces during which it is shown, at least one."""

    person: int
    pieces: tuple[int, ...]
    text: str
    start_ms: int


def name_cards(
    cards: Cards, people: Sequence[Person], pieces: Sequence[Piece]
) -> tuple[NameCard, ...]:
    """The cards that name one of the people, each with the pieces it is shown over."""
    ends = [piece.end_ms for piece in pieces]
    found = []
    for card in cards.cards:
        person = next((k for line in card.lines if (k := _named(line, people)) is not None), None)
        first = bisect_right(ends, card.start_ms)
        near = range(first, min(first + MOST_PIECES, len(pieces)))
        over = [i for i in near if pieces[i].start_ms < card.end_ms]
        if person is not None and over:
            found.append(NameCard(person, tuple(over), " – ".join(card.lines), card.start_ms))
    return tuple(found)


def _named(line: str, people: Sequence[Person]) -> int | None:
    """The person a line names, if clearly one and nothing else."""
    text = " ".join(folded_words(line))
    joined = text.replace(" ", "")
    scores = []
    for k, person in enumerate(people):
        whole = max(
            fuzz.ratio(joined, person.first + person.family),
            fuzz.ratio(joined, person.family + person.first),
        )
        family = fuzz.ratio(text.rpartition(" ")[2], person.family)
        short = len(text.split()) <= 2 and family >= FAMILY_ONLY
        scores.append((max(whole, family if short else 0.0), k))
    scores.sort(reverse=True)
    if not scores or scores[0][0] < ALIKE:
        return None
    clear = len(scores) < 2 or scores[0][0] - scores[1][0] >= CLEARLY
    return scores[0][1] if clear else None


def trust(agreed: int, differed: int) -> float:
    """How likely a card is right at least, from how often cards agree with what the words tell.

    The fewer could be compared, the less they are trusted: one standard error below the mean.
    """
    right, wrong = RIGHT_BEFORE + agreed, WRONG_BEFORE + differed
    total = right + wrong
    mean = right / total
    error: float = sqrt(mean * (1.0 - mean) / (total + 1.0))
    return max(0.05, mean - error)
