"""The roll call: a list of names, read by one person, each answered by another."""

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.agenda.cues import Hit
from archiver.agenda.turns.mentions import Mention

FEWEST = 5
CLOSE = 14
"""Words between two names of a list at most: the answers."""


@dataclass(frozen=True, slots=True)
class RollCall:
    """From token `first` up to `last` excluded; `names` are where its names begin."""

    first: int
    last: int
    names: tuple[int, ...]
    answers: tuple[int, ...]
    """Where its answers begin."""

    @property
    def cuts(self) -> tuple[int, ...]:
        """The tokens before which the speaker may change."""
        return tuple(sorted({*self.names, *self.answers}))


def find_roll_calls(
    addressed: Sequence[int], mentions: Sequence[Mention], answers: Sequence[Hit], tokens: int
) -> tuple[RollCall, ...]:
    """The passages in which names follow each other closely; known or not, by their address."""
    places = sorted({*addressed, *(m.first for m in mentions if m.form != "first")})
    found: list[RollCall] = []
    run: list[int] = []
    for place in [*places, tokens + 2 * CLOSE]:
        if run and place - run[-1] > CLOSE:
            if len(run) >= FEWEST:
                found.append(_roll_call(run, mentions, answers))
            run = []
        run.append(place)
    return tuple(found)


def _roll_call(run: Sequence[int], mentions: Sequence[Mention], answers: Sequence[Hit]) -> RollCall:
    ends = {m.first: m.last for m in mentions}
    last = max(ends.get(run[-1], run[-1] + 2), run[-1] + 2)
    named = {i for m in mentions for i in range(m.first, m.last)}
    inside = [h for h in answers if run[0] < h.first < last + 4 and h.first not in named]
    last = max([last, *(h.last for h in inside)])
    return RollCall(run[0], last, tuple(run), tuple(h.first for h in inside))
