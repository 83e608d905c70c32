"""How many voted what, as said around a result: "contre ? six", "dix-sept voix pour", "6 to 1".

Labels ("contre") and numbers follow each other in either order; the pairing that leaves the
fewest of them alone, and that the punctuation and the words between favour, is taken.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from archiver.agenda.decisions.elements import Element, Elements, Label, Side, Unclear
from archiver.agenda.decisions.language import Ground
from archiver.agenda.decisions.results import Result
from archiver.agenda.decisions.spoken import SpokenNumber
from archiver.agenda.words import fold

BACK = 16
AFTER = 26
"""Words after a result in which its counts may still be told."""
BOTH_SIDES_REACH, BOTH_SIDES_BACK = 5, 9
LONGEST_QUESTION = 6
UNCLEAR_PAIR = 0.5
"""What an answer that was not understood is worth beside a number: it keeps its label taken."""


@dataclass(frozen=True)
class Counts:
    """What was said of a vote's numbers; a side that was not told is not in `told`."""

    told: dict[Side, int] = field(default_factory=dict)
    spans: tuple[tuple[int, int], ...] = ()
    """The words that told them, as token ranges."""
    formula: frozenset[Side] = frozenset()
    """Sides that were asked and answered at once: "pas d'opposition"."""
    no_objection: bool = False
    misheard: bool = False
    unclear: tuple[Unclear, ...] = ()


_Pairing = Callable[[Element, Element], float]


