"""What is known beside the words, at each point: cards on screen, and whether the chair speaks."""

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.sources import Sources
from archiver.model.speakers import Speakers

Scores = NDArray[np.float64]

LATENESS_MS = (-9_000, -3_000, 30_000, 90_000)
"""How long after the words that announce an item its card comes on: hardly before, often late."""
FITS = (0.0, 1.0, 1.0, 0.0)
CHAIR_SLACK_MS = 400


def near_cards(starts: Scores, sources: Sources, items: int) -> Scores:
    """How soon before a card of each item each point (its time in ms) is, 0 to 1.

    A card seldom comes before the words that announce, and often well after them.
    """
    near = np.zeros((len(starts), items))
    for card in sources.cards:
        worth = card.score * np.interp(card.at_ms - starts, LATENESS_MS, FITS, 0.0, 0.0)
        near[:, card.item] = np.maximum(near[:, card.item], worth)
    return near


def by_the_chair(starts: Scores, speakers: Speakers) -> Scores:
    """1 where the one who presides takes the floor or has it, -1 where another has it; times how
    sure the name is; 0 where nobody is known to speak."""
    turns = speakers.turns
    if not any(turn.chair for turn in turns):
        return np.zeros(len(starts))
    begins = np.array([turn.start_ms for turn in turns])
    found = np.zeros(len(starts))
    for i, ms in enumerate(starts):
        turn = turns[max(0, int(np.searchsorted(begins, ms + CHAIR_SLACK_MS, side="right")) - 1)]
        sure = turn.confidence or 0.5
        found[i] = sure if turn.chair else -sure if turn.start_ms <= ms < turn.end_ms else 0.0
    return found
