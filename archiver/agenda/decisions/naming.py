"""Which member was called: names heard badly, matched to the list of members one to one.

A name is matched by sound. Where those heard well are called in the order of the list, or of the
alphabet, so are the others: a name heard badly is then known by its place.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from archiver.agenda.names import name_keys
from archiver.agenda.words import Lexicon, fold
from archiver.model.agenda import Member

STRONG, FAIR, IN_PLACE = 74.0, 62.0, 42.0
"""Likeness of a name by itself; of one among well-heard ones; of one in its place of the order."""
LEAD = 4.0
FEWEST_IN_ORDER, MOSTLY = 4, 0.7
MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Naming:
    """A member, and how like its name what was heard is, from 0 to 1."""

    member: int
    likeness: float


class Roster:
    """The members as they may be called."""

    def __init__(
        self, members: Sequence[Member], lexicon: Lexicon, honorifics: Sequence[str]
    ) -> None:
        self.members = members
        self._lexicon = lexicon
        titles = frozenset(map(fold, honorifics))
        self._keys = [name_keys(member.name, lexicon, titles) for member in members]

    def likeness(self, words: Sequence[str], member: int) -> float:
        """How like a member's name the first words heard are, from 0 to 100."""
        best = 0.0
        for n in range(1, min(MOST_WORDS, len(words)) + 1):
            sound = self._lexicon.sound("".join(words[:n]))
            best = max(best, *(fuzz.ratio(sound, key) for key in self._keys[member] or ("",)))
        return best

    def best(self, words: Sequence[str], least: float = STRONG) -> Naming | None:
        """The member that words name, starting at the first; None if none is clearly best."""
        ranked = sorted(
            ((self.likeness(words, m), m) for m in range(len(self.members))), reverse=True
        )
        if not ranked or ranked[0][0] < least:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < LEAD:
            return None
        return Naming(ranked[0][1], ranked[0][0] / 100)

    def assigned(self, calls: Sequence[Sequence[str]]) -> list[Naming | None]:
        """For each call, in order, the member called: each member at most once."""
        table = [[self.likeness(words, m) for m in range(len(self.members))] for words in calls]
        found: dict[int, int] = {}
        order = self._order(table)
        if order is not None:
            found = _in_order(table, order)
        _mutual(table, found, FAIR)
        return [
            Naming(found[i], table[i][found[i]] / 100) if i in found else None
            for i in range(len(calls))
        ]

    def _order(self, table: list[list[float]]) -> list[int] | None:
        """The order in which the members are called, as those heard well tell; None if neither."""
        well: dict[int, int] = {}
        _mutual(table, well, STRONG)
        listed = list(range(len(self.members)))
        by_name = sorted(listed, key=lambda m: fold(self.members[m].name.split()[-1]))
        runs = []
        for order in (listed, by_name):
            place = {m: i for i, m in enumerate(order)}
            runs.append((_longest_rise([place[m] for _, m in sorted(well.items())]), order))
        longest, order = max(runs, key=lambda run: run[0])
        return order if longest >= max(FEWEST_IN_ORDER, MOSTLY * len(well)) else None


def _mutual(table: list[list[float]], found: dict[int, int], least: float) -> None:
    """Take the best pairs that are free first, down to a likeness."""
    pairs = sorted(
        ((score, i, m) for i, row in enumerate(table) for m, score in enumerate(row)), reverse=True
    )
    taken = set(found.values())
    for score, i, m in pairs:
        if score < least:
            break
        if i not in found and m not in taken:
            found[i] = m
            taken.add(m)


def _in_order(table: list[list[float]], order: Sequence[int]) -> dict[int, int]:
    """Calls matched to members in one order, calls and members left out where they do not fit."""
    rows, columns = len(table), len(order)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            pair = best[i - 1][j - 1] + table[i - 1][order[j - 1]] - IN_PLACE
            best[i][j] = max(best[i - 1][j], best[i][j - 1], pair)
    found: dict[int, int] = {}
    i, j = rows, columns
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found[i] = order[j]
    return found


def _longest_rise(places: Sequence[int]) -> int:
    """How many, at most, follow each other upwards."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)
