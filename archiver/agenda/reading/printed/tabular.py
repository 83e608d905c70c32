"""Rows of tables become items by their columns; all other lines go to `passing`."""

from dataclasses import replace

from archiver.agenda.reading.printed.columns import (
    columns_of,
    guessed,
    number_in,
    number_of,
    title_and_teller,
)
from archiver.agenda.reading.printed.lines import Line, clean, joined
from archiver.agenda.reading.printed.passing import Pass
from archiver.agenda.reading.printed.wording import (
    AFTER,
    ANNEXES,
    CLOSING_MATTER,
)
from archiver.i18n import _


class TablePass(Pass):
    """A pass that knows tables too."""

    def run(self) -> None:
        """Take every line from the first item on."""
        for n in range(self.begin, len(self.lines)):
            line = self.lines[n]
            if self.end < len(self.lines):
                self.gathered.leave(line, _("after the items"))
            elif ANNEXES.match(line.text):
                self.end = n
                self.gathered.leave(line, _("annexes"))
            elif AFTER.match(line.text):
                self.end = n
                self.gathered.leave(line, _("after the items"))
            elif len(line.pieces) > 1 and (found := columns_of(line)):
                self.columns[1 if line.table else 0] = found
                self.current = None
            elif line.table and len(line.pieces) > 1:
                self._row(n, line)
            else:
                self._line(n, line)

    def _row(self, n: int, line: Line) -> None:
        """A row of a table of two cells and more."""
        columns = self.columns.get(1)
        cells = columns.cells(line) if columns else guessed(line)
        full = [piece for piece in line.pieces if piece.text.strip()]
        if len(full) == 1 and "title" not in cells:
            self._line(n, replace(line, text=clean(full[0].text), pieces=()))
        elif "title" not in cells:
            for piece in full:
                for text in piece.text.split("\n"):
                    self._line(-1, replace(line, text=clean(text), table=0, pieces=()))
        elif self._row_goes_on(n, line, cells):
            assert self.current is not None
            title, teller = title_and_teller(cells["title"])
            self.current.titles.append(title)
            self.current.tellers += [t for t in (teller, cells.get("rapporteur", "")) if t]
        else:
            self._row_item(line, cells)

    def _row_goes_on(self, n: int, line: Line, cells: dict[str, str]) -> bool:
        """Whether a row at the top of a page is the rest of the one before."""
        if not self.current or "number" in cells or not self.current.number:
            return False
        return line.page != self.current.line.page and cells["title"][:1].islower()

    def _row_item(self, line: Line, cells: dict[str, str]) -> None:
        title, teller = title_and_teller(cells["title"])
        number = number_of(cells.get("number", ""))
        start = number_in(title) if not number else None
        if start and start.rest and "number" not in cells:
            number, title = start.number, start.rest
        if not number and CLOSING_MATTER.match(title):
            self.commission = self.theme = ""
        draft = self._open(line, number)
        draft.titles = [title]
        draft.tellers = [joined(cells.get("rapporteur", "").split("\n"))]
        draft.tellers = [text for text in (*draft.tellers, teller) if text][:1]
        draft.commission = clean(cells.get("commission", "")) or draft.commission
        draft.last, draft.closed = line, True
