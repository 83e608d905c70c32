"""Which corrections stand: what was undone, and what a later correction replaced.

The order is that of the file. Every correction belongs to one domain, the step that applies it;
an undo belongs to the domain of what it undoes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from archiver.corrections.sounding import folded
from archiver.model.corrections import (
    BoundaryCorrection,
    CheckedCorrection,
    Correction,
    Fate,
    HideCorrection,
    ItemCorrection,
    NotTreatedCorrection,
    SpeakerCorrection,
    UndoCorrection,
    VoteCorrection,
    WordCorrection,
)
from archiver.model.decisions import Vote

Domain = Literal["words", "speakers", "chapters", "captions", "hiding"]
Anchoring = BoundaryCorrection | ItemCorrection

SAME_VOTE_MS = 30_000
"""Two corrections of votes on one matter, so close, are about one vote."""
_MOSTLY = 0.9


@dataclass(frozen=True)
class Standing:
    """The corrections of a domain that are to be applied, and the fates of the others."""

    corrections: tuple[Correction, ...]
    fates: tuple[Fate, ...]


def standing(corrections: Sequence[Correction], domain: Domain) -> Standing:
    """The corrections of `domain` that stand, in the order they were made.

    Every other correction of the domain, each undo of it included, has a fate.
    """
    known = {c.id: c for c in corrections}
    mine = [c for c in corrections if domain_of(c, known) == domain]
    undone = _undone(corrections)
    fates = [
        Fate(correction=c.id, outcome="undone", by=undone[c.id]) for c in mine if c.id in undone
    ]
    kept = [c for c in mine if c.id not in undone]
    fates += [_fate_of_undo(c, corrections) for c in kept if isinstance(c, UndoCorrection)]
    plain = [c for c in kept if not isinstance(c, UndoCorrection)]
    superseded = dict(_superseded(plain))
    fates += [Fate(correction=a, outcome="superseded", by=b) for a, b in superseded.items()]
    return Standing(tuple(c for c in plain if c.id not in superseded), tuple(fates))


def domain_of(correction: Correction, known: Mapping[str, Correction]) -> Domain:
    """The step that applies it; of an undo of nothing we know, the last one."""
    seen: set[str] = set()
    while isinstance(correction, UndoCorrection):
        target = known.get(correction.undoes)
        if target is None or target.id in seen:
            return "chapters"
        seen.add(target.id)
        correction = target
    if isinstance(correction, WordCorrection):
        return "words"
    if isinstance(correction, CheckedCorrection):
        return "captions"
    if isinstance(correction, HideCorrection):
        return "hiding"
    return "speakers" if isinstance(correction, SpeakerCorrection) else "chapters"


def _undone(corrections: Sequence[Correction]) -> dict[str, str]:
    """What is undone, by which undo. An undo reaches what was made before it, no later."""
    undone: dict[str, str] = {}
    for n in range(len(corrections) - 1, -1, -1):
        undo = corrections[n]
        if not isinstance(undo, UndoCorrection) or undo.id in undone:
            continue
        if any(c.id == undo.undoes for c in corrections[:n]):
            undone.setdefault(undo.undoes, undo.id)
    return undone


def _fate_of_undo(undo: UndoCorrection, corrections: Sequence[Correction]) -> Fate:
    before: list[str] = []
    for other in corrections:
        if other.id == undo.id:
            break
        before.append(other.id)
    if undo.undoes in before:
        return Fate(correction=undo.id, outcome="applied", at_ms=undo.start_ms)
    return Fate(correction=undo.id, outcome="misfit", why="unknown_id")


def _superseded(corrections: Sequence[Correction]) -> Iterator[tuple[str, str]]:
    """Each correction that a later one replaces, with the first such."""
    groups: dict[object, list[Correction]] = {}
    for one in corrections:
        # There may be thousands of words, and only those of one text can replace each other.
        group = one.before if isinstance(one, WordCorrection) else domain_of(one, {})
        groups.setdefault(group, []).append(one)
    for alike in groups.values():
        for n, earlier in enumerate(alike):
            by = next((c for c in alike[n + 1 :] if _replaces(c, earlier)), None)
            if by:
                yield earlier.id, by.id


def _replaces(later: Correction, earlier: Correction) -> bool:
    match later, earlier:
        case WordCorrection(), WordCorrection():
            same = bool(earlier.before) and later.before == earlier.before
            return same and _overlap_ms(later, earlier) > 0
        case SpeakerCorrection(), SpeakerCorrection():
            length = earlier.end_ms - earlier.start_ms
            return _overlap_ms(later, earlier) >= max(1, length * _MOSTLY)
        case VoteCorrection(), VoteCorrection():
            return _same_vote(later, earlier)
        case HideCorrection(), HideCorrection():
            return _hides_the_same(later, earlier)
        case _:
            return _replaces_place(later, earlier)


def _replaces_place(later: Correction, earlier: Correction) -> bool:
    match later, earlier:
        case BoundaryCorrection(), BoundaryCorrection():
            mine = (later.span_kind, later.items, later.edge, later.part)
            its = (earlier.span_kind, earlier.items, earlier.edge, earlier.part)
            return mine == its or _same_start(later, earlier)
        case ((BoundaryCorrection() | ItemCorrection()), (BoundaryCorrection() | ItemCorrection())):
            return _same_start(later, earlier)
        case NotTreatedCorrection(), NotTreatedCorrection():
            return later.item == earlier.item
        case NotTreatedCorrection(), (BoundaryCorrection() | ItemCorrection()):
            return items_of(earlier) == (later.item,)
        case ((BoundaryCorrection() | ItemCorrection()), NotTreatedCorrection()):
            return earlier.item in items_of(later)
    return False


def _hides_the_same(later: HideCorrection, earlier: HideCorrection) -> bool:
    """Of one passage the last word counts, unless it is about fewer words than the first."""
    same = (later.start_ms, later.end_ms) == (earlier.start_ms, earlier.end_ms)
    return same and (not later.words or later.words == earlier.words)


def _same_start(later: Anchoring, earlier: Anchoring) -> bool:
    ends = any(isinstance(c, BoundaryCorrection) and c.edge == "end" for c in (later, earlier))
    return not ends and later.start_ms == earlier.start_ms


def items_of(correction: Anchoring) -> tuple[str, ...]:
    """The items that a correction sets at a time."""
    return correction.after.items if isinstance(correction, ItemCorrection) else correction.items


def _same_vote(later: VoteCorrection, earlier: VoteCorrection) -> bool:
    def votes(c: VoteCorrection) -> list[Vote]:
        return [vote for vote in (c.before, c.after) if vote]

    return any(
        a.items == b.items and same_matter(a, b) and abs(a.at_ms - b.at_ms) <= SAME_VOTE_MS
        for a in votes(later)
        for b in votes(earlier)
    )


def same_matter(one: Vote, other: Vote) -> bool:
    """Whether two votes are on the same part of their item, or both on the item itself."""
    return folded(one.on or "") == folded(other.on or "")


def _overlap_ms(one: Correction, other: Correction) -> int:
    return min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)
