"""What the words of each piece tell: whether who presides speaks, who is called, who is thanked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.cues import Hit
from archiver.agenda.heard import Heard
from archiver.agenda.turns.mentions import Mention
from archiver.agenda.turns.pieces import Piece

CHAIR_SAYS = {
    "announcement": 1.5, "reordering": 1.5, "floor": 1.5, "questions": 2.0, "vote": 2.5,
    "result": 2.5, "bloc": 1.5, "opening": 2.5, "closing": 2.5, "farewell": 1.0,
    "suspension": 2.0, "resumption": 2.0, "withdrawal": 1.0, "adjournment": 0.5,
    "chair": 3.0, "roll_call": 1.5, "member": -2.5, "to_chair_woman": -4.0, "to_chair_man": -4.0,
}  # fmt: skip
MOST = 6.0
UNMARKED_A_WORD = 0.08
UNMARKED_MOST = 1.5
CALLS = {"floor": 7.0, "end": 6.5, "start": 5.0, "thanks": 0.0, "within": 0.5}
"""How much likelier a change is to the one named (log odds), by how the name is said."""
CALLING = {"floor": 3.5, "end": 2.0, "start": 1.5, "thanks": 1.5, "within": 0.0}
"""How much each tells that who presides speaks."""
AN_ADDRESS = {"to_chair_woman", "to_chair_man"}
NEAR = 3


@dataclass(frozen=True, slots=True)
class Call:
    """A name by which somebody may be asked to speak, or thanked for having spoken."""

    mention: Mention
    how: str
    piece: int


@dataclass(frozen=True)
class Hints:
    """Per piece: log odds that who presides speaks, that a turn begins; the names in it."""

    chair: NDArray[np.float64]
    opens: NDArray[np.float64]
    """Whether it starts as a turn does."""
    begins: NDArray[np.float64]
    """Whether it starts as a turn often does, and a sentence sometimes."""
    asks: NDArray[np.float64]
    """Whether a question is asked, in words."""
    questions: NDArray[np.float64]
    """Whether it ends with a question mark."""
    asks_first: NDArray[np.float64]
    """Whether it starts with a question."""
    addresses_chair: NDArray[np.float64]
    calls: tuple[Call, ...]
    by_piece: Mapping[int, tuple[Call, ...]] = field(default_factory=dict)


def take_hints(
    heard: Heard,
    pieces: Sequence[Piece],
    hits: Mapping[str, Sequence[Hit]],
    mentions: Sequence[Mention],
) -> Hints:
    """The hints of all pieces; `hits` are the phrases heard, by kind."""
    starts = np.array([piece.first for piece in pieces], dtype=np.int64)

    def piece_of(token: int) -> int:
        return int(np.searchsorted(starts, token, side="right")) - 1

    chair = np.zeros(len(pieces))
    marked = np.zeros(len(pieces), dtype=np.bool_)
    for kind, weight in CHAIR_SAYS.items():
        for hit in hits[kind]:
            if kind in AN_ADDRESS and _is_talked_about(heard, hit):
                continue
            chair[piece_of(hit.first)] += weight
            marked[piece_of(hit.first)] = True
    opens, begins, asks, asks_first, questions, addresses = np.zeros((6, len(pieces)))
    for kind, found in (("opens", opens), ("begins", begins), ("asks", asks_first)):
        for hit in hits[kind]:
            found[piece_of(hit.first)] += hit.first in starts
    for hit in hits["asks"]:
        asks[piece_of(hit.first)] = 1.0
    for i, piece in enumerate(pieces):
        questions[i] = heard.tokens[piece.last - 1].raw.rstrip().endswith("?")
    for kind in AN_ADDRESS:
        for hit in hits[kind]:
            addresses[piece_of(hit.first)] = not _is_talked_about(heard, hit)
    calls = tuple(
        Call(mention, _how(heard, mention, hits), piece_of(mention.first)) for mention in mentions
    )
    by_piece: dict[int, tuple[Call, ...]] = {}
    for call in calls:
        chair[call.piece] += CALLING[call.how] * call.mention.best[1]
        marked[call.piece] |= CALLING[call.how] > 0
        by_piece[call.piece] = (*by_piece.get(call.piece, ()), call)
    lengths = np.array([piece.last - piece.first for piece in pieces])
    chair -= np.where(marked, 0.0, np.minimum(UNMARKED_A_WORD * lengths, UNMARKED_MOST))
    chair = np.clip(chair, -MOST, MOST)
    return Hints(chair, opens, begins, asks, questions, asks_first, addresses, calls, by_piece)


def _is_talked_about(heard: Heard, hit: Hit) -> bool:
    """Whether a title goes on to a name or follows no pause: "avec Madame la Présidente"."""
    before = heard.tokens[hit.first - 1] if hit.first else None
    after = heard.tokens[hit.last - 1]
    free = before is None or before.ends_sentence or before.raw.endswith(",")
    return not (free or after.ends_sentence or after.raw.endswith(","))


def _how(heard: Heard, mention: Mention, hits: Mapping[str, Sequence[Hit]]) -> str:
    """How a name is said: with the floor, thanked, at the end or start of a sentence, within."""
    if any(0 <= mention.first - hit.last < NEAR - 1 for hit in _before(hits["thanks"], mention)):
        return "thanks"
    if any(0 <= hit.first - mention.last < NEAR - 1 for hit in _after(hits["after_name"], mention)):
        return "floor"
    if any(0 <= mention.first - hit.last < NEAR for hit in _before(hits["hands_over"], mention)):
        return "floor"
    last = heard.tokens[mention.last - 1]
    following = heard.tokens[mention.last] if mention.last < len(heard.tokens) else None
    if last.ends_sentence or following is None or following.start_ms - last.end_ms > 700:
        return "end"
    begins = mention.first == 0 or heard.tokens[mention.first - 1].ends_sentence
    return "start" if begins and last.raw.endswith(",") else "within"


def _before(hits: Sequence[Hit], mention: Mention) -> list[Hit]:
    return [hit for hit in hits if mention.first - 8 < hit.last <= mention.first]


def _after(hits: Sequence[Hit], mention: Mention) -> list[Hit]:
    return [hit for hit in hits if mention.last <= hit.first < mention.last + 8]
