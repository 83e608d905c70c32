"""How much each hint counts: from hints to the evidence of the sequence of speakers.

The numbers are set by reasoning about council sessions and kept round; none is fitted to one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from archiver.agenda.turns.hints import CALLS, Call, Hints
from archiver.agenda.turns.pieces import Piece
from archiver.agenda.turns.rollcall import RollCall
from archiver.agenda.turns.sequence import CHAIR, FIRST_PERSON, UNKNOWN, Floats, Moves

PAUSES = (0.0, 0.4, 0.8, 1.3, 2.0, 3.0, 5.0)
"""Pauses as multiples of the usual one."""
TO_CHAIR = (-5.0, -4.0, -3.0, -2.2, -1.4, -0.8, -0.4)
"""Log odds that who presides comes in after such a pause; they often come in at once."""
TO_OTHERS = (-7.0, -6.0, -4.8, -3.2, -1.8, -1.2, -0.9)
OPENS, BEGINS, ADDRESSES_CHAIR, NOT_WHOLE = 2.5, 1.0, 2.0, -2.0
ASKED, QUESTIONED, ASKS = 4.0, 1.5, 0.8
ASKED_BY_CHAIR, CHAIR_AFTER_QUESTION = 0.3, 0.5
"""After a question in words, after a question mark, and for a piece that asks by its start."""
RELABELLED, SAME_LABEL = 2.0, -1.0
FROM_CHAIR = {"unknown": 0.8, "anyone": 0.06}
TAKES_OVER = {"unknown": 0.8, "anyone": 0.06}
CALL_REACH = 40
"""Words after which a call is forgotten."""
CALL_FADES = 0.08
"""Of its log odds, for each word since."""
SUPERSEDED = 0.03
"""What is left of a call when another name was called after it."""
MISHEARD = 0.4
"""The share of a call's weight that goes to somebody unknown, where the name is in doubt."""
THANKED = 6.0
NAMED_ANOTHER = -3.0
ROLL_NAME, ROLL_ANSWER, NO_ANSWER = 14.0, -4.0, -6.0
ROLL_CHANGE = 1.0
NEAR_ROLL = 12
"""Words between the name of who calls the roll and its announcement."""


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
) -> tuple[Floats, Moves]:
    """How well each state fits each piece's words, in logs; and who may follow whom."""
    n, k = len(pieces), cast.count
    says = np.zeros((n, k))
    says[:, CHAIR] = hints.chair
    for call in hints.calls:
        says[call.piece] += NAMED_ANOTHER * cast.spread(call)
    calls = frozenset(
        i for roll in rolls for i, p in enumerate(pieces) if roll.first <= p.first < roll.last
    )
    moves = _moves(pieces, hints, cast, calls)
    for roll in rolls:
        _call_the_roll(roll, pieces, hints, cast, says, moves)
    return says, moves


def _moves(pieces: Sequence[Piece], hints: Hints, cast: Cast, over: frozenset[int]) -> Moves:
    n, k = len(pieces), cast.count
    to_chair, to_others, from_chair = _odds(pieces, hints)
    persons = max(1, k - FIRST_PERSON)
    common = np.zeros((n, k))
    common[:, CHAIR] = to_chair
    common[:, UNKNOWN] = TAKES_OVER["unknown"] * to_others
    common[:, FIRST_PERSON:] = TAKES_OVER["anyone"] / persons * to_others[:, None]
    rows = np.stack([common, common, np.zeros((n, k))], axis=1)
    rows[:, 0, CHAIR] = 0.0
    rows[:, 0, UNKNOWN] = FROM_CHAIR["unknown"] * from_chair
    rows[:, 0, FIRST_PERSON:] = FROM_CHAIR["anyone"] / persons * from_chair[:, None]
    who = np.tile(np.array([CHAIR, UNKNOWN, -1], dtype=np.int64), (n, 1))
    leaves = np.ones((n, k))
    for i in range(n):
        rows[i, 0] += to_chair[i] * called(i, pieces, hints, cast, over)
        rows[i, 0, CHAIR] = 0.0
        for call in hints.by_piece.get(i, ()):
            if call.how == "thanks":
                leaves[i] *= 1.0 + cast.spread(call) * np.exp(THANKED)
    return Moves(common, rows, who, leaves)


