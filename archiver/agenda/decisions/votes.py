"""Votes as they were spoken: result, counts, what on, when; never what was not heard.

Doors: `proclamations` (where results are said, whatever the spans), `find_votes` (results given
to the spans in which they are said) and `find_unanswered` (votes called without a result heard).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from archiver.agenda.cues import Phrasebook
from archiver.agenda.decisions.counts import CountFinder, Counts
from archiver.agenda.decisions.elements import Side
from archiver.agenda.decisions.language import Ground, ground
from archiver.agenda.decisions.mending import mended, voters
from archiver.agenda.decisions.parts import PartFinder
from archiver.agenda.decisions.results import Result, Results
from archiver.agenda.heard import Heard
from archiver.agenda.numbers import number_keys
from archiver.agenda.words import fold
from archiver.model.agenda import Agenda
from archiver.model.chapters import Evidence, Span
from archiver.model.decisions import Outcome, Vote
from archiver.model.language import LanguagePack

UNSEEN = frozenset({"suspension", "closed", "outage"})
"""Spans in which nothing that is heard may be told."""
PLAIN, CALLED, COUNTED, WHOLE, MISHEARD, MOST = 0.5, 0.22, 0.13, 0.1, 0.2, 0.97
LONGEST_EVIDENCE = 40


@dataclass(frozen=True, slots=True)
class Proclamation:
    """A result heard: its words from token `first` up to `last` excluded."""

    first: int
    last: int
    outcome: Outcome
    on: str | None
    """The part of the item that was voted; None for the item itself."""
    since: int
    """The token at which the vote was called; `first` where no call was heard."""
    confidence: float


@dataclass(frozen=True)
class _Heard:
    """A result with all that was said of it."""

    result: Result
    on: str | None
    counts: Counts


def proclamations(
    heard: Heard, pack: LanguagePack, book: Phrasebook | None = None
) -> tuple[Proclamation, ...]:
    """Every result proclaimed, in order: evidence of where items end, known without any span."""
    return tuple(
        Proclamation(
            one.result.first,
            _end(one),
            one.result.outcome,
            one.on,
            one.result.since,
            _confidence(one),
        )
        for one in _all(ground(heard, pack, book))
    )


def find_votes(
    heard: Heard,
    spans: Sequence[Span],
    agenda: Agenda,
    pack: LanguagePack,
    book: Phrasebook | None = None,
    electorate: int | None = None,
) -> tuple[Vote, ...]:
    """The votes of a session in order, each in the items of the span in which it is proclaimed.

    `electorate` is how many votes there are, where that was said (members present and proxies):
    it only helps to understand an answer that was heard unclearly. Nothing is told of what was
    said in a suspension, a closed sitting or a hidden span.
    """
    if not heard.tokens or not spans:
        return ()
    basis = ground(heard, pack, book)
    known = _all(basis)
    total = voters([one.counts.told for one in known], electorate)
    votes = []
    parts = PartFinder(basis)
    for one in known:
        span = _span_at(spans, heard.tokens[one.result.first].start_ms)
        if span.kind in UNSEEN or span.hidden:
            continue
        votes.append(_vote(basis, _understood(basis, one, total), span, agenda, parts))
    return tuple(votes)


def find_unanswered(
    heard: Heard, pack: LanguagePack, book: Phrasebook | None = None
) -> tuple[Evidence, ...]:
    """Where a vote was called, but no result was heard: for a person to check."""
    basis = ground(heard, pack, book)
    finder = Results(basis)
    return tuple(
        _evidence(basis, "vote", *_clipped(basis.sentence(hit.first)))
        for hit in finder.unanswered(finder.find())
    )


def _all(basis: Ground) -> list[_Heard]:
    finder, parts, counts = Results(basis), PartFinder(basis), CountFinder(basis)
    results = finder.find()
    calls = sorted(h.first for h in finder.calls)
    found: list[_Heard] = []
    for i, result in enumerate(results):
        after = results[i + 1].since if i + 1 < len(results) else len(basis.heard.tokens)
        call = bisect_right(calls, result.last - 1)
        until = min(after, calls[call] if call < len(calls) else after)
        earliest = results[i - 1].last if i else 0
        told = counts.around(result, earliest, max(result.last, until))
        found.append(_Heard(result, parts.of(result, earliest), told))
    return found


def _understood(basis: Ground, one: _Heard, total: int | None) -> _Heard:
    """The same, with answers heard unclearly where they can be told for sure."""
    counts = mended(basis, one.counts, total)
    return _Heard(one.result, one.on, counts)


def _vote(basis: Ground, one: _Heard, span: Span, agenda: Agenda, parts: PartFinder) -> Vote:
    told: dict[Side, int] = dict(one.counts.told)
    unanimous = _is_unanimous(one)
    if not unanimous:
        told.update(dict.fromkeys(one.counts.formula, 0))
    items = _items(basis, one, span, agenda)
    on = one.on
    titles = tuple(item.title for item in map(agenda.item, items) if item)
    if on is not None and parts.is_the_item(on, titles):
        on = None
    return Vote(
        items=items,
        on=on,
        outcome=one.result.outcome,
        at_ms=min(basis.heard.tokens[_end(one) - 1].end_ms, basis.heard.duration_ms),
        for_=told.get("for"),
        against=told.get("against"),
        abstain=told.get("abstain"),
        not_voting=told.get("not_voting"),
        unanimous=True if unanimous else None,
        confidence=_confidence(one),
        evidence=_evidences(basis, one),
    )


def _is_unanimous(one: _Heard) -> bool:
    """Whether unanimity was said, or nobody objected as the chair asked."""
    told, formula = one.counts.told, one.counts.formula
    if told.get("against") or one.result.outcome == "noted":
        return False
    if one.result.unanimous:
        return True
    if one.result.outcome != "adopted" or any(told.values()):
        return False
    return one.counts.no_objection or {"against", "abstain"} <= formula


def _items(basis: Ground, one: _Heard, span: Span, agenda: Agenda) -> tuple[str, ...]:
    """The items voted: the span's; in a bloc, the one whose number the vote names, if it is one."""
    if len(span.items) < 2:
        return span.items
    items = [item for item in map(agenda.item, span.items) if item]
    keys = number_keys(items)
    leads = {fold(w) for w in (*basis.pack.numbers.leads, *basis.pack.numbers.articles)}
    named: set[str] = set()
    for i in range(max(1, one.result.since), one.result.last):
        number = basis.reader.at(basis.heard.tokens, i)
        if number and basis.heard.texts[i - 1] in leads and (str(number.value),) in keys:
            named.add(items[keys[(str(number.value),)]].id)
    return tuple(named) if len(named) == 1 else span.items


