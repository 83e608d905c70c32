"""Which lines are headings that items stand under: commissions, themes, roman chapters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from archiver.agenda.reading.printed.columns import columns_of
from archiver.agenda.reading.printed.lines import Line
from archiver.agenda.reading.printed.numbering import Start
from archiver.agenda.reading.printed.people import rapporteur_line
from archiver.agenda.reading.printed.wording import (
    AGENDA,
    BULLET,
    COMMISSION,
    MATTER,
    NUMBERED_COMMISSION,
)

_LONGEST = 140
_ENUMERATOR = re.compile(r"^(?:[IVX]{1,5}|[A-Z]|\d{1,2})\s*(?:[.)]\s*[–—-]?|[–—-]|:)\s+")


@dataclass(frozen=True)
class Headings:
    """The lines of an agenda and its numbers; says which lines are headings."""

    lines: Sequence[Line]
    starts: Mapping[int, Start]
    commission_looks: frozenset[tuple[bool, int, int]] = field(init=False)

    def __post_init__(self) -> None:
        looks = {
            line.look
            for n, line in enumerate(self.lines)
            if n not in self.starts and not line.table and NUMBERED_COMMISSION.match(line.text)
        }
        object.__setattr__(self, "commission_looks", frozenset(looks))

    def is_group(self, n: int, look: tuple[bool, int, int] | None) -> bool:
        """Whether line `n`, that begins no item by a number, is a heading; `look` is the items'."""
        line = self.lines[n]
        if len(line.text) > _LONGEST or AGENDA.match(line.text) or rapporteur_line(line.text):
            return False
        if line.label or BULLET.match(line.text):
            return False
        commission = COMMISSION.match(line.text) is not None
        if commission and NUMBERED_COMMISSION.match(line.text) and self._paragraph(line, look):
            return True
        if not self._followed(n) or line.text.endswith((".", ";", ",")):
            return False
        return self._paragraph(line, look)

    def _paragraph(self, line: Line, look: tuple[bool, int, int] | None) -> bool:
        return line.gap >= 0.6 or line.look != look or bool(line.table)

    def _followed(self, n: int) -> bool:
        """Whether an item begins right after line `n`, other headings between them or not."""
        for m in range(n + 1, min(n + 4, len(self.lines))):
            line = self.lines[m]
            if m in self.starts:
                return True
            if line.table and columns_of(line):
                return True
            if line.table and len(line.pieces) > 1:
                return True
            if line.label or BULLET.match(line.text) or MATTER.match(line.text):
                return True
            if not (line.look == self.lines[n].look or COMMISSION.match(line.text)):
                return False
            if line.table != self.lines[n].table:
                return False
        return False

    def is_chapter(self, n: int) -> bool:
        """Whether the numbered line `n` is a chapter: others stand under it by their numbers."""
        start = self.starts[n]
        if len(start.path) != 1 or start.family not in ("roman", "dotted"):
            return False
        for m in sorted(m for m in self.starts if m > n):
            other = self.starts[m]
            if other.family == start.family and len(other.path) == 1:
                return False
            below = other.family == start.family and other.path[:1] == start.path
            return below or (start.family == "roman" and other.family != "roman")
        return False

    def is_commission(self, line: Line) -> bool:
        """Whether a heading names a commission, or looks like those that do."""
        return bool(COMMISSION.match(line.text)) or (
            not line.table and line.look in self.commission_looks
        )


def group_name(text: str) -> str:
    """A heading without its own number or letter; a commission keeps what belongs to its name."""
    if COMMISSION.match(text):
        return text.rstrip(" :")
    return _ENUMERATOR.sub("", text).rstrip(" :")
