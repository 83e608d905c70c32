"""Who was there, as the opening tells: the counts, the quorum, who presides, and the roll call."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from archiver.agenda.cues import Hit, Phrasebook
from archiver.agenda.decisions.language import Ground, ground
from archiver.agenda.decisions.naming import FAIR, Naming, Roster
from archiver.agenda.decisions.results import between
from archiver.agenda.decisions.roll import Roll
from archiver.agenda.heard import Heard
from archiver.agenda.words import fold
from archiver.model.agenda import Agenda, Member
from archiver.model.chapters import Evidence
from archiver.model.decisions import Attendance
from archiver.model.language import LanguagePack

QUORUM_ALIKE = 66.0
QUORUM_REACH = 10
QUORUM_WORDS = 6
COUNT_WORDS_BETWEEN = 1


@dataclass(frozen=True, slots=True)
class _Count:
    value: int
    first: int
    last: int


def find_attendance(
    heard: Heard,
    opening: tuple[int, int],
    members: Sequence[Member],
    agenda: Agenda,
    pack: LanguagePack,
    book: Phrasebook | None = None,
) -> Attendance | None:
    """Who was there, from what is said between two times (session ms); None if nothing is said."""
    basis = ground(heard, pack, book)
    first, last = _tokens(heard, opening)
    if first >= last:
        return None
    return _Opening(basis, first, last, members, agenda).attendance()


def electorate(attendance: Attendance | None) -> int | None:
    """How many votes there are, where the opening stated who is present; None where it did not."""
    if attendance is None or attendance.present is None:
        return None
    return attendance.present + (attendance.proxies or 0)


def _tokens(heard: Heard, opening: tuple[int, int]) -> tuple[int, int]:
    inside = [i for i, t in enumerate(heard.tokens) if opening[0] <= t.start_ms < opening[1]]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


class _Opening:
    """The opening of one session, being read."""

    def __init__(
        self, basis: Ground, first: int, last: int, members: Sequence[Member], agenda: Agenda
    ) -> None:
        self.basis = basis
        self.first, self.last = first, last
        self.agenda = agenda
        self.words = basis.pack.decisions.attendance
        self.roster = Roster(members, basis.lexicon, basis.pack.honorifics)
        self.units = {fold(w) for w in basis.pack.decisions.counts.units}

    def attendance(self) -> Attendance | None:
        present = self._count(self.words.count_present)
        proxies = self._count(self.words.count_proxies)
        absent = self._count(self.words.count_absent)
        counts = [c for c in (present, proxies, absent) if c]
        quorum, quorum_hit = self._quorum(counts)
        secretary = self._named(self.words.secretary)
        chair, chair_hit = self._chair()
        called = Roll(self.basis, self.first, self.last, self.roster).called(
            min((c.first for c in counts), default=self.last),
            secretary[0] if secretary else None,
        )
        evidence = (
            [
                self._evidence(
                    "attendance", min(c.first for c in counts), max(c.last for c in counts)
                )
            ]
            if counts
            else []
        )
        for kind, hit in (("quorum", quorum_hit), ("chair", chair_hit)):
            evidence += [self._evidence(kind, hit.first, hit.last)] if hit else []
        evidence += [self._evidence("secretary", *secretary[1])] if secretary else []
        if not evidence and not called:
            return None
        return Attendance(
            present=present.value if present else None,
            proxies=proxies.value if proxies else None,
            absent=absent.value if absent else None,
            quorum=quorum,
            secretary=secretary[0] if secretary else None,
            chair=chair,
            members=called,
            evidence=tuple(evidence),
        )

    def _hits(self, kind: str, phrases: Sequence[str]) -> list[Hit]:
        return between(self.basis.hits(kind, phrases), self.first, self.last)

    def _count(self, label: Sequence[str]) -> _Count | None:
        """The last number said right before a label, in the opening."""
        tokens = self.basis.heard.tokens
        found: _Count | None = None
        for hit in self._hits("count", label):
            for i in range(max(self.first, hit.first - 6), hit.first):
                number = self.basis.reader.at(tokens, i)
                if number is None or number.last > hit.first:
                    continue
                gap = tokens[number.last : hit.first]
                if len(gap) <= COUNT_WORDS_BETWEEN and all(t.text in self.units for t in gap):
                    found = _Count(number.value, i, hit.last)
                    break
        return found

    def _quorum(self, counts: Sequence[_Count]) -> tuple[bool | None, Hit | None]:
        missing = self._hits("quorum", self.words.no_quorum)
        if missing:
            return False, missing[-1]
        reached = self._hits("quorum", self.words.quorum)
        if reached:
            return True, reached[-1]
        heard = self._quorum_by_sound(max((c.last for c in counts), default=None))
        return (True, heard) if heard else (None, None)

    def _quorum_by_sound(self, after: int | None) -> Hit | None:
        """The statement heard in pieces, right after the counts."""
        if after is None:
            return None
        stop = min(after + QUORUM_REACH, self.last)
        for first in range(after, stop):
            for last in range(first + 1, min(first + QUORUM_WORDS, stop) + 1):
                heard = "".join(self.basis.heard.texts[first:last])
                sound = self.basis.lexicon.sound(heard)
                wanted = map(self.basis.lexicon.sound, self.words.quorum_sounds)
                if any(fuzz.ratio(sound, w) >= QUORUM_ALIKE for w in wanted):
                    return Hit("quorum", first, last)
        return None

    def _named(self, phrases: Sequence[str]) -> tuple[str, tuple[int, int]] | None:
        """The member who is named in the sentence of a phrase, and where that is said."""
        for hit in self._hits("named", phrases):
            first, last = self.basis.sentence(hit.first)
            naming = self._best_in(max(self.first, first), min(self.last, last + 3))
            if naming is not None:
                return self.roster.members[naming.member].name, (first, last)
        return None

    def _best_in(self, first: int, last: int) -> Naming | None:
        texts = self.basis.heard.texts
        named = (self.roster.best(texts[i:last], FAIR) for i in range(first, last))
        return max((n for n in named if n), key=lambda n: n.likeness, default=None)

    def _chair(self) -> tuple[str | None, Hit | None]:
        """Who presides: named so, or the printed president where one is addressed as president."""
        for hit in self._hits("chair", self.words.chair):
            named = self._best_in(hit.last, min(self.last, hit.last + 6))
            if named is not None:
                return self.roster.members[named.member].name, hit
        addressed = self._hits("chair", self.words.chair_address)
        if not addressed or not self.agenda.president:
            return None, None
        printed = list(map(fold, self.agenda.president.split()))
        naming = next(
            (n for i in range(len(printed)) if (n := self.roster.best(printed[i:], 90.0))), None
        )
        if naming is None:
            return None, None
        return self.roster.members[naming.member].name, addressed[0]

    def _evidence(self, kind: str, first: int, last: int) -> Evidence:
        start = self.basis.heard.tokens[first].start_ms
        return Evidence(kind=kind, text=self.basis.heard.spoken(first, last), start_ms=start)
