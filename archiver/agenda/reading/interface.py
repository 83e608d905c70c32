"""What reading an agenda means: the error a person reads, and what every format hands over.

All problems of a file are gathered and told together, each with its place in the file, so that a
clerk mends them in one go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archiver.agenda.reading.printed.lines import LeftOut
from archiver.errors import ArchiverError
from archiver.i18n import _, ngettext

MOST_TOLD = 20
"""So many problems are told one by one; of the others, only how many they are."""


class AgendaError(ArchiverError):
    """An agenda or a list of members that cannot be read; `problems` are one line each."""

    def __init__(self, path: Path, problems: Sequence[str], remedy: str = "") -> None:
        more = len(problems) - MOST_TOLD
        told = list(problems[:MOST_TOLD])
        if more > 0:
            told.append(
                ngettext("and {count} more problem", "and {count} more problems", more).format(
                    count=more
                )
            )
        super().__init__(
            _("{name} cannot be read").format(name=path.name),
            told[0] if len(told) == 1 else "".join(f"\n- {line}" for line in told),
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
    rows: tuple[Row, ...]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What a person should know though it stops nothing."""
    doubted: tuple[str, ...] = ()
    """The ids of the items that a note asks a person to look at."""
    left_out: tuple[LeftOut, ...] = ()
    """What is printed and became no part of the agenda."""
    convened: tuple[str, ...] = ()
    """The persons a printed list says the agenda was sent to, or who sit."""


class AgendaReader(Protocol):
    """Reads one format. Raises `AgendaError` where nothing at all can be made of the file."""

    def __call__(self, path: Path) -> Found:
        """What the file at `path` holds."""
        ...
