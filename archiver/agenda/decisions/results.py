"""Where the result of a vote is proclaimed: told from what is said of other votes.

A statement ("est adopté") is a result where a vote was being taken, or where it is said whole and
by itself; it is none in the past, the future, a condition or a wish, nor when it is said of
another place or time. One word ("adopté") is a result only where a vote was being taken.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archiver.agenda.cues import Hit
from archiver.agenda.decisions.language import Ground, apart
from archiver.agenda.words import fold
from archiver.model.decisions import Outcome

CHAIN = 20
"""Words between one sign of a vote and the next."""
CHAIN_MS = 60_000
CALL_CHAIN = 60
CALL_CHAIN_MS = 240_000
ANSWER, ANSWER_MS = 250, 300_000
"""How far from its call a result may be for the call to need no check."""
CONDITION_REACH = 9
AFTER_REACH = 5
UNANIMITY_REACH = 6
ALONE_BEFORE, ALONE_AFTER = 8, 4
TAIL_PAUSE_MS = 400
REPEATED = 5
"""A result said again within so many words is the same one."""


@dataclass(frozen=True, slots=True)
class Result:
    """A result heard, its words from token `first` up to `last` excluded."""

    first: int
    last: int
    outcome: Outcome
    whole: bool
    """Said in a whole statement, not in one word."""
    unanimous: bool
    since: int
    """The first token of what was said while the vote was taken; `first` if none was heard."""
    called: bool
    """Whether a vote was heard to be called, by words that mean nothing else."""


class Results:
    """Looks for results in a transcript."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        votes, counts = ground.pack.decisions.votes, ground.pack.decisions.counts
        self.calls = ground.hits("call", votes.call)
        self._everyday = {fold(w) for w in counts.everyday}
        labels = [
            hit
            for hit in ground.hits("label", (*counts.against, *counts.abstain, *counts.voters))
            if self._asks_or_counts(hit)
        ]
        questions = ground.hits("question", votes.questions)
        asked = ground.hits("asked", (*votes.asked, *votes.no_objection))
        signs = (*self.calls, *questions, *asked, *labels)
        self.signs = sorted(signs, key=lambda h: h.first)
        self.unanimous = ground.hits("unanimous", votes.unanimous, votes.unanimous_sounds)
        self._less = ground.hits("less", votes.not_unanimous)
        self._before = {h.last for h in ground.hits("before", votes.not_before)}
        self._conditions = ground.hits("condition", votes.conditions)
        self._after = ground.hits("after", votes.not_after)
        self._subject = {h.last for h in ground.hits("subject", votes.subject)}
        self._majority = ground.hits("majority", votes.majority)

    def find(self) -> tuple[Result, ...]:
        """All results, in order."""
        found: list[Result] = []
        for hit in self._statements():
            since = found[-1].last if found else 0
            result = self._result(hit, since)
            if result is None:
                continue
            if found and self._repeats(found[-1], result):
                found[-1] = self._joined(found[-1], result)
            else:
                found.append(result)
        return tuple(found)

    def unanswered(self, results: Sequence[Result]) -> tuple[Hit, ...]:
        """Calls of a vote that no result follows: the last of each chain of them."""
        open_: list[Hit] = []
        for call in self.calls:
            if any(r.since <= call.first < r.last or self._is_answer(call, r) for r in results):
                continue
            if open_ and call.first - open_[-1].last <= CALL_CHAIN:
                open_[-1] = call
            else:
                open_.append(call)
        return tuple(open_)

    def _is_answer(self, call: Hit, result: Result) -> bool:
        """Whether a result comes soon enough to end what was called, explanations between."""
        words = result.first - call.last
        return 0 <= words <= ANSWER and (
            self.ground.gap_ms(call.last - 1, result.first) <= ANSWER_MS
        )

    def _asks_or_counts(self, label: Hit) -> bool:
        """Whether a label is asked ("contre ?") or stands beside a number."""
        tokens = self.ground.heard.tokens
        everyday = tokens[label.first].text in self._everyday
        if self.ground.asks(label.last - 1) if everyday else self._stops_or_led(label):
            return True
        counts = self.ground.pack.decisions.counts
        units = {fold(w) for text in (*counts.units, *counts.nobody) for w in text.split("|")}
        beside = (label.first - 1, label.last)
        return any(
            0 <= i < len(tokens)
            and (tokens[i].text in units or self.ground.reader.at(tokens, i) is not None)
            for i in beside
        )

    def _stops_or_led(self, label: Hit) -> bool:
        return label.last - label.first > 1 or self.ground.stops_after(label.last - 1)

    def _statements(self) -> list[Hit]:
        votes = self.ground.pack.decisions.votes
        kinds = {
            "adopted": votes.adopted,
            "rejected": votes.rejected,
            "noted": votes.noted,
            "adopted?": votes.adopted_bare,
            "rejected?": votes.rejected_bare,
            "noted?": votes.noted_bare,
        }
        sounds = {"adopted?": votes.adopted_sounds, "rejected?": votes.rejected_sounds}
        said = apart(
            hit
            for kind, texts in kinds.items()
            for hit in self.ground.hits(kind, texts, sounds.get(kind, ()))
        )
        alone = [u for u in self.unanimous if not any(_near(u, s) for s in said)]
        return sorted((*said, *alone), key=lambda h: h.first)

    def _result(self, hit: Hit, earliest: int) -> Result | None:
        since, called = self._since(hit.first, earliest)
        in_vote = since < hit.first
        if self._is_of_another_vote(hit) or not self._is_said_as_result(hit, in_vote):
            return None
        unanimous = self._unanimity(hit)
        first, last = hit.first, hit.last
        if unanimous is not None:
            first, last = min(first, unanimous.first), max(last, unanimous.last)
        outcome: Outcome = "adopted"
        if hit.kind.startswith("rejected"):
            outcome = "rejected"
        elif hit.kind.startswith("noted"):
            outcome = "noted"
        return Result(
            first=first,
            last=last,
            outcome=outcome,
            whole=hit.kind in ("adopted", "rejected", "noted"),
            unanimous=unanimous is not None and not self._is_less(unanimous),
            since=min(since, first),
            called=called,
        )

    def _since(self, first: int, earliest: int) -> tuple[int, bool]:
        """Where the vote that ends at token `first` began, and whether it was called.

        Signs are followed backwards; once a call is reached, only other calls lead further.
        """
        start, called, opened = first, False, False
        before = self.signs[: bisect_left(self.signs, first, key=lambda h: h.first)]
        for sign in reversed(before):
            call = sign.kind == "call"
            if sign.first < earliest or not self._leads_to(sign, start, call):
                break
            if opened and not call:
                continue
            start = min(start, sign.first)
            opened = opened or call
            called = called or call or sign.kind == "question"
        return start, called

    def _leads_to(self, sign: Hit, start: int, call: bool) -> bool:
        far, far_ms = (CALL_CHAIN, CALL_CHAIN_MS) if call else (CHAIN, CHAIN_MS)
        last = min(sign.last, start)
        return start - last <= far and self.ground.gap_ms(max(0, last - 1), start) <= far_ms

    def _is_of_another_vote(self, hit: Hit) -> bool:
        start, end = self.ground.sentence(hit.first)[0], self.ground.sentence(hit.last - 1)[1]
        if hit.first in self._before:
            return True
        if any(
            max(start, hit.first - CONDITION_REACH) <= c.first < hit.last for c in self._conditions
        ):
            return True
        return any(
            hit.first < a.first <= hit.last + AFTER_REACH and a.first < end for a in self._after
        )

    def _is_said_as_result(self, hit: Hit, in_vote: bool) -> bool:
        if hit.kind == "unanimous":
            return in_vote or self._stands_alone(hit)
        if hit.kind.endswith("?"):
            spoken = self._is_spelt_alike(hit) and in_vote and self._ends_a_clause(hit)
            return spoken or self._is_a_sentence(hit)
        if in_vote:
            return True
        return (
            self._stands_alone(hit) or self._unanimity(hit) is not None
        ) and not self.ground.asks(hit.last - 1)

    def _ends_a_clause(self, hit: Hit) -> bool:
        """Whether one word is said for itself: nothing is told of it but how it was voted."""
        tokens = self.ground.heard.tokens
        if self.ground.stops_after(hit.last - 1):
            return True
        after = hit.last
        if self.ground.gap_ms(after - 1, after) >= TAIL_PAUSE_MS:
            return True
        beside = (*self.unanimous, *self._majority)
        return any(after <= h.first <= after + 2 for h in beside) or (
            tokens[after].text in self.ground.pack.decisions.counts.by
        )

    def _is_spelt_alike(self, hit: Hit) -> bool:
        """Whether one word begins as it should: a single word may not stray far."""
        votes = self.ground.pack.decisions.votes
        bare = (*votes.adopted_bare, *votes.rejected_bare, *votes.noted_bare)
        return self.ground.heard.texts[hit.first][0] in {fold(text)[0] for text in bare}

    def _is_a_sentence(self, hit: Hit) -> bool:
        """Whether "adopted unanimously" is said, and nothing else."""
        unanimous = self._unanimity(hit)
        start, end = self.ground.sentence(hit.first)
        return (
            unanimous is not None
            and hit.first == start
            and end - max(hit.last, unanimous.last) <= ALONE_AFTER
            and not self.ground.asks(end - 1)
        )

    def _stands_alone(self, hit: Hit) -> bool:
        """Whether a statement is about all that its sentence says, of a matter that is voted."""
        start, end = self.ground.sentence(hit.first)
        short = end - hit.last <= ALONE_AFTER or self._goes_on_to_count(hit)
        named = hit.first in self._subject or hit.kind == "noted"
        return named and short and hit.first - start <= ALONE_BEFORE

    def _goes_on_to_count(self, hit: Hit) -> bool:
        """Whether the majority, or counts, follow: "par vingt voix", "à la majorité"."""
        tokens, by = self.ground.heard.tokens, self.ground.pack.decisions.counts.by
        if any(hit.last <= h.first <= hit.last + 1 for h in self._majority):
            return True
        counted = hit.last + 1 < len(tokens) and self.ground.reader.at(tokens, hit.last + 1)
        return tokens[min(hit.last, len(tokens) - 1)].text in by and bool(counted)

    def _unanimity(self, hit: Hit) -> Hit | None:
        return next((u for u in self.unanimous if _near(u, hit)), None)

    def _is_less(self, unanimous: Hit) -> bool:
        return any(unanimous.first <= h.first <= unanimous.last + 1 for h in self._less)

    def _repeats(self, before: Result, result: Result) -> bool:
        between = result.first - before.last
        signs = any(before.last <= s.first < result.first for s in self.signs)
        return before.outcome == result.outcome and between <= REPEATED and not signs

    @staticmethod
    def _joined(before: Result, after: Result) -> Result:
        return Result(
            first=before.first,
            last=after.last,
            outcome=before.outcome,
            whole=before.whole or after.whole,
            unanimous=before.unanimous or after.unanimous,
            since=before.since,
            called=before.called or after.called,
        )


def _near(unanimous: Hit, said: Hit) -> bool:
    """Whether unanimity is said of a statement beside it."""
    return -UNANIMITY_REACH <= unanimous.first - said.last <= UNANIMITY_REACH or (
        said.first <= unanimous.first < said.last
    )


def between(hits: Sequence[Hit], first: int, last: int) -> list[Hit]:
    """The hits that start from token `first` up to `last` excluded."""
    low = bisect_left(hits, first, key=lambda h: h.first)
    return list(hits[low : bisect_right(hits, last - 1, key=lambda h: h.first)])


def any_between(hits: Iterable[Hit], first: int, last: int) -> bool:
    """Whether a hit starts there."""
    return any(first <= h.first < last for h in hits)
