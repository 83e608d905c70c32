"""How items are numbered: what a line's beginning may be, and which of these the document uses."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archiver.agenda.reading.printed.lines import Line
from archiver.agenda.reading.printed.wording import BULLET, MONTHS

Family = Literal["report", "sign", "code", "lettered", "roman", "dotted", "bare"]
_SEPARATOR = r"(?:\s*[.):–—-]+\s+|\s*[:)]\s*|\s+|$)"
_HARD = r"(?:\s*[.)]\s*[-–—:]?\s+|\s*[-–—:]\s+|\s*\)\s*|\s*[.]?$)"
_N = r"(?:n\s?[°ºo]s?\.?|num[ée]ro)"
_ANY = r"(?:[A-Z]{1,5}[-./ ]?)*\d[\w]*(?:[-./][\w]+)*"
_FORMS: tuple[tuple[Family, re.Pattern[str]], ...] = (
    (
        "report",
        re.compile(
            rf"^(?:rapport|dossier|délibération|point|affaire|question)\s+(?:{_N}\s*)?"
            rf"(?P<number>{_ANY}){_SEPARATOR}",
            re.IGNORECASE,
        ),
    ),
    ("sign", re.compile(rf"^{_N}\s*(?P<number>{_ANY}){_SEPARATOR}", re.IGNORECASE)),
    (
        "code",
        re.compile(
            rf"^(?P<number>(?:[A-Z]{{1,6}}[-./])*\d{{1,4}}(?:[-/]\w{{1,5}})+|"
            rf"[A-Z]{{2,6}}[-.]\d+(?:[-.]\d+)*|\d{{4}}\.\d{{2,}}(?:\.\d+)*){_SEPARATOR}"
        ),
    ),
    (
        "roman",
        re.compile(rf"^(?P<number>[IVX]{{1,6}}(?:\s?[-.]\s?\d+)*(?:[-.][a-z])?){_HARD}"),
    ),
    (
        "lettered",
        re.compile(rf"^(?P<number>[A-Z]\s?[-.]?\s?\d{{1,3}}|\d{{1,3}}\s?[A-Z])\b{_SEPARATOR}"),
    ),
    ("dotted", re.compile(rf"^(?P<number>\d{{1,4}}(?:[.-]\d{{1,3}})*){_HARD}")),
    ("bare", re.compile(r"^(?P<number>\d{1,4})\s+(?=[A-ZÀ-ÖØ-ÞŒ«“\"‘])|^(?P<alone>\d{1,4})$")),
)
_MONTH = re.compile(rf"^(?:er\b\s*)?(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)
_SURE: tuple[Family, ...] = ("report", "sign", "code")
_MEASURED_OFF = 12.0
"""Points; what begins further from where the other numbers stand is part of a text."""


@dataclass(frozen=True)
class Start:
    """A line that may begin an item: the number as printed, and what follows it."""

    family: Family
    number: str
    rest: str

    @property
    def path(self) -> tuple[int, ...]:
        """The number as integers, level by level; a roman one is counted; () if it has letters."""
        parts = [part for part in re.split(r"[-./\s]+", self.number) if part]
        values = [_value(part) for part in parts]
        return tuple(value for value in values if value is not None) if None not in values else ()


def _value(part: str) -> int | None:
    if part.isdecimal():
        return int(part)
    if not re.fullmatch("[IVX]+", part):
        return None
    digits = [{"I": 1, "V": 5, "X": 10}[sign] for sign in part]
    following = [*digits[1:], 0]
    return sum(-d if d < after else d for d, after in zip(digits, following, strict=True))


def start_of(line: Line) -> Start | None:
    """What `line` may begin with, by the first form that fits; None if it begins as a text."""
    if line.label and not BULLET.match(f"{line.label} x"):
        label = f"{line.label.strip()} {line.text}".strip()
        return _parsed(label) or Start("dotted", line.label.strip(" .)"), line.text)
    text = BULLET.sub("", line.text) if re.match(r"^\S+\s+\S*\d", line.text) else line.text
    if len(line.pieces) > 1 and (alone := _parsed(line.pieces[0].text)) and not alone.rest:
        return Start(alone.family, alone.number, " ".join(p.text for p in line.pieces[1:]))
    return _parsed(text)


def _parsed(text: str) -> Start | None:
    for family, form in _FORMS:
        found = form.match(text)
        if not found:
            continue
        rest = text[found.end() :].strip()
        number = (found["number"] or found.groupdict().get("alone") or "").strip()
        if _MONTH.match(rest) or (_is_year(number) and not rest and family in ("bare", "dotted")):
            return None
        if family == "dotted" and rest[:1].islower() and _is_year(number):
            return None
        return Start(family, re.sub(r"\s+", "", number), rest)
    return None


def _is_year(number: str) -> bool:
    return number.isdecimal() and 1900 <= int(number) <= 2100


def numbering_of(lines: Sequence[Line]) -> dict[int, Start]:
    """The items' beginnings, by their place in `lines`: the families that the document uses."""
    candidates = {n: start for n, line in enumerate(lines) if (start := start_of(line))}
    counts: Counter[Family] = Counter()
    kept: dict[int, Start] = {}
    for family in dict.fromkeys(start.family for start in candidates.values()):
        mine = {n: start for n, start in candidates.items() if start.family == family}
        held = _in_order(_aligned(mine, lines), lines) if family not in _SURE else mine
        counts[family] = len(held)
        kept.update(held)
    if not counts:
        return {}
    used = _used(counts)
    return {n: kept[n] for n in sorted(kept) if kept[n].family in used}


def _used(counts: Counter[Family]) -> set[Family]:
    """The families that number the items: the commonest, and others that are not rare beside it."""
    most = max(counts.values())
    main = min(
        (family for family, n in counts.items() if n >= 0.6 * most),
        key=lambda family: [form for form, _ in _FORMS].index(family),
    )
    few = max(2, counts[main] // 4)
    return {main, *(f for f, n in counts.items() if n >= few or f == "roman")}


def _aligned(starts: dict[int, Start], lines: Sequence[Line]) -> dict[int, Start]:
    """Those that stand where most stand; a flowing text has no places."""
    lefts = Counter(round(lines[n].left / 4) for n in starts if not lines[n].table)
    if not lefts or not any(line.right for line in lines):
        return starts
    common = [left * 4 for left, n in lefts.items() if n >= max(2, max(lefts.values()) // 3)]
    common = common or [lefts.most_common(1)[0][0] * 4]
    return {
        n: start
        for n, start in starts.items()
        if lines[n].table or any(abs(lines[n].left - left) <= _MEASURED_OFF for left in common)
    }


def _in_order(starts: dict[int, Start], lines: Sequence[Line]) -> dict[int, Start]:
    """Those that go on from one another; a series may begin anew from its first number."""
    kept: dict[int, Start] = {}
    last: tuple[int, ...] = ()
    for n, start in sorted(starts.items()):
        path = start.path
        if start.family == "lettered" or lines[n].label:
            kept[n] = start
            continue
        if not path or (start.family == "bare" and not _follows(path, last, bool(kept))):
            continue
        kept[n], last = start, path
    return kept


def _follows(path: tuple[int, ...], last: tuple[int, ...], begun: bool) -> bool:
    if not begun:
        return not 1900 <= path[0] <= 2100
    return path[0] == 1 or last[0] <= path[0] <= last[0] + 120 or path[0] % 100 in (0, 1)
