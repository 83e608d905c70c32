"""What is known beside the words, at each point: cards on screen, and whether the chair speaks."""

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.sources import Sources
from archiver.model.speakers import Speakers

Scores = NDArray[np.float64]

CARD_EARLY_MS = 3_000
CARD_LATE_MS = 45_000
CARD_FADES_MS = 25_000
CHAIR_SLACK_MS = 400


def near_cards(starts: Scores, sources: Sources, items: int) -> Scores:
    """How soon before a card of each item each point (its time in ms) is, 0 to 1.

    A card seldom comes before the words that announce, and often well after them.
    """
    near = np.zeros((len(starts), items))
    for card in sources.cards:
        ahead = card.at_ms - starts
        fits = (ahead > -CARD_EARLY_MS) & (ahead < CARD_LATE_MS)
        worth = np.where(fits, card.score * np.exp(-np.maximum(0, ahead) / CARD_FADES_MS), 0.0)
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
