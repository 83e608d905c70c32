"""What reading an agenda means: the error a person reads, and what every format hands over.

All problems of a file are gathered and told together, each with its place in the file, so that a
clerk mends them in one go. A format's reader yields `Found` rows; `build` makes the records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.agenda import Agenda, Item

MOST_TOLD = 20
"""So many problems are told one by one; of the others, only how many they are."""


class AgendaError(ArchiverError):
    """An agenda or a list of members that cannot be read; `problems` are one line each."""

    def __init__(self, path: Path, problems: Sequence[str], remedy: str = "") -> None:
        told = list(problems[:MOST_TOLD])
        if len(problems) > MOST_TOLD:
            told.append(_("and {count} more").format(count=len(problems) - MOST_TOLD))
        super().__init__(
            _("{name} cannot be read").format(name=path.name),
            "\n".join(f"- {problem}" for problem in told) if len(told) > 1 else told[0],
            remedy or _("Mend the file and run the command again"),
        )
        self.path = path
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Row:
    """One item as found, with where it is in the file ("line 4", "item 3"), and its fields."""

    place: str
    fields: Mapping[str, object]


@dataclass(frozen=True)
class Found:
    """What a format found in a file: the agenda's own fields, its items, and problems so far."""

    header: Mapping[str, object]
    rows: Sequence[Row]
    problems: Sequence[str] = field(default=())


class AgendaReader(Protocol):
    """Reads one format. Raises `AgendaError` where nothing at all can be made of the file."""

    def __call__(self, path: Path) -> Found:
        """What the file holds."""
        ...


def build(path: Path, found: Found) -> Agenda:
    """The agenda of what was found, with ids; raises `AgendaError` with every problem."""
    from archiver.agenda.reading.checking import checked_header, checked_items

    header, problems = checked_header(found.header)
    items, more = checked_items(found.rows)
    problems = [*found.problems, *problems, *more]
    if not found.rows and not found.problems:
        problems.append(_("it has no item at all"))
    if problems:
        raise AgendaError(path, problems)
    return Agenda(**header, items=tuple(Item(**fields) for fields in items))  # type: ignore[arg-type]
