"""What the words of each piece tell: whether who presides speaks, who is called, who is thanked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

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
    "chair": 3.0, "roll_call": 1.5, "member": -2.5,
}  # fmt: skip
MOST = 6.0
UNMARKED_A_WORD = 0.08
UNMARKED_MOST = 1.5
CALLS = {"floor": 7.0, "alone": 7.0, "end": 6.5, "start": 5.0, "thanks": 0.0, "within": 0.5}
"""How much likelier a change is to the one named (log odds), by how the name is said."""
CALLING = {"floor": 4.5, "alone": 4.0, "end": 2.0, "start": 1.5, "thanks": 2.5, "within": 0.0}
"""How much each tells that who presides speaks."""
AN_ADDRESS = ("to_chair_woman", "to_chair_man")
ADDRESSED_BY_OTHERS = -4.0
Floats = NDArray[np.float64]
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

    chair: Floats
    opens: Floats
    """Whether it starts as a turn does."""
    begins: Floats
    """Whether it starts as a turn often does, and a sentence sometimes."""
    asks: Floats
    """Whether a question is asked, in words."""
    questions: Floats
    """Whether it ends with a question mark."""
    asks_first: Floats
    """Whether it starts with a question."""
    addresses_chair: Floats
    calls: tuple[Call, ...]
    interim: NDArray[np.bool_]
    """Whether somebody else than usual presides."""
    by_piece: Mapping[int, tuple[Call, ...]] = field(default_factory=dict)


def take_hints(
    heard: Heard,
    pieces: Sequence[Piece],
    hits: Mapping[str, Sequence[Hit]],
    mentions: Sequence[Mention],
    presiding: frozenset[int],
    then: frozenset[str],
) -> Hints:
    """The hints of all pieces; `hits` are phrases by kind, `presiding` the people who preside."""
    starts = np.array([piece.first for piece in pieces], dtype=np.int64)
    within = np.searchsorted(starts, np.arange(len(heard.tokens)), side="right") - 1
    calls = tuple(
        _call(heard, mention, hits, pieces, int(within[mention.first])) for mention in mentions
    )
    calls = _queued(heard, calls, then)
    by_piece: dict[int, tuple[Call, ...]] = {}
    for call in calls:
        by_piece[call.piece] = (*by_piece.get(call.piece, ()), call)

    def holds(kind: str, at_start: bool = False) -> Floats:
        """Per piece, whether it holds a phrase of a kind, or begins with one."""
        found = np.zeros(len(pieces))
        for hit in hits[kind]:
            if not at_start or hit.first == pieces[within[hit.first]].first:
                found[within[hit.first]] = 1.0
        return found

    addressed = [h for k in AN_ADDRESS for h in hits[k] if not _is_talked_about(heard, h)]
    addresses = np.zeros(len(pieces))
    addresses[[int(within[hit.first]) for hit in addressed]] = 1.0
    return Hints(
        chair=_chair(pieces, hits, within, calls, addresses, presiding),
        opens=holds("opens", at_start=True),
        begins=holds("begins", at_start=True),
        asks=holds("asks"),
        questions=np.array([heard.tokens[p.last - 1].raw.endswith("?") for p in pieces], float),
        asks_first=holds("asks", at_start=True),
        addresses_chair=addresses,
        calls=calls,
        interim=_interim(pieces, hits, within),
        by_piece=by_piece,
    )


def _interim(
    pieces: Sequence[Piece], hits: Mapping[str, Sequence[Hit]], within: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Per piece, whether it follows words that hand the chair over, and none that take it back."""
    changes = {int(within[hit.first]): True for hit in hits["leaves_chair"]}
    changes |= {int(within[hit.first]): False for hit in hits["takes_chair"]}
    interim = np.zeros(len(pieces), dtype=np.bool_)
    now = False
    for i in range(len(pieces)):
        now = now and changes.get(i, True)
        interim[i] = now
        now = changes.get(i, now)
    return interim


def _chair(
    pieces: Sequence[Piece],
    hits: Mapping[str, Sequence[Hit]],
    within: NDArray[np.int64],
    calls: Sequence[Call],
    addresses: Floats,
    presiding: frozenset[int],
) -> Floats:
    """Per piece, the log odds that who presides says it."""
    chair = ADDRESSED_BY_OTHERS * addresses
    marked = addresses > 0
    for kind, weight in CHAIR_SAYS.items():
        for hit in hits[kind]:
            chair[within[hit.first]] += weight
            marked[within[hit.first]] = True
    for call in calls:
        person, chance = call.mention.best
        tells = ADDRESSED_BY_OTHERS if person in presiding else CALLING[call.how]
        chair[call.piece] += tells * chance
        marked[call.piece] |= CALLING[call.how] > 0
    lengths = np.array([piece.last - piece.first for piece in pieces])
    chair -= np.where(marked, 0.0, np.minimum(UNMARKED_A_WORD * lengths, UNMARKED_MOST))
    clipped: Floats = np.clip(chair, -MOST, MOST)
    return clipped


def _queued(heard: Heard, calls: Sequence[Call], then: frozenset[str]) -> tuple[Call, ...]:
    """The calls, with those after "then" made a mere mention: another one is to speak before."""
    kept: list[Call] = []
    for call in calls:
        before = kept[-1].mention.last if kept else call.mention.first
        between = heard.texts[before : call.mention.first]
        follows = kept and 0 < len(between) <= NEAR and then & set(between)
        queued = follows and kept[-1].how != "thanks" and kept[-1].piece == call.piece
        kept.append(Call(call.mention, "within", call.piece) if queued else call)
    for i, (call, after) in enumerate(pairwise(calls)):
        if kept[i + 1].how != after.how and call.how in ("within", "start"):
            kept[i] = Call(call.mention, "end", call.piece)
    return tuple(kept)


def _call(
    heard: Heard,
    mention: Mention,
    hits: Mapping[str, Sequence[Hit]],
    pieces: Sequence[Piece],
    piece: int,
) -> Call:
    how = _how(heard, mention, hits)
    words = pieces[piece].last - pieces[piece].first
    alone = how == "end" and words - (mention.last - mention.first) <= 1
    return Call(mention, "alone" if alone else how, piece)


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
    if any(hit.last == mention.first for hit in _before(hits["about"], mention)):
        return "within"
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
