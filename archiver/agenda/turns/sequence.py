"""Who speaks in each piece: the chances of every state, from all the evidence before and after.

The states are who presides, somebody unknown, and each person who may be named. From piece to
piece the state stays, or somebody else takes a turn; the forward and backward sums over all ways
through a session give each state's chance in each piece, and the chance of a change before it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CHAIR, UNKNOWN, FIRST_PERSON = 0, 1, 2


@dataclass(frozen=True)
class Moves:
    """What may happen before each of `n` pieces, `k` states, as odds to the state's staying.

    `common` (n, k) is how likely each takes over from a person; `rows` (n, 3, k) are the same for
    the three states `who` (n, 3) which are not like the others, -1 for none. `leaves` (n, k) is
    how much likelier than that each is to have just spoken.
    """

    common: Floats
    rows: Floats
    who: NDArray[np.int64]
    leaves: Floats


@dataclass(frozen=True)
class Chances:
    """Of each state in each piece (n, k), and of a new turn before each piece (n)."""

    state: Floats
    change: Floats


class _Step:
    """The moves before one piece, as shares: of each state what stays, and where the rest goes."""

    def __init__(self, moves: Moves, i: int) -> None:
        k = moves.common.shape[1]
        who = moves.who[i]
        self._who = who[who >= 0]
        rows = moves.rows[i][who >= 0]
        total = np.full(k, moves.common[i].sum())
        total[self._who] = rows.sum(axis=1)
        self.stays = 1.0 / (1.0 + total)
        self._goes = moves.leaves[i] * self.stays
        self._like_others = np.ones(k)
        self._like_others[self._who] = 0.0
        self._common, self._rows = moves.common[i], rows

    def forward(self, before: Floats) -> Floats:
        """The shares after the move, from those before."""
        going = before * self._goes
        from_others = float((going * self._like_others).sum())
        after: Floats = before * self.stays + from_others * self._common
        after += going[self._who] @ self._rows
        return after

    def backward(self, after: Floats) -> Floats:
        """How well each state before fits what comes after."""
        taken = np.full(len(after), float(self._common @ after))
        taken[self._who] = self._rows @ after
        before: Floats = after * self.stays + self._goes * taken
        return before


def infer(says: Floats, moves: Moves) -> Chances:
    """The chances given all evidence; `says` (n, k) are logs of how states fit pieces' words."""
    n, k = says.shape
    fits = np.exp(says - says.max(axis=1, keepdims=True)) if n else says
    steps = [_Step(moves, i) for i in range(n)]
    forward, backward = np.zeros((n, k)), np.ones((n, k))
    if n:
        first = np.full(k, 0.01)
        first[CHAIR], first[UNKNOWN] = 2.0, 1.0
        forward[0] = _share(first * fits[0])
    for i in range(1, n):
        forward[i] = _share(steps[i].forward(forward[i - 1]) * fits[i])
    for i in range(n - 2, -1, -1):
        backward[i] = _share(steps[i + 1].backward(fits[i + 1] * backward[i + 1]))
    state = forward * backward
    change = np.ones(n)
    for i in range(1, n):
        after = fits[i] * backward[i]
        every = float(steps[i].forward(forward[i - 1]) @ after)
        stays = float((forward[i - 1] * steps[i].stays) @ after)
        change[i] = 1.0 - min(1.0, stays / every) if every > 0 else 1.0
    return Chances(state / np.maximum(state.sum(axis=1, keepdims=True), 1e-300), change)


def _share(values: Floats) -> Floats:
    shared: Floats = values / max(float(values.sum()), 1e-300)
    return shared
