"""The agenda and members of a session folder: how they come into it, and how they are amended.

Amendments may come from several people while the session is recorded: each is made under a lock
of its own, on the agenda as it is then, written whole, and put on the log.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archiver.agenda.reading import Reading, read_members
from archiver.agenda.reading.named import members_of
from archiver.agenda.reading.text_file import read_bytes
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.agenda import Agenda, Member
from archiver.model.record import Record
from archiver.model.session import Session
from archiver.store.alone import alone
from archiver.store.archive import create_session, load_house
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder

AGENDA = "agenda.json"
MEMBERS = "members.csv"
PASTED = "ordre-du-jour.txt"
DOUBTS = "agenda-to-check.json"


class DateError(ArchiverError):
    """No date was given, or what was given is none."""


@dataclass(frozen=True)
class Given:
    """What a person says of a new session; what is empty is read from its agenda."""

    title: str = ""
    day: str = ""
    """As 2017-03-27."""
    body: str = ""
    language: str = ""


@dataclass(frozen=True)
class NewSession:
    """A session that is not made yet: its description, its agenda, who may be named."""

    session: Session
    agenda: Agenda
    named: tuple[Member, ...]
    """The members whom the agenda names."""


def described(folder: Path, reading: Reading, given: Given) -> NewSession:
    """The session to be made at `folder` from an agenda that was read.

    Its date is the one given, else the agenda's, else what the folder's name begins with; what
    nothing says is as in the archive's settings. Raises DateError where nothing says the date.
    """
    house, agenda = load_house(folder.absolute().parent), reading.agenda
    session = Session(
        title=given.title or agenda.title or _("Public session"),
        body=given.body or agenda.body or house.body,
        date=date_of(given.day, agenda.date, folder.name[:10]),
        language=given.language or agenda.language,
        preset=house.preset,
    )
    completed = agenda.model_copy(
        update={"title": session.title, "body": session.body, "date": session.date.isoformat()}
    )
    return NewSession(session, completed, members_of(agenda, reading.convened))


def date_of(given: str, *else_from: str) -> date:
    """The date given, else the first of the others that is one. Raises DateError."""
    for text in (given, *else_from):
        if not text:
            continue
        try:
            return date.fromisoformat(text)
        except ValueError:
            if text is given:
                raise DateError(
                    _("“{text}” is not a date").format(text=text),
                    remedy=_("Write it as year-month-day, for instance 2017-03-27"),
                ) from None
    raise DateError(
        _("the date of the session is not known"),
        _("neither the agenda nor the folder’s name says it"),
        _("Add it: --date 2017-03-27"),
    )


def new_session(
    folder: Path,
    session: Session,
    agenda: Agenda,
    printed: Path,
    members: Path | Sequence[Member] | None,
) -> SessionFolder:
    """Make a session folder; `members` are a file to copy, or records to be written as one.

    Raises what `create_session` does; nothing is left behind then.
    """
    if members is None or isinstance(members, Path):
        return create_session(folder, session, agenda, printed, members)
    with tempfile.TemporaryDirectory() as scratch:
        written = Path(scratch) / MEMBERS
        written.write_text(members_csv(members), encoding="utf-8")
        return create_session(folder, session, agenda, printed, written if members else None)


class AgendaDoubts(Record):
    """What a person should look at in an agenda that was read while nobody watched."""

    notes: tuple[str, ...]
    items: tuple[str, ...] = ()
    """The ids of the items meant."""


def keep_doubts(folder: SessionFolder, reading: Reading) -> None:
    """Remember what is doubtful in the agenda of a session, until somebody has looked."""
    if reading.notes:
        doubts = AgendaDoubts(notes=reading.notes, items=reading.doubted)
        write_atomic(folder.file(DOUBTS), doubts.to_json())


def doubts_of(folder: SessionFolder) -> AgendaDoubts | None:
    """What is doubtful in the agenda of a session, unless somebody has looked at it."""
    return folder.read(DOUBTS, AgendaDoubts) if folder.file(DOUBTS).is_file() else None


def settle_doubts(folder: SessionFolder) -> None:
    """Somebody has looked at the agenda, and it is right."""
    if folder.file(DOUBTS).is_file():
        folder.file(DOUBTS).unlink(missing_ok=True)
        folder.log("agenda", what="checked")


def members_csv(members: Sequence[Member]) -> str:
    """Members as the file that people mend: one row each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Member.model_fields)
    writer.writerows([m.name, m.group, m.canton, m.role] for m in members)
    return out.getvalue()


def amend(
    folder: SessionFolder, change: Callable[[Agenda], Agenda], what: str, **details: Any
) -> Agenda:
    """Change the agenda of a session as it is now; returns the new one.

    `what` and `details` go on the log. Raises BusyError, and whatever `change` raises: the
    agenda stays as it was then.
    """
    with alone(folder.file(AGENDA)):
        before = folder.agenda()
        after = Agenda.model_validate(change(before).model_dump())
        write_atomic(folder.file(AGENDA), after.to_json())
        folder.log("agenda", what=what, **details)
    return after


def set_members(folder: SessionFolder, source: Path) -> tuple[Member, ...]:
    """Make the list of members in `source` that of the session. Raises AgendaError."""
    members = read_members(source)
    with alone(folder.file(AGENDA)):
        write_atomic(folder.file(MEMBERS), read_bytes(source))
        folder.log("members", count=len(members))
    return members
