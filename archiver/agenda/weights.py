"""The numbers the split stands on: one setting for every meeting and language.

Fitted on French and English meetings, as they are and made worse on purpose, from round numbers
that it hardly pays to leave (`python -m benchmarks.fitting`); what cards are worth, and the costs
that no meeting tells of, are set by hand.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    """What each piece of evidence is worth, in one common unit, and what each move costs."""

    title: float = 2.0
    """The words of the title, told just after the point (0 to 1)."""
    announced_title: float = 2.0
    """More for the same words after an announcing phrase."""
    number: float = 3.0
    """The item's printed number, said as an item's number."""
    procedure: float = 3.0
    """A matter of procedure, told as it usually is."""
    rapporteur: float = 1.5
    """The rapporteur's name, near an announcing phrase."""
    matter: float = 1.5
    """Title words in the minutes after, more than before (-1 to 1)."""
    cue: float = 1.0
    """An announcing phrase, whatever the item."""
    result: float = 0.55
    """A vote's result just before."""
    pause: float = 0.5
    """A silence before, of three seconds or more."""
    reference: float = 1.0
    """Taken off where a speaker points at another item."""
    anonymous: float = 0.602
    """Taken off where nothing of the item itself was told."""
    card: float = 2.0
    """A title card of the item on screen soon after."""
    chair: float = 0.28
    """The one who presides speaks (taken off where another does)."""
    novelty: float = 0.5
    """What is announced at an unlisted start is then spoken of (-1 to 1)."""
    chair_unlisted: float = 2.938
    """More taken off where another speaks and it is something unlisted: anybody says "next is"."""
    unlisted: float = 1.3
    """Taken off every start of a matter that is not on the agenda, in place of the threshold."""
    stranger: float = 2.5
    """A number said as an item's that no printed item has."""
    listed: float = 1.5
    """Taken off a start of something unlisted where a printed title or number is told."""
    other_number: float = 1.5
    """Taken off where another item's number is told instead."""
    threshold: float = 2.0
    """Taken off every start: what is worth less is no start."""
    withdrawn: float = 6.0
    """Taken off the starts of an item that is said to be withdrawn or adjourned."""
    bloc: float = 1.5
    """Added where several items are announced together in one breath."""

    told: float = 0.526
    """The words of its title told during an item's span, against what chance would tell."""

    goes_on: float = 0.5
    """Taken off a start after which the matter before it goes on all the same."""
    goes_on_unlisted: float = 3.687
    """The same for a start of something unlisted."""

    skip: float = 0.3
    """Cost of passing over an item that was not taken yet, the first one of a jump."""
    skip_more: float = 0.1
    """Cost of each further one."""
    jump_back: float = 2.051
    """Cost of going back to an item passed over earlier."""
    return_to_order: float = 2.0
    """Cost of going back to the first item not taken yet."""

    crowd: float = 1.5
    """Cost of two starts in one sentence."""
    ease: float = 0.7
    """The share of these costs that a numbered start, or one said to be out of order, is spared."""

    title_reach: int = 14
    """Words after which a title word counts a third."""
    matter_reach: int = 120
    """Words looked at on either side for the matter itself."""
    candidates: int = 14
    """Starts considered for each item."""
    floor: float = -1.2
    """Starts worth less than this, the threshold taken off, are not considered."""


WEIGHTS = Weights()


@dataclass(frozen=True)
class Calibration:
    """How often starts were right, by what speaks for them: a logistic curve, fitted."""

    bias: float = 0.793
    margin: float = 0.975
    worth: float = -0.212
    unlisted: float = -2.948

    def confidence(self, features: tuple[float, ...]) -> float:
        """The share of such starts that are within ten seconds of the truth."""
        factors = (self.margin, self.worth, self.unlisted)
        logit = self.bias + sum(a * b for a, b in zip(factors, features, strict=True))
        return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 3)


CALIBRATION = Calibration()
