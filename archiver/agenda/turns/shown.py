"""Name cards: whom a card on screen names, and how far this session's cards can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from archiver.agenda.turns.people import Person
from archiver.agenda.turns.pieces import Piece
from archiver.agenda.words import folded_words
from archiver.model.cards import Cards

ALIKE = 84.0
CLEARLY = 6.0
FAMILY_ONLY = 92.0
RIGHT_BEFORE, WRONG_BEFORE = 9.0, 0.5
"""What is believed of cards of which nothing is known: so many seen right, so many wrong."""


@dataclass(frozen=True, slots=True)
class NameCard:
    """A card that names a person, and the piece during which it came up."""

    person: int
    piece: int
    text: str
    start_ms: int


def name_cards(
    cards: Cards, people: Sequence[Person], pieces: Sequence[Piece]
) -> tuple[NameCard, ...]:
    """The cards that name one of the people, each with the piece it is shown over longest."""
    found = []
    for card in cards.cards:
        person = max(
            ((_named(line, people), n) for n, line in enumerate(card.lines)),
            key=lambda one: (one[0] is not None, -one[1]),
            default=(None, 0),
        )[0]
        piece = _over(card.start_ms, card.end_ms, pieces)
        if person is not None and piece is not None:
            found.append(NameCard(person, piece, " – ".join(card.lines), card.start_ms))
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


def _over(start_ms: int, end_ms: int, pieces: Sequence[Piece]) -> int | None:
    """The piece with most of its time in the card's; a turn's first words count like its last."""
    shared = [
        (min(end_ms, piece.end_ms) - max(start_ms, piece.start_ms), -i)
        for i, piece in enumerate(pieces)
        if piece.start_ms < end_ms and start_ms < piece.end_ms
    ]
    return -max(shared)[1] if shared else None


def trust(agreed: float, differed: float) -> float:
    """How likely a card is right, from how often cards agree with what the words tell surely."""
    right, wrong = RIGHT_BEFORE + agreed, WRONG_BEFORE + differed
    return right / (right + wrong)