def _span_at(spans: Sequence[Span], ms: int) -> Span:
    i = bisect_right(spans, ms, key=lambda s: s.start_ms) - 1
    return spans[max(0, i)]


def _end(one: _Heard) -> int:
    """The token after the words of the result, its counts included where they follow."""
    return max([one.result.last, *(last for _, last in one.counts.spans)])


def _confidence(one: _Heard) -> float:
    sure = PLAIN
    sure += CALLED if one.result.since < one.result.first else 0.0
    sure += CALLED / 2 if one.result.called else 0.0
    sure += COUNTED if one.counts.told or one.result.unanimous or one.counts.formula else 0.0
    sure += WHOLE if one.result.whole else 0.0
    sure -= MISHEARD if one.counts.misheard else 0.0
    return round(min(MOST, sure), 2)


def _evidences(basis: Ground, one: _Heard) -> tuple[Evidence, ...]:
    first = min([one.result.since, one.result.first, *(a for a, _ in one.counts.spans)])
    last = _end(one)
    return (_evidence(basis, "result", *_clipped((first, last), from_end=True)),)


def _clipped(span: tuple[int, int], from_end: bool = False) -> tuple[int, int]:
    first, last = span
    if from_end:
        return max(first, last - LONGEST_EVIDENCE), last
    return first, min(last, first + LONGEST_EVIDENCE)


def _evidence(basis: Ground, kind: str, first: int, last: int) -> Evidence:
    text = basis.heard.spoken(first, last)
    return Evidence(kind=kind, text=text, start_ms=basis.heard.tokens[first].start_ms)
