"""Which items a person should look at: what a reader gets wrong shows in how items differ.

Nothing is changed here: an item that ends in the middle of a sentence, a number that skips, a
rapporteur missing where all others have one are told, and left as they were read.
"""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from archiver.agenda.reading.interface import Row
from archiver.agenda.reading.printed.people import is_person
from archiver.agenda.reading.printed.wording import CIVILITY, MATTER
from archiver.i18n import _

_MOST = 0.6
"""What so many items have, the others are missing."""
_LONG, _LONG_BY = 160, 3.0
_SHORT = 4
_RARE = 0.15
_GROUP_LONGEST = 120
_OPEN_END = re.compile(
    r"(?:\b(?:de|du|des|la|le|les|et|ou|à|au|aux|en|pour|par|sur|dans|avec|sans|sous|un|une|entre|"
    r"n[°º])|\b[ldnqs]['’])$",
    re.IGNORECASE,
)
_PERSON_WITHIN = re.compile(rf"(?:^|\s){CIVILITY}\s+(?:d[eu]s?\s+|d['’])?[A-ZÀ-ÖØ-Þ]")
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True)
class Doubt:
    """An item by its id, and why it should be looked at, as a sentence with its place."""

    id: str
    why: str


def doubts_of(rows: Sequence[Row], followed: Set[str] = frozenset()) -> tuple[Doubt, ...]:
    """The items that should be looked at, in order; `followed`: ids with a text left out below.

    Below the last item, such a text is likely the end of the letter.
    """
    common = _Common.of(rows)
    skipping = _skipping(rows)
    found = []
    for n, row in enumerate(rows):
        reasons = [*_of_title(row, common), *_of_others(row, common)]
        reasons += [skipping[n]] if n in skipping else []
        if row.fields["id"] in followed and row is not rows[-1]:
            reasons.append(_("a text under it was left out"))
        if reasons:
            told = _("{place}: to check, “{title}”: {reasons}").format(
                place=row.place, title=_field(row, "title")[:50], reasons="; ".join(reasons)
            )
            found.append(Doubt(str(row.fields["id"]), told))
    return tuple(found)


@dataclass(frozen=True)
class _Common:
    """What most items of an agenda have, against which each is held."""

    length: float
    doubled: frozenset[str]
    """The titles that two items one after another have."""
    having: frozenset[str]
    apart: frozenset[str]
    """The groups that are met again after another."""

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "_Common":
        titles = [_field(row, "title") for row in rows]
        having = frozenset(
            name
            for name in ("number", "rapporteur", "group")
            if sum(bool(_field(row, name)) for row in rows) >= max(2, _MOST * len(rows))
        )
        groups = [_field(row, "group") for row in rows]
        begun = Counter(b for a, b in pairwise(["", *groups]) if b and a != b)
        return cls(
            statistics.median(map(len, titles)) if titles else 0.0,
            frozenset(a for a, b in pairwise(titles) if a.casefold() == b.casefold()),
            having,
            frozenset(group for group, times in begun.items() if times > 1),
        )


def _field(row: Row, name: str) -> str:
    if name == "group":
        return str(row.fields.get("commission") or row.fields.get("theme") or "")
    return str(row.fields.get(name) or "")


def _of_title(row: Row, common: _Common) -> Iterator[str]:
    title = _field(row, "title")
    if _OPEN_END.search(title):
        yield _("the title ends in the middle of a sentence")
    if title[:1].islower():
        yield _("the title begins with a small letter")
    if title.count("(") != title.count(")") or title.count("«") != title.count("»"):
        yield _("a bracket of the title is not closed")
    if len(title) > max(_LONG, _LONG_BY * common.length):
        yield _("the title is much longer than the others")
    if len(title) < _SHORT and not MATTER.match(title):
        yield _("the title is very short")
    if title in common.doubled:
        yield _("the item beside it has the same title")
    if _PERSON_WITHIN.search(title) and not _field(row, "rapporteur"):
        yield _("a person stands in the title")


def _of_others(row: Row, common: _Common) -> Iterator[str]:
    teller, group = _field(row, "rapporteur"), _field(row, "group")
    matter = MATTER.match(_field(row, "title")) is not None
    numbered = bool(_field(row, "number")) and not matter
    if not _field(row, "number") and "number" in common.having and not matter:
        yield _("it has no number, the others have")
    if not teller and "rapporteur" in common.having and numbered:
        yield _("it has no rapporteur, the others have")
    if teller and not is_person(teller) and _PERSON_WITHIN.search(f" {teller}"):
        yield _("the rapporteur is more than a name")
    if not group and "group" in common.having and numbered:
        yield _("it stands under no heading, the others do")
    if group and (len(group) < 3 or len(group) > _GROUP_LONGEST or group[:1].islower()):
        yield _("it stands under “{group}”, which is no heading").format(group=group[:40])
    elif group in common.apart:
        yield _("its heading “{group}” stands in two places").format(group=group[:40])


def _skipping(rows: Sequence[Row]) -> dict[int, str]:
    """The items whose number does not go on from the one before, under one heading.

    Where numbers commonly skip, as those of reports of which only some are heard, a gap says
    nothing; one that goes back still does.
    """
    steps = {n: _step(before, row) for n, (before, row) in enumerate(pairwise(rows), start=1)}
    gaps = [n for n, step in steps.items() if step == "gap"]
    told = set(gaps) if len(gaps) <= max(1, _RARE * len(steps)) else set()
    told |= {n for n, step in steps.items() if step == "back"}
    return {
        n: _("its number comes after {number}").format(number=_field(rows[n - 1], "number"))
        for n in sorted(told)
    }


def _step(before: Row, row: Row) -> Literal["on", "gap", "back"]:
    """How an item's number follows the one before; numbers of other forms are not compared."""
    was, now = _field(before, "number"), _field(row, "number")
    old, new = ([int(part) for part in _FIGURES.findall(text)] for text in (was, now))
    if not old or _FIGURES.sub("0", was) != _FIGURES.sub("0", now):
        return "on"
    if new == old:
        return "on"  # a number printed twice is told as such
    same_group = _field(before, "group") == _field(row, "group")
    if new < old:
        return "on" if new[-1] == 1 and not same_group else "back"
    if old[:-1] == new[:-1] and new[-1] != old[-1] + 1 and same_group:
        return "gap"
    return "on"
