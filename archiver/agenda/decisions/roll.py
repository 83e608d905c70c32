"""The roll call: who is called, and what is answered before the next is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archiver.agenda.cues import Hit
from archiver.agenda.decisions.language import Ground
from archiver.agenda.decisions.naming import FAIR, MOST_WORDS, Naming, Roster
from archiver.agenda.decisions.results import any_between, between
from archiver.agenda.words import fold
from archiver.model.chapters import Evidence
from archiver.model.decisions import Attendee

State = Literal["present", "called", "excused", "absent"]
ROLL_GAP_MS = 25_000
"""A roll call is over when nobody was called for so long."""
HOLDER_REACH = 3


@dataclass(frozen=True, slots=True)
class _Call:
    """A name called: its words from token `first` up to `last` excluded."""

    start: int
    """The word of address before it, or its own first word."""
    first: int
    last: int


class Roll:
    """Looks for a roll call between two tokens."""

    def __init__(self, basis: Ground, first: int, last: int, roster: Roster) -> None:
        self.basis = basis
        self.first, self.last = first, last
        self.roster = roster
        words = basis.pack.decisions.attendance
        self._titles = {fold(w) for w in words.titles}
        self._honorifics = {fold(w) for w in basis.pack.honorifics}
        self._starts = self._hits(words.roll_call)
        self._present = self._hits(words.present)
        self._absent = self._hits(words.absent)
        self._excused = self._hits(words.excused)
        self._proxy = self._hits(words.proxy)
        self._holders = self._hits(words.proxy_to)
        self._to_me = self._hits(words.proxy_to_me)
        self._myself = self._hits(words.myself)
        self._all = {
            "absent": self._hits(words.all_absent),
            "excused": self._hits(words.all_excused),
        }
        self._answers = sorted(
            (*self._present, *self._absent, *self._excused, *self._proxy, *self._myself),
            key=lambda h: h.first,
        )

    def called(self, until: int, secretary: str | None) -> tuple[Attendee, ...]:
        """Everybody called before token `until`, or told to be away anywhere, in order."""
        begins = self._starts[-1].last if self._starts else None
        calls = self._calls()
        inside = [c for c in calls if begins is not None and begins <= c.first < until]
        inside = self._together(inside)
        rest = [c for c in calls if c not in inside and self._is_away(c)]
        namings = self.roster.assigned([self._words(c) for c in inside])
        found = [
            self._attendee(call, naming, self._end(call, calls, until))
            for call, naming in zip(inside, namings, strict=True)
            if naming or self._is_a_name(call)
        ]
        for call in rest:
            naming = self.roster.best(self._words(call), FAIR)
            if naming or self._is_a_name(call):
                found.append(self._attendee(call, naming, self._end(call, calls, self.last)))
        found += self._self(inside, secretary)
        once = {one.name: one for one in found}
        return tuple(sorted(once.values(), key=lambda a: a.at_ms))

    def _hits(self, phrases: Sequence[str]) -> list[Hit]:
        return between(self.basis.hits("roll", phrases), self.first, self.last)

    def _words(self, call: _Call) -> tuple[str, ...]:
        return self.basis.heard.texts[call.first : call.last]

    def _calls(self) -> list[_Call]:
        """Every name after a word of address, or alone between stops, but who holds a proxy."""
        found: list[_Call] = []
        i = self.first
        while i < self.last:
            call = self._call(i)
            if call is None:
                i += 1
                continue
            if not self._is_holder(call):
                found.append(call)
            i = call.last
        return found

    def _call(self, i: int) -> _Call | None:
        titled = self.basis.heard.texts[i] in self._titles
        first = i + 1 if titled else i
        if titled and self.basis.stops_after(i) and self.basis.heard.tokens[i].raw[-1:] != ".":
            return None
        if not titled and not (i == self.first or self.basis.stops_after(i - 1)):
            return None
        last = self._name_end(first)
        words = self.basis.heard.texts[first:last]
        if not words or all(w in self._honorifics for w in words):
            return None
        alone = last >= self.last or self.basis.stops_after(last - 1)
        if not titled and not (alone and self.roster.best(words)):
            return None
        return _Call(i, first, last)

    def _name_end(self, first: int) -> int:
        last = first
        answers = {h.first for h in self._answers}
        while last < min(self.last, first + MOST_WORDS):
            if last in answers or self.basis.heard.texts[last] in self._titles:
                break
            last += 1
            if self.basis.stops_after(last - 1):
                break
        return last

    def _is_a_name(self, call: _Call) -> bool:
        """Whether a name stands for itself, nobody having said who the members are."""
        return not self.roster.members and self.basis.heard.tokens[call.first].raw[:1].isupper()

    def _is_holder(self, call: _Call) -> bool:
        near = (h for h in self._holders if 0 <= call.start - h.last < HOLDER_REACH)
        return any(
            not any(map(self.basis.stops_after, range(h.last - 1, call.start))) for h in near
        )

    def _together(self, calls: list[_Call]) -> list[_Call]:
        """The calls up to the first long gap."""
        kept: list[_Call] = []
        for call in calls:
            if kept and self.basis.gap_ms(kept[-1].last - 1, call.start) > ROLL_GAP_MS:
                break
            kept.append(call)
        return kept

    def _is_away(self, call: _Call) -> bool:
        """Whether the sentence says that who is named is not there."""
        end = self.basis.sentence(call.first)[1]
        away = (*self._absent, *self._excused, *self._proxy, *self._holders)
        return any_between(away, call.last, end) or self._listed(call) is not None

    def _listed(self, call: _Call) -> State | None:
        """What a list in the call's sentence says of all it names."""
        start, end = self.basis.sentence(call.first)
        for hit in between(self._all["absent"], start, end):
            if hit.first < call.first or not self._answered(call, end):
                return "absent"
        for hit in between(self._all["excused"], start, end):
            if hit.first < call.first:
                return "excused"
        return None

    def _answered(self, call: _Call, end: int) -> bool:
        return any_between(self._answers, call.last, end)

    def _end(self, call: _Call, calls: Sequence[_Call], until: int) -> int:
        after = [c.start for c in calls if c.start > call.start]
        return min([*after[:1], max(until, call.last)])

    def _attendee(self, call: _Call, naming: Naming | None, end: int) -> Attendee:
        words = self.basis.heard.spoken(call.first, call.last)
        name = self.roster.members[naming.member].name if naming else words.strip(" ,.?;:")
        state = self._state(call, end)
        holder = self._holder(call, end)
        proxy = holder is not None or any_between((*self._proxy, *self._to_me), call.last, end)
        if proxy and state in ("called", "present"):
            state = "excused"
        return Attendee(
            name=name,
            state=state,
            proxy=True if proxy else None,
            proxy_to=holder,
            at_ms=self.basis.heard.tokens[call.start].start_ms,
            evidence=(self._evidence(call, end, naming),),
        )

    def _state(self, call: _Call, end: int) -> State:
        listed = self._listed(call)
        if any_between(self._excused, call.last, end):
            return "excused"
        if any_between(self._absent, call.last, end):
            return "absent"
        if listed:
            return listed
        return "present" if any_between(self._present, call.last, end) else "called"

    def _holder(self, call: _Call, end: int) -> str | None:
        """Who holds the member's proxy: named, or the one who says so where speakers are known."""
        for hit in between(self._holders, call.last, end):
            first = hit.last
            while first < self.last and self.basis.heard.texts[first] in self._honorifics:
                first += 1
            last = self._name_end(first)
            naming = self.roster.best(self.basis.heard.texts[first:last], FAIR)
            if naming:
                return self.roster.members[naming.member].name
        for hit in between(self._to_me, call.last, end):
            speaker = self.basis.heard.tokens[hit.first].speaker
            if speaker and speaker != self.basis.heard.tokens[call.first].speaker:
                return speaker
        return None

    def _self(self, calls: Sequence[_Call], secretary: str | None) -> list[Attendee]:
        """Who calls the roll, where "and myself" ends it."""
        said = [h for h in self._myself if calls and h.first > calls[0].first]
        if not said or secretary is None:
            return []
        token = self.basis.heard.tokens[said[-1].first]
        evidence = Evidence(
            kind="roll_call",
            text=self.basis.heard.spoken(said[-1].first, said[-1].last),
            start_ms=token.start_ms,
        )
        return [
            Attendee(name=secretary, state="present", at_ms=token.start_ms, evidence=(evidence,))
        ]

    def _evidence(self, call: _Call, end: int, naming: Naming | None) -> Evidence:
        answers = [h.last for h in between(self._answers, call.last, end)]
        last = max([call.last, *answers])
        return Evidence(
            kind="roll_call",
            text=self.basis.heard.spoken(call.start, last),
            start_ms=self.basis.heard.tokens[call.start].start_ms,
            score=round(naming.likeness, 2) if naming else None,
        )
