"""From printed lines to the items of an agenda, whatever the format they came from.

One pass from the top: what stands above the items, the items under their headings, what comes
after them. A line that became nothing is kept with the reason.
"""

from collections.abc import Sequence

from archiver.agenda.reading.interface import Found
from archiver.agenda.reading.printed.doubts import doubts_of
from archiver.agenda.reading.printed.draft import Gathered, place_of
from archiver.agenda.reading.printed.lines import LeftOut, Line
from archiver.agenda.reading.printed.preamble import convened_in, header_of
from archiver.agenda.reading.printed.running import with_running, without_contents
from archiver.agenda.reading.printed.tabular import TablePass
from archiver.agenda.reading.printed.wording import (
    AGENDA,
    BODY,
    DATE,
    PRESIDENT,
)
from archiver.i18n import _

_MUCH = 3
"""So many lines left out between the items are told, if they are half as many as these."""


def recognise(lines: Sequence[Line]) -> Found:
    """What the lines of a printed agenda say; no rows where no item was recognised."""
    marked = with_running(lines)
    heads = [line for line in marked if line.running]
    text, contents = without_contents([line for line in marked if not line.running])
    reading = TablePass(text)
    reading.run()
    rows, notes = reading.gathered.rows()
    above = text[: reading.first]
    left_out = [*_above(above), *_contents(contents), *reading.gathered.left_out]
    header = header_of([*above, *heads], text[reading.end :]) if rows else {}
    named = convened_in(text[: reading.first]) + convened_in(text[reading.end :])
    doubts = doubts_of(rows, reading.gathered.followed)
    whole = (*_by_spaces(text), *_much_left(reading.gathered))
    told = (*notes, *(doubt.why for doubt in doubts), *whole)
    doubted = tuple(doubt.id for doubt in doubts)
    return Found(header, rows, (), told, doubted, tuple(left_out), named)


def _much_left(gathered: Gathered) -> tuple[str, ...]:
    """That much between the items became nothing, so that items may be missing."""
    if gathered.amid < max(_MUCH, len(gathered.drafts) / 2):
        return ()
    told = _("{n} lines between the items became nothing: check below that no item is missing")
    return (told.format(n=gathered.amid),)


def _by_spaces(lines: Sequence[Line]) -> tuple[str, ...]:
    """What to look at where columns were found without rules."""
    pages = sorted({line.page for line in lines if line.by_spaces})
    if not pages:
        return ()
    listed = ", ".join(map(str, pages))
    told = _("the table has no rules (page {pages}): check that titles and rapporteurs are apart")
    return (told.format(pages=listed),)


def _above(lines: Sequence[Line]) -> list[LeftOut]:
    """What stands above the items, but for what the agenda's own fields were taken from."""
    gathered = Gathered()
    for line in lines:
        used = (BODY, DATE, PRESIDENT, AGENDA)
        if not any(form.search(line.text) for form in used):
            gathered.leave(line, _("above the items"))
    return gathered.left_out


def _contents(lines: Sequence[Line]) -> list[LeftOut]:
    if not lines:
        return []
    why = _("a table of contents: {count} lines").format(count=len(lines))
    return [LeftOut(place_of(lines[0]), lines[0].text, why)]
