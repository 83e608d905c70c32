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
class Evidence:
    """`n` pieces, `k` states; all but `after` are logarithms.

    `says` (n, k): how well each state fits a piece's words. `change` (n): log odds that another
    one begins with a piece. `after` (n, k, k): the shares of who follows whom, if so.
    """

    says: Floats
    change: Floats
    after: Floats


@dataclass(frozen=True)
class Chances:
    """Of each state in each piece (n, k), and of a new turn before each piece (n)."""

    state: Floats
    change: Floats


def infer(evidence: Evidence) -> Chances:
    """The chances given all evidence; each piece's states sum to 1."""
    n, k = evidence.says.shape
    if not n:
        return Chances(np.zeros((0, k)), np.zeros(0))
    change = 1.0 / (1.0 + np.exp(-evidence.change))
    says = np.exp(evidence.says - evidence.says.max(axis=1, keepdims=True))
    moves = [_moves(change[i], evidence.after[i]) for i in range(n)]
    forward, backward = np.zeros((n, k)), np.ones((n, k))
    forward[0] = _share(evidence.after[0].sum(axis=0) * says[0])
    for i in range(1, n):
        forward[i] = _share((forward[i - 1] @ moves[i]) * says[i])
    for i in range(n - 2, -1, -1):
        backward[i] = _share(moves[i + 1] @ (says[i + 1] * backward[i + 1]))
    state = forward * backward
    state /= state.sum(axis=1, keepdims=True)
    return Chances(state, _changes(forward, backward, says, change, moves))


def _changes(
    forward: Floats, backward: Floats, says: Floats, change: Floats, moves: list[Floats]
) -> Floats:
    """The chance of a new turn before each piece: all ways but those that stay."""
    found = np.ones(len(forward))
    for i in range(1, len(forward)):
        after = says[i] * backward[i]
        every = float((forward[i - 1] @ moves[i]) @ after)
        stays = float((1.0 - change[i]) * (forward[i - 1] @ after))
        found[i] = 1.0 - min(1.0, stays / every) if every > 0 else 1.0
    return found


def _moves(change: float, after: Floats) -> Floats:
    return (1.0 - change) * np.eye(len(after)) + change * after


def _share(values: Floats) -> Floats:
    shared: Floats = values / max(float(values.sum()), 1e-300)
    return shared
