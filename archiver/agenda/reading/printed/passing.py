"""One pass over the lines of an agenda: each becomes an item or part of one.

Rows of tables are in `tabular`.
"""

from collections.abc import Sequence
from dataclasses import replace

from archiver.agenda.reading.printed.columns import (
    Columns,
    columns_of,
)
from archiver.agenda.reading.printed.draft import Draft, Gathered
from archiver.agenda.reading.printed.groups import Headings, group_name
from archiver.agenda.reading.printed.lines import Line, clean, joined
from archiver.agenda.reading.printed.numbering import Start, numbering_of
from archiver.agenda.reading.printed.people import is_person, rapporteur_line
from archiver.agenda.reading.printed.wording import (
    AGENDA,
    BULLET,
    CLOSING_MATTER,
    DATE,
    ENCLOSED,
    MATTER,
    PRESIDENT,
    bare,
)
from archiver.i18n import _

_PARAGRAPH = 0.6
_COLUMN_NEAR = 12.0
_FILLED = 0.8


class Pass:
    """What one pass has come to: where the items begin, what is open, `gathered` what was found."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.starts = numbering_of(lines)
        self.headings = Headings(lines, self.starts)
        self.gathered = Gathered()
        self.begin = self._begin()
        self.first = self.end = len(lines)
        self.any_list = any(self._listed(line) for line in lines[self.begin :])
        self.current: Draft | None = None
        self.commission = self.theme = ""
        self.group: Line | None = None
        self.columns: dict[int, Columns] = {}
        self.filled = _FILLED * max((line.reach for line in lines), default=0.0)

    def _begin(self) -> int:
        """Where the items begin: after the words “ordre du jour”, else at the first of them."""
        total = len(self.starts)
        if not total:
            return self._begin_of_list()
        for n in reversed(range(len(self.lines))):
            after = sum(1 for m in self.starts if m > n)
            if AGENDA.match(self.lines[n].text) and (after >= 0.8 * total):
                return n + 1
        first = min(self.starts, default=len(self.lines))
        for n, line in enumerate(self.lines[:first]):
            if columns_of(line) or MATTER.match(bare(line.text)):
                return n
        while first and first < len(self.lines) and self.headings.is_group(first - 1, None):
            first -= 1
        return first

    def _begin_of_list(self) -> int:
        """Where the items begin if none has a number: after “ordre du jour”, else at a list."""
        heads = [n for n, line in enumerate(self.lines) if AGENDA.match(line.text)]
        listed = [n for n, line in enumerate(self.lines) if self._listed(line)]
        if heads:
            return heads[0] + 1
        return listed[0] if len(listed) > 1 else len(self.lines)

    def _line(self, n: int, line: Line) -> None:
        """A line that is no row of a table: the first that can make something of it does."""
        start = self.starts.get(n)
        if start:
            self._numbered(n, line, start)
            return
        takers = (
            self._title_due,
            self._in_column,
            self._in_heading,
            self._in_bracket,
            self._teller,
        )
        others = (self._is_heading, self._is_matter, self._goes_on, self._is_unnumbered)
        if ENCLOSED.match(line.text):
            self._close()
            self.gathered.leave(line, _("an annex"))
        elif not any(take(n, line) for take in (*takers, *others)):
            self._leave(line)

    def _title_due(self, _n: int, line: Line) -> bool:
        """Take the title of a number that stood alone on its line."""
        if not self.current or self.current.titles or rapporteur_line(line.text):
            return False
        self.current.take(line)
        return True

    def _in_bracket(self, _n: int, line: Line) -> bool:
        """Take the line that a bracket in the title goes on in."""
        if not self.current or not self.current.open_bracket or line.gap >= _PARAGRAPH:
            return False
        self.current.take(line)
        return True

    def _teller(self, _n: int, line: Line) -> bool:
        """Take a line that names the rapporteur of the item before it."""
        name = rapporteur_line(line.text)
        if not name or not self.current or self.current.tellers:
            return False
        self.current.tellers.append(name)
        self.current.closed = True
        return True

    def _is_heading(self, n: int, line: Line) -> bool:
        """Take a heading that items stand under, or the words “ordre du jour” said again."""
        if AGENDA.match(line.text):
            self._close()
            return True
        if not self._is_group(n, line):
            return False
        self._heading(line, line.text)
        return True

    def _is_group(self, n: int, line: Line) -> bool:
        current = self.current
        above = self.first == len(self.lines)
        if above and (DATE.search(line.text) or PRESIDENT.search(line.text)):
            return False
        if not self.headings.is_group(n, current.line.look if current else None):
            return False
        same = current and not current.closed and current.line.look == line.look
        if same and current and self._continues(current, n, line):
            return False
        return not (MATTER.match(line.text) and not self._has_children(n, line))

    def _has_children(self, n: int, line: Line) -> bool:
        """Whether what looks like a matter has items under it: then it is their heading."""
        if n + 1 >= len(self.lines):
            return False
        below = self.lines[n + 1]
        if below.table and not line.table:
            return len(below.pieces) > 1
        if line.heading and not below.heading and MATTER.match(bare(below.text)):
            return True
        if below.look == line.look and not below.label and not BULLET.match(below.text):
            return False
        listed = bool(below.label) or BULLET.match(below.text) is not None
        return listed or (n + 1 in self.starts and line.look != below.look)

    def _numbered(self, n: int, line: Line, start: Start) -> None:
        if self.headings.is_chapter(n):
            self._heading(line, start.rest)
            return
        if start.family == "roman" and len(start.path) == 1:
            self.commission = self.theme = ""
        draft = self._open(line, start.number)
        *inner, last = line.pieces or (None,)
        if inner and last is not None and is_person(last.text) and last.text in start.rest:
            draft.tellers.append(last.text)
            draft.teller_left = last.left
            draft.titles = [clean(start.rest.removesuffix(last.text))]
        elif start.rest:
            draft.titles = [start.rest]
        draft.last = line if draft.titles else None

    def _open(self, line: Line, number: str) -> Draft:
        self.group = None
        self._begun(line)
        self.current = Draft(line, number, commission=self.commission, theme=self.theme)
        self.gathered.drafts.append(self.current)
        return self.current

    def _in_column(self, _n: int, line: Line) -> bool:
        """Take what stands in the column of rapporteurs, and the title beside it."""
        draft = self.current
        if not draft or draft.teller_left < 0 or line.gap > _PARAGRAPH:
            return False
        tellers = [p.text for p in line.pieces if abs(p.left - draft.teller_left) < _COLUMN_NEAR]
        if not tellers:
            return False
        draft.tellers += tellers
        rest = [p.text for p in line.pieces if p.text not in tellers]
        draft.titles += rest
        return True

    def _in_heading(self, _n: int, line: Line) -> bool:
        """Take the second line of a heading."""
        group = self.group
        if not group or line.gap >= _PARAGRAPH or line.look != group.look or self._listed(line):
            return False
        if line.table or group.page != line.page or group.reach < self.filled:
            return False
        if self.commission:
            self.commission = joined((self.commission, line.text))
        else:
            self.theme = joined((self.theme, line.text))
        return True

    def _begun(self, line: Line) -> None:
        """The first heading or item ends what stands above the items."""
        if self.first == len(self.lines):
            here = (line.page, line.at)
            self.first = next(
                n for n, each in enumerate(self.lines) if (each.page, each.at) == here
            )

    def _heading(self, line: Line, name: str) -> None:
        self._close()
        self._begun(line)
        self.group = line
        if self.headings.is_commission(replace(line, text=name)):
            self.commission, self.theme = group_name(name), ""
        else:
            self.theme = group_name(name)

    def _close(self) -> None:
        if self.current:
            self.current.closed = True
        self.current = self.group = None

    @staticmethod
    def _listed(line: Line) -> bool:
        return bool(line.label) or BULLET.match(line.text) is not None

    def _is_matter(self, n: int, line: Line) -> bool:
        """Take one of the matters that agendas do not number."""
        if not MATTER.match(bare(line.text)):
            return False
        if not self._listed(line) and line.gap < _PARAGRAPH and self.current:
            before = self.lines[n - 1]
            if before.look == line.look and before.reach >= self.filled:
                return False
        self._matter(line)
        return True

    def _matter(self, line: Line) -> None:
        text = bare(line.text)
        under = self.gathered.drafts and self.gathered.drafts[-1].number and self.current
        in_style = not self._listed(line) and line.look in self.headings.commission_looks
        if (CLOSING_MATTER.match(text) and under) or in_style:
            self.commission = self.theme = ""
        draft = self._open(line, "")
        draft.titles, draft.last = [text], line

    def _goes_on(self, n: int, line: Line) -> bool:
        """Take a line that goes on with the title before it."""
        if not self.current or not self._continues(self.current, n, line):
            return False
        self.current.take(line)
        return True

    def _continues(self, draft: Draft, n: int, line: Line) -> bool:
        """Whether a line continues the title of the item before it."""
        if draft.last is None:
            return not draft.titles
        if draft.closed or self._listed(line) or (draft.tellers and draft.teller_left < 0):
            return False
        before = self.lines[n - 1]
        if line.page != before.page:
            unfinished = before.reach >= self.filled or line.text[:1].islower()
            return unfinished and line.look == draft.last.look
        if line.gap < _PARAGRAPH:
            return line.look == draft.last.look or line.text[:1].islower()
        return line.text[:1].islower() and not line.right

    def _is_unnumbered(self, _n: int, line: Line) -> bool:
        """Take a line of a list that is an item though it has no number."""
        listed = self._listed(line)
        numbered = self.current is not None and bool(self.current.number)
        only_paragraphs = not self.starts and not self.any_list and line.gap >= _PARAGRAPH
        if not (listed and not numbered) and not only_paragraphs:
            return False
        self._matter(line)
        return True

    def _leave(self, line: Line) -> None:
        if self.first == len(self.lines):
            return
        if self.current and self.current.number:
            why = _("text under item {number}").format(number=self.current.number)
            self.current.closed = self.current.followed = True
        else:
            why = _("it was not understood")
        self.gathered.amid += 1
        self.group = None
        self.gathered.leave(line, why)