class CountFinder:
    """Reads the counts around results."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        words = ground.pack.decisions.counts
        votes = ground.pack.decisions.votes
        self._elements = Elements(ground)
        self._formulas = {h.last for h in ground.hits("formula", words.formula)}
        self._questions = {h.first for h in ground.hits("question", votes.questions)}
        self._objection = ground.hits("no_objection", votes.no_objection)
        self._by = {fold(w) for w in words.by}
        self._versus = {fold(w) for w in words.versus}

    def around(self, result: Result, earliest: int, until: int) -> Counts:
        """The counts told before a result, since the vote was called, and in its tail.

        Nothing before token `earliest` counts, nor from token `until` on.
        """
        both = self._both_sides(result, earliest, until)
        before = self._told(self._begin(result.since, earliest), result.first)
        after = self._told(result.last, self._tail(result.last, until), tail=True)
        told = {**after.told, **before.told} if both is None else both.told
        objection = [h for h in self._objection if result.since <= h.first < result.first]
        spans = (*before.spans, *after.spans) if both is None else both.spans
        return Counts(
            told=told,
            spans=spans,
            formula=before.formula,
            no_objection=bool(objection),
            misheard=before.misheard or after.misheard,
            unclear=() if both else before.unclear,
        )

    def _begin(self, since: int, earliest: int) -> int:
        """Where the counting begins: back over the numbers and labels before its first sign."""
        texts, begin = self.ground.heard.texts, since
        while begin > earliest and since - begin < BACK:
            text = texts[begin - 1]
            if not (text.isdigit() or text in self._elements.vocabulary):
                break
            begin -= 1
        return begin

    def _tail(self, last: int, until: int) -> int:
        """Where what is said of a result ends: with its sentence, or the next if it only counts."""
        if last >= len(self.ground.heard.tokens):
            return last
        end = self.ground.sentence(last - 1)[1]
        while end < min(until, last + AFTER) and self._only_counts(end):
            end = self.ground.sentence(end)[1]
        return min(end, until, last + AFTER)

    def _only_counts(self, token: int) -> bool:
        first, last = self.ground.sentence(token)
        elements = self._elements.between(first, last)
        covered = sum(e.last - e.first for e in elements)
        labels = [e for e in elements if isinstance(e, Label)]
        asked = any(self.ground.asks(e.last - 1) for e in labels)
        fillers = sum(self._elements.is_filler(i) for i in range(first, last))
        numbers = len(elements) - len(labels)
        return bool(labels) and numbers > 0 and not asked and covered + fillers >= last - first

    def _told(self, first: int, last: int, tail: bool = False) -> Counts:
        elements = self._elements.between(first, last)
        pairs = _paired(elements, lambda a, b: self._pairing(a, b, tail, last))
        told: dict[Side, int] = {}
        spans: list[tuple[int, int]] = []
        misheard = False
        for label, number in reversed(pairs):
            if isinstance(number, Unclear):
                continue
            if label.side in told:
                break  # what was counted before belongs to a vote whose result was not heard
            told[label.side] = number.value
            spans.append((min(label.first, number.first), max(label.last, number.last)))
            misheard = misheard or number.misheard
        labels = [e for e in elements if isinstance(e, Label)]
        formula = frozenset(e.side for e in labels if e.first in self._formulas) - set(told)
        free = [e for e in labels if e.side not in told and e.side not in formula]
        unclear = (
            () if tail else tuple(filter(None, (self._elements.answer(e, last) for e in free)))
        )
        return Counts(told, tuple(spans), formula, misheard=misheard, unclear=unclear)

    def _pairing(self, a: Element, b: Element, tail: bool, end: int) -> float:
        """How well two neighbours pair; 0 if they cannot."""
        if isinstance(b, Unclear):
            return UNCLEAR_PAIR if isinstance(a, Label) and not tail else 0.0
        if isinstance(a, Unclear) or isinstance(a, Label) == isinstance(b, Label):
            return 0.0
        label, number = (a, b) if isinstance(a, Label) else (b, a)
        assert isinstance(label, Label)
        assert isinstance(number, SpokenNumber)
        gap = range(a.last, b.first)
        if label is a and not tail and self._asks_of(label, gap):
            return 1.25
        units = any(self._elements.is_unit(i) for i in gap)
        if not all(self._elements.is_filler(i) for i in gap):
            return 0.0
        if label.first in self._formulas and number.first > label.first:
            return 0.0
        if label is a:
            return 0.0 if tail else self._asked_first(label, number, end)
        if label.first in self._questions:
            return 0.0
        if self._elements.is_everyday(label) and gap and not units:
            return 0.0
        stop = self.ground.stops_after(b.first - 1)
        asked = any(self.ground.asks(i) for i in range(a.last - 1, b.first))
        return 1.0 + 0.3 * units - (0.25 if stop else 0.0) - (0.5 if asked else 0.0)

    def _asks_of(self, label: Label, gap: range) -> bool:
        """Whether a question names what it is about: "qui est pour l'amendement ?"."""
        return (
            self._elements.is_led(label)
            and 0 < len(gap) <= LONGEST_QUESTION
            and self.ground.asks(gap[-1])
        )

    def _asked_first(self, label: Label, number: SpokenNumber, end: int) -> float:
        asked = self.ground.asks(label.last - 1)
        if not asked and not self._closed(number, end):
            return 0.0
        nobody = 0.4 if number.first in self._elements.nobody else 0.0
        return (
            1.05 + nobody + (0.2 if asked else 0.0) + (0.1 if self._elements.is_led(label) else 0.0)
        )

    def _closed(self, number: SpokenNumber, end: int) -> bool:
        """Whether a number counts votes: it stops, or a label, a number, the result follows."""
        after = number.last
        if not self.ground.stops_after(after - 1) and self._elements.is_unit(after):
            after += 1
        if (
            self.ground.stops_after(after - 1)
            or after in self._elements.labels
            or after in self._elements.nobody
        ):
            return True
        rest = range(after, end)
        result_follows = len(rest) <= 2 and all(map(self._elements.is_filler, rest))
        return result_follows or self.ground.reader.at(self.ground.heard.tokens, after) is not None

    def _both_sides(self, result: Result, earliest: int, until: int) -> Counts | None:
        """Counts told as one against the other: "par 20 voix contre 15", "6 to 1"."""
        tokens = self.ground.heard.tokens
        places = [
            *range(result.last, min(until, result.last + BOTH_SIDES_REACH, len(tokens))),
            *range(max(earliest, min(result.since, result.first - BOTH_SIDES_BACK)), result.first),
        ]
        for i in places:
            found = self._against_each_other(i, i >= result.last)
            if found is not None:
                ours, theirs, end = found
                return Counts(_sided(ours, theirs, result.outcome), ((i, end),))
        return None

    def _against_each_other(self, i: int, after: bool) -> tuple[int, int, int] | None:
        tokens, texts = self.ground.heard.tokens, self.ground.heard.texts
        one = self.ground.reader.at(tokens, i)
        led = i > 0 and texts[i - 1] in self._by
        if one is None or not (led or after) or one.last >= len(texts):
            return None
        j = one.last
        units = self._elements.is_unit(j)
        if units:
            j += 1
        same_raw = j < len(tokens) and tokens[j].raw == tokens[i].raw and "-" in tokens[i].raw
        if j < len(texts) and texts[j] in self._versus:
            j += 1
        elif not same_raw:
            return None
        other = self.ground.reader.at(tokens, j) if j < len(tokens) else None
        if other is None or other.last in self._elements.labels:
            return None
        return one.value, other.value, other.last


def _sided(one: int, other: int, outcome: str) -> dict[Side, int]:
    """A vote that failed is told from the winner's side or from the mover's."""
    if outcome == "rejected":
        one, other = min(one, other), max(one, other)
    return {"for": one, "against": other}


def _paired(
    elements: Sequence[Element], pairing: _Pairing
) -> list[tuple[Label, SpokenNumber | Unclear]]:
    """The best pairing of neighbours, each used once."""
    best: list[tuple[float, bool]] = [(0.0, False), (0.0, False)]
    for i in range(1, len(elements)):
        together = pairing(elements[i - 1], elements[i])
        pair = best[i - 1][0] + together
        best.append((pair, True) if together and pair > best[i][0] else (best[i][0], False))
    pairs: list[tuple[Label, SpokenNumber | Unclear]] = []
    i = len(elements)
    while i > 1:
        if not best[i][1]:
            i -= 1
            continue
        a, b = elements[i - 2], elements[i - 1]
        label, number = (a, b) if isinstance(a, Label) else (b, a)
        assert isinstance(label, Label)
        assert not isinstance(number, Label)
        pairs.append((label, number))
        i -= 2
    return pairs[::-1]