def _odds(pieces: Sequence[Piece], hints: Hints) -> tuple[Floats, Floats, Floats]:
    """The odds that who presides comes in before each piece, somebody else, and after the chair.

    Who presides often asks and goes on: a question tells less then.
    """
    ratios = np.array([piece.pause_ms / piece.usual_ms for piece in pieces])
    whole = np.array([0.0 if piece.whole else NOT_WHOLE for piece in pieces])
    begins = np.maximum(OPENS * hints.opens, BEGINS * hints.begins)
    to_others = np.interp(ratios, PAUSES, TO_OTHERS) + whole + begins
    to_others += ADDRESSES_CHAIR * hints.addresses_chair + ASKS * hints.asks_first
    asked = np.maximum(ASKED * hints.asks, QUESTIONED * hints.questions)
    asked = np.concatenate([np.zeros(1), asked[:-1]])
    to_chair = np.interp(ratios, PAUSES, TO_CHAIR) + whole + 0.5 * begins
    relabelled = np.array([_relabelled(a, b) for a, b in pairwise((pieces[0], *pieces))])
    to_chair, to_others = to_chair + relabelled, to_others + relabelled
    others = np.exp(to_others + asked), np.exp(to_others + ASKED_BY_CHAIR * asked)
    return np.exp(to_chair + CHAIR_AFTER_QUESTION * asked), *others


def _relabelled(before: Piece, piece: Piece) -> float:
    """What it tells if the transcript's own label changes before a piece, or stays."""
    if before.label is None and piece.label is None:
        return 0.0
    return RELABELLED if before.label != piece.label else SAME_LABEL


def _call_the_roll(
    roll: RollCall,
    pieces: Sequence[Piece],
    hints: Hints,
    cast: Cast,
    says: Floats,
    moves: Moves,
) -> None:
    """Within a roll call, names are said by who calls it and answers by who was called."""
    caller = _caller(roll, hints, cast)
    slot = {CHAIR: 0, UNKNOWN: 1}.get(caller, 2)
    inside = [i for i, p in enumerate(pieces) if roll.first <= p.first < roll.last]
    for i in inside:
        named = pieces[i].first in (*roll.names, *roll.absences)
        says[i] = 0.0 if named or pieces[i].first in roll.answers else NO_ANSWER
        says[i, UNKNOWN] = 0.0
        says[i, caller] = ROLL_NAME if named else ROLL_ANSWER
        if i == inside[0]:
            continue
        odds = np.exp(ROLL_CHANGE)
        moves.common[i] = 0.001
        moves.common[i, UNKNOWN] = 0.1
        moves.common[i, caller] = odds
        moves.rows[i, :2] = moves.common[i]
        moves.who[i, 2] = caller if slot == 2 else -1
        if named:
            moves.rows[i, slot] = 0.001
            continue
        answering = odds * called(i, pieces, hints, cast)
        unexpected = pieces[i].first not in roll.answers
        moves.rows[i, slot] = answering
        moves.rows[i, slot, UNKNOWN] += float(answering.sum()) if unexpected else odds


def _caller(roll: RollCall, hints: Hints, cast: Cast) -> int:
    """The state of who calls the roll: named where the roll is announced, or announcing it."""
    if roll.by_speaker:
        return CHAIR
    told = np.zeros(cast.count)
    for call in hints.calls:
        near = roll.announced and abs(call.mention.last - roll.announced) <= NEAR_ROLL
        if near and call.mention.first < roll.first and call.how != "thanks":
            told = np.maximum(told, cast.spread(call))
    best = int(told.argmax())
    return best if told[best] >= 0.5 else UNKNOWN


def shown(state: int, count: int, people: int, believed: float) -> Floats:
    """What a card that names `state` adds to a piece: log odds, by how likely it is right.

    Somebody unknown is as likely to be the one on the card as any other of the people, so what
    speaks for somebody unknown then speaks for them.
    """
    adds = np.full(count, np.log(max(1e-3, 1.0 - believed)))
    unnamed = TAKES_OVER["unknown"] / TAKES_OVER["anyone"] if state != CHAIR else 1.0
    adds[state] = np.log(believed * max(1, people - 1) * unnamed)
    return adds


def called(
    i: int,
    pieces: Sequence[Piece],
    hints: Hints,
    cast: Cast,
    over: frozenset[int] = frozenset(),
) -> Floats:
    """How much the calls before piece `i` speak for each state, as odds; those `over` no more."""
    odds = np.zeros(cast.count)
    still = 1.0
    for j in range(i - 1, -1, -1):
        if pieces[i].first - pieces[j].last > CALL_REACH:
            break
        for call in reversed(hints.by_piece.get(j, ()) if j not in over else ()):
            since = pieces[i].first - call.mention.last
            if since <= CALL_REACH and call.how != "thanks":
                weight = still * np.exp(CALLS[call.how] - CALL_FADES * since)
                chances = cast.spread(call)
                odds += weight * chances
                odds[UNKNOWN] += weight * MISHEARD * max(0.0, 1.0 - float(chances.sum()))
                still *= SUPERSEDED if CALLS[call.how] > CALLS["within"] else 1.0
    return odds
