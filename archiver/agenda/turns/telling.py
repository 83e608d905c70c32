"""From chances to turns: who is named, how surely, by what evidence, and what else was said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from archiver.agenda.heard import Heard
from archiver.agenda.turns.hints import Call, Hints
from archiver.agenda.turns.labels import BELIEVED
from archiver.agenda.turns.people import Person
from archiver.agenda.turns.pieces import Piece
from archiver.agenda.turns.sequence import CHAIR, UNKNOWN, Chances, Floats
from archiver.agenda.turns.shown import NameCard
from archiver.agenda.turns.weighing import CALL_REACH, Cast
from archiver.model.evidence import Evidence
from archiver.model.speakers import Named, Speakers, Turn

NAMED = 0.8
"""A turn is named from this chance on."""
A_CHANGE = 0.5
WORTH_KEEPING = 0.15


@dataclass(frozen=True)
class Told:
    """Everything turns are told from; `believed` is how likely a card is right."""

    heard: Heard
    pieces: Sequence[Piece]
    hints: Hints
    people: Sequence[Person]
    cast: Cast
    cards: Sequence[NameCard]
    believed: float
    labels: Sequence[str | None]
    """The name that the transcript itself gives to each piece."""


def tell(told: Told, chances: Chances) -> Speakers:
    """The turns, in order."""
    return Speakers(turns=tuple(_turns(told, chances)))


def _turns(told: Told, chances: Chances) -> Iterator[Turn]:
    states = _states(chances)
    first = 0
    for i in range(1, len(states) + 1):
        ends = i == len(states)
        if ends or states[i] != states[first] or _changes(told, chances, states, i):
            yield _turn(told, chances, first, i, states[first])
            first = i


def _states(chances: Chances) -> list[int]:
    best = chances.state.argmax(axis=1)
    sure = chances.state.max(axis=1) >= NAMED
    return [int(state) for state in np.where(sure, best, UNKNOWN)]


def _changes(told: Told, chances: Chances, states: Sequence[int], i: int) -> bool:
    """Whether one speaker follows another of the same state before piece `i`."""
    label = told.labels[i] != told.labels[i - 1]
    if states[i] == CHAIR and told.hints.interim[i] != told.hints.interim[i - 1]:
        return True
    return states[i] == UNKNOWN and (label or bool(chances.change[i] > A_CHANGE))


def _turn(told: Told, chances: Chances, first: int, last: int, state: int) -> Turn:
    lengths = np.array([p.last - p.first for p in told.pieces[first:last]], dtype=np.float64)
    mean: Floats = lengths @ chances.state[first:last] / lengths.sum()
    person, surely = _person(told, state), float(mean[state])
    name = told.people[person].name if person is not None and surely >= NAMED else None
    if state == CHAIR and told.hints.interim[first:last].any():
        name = None
    told_by_words = name is not None or state == CHAIR
    others = _others(told, mean, first, last, state if name else None)
    evidence = _evidence(told, first, last, state) if told_by_words else ()
    label = _labelled(told, first, last)
    if label and name is None:
        name, surely, evidence = label.name, label.confidence, (*evidence, *label.evidence)
    elif label and label.name != name:
        others = (*others, label)
    until = told.pieces[last].start_ms if last < len(told.pieces) else told.heard.duration_ms
    start = told.pieces[first].start_ms
    end = max(piece.end_ms for piece in told.pieces[first:last])
    return Turn(
        start_ms=start,
        end_ms=max(start, min(end, until)),
        name=name,
        chair=state == CHAIR,
        confidence=round(surely, 3) if name or state == CHAIR else None,
        evidence=evidence,
        others=others,
    )


def _labelled(told: Told, first: int, last: int) -> Named | None:
    """Whom the transcript itself names for most of the words of a turn."""
    words: dict[str, int] = {}
    for i in range(first, last):
        label = told.labels[i]
        if label:
            words[label] = words.get(label, 0) + told.pieces[i].last - told.pieces[i].first
    total = told.pieces[last - 1].last - told.pieces[first].first
    name = max(words, key=lambda one: words[one], default=None)
    if name is None or 2 * words[name] < total:
        return None
    piece = next(told.pieces[i] for i in range(first, last) if told.labels[i] == name)
    evidence = Evidence(kind="transcript", text=piece.label or name, start_ms=piece.start_ms)
    return Named(name=name, confidence=BELIEVED, evidence=(evidence,))


def _over(card: NameCard, first: int, last: int) -> bool:
    """Whether a card is shown during pieces, and came up there."""
    return first <= card.pieces[0] < last


def _person(told: Told, state: int) -> int | None:
    if state == CHAIR:
        return next((k for k, p in enumerate(told.people) if p.presides), None)
    return next((k for k, s in told.cast.states.items() if s == state), None)


def _others(
    told: Told, mean: Floats, first: int, last: int, state: int | None
) -> tuple[Named, ...]:
    """Whom else something speaks for: chances worth keeping, and cards that say another name."""
    shown = {told.cast.states[c.person] for c in told.cards if _over(c, first, last)}
    likely = {s for s in range(len(mean)) if mean[s] >= WORTH_KEEPING and s != UNKNOWN}
    found = []
    for other in sorted((shown | likely) - {state}, key=lambda s: (-mean[s], s)):
        person = _person(told, other)
        evidence = _evidence(told, first, last, other)
        if person is not None and (evidence or mean[other] >= WORTH_KEEPING):
            name = told.people[person].name
            chance = round(float(mean[other]), 3)
            found.append(Named(name=name, confidence=chance, evidence=evidence))
    return tuple(found)


def _evidence(told: Told, first: int, last: int, state: int) -> tuple[Evidence, ...]:
    """What speaks for a state in the pieces from `first` up to `last` excluded, in order."""
    found = [
        Evidence(kind="card", text=c.text, start_ms=c.start_ms, score=round(told.believed, 3))
        for c in told.cards
        if _over(c, first, last) and told.cast.states[c.person] == state
    ]
    start = told.pieces[first].first
    for call in told.hints.calls:
        chance = float(told.cast.spread(call)[state]) if state < told.cast.count else 0.0
        called = call.piece < first and start - call.mention.last <= CALL_REACH
        thanked = call.piece == last and call.how == "thanks"
        if chance >= WORTH_KEEPING and ((called and call.how != "thanks") or thanked):
            found.append(_said(told, call, "thanks" if thanked else "called", chance))
    if state == CHAIR:
        found += _presiding(told, first, last)
    return tuple(sorted(found, key=lambda e: e.start_ms))


def _said(told: Told, call: Call, kind: str, chance: float) -> Evidence:
    """The sentence in which a name is said."""
    piece = told.pieces[call.piece]
    text = told.heard.spoken(piece.first, piece.last)
    return Evidence(
        kind=kind,
        text=text,
        start_ms=told.heard.tokens[call.mention.first].start_ms,
        score=round(chance, 3),
    )


def _presiding(told: Told, first: int, last: int) -> list[Evidence]:
    """The piece that tells most clearly that who presides speaks."""
    best = first + int(np.argmax(told.hints.chair[first:last]))
    if told.hints.chair[best] <= 0:
        return []
    piece = told.pieces[best]
    text = told.heard.spoken(piece.first, piece.last)
    return [Evidence(kind="procedure", text=text, start_ms=piece.start_ms)]
