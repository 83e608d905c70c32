"""Cards that lie as cards do: another item's title, the one before left over, late, or none at all.

usage: python -m benchmarks.cards_lying CARDS.json AGENDA.json [--seed N] [--lie KIND] > LYING.json

`CARDS.json` is a session's `cards.json`, or a list of `{start_ms, end_ms, line1, line2}`.
"""

import argparse
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from archiver.agenda.cards import CardReader
from archiver.model.agenda import Agenda
from archiver.model.cards import Card, Cards
from archiver.store.shipped import load_language_pack

SHARE, LATE_MS = 0.3, 20_000
LONGEST_LINE = 60
Lie = Callable[[int, Sequence[Card], Agenda, random.Random], Card | None]
"""Makes a lie of the title card at a place in the list; None takes it away."""


def lying(
    cards: Cards, agenda: Agenda, seed: int, *, share: float = SHARE, lie: str | None = None
) -> Cards:
    """The cards, where those of `share` of the items that have a title card lie.

    All title cards of such an item tell the same sort of lie, one of `LIES`: `lie` if it is given.
    Name cards stay as they are.
    """
    chance = random.Random(seed)
    reader = CardReader(agenda, (), load_language_pack(agenda.language))
    items = [reader.reading(card).items for card in cards.cards]
    shown = sorted({ids for ids in items if ids})
    liars = {
        ids: lie or chance.choice(sorted(LIES))
        for ids in chance.sample(shown, round(share * len(shown)))
    }
    told: list[Card | None] = [
        LIES[liars[ids]](n, cards.cards, agenda, chance) if ids in liars else cards.cards[n]
        for n, ids in enumerate(items)
    ]
    kept = sorted((card for card in told if card), key=lambda card: card.start_ms)
    return cards.model_copy(update={"cards": tuple(kept)})


def _wrong(n: int, cards: Sequence[Card], agenda: Agenda, chance: random.Random) -> Card | None:
    other = chance.choice(agenda.items)
    number = f"{other.number} – " if other.number else ""
    return _saying(cards[n], (f"{number}{other.title}"[:LONGEST_LINE],))


def _left_over(n: int, cards: Sequence[Card], agenda: Agenda, chance: random.Random) -> Card | None:
    reader = CardReader(agenda, (), load_language_pack(agenda.language))
    mine = reader.reading(cards[n]).items
    before = (card for card in reversed(cards[:n]) if reader.reading(card).items not in ((), mine))
    left = next(before, None)
    return _saying(cards[n], left.lines) if left else None


def _late(n: int, cards: Sequence[Card], agenda: Agenda, chance: random.Random) -> Card | None:
    card = cards[n]
    moved = {"start_ms": card.start_ms + LATE_MS, "end_ms": card.end_ms + LATE_MS}
    return card.model_copy(update=moved)


def _none(n: int, cards: Sequence[Card], agenda: Agenda, chance: random.Random) -> Card | None:
    return None


def _saying(card: Card, lines: tuple[str, ...]) -> Card:
    return card.model_copy(update={"lines": lines})


LIES: dict[str, Lie] = {"wrong": _wrong, "left-over": _left_over, "late": _late, "none": _none}


def read(path: Path) -> Cards:
    """The cards of a file in either form."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(raw, dict):
        return Cards.model_validate(raw)
    return Cards(
        cards=tuple(
            Card(start_ms=c["start_ms"], end_ms=c["end_ms"], lines=(c["line1"], c["line2"]))
            for c in raw
        )
    )


def main() -> None:
    """Print the lying cards as `cards.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cards", type=Path)
    parser.add_argument("agenda", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lie", choices=sorted(LIES))
    args = parser.parse_args()
    agenda = Agenda.model_validate_json(args.agenda.read_text(encoding="utf-8"))
    print(lying(read(args.cards), agenda, args.seed, lie=args.lie).to_json(), end="")


if __name__ == "__main__":
    main()
