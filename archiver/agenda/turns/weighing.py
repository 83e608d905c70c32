"""How much each hint counts: from hints to the evidence of the sequence of speakers.

The numbers are set by reasoning about council sessions and kept round; none is fitted to one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archiver.agenda.turns.hints import CALLS, Call, Hints
from archiver.agenda.turns.pieces import Piece
from archiver.agenda.turns.rollcall import RollCall
from archiver.agenda.turns.sequence import CHAIR, FIRST_PERSON, UNKNOWN, Evidence, Floats

PAUSE_RATIOS = (0.0, 0.4, 0.8, 1.3, 2.0, 3.0, 5.0)
CHANGE_BY_PAUSE = (-6.0, -5.0, -4.0, -2.8, -1.5, -0.8, -0.5)
OPENS, AFTER_QUESTION, ADDRESSES_CHAIR, NOT_WHOLE, CALLED = 1.8, 1.2, 1.5, -2.0, 3.0
FROM_CHAIR = {"unknown": 0.5, "anyone": 0.06}
FROM_UNKNOWN = {"chair": 0.7, "unknown": 0.27, "anyone": 0.03}
FROM_PERSON = {"chair": 0.72, "unknown": 0.25, "anyone": 0.03}
CALL_REACH = 40
"""Words after which a call is forgotten."""
CALL_FADES = 0.08
"""Of its log odds, for each word since."""
MISHEARD = 0.4
"""The share of a call's weight that goes to somebody unknown, where the name is in doubt."""
THANKED = 6.0
NAMED_ANOTHER = -3.0
ROLL_NAME, ROLL_ANSWER = 8.0, -4.0


@dataclass(frozen=True)
class Cast:
    """Who may speak: the state of each person who is named anywhere."""

    states: dict[int, int]
    """Person to state; who presides has the state `CHAIR`."""

    @property
    def count(self) -> int:
        """How many states there are."""
        return max([UNKNOWN, *self.states.values()]) + 1

    def spread(self, call: Call) -> Floats:
        """The chance of each state to be who is named."""
        chances = np.zeros(self.count)
        for person, chance in call.mention.who:
            if person in self.states:
                chances[self.states[person]] += chance
        return chances


def weigh(
    pieces: Sequence[Piece], hints: Hints, cast: Cast, rolls: Sequence[RollCall]
) -> Evidence:
    """The evidence of all pieces."""
    says = np.zeros((len(pieces), cast.count))
    says[:, CHAIR] = hints.chair
    for call in hints.calls:
        says[call.piece] += NAMED_ANOTHER * cast.spread(call)
    change = _change(pieces, hints)
    callers = np.full(len(pieces), CHAIR, dtype=np.int64)
    in_roll = np.zeros(len(pieces), dtype=np.bool_)
    for roll in rolls:
        caller = _caller(roll, hints, cast)
        for i, piece in enumerate(pieces):
            if roll.first <= piece.first < roll.last:
                callers[i], in_roll[i] = caller, True
                says[i] = 0.0
                says[i, caller] = ROLL_NAME if piece.first in roll.names else ROLL_ANSWER
                change[i] = 1.0 if i and in_roll[i - 1] else change[i]
    after = np.stack(
        [
            _after(i, pieces, hints, cast, int(callers[i - 1]), bool(in_roll[i] and in_roll[i - 1]))
            for i in range(len(pieces))
        ]
    ) if len(pieces) else np.zeros((0, cast.count, cast.count))
    return Evidence(says, change, after)


def _change(pieces: Sequence[Piece], hints: Hints) -> Floats:
    ratios = np.array([piece.pause_ms / piece.usual_ms for piece in pieces])
    change: Floats = np.interp(ratios, PAUSE_RATIOS, CHANGE_BY_PAUSE)
    change += OPENS * hints.opens + ADDRESSES_CHAIR * hints.addresses_chair
    change += np.array([0.0 if piece.whole else NOT_WHOLE for piece in pieces])
    change[1:] += AFTER_QUESTION * hints.asks[:-1]
    for call in hints.calls:
        if CALLS[call.how] > 0 and call.piece + 1 < len(pieces):
            change[call.piece + 1] += CALLED * call.mention.best[1]
    return change


def _caller(roll: RollCall, hints: Hints, cast: Cast) -> int:
    """The state of who calls the roll: the last one named before it, as far as that is sure."""
    before = [
        c for c in hints.calls if roll.first - CALL_REACH < c.mention.first < roll.first
        and c.how != "thanks"
    ]  # fmt: skip
    if not before:
        return UNKNOWN
    told = np.zeros(cast.count)
    for call in before:
        told = np.maximum(told, cast.spread(call))
    best = int(told.argmax())
    return best if told[best] >= 0.5 else UNKNOWN


def _after(
    i: int, pieces: Sequence[Piece], hints: Hints, cast: Cast, caller: int, in_roll: bool
) -> Floats:
    """The shares of who speaks from piece `i` on, if a new turn begins: rows by who spoke."""
    k, persons = cast.count, max(1, cast.count - FIRST_PERSON)
    after = np.zeros((k, k))
    after[:, FIRST_PERSON:] = FROM_PERSON["anyone"] / persons
    after[:, CHAIR], after[:, UNKNOWN] = FROM_PERSON["chair"], FROM_PERSON["unknown"]
    after[UNKNOWN, CHAIR], after[UNKNOWN, UNKNOWN] = FROM_UNKNOWN["chair"], FROM_UNKNOWN["unknown"]
    after[CHAIR, UNKNOWN] = FROM_CHAIR["unknown"]
    after[CHAIR, FIRST_PERSON:] = FROM_CHAIR["anyone"] / persons
    if in_roll:
        after[:, caller] = 3.0
    after[caller] += _called(i, pieces, hints, cast)
    if caller != UNKNOWN:
        np.fill_diagonal(after[FIRST_PERSON:, FIRST_PERSON:], 0.0)
        after[CHAIR, CHAIR] = 0.0
    after /= after.sum(axis=1, keepdims=True)
    for call in hints.by_piece.get(i, ()):
        if call.how == "thanks":
            thanked = cast.spread(call)
            after *= (1.0 + thanked * np.exp(THANKED))[:, None]
    return after


def _called(i: int, pieces: Sequence[Piece], hints: Hints, cast: Cast) -> Floats:
    """How much the calls before piece `i` speak for each state, as odds."""
    odds = np.zeros(cast.count)
    for j in range(i - 1, -1, -1):
        if pieces[i].first - pieces[j].last > CALL_REACH:
            break
        for call in hints.by_piece.get(j, ()):
            since = pieces[i].first - call.mention.last
            if since <= CALL_REACH and call.how != "thanks":
                weight = np.exp(CALLS[call.how] - CALL_FADES * since)
                chances = cast.spread(call)
                odds += weight * chances
                odds[UNKNOWN] += weight * MISHEARD * max(0.0, 1.0 - float(chances.sum()))
    return odds
