"""An item while it is being read, and what has been read of an agenda so far."""

from dataclasses import dataclass, field

from archiver.agenda.reading.identifiers import number_id, slug, unlike
from archiver.agenda.reading.interface import Row
from archiver.agenda.reading.printed.lines import LeftOut, Line, clean, joined
from archiver.agenda.reading.printed.people import is_person, parted, rapporteur_line, tidy
from archiver.i18n import _

_TRAILING = " ;,–—-:"
_LEADING = " .):–—-•*"


def place_of(line: Line) -> str:
    """Where a line is, as a person finds it."""
    if line.page:
        return _("page {page}, line {line}").format(page=line.page, line=line.at)
    return _("line {line}").format(line=line.at)


@dataclass
class Draft:
    """An item as far as it was read."""

    line: Line
    number: str = ""
    titles: list[str] = field(default_factory=list)
    tellers: list[str] = field(default_factory=list)
    teller_left: float = -1.0
    """Where the column of rapporteurs begins; below 0 where there is none."""
    commission: str = ""
    theme: str = ""
    last: Line | None = None
    """The line of its title read last."""
    closed: bool = False
    followed: bool = False
    """Whether a text under it became no part of it."""

    @property
    def open_bracket(self) -> bool:
        """Whether its title is in the middle of a bracket."""
        text = "".join(self.titles)
        return text.count("(") + text.count("[") > text.count(")") + text.count("]")

    def take(self, line: Line) -> None:
        """Go on with the title; a person whom a wide space parts from it is the rapporteur."""
        last = line.pieces[-1] if len(line.pieces) > 1 else None
        if last and not self.tellers and is_person(last.text):
            self.tellers.append(last.text)
            self.titles.append(joined(piece.text for piece in line.pieces[:-1]))
            self.closed = True
        else:
            self.titles.append(line.text)
        self.last = line

    def fields(self) -> dict[str, object]:
        """Its fields as they were understood; no title where there was none."""
        title, inside = parted(joined(self.titles))
        said = tidy(joined(self.tellers))
        found: dict[str, object] = {
            "number": self.number,
            "title": title.strip(_TRAILING).lstrip(_LEADING),
            "rapporteur": (rapporteur_line(said) or said) or inside,
            "commission": self.commission,
            "theme": self.theme,
        }
        return {key: value for key, value in found.items() if value}


@dataclass
class Gathered:
    """Items and what was left out, in the order they were met."""

    drafts: list[Draft] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    followed: set[str] = field(default_factory=set)
    """The ids of the items under which a text was left out."""
    amid: int = 0
    """So many lines between the items became nothing."""
    _why: dict[int, str] = field(default_factory=dict)

    def leave(self, line: Line, why: str) -> None:
        """Keep that a line became nothing; lines of one cause that follow one another are one."""
        last = self.left_out[-1] if self.left_out else None
        if last and last.why == why and line.gap < 1 and self._why.get(0) == why and not line.table:
            text = joined((last.text, line.text))
            self.left_out[-1] = LeftOut(last.place, text, why)
        else:
            self.left_out.append(LeftOut(place_of(line), line.text, why))
        self._why[0] = why

    def rows(self) -> tuple[tuple[Row, ...], tuple[str, ...]]:
        """The items with ids that are unlike one another, and a note on each number met twice."""
        rows: list[Row] = []
        notes: list[str] = []
        taken: dict[str, str] = {}
        for draft in self.drafts:
            fields = draft.fields()
            place = place_of(draft.line)
            if "title" not in fields:
                self.leave(draft.line, _("a number without a title"))
                continue
            number = str(fields.get("number", ""))
            wanted = number_id(number) if number else slug(clean(str(fields["title"])))
            id = unlike(wanted, set(taken))
            if number and id != wanted:
                notes.append(
                    _(
                        "{place}: the number “{value}” already stands at {other}; this item is "
                        "called {id}"
                    ).format(place=place, value=number, other=taken[wanted], id=id)
                )
            taken[id] = place
            if draft.followed:
                self.followed.add(id)
            rows.append(Row(place, {"id": id, **fields}))
        return tuple(rows), tuple(notes)
