"""What every route is given: the archive, the person who asks, the session that is meant."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from fastapi import Path as InPath

from archiver.desk.attempts import Attempts
from archiver.desk.index_keeper import IndexKeeper
from archiver.desk.jobs import Jobs
from archiver.desk.people import People, Person, Role, role_label
from archiver.desk.problems import NotAllowedError, NotFoundError
from archiver.i18n import _
from archiver.store.folder import SessionFolder

SESSION_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
"""What a session's folder may be called: never a path."""


@dataclass(frozen=True)
class Desk:
    """The desk over one archive."""

    archive: Path
    people: People
    jobs: Jobs
    index: IndexKeeper
    attempts: Attempts = field(default_factory=Attempts)


def the_desk(request: Request) -> Desk:
    """The desk that answers."""
    desk: Desk = request.app.state.desk
    return desk


def the_person(request: Request) -> Person:
    """Who asks; the guard has let nobody else through."""
    person: Person = request.state.person
    return person


def check_role(person: Person, role: Role) -> None:
    """Raises NotAllowedError where a person may not do what `role` may."""
    if not person.may(role):
        raise NotAllowedError(
            _("you may not do that"),
            _("your account is for: {role}").format(role=role_label(person.role)),
            _("Ask who keeps the desk's accounts"),
        )


def _may(role: Role) -> Callable[[Person], Person]:
    def checked(person: Annotated[Person, Depends(the_person)]) -> Person:
        check_role(person, role)
        return person

    return checked


TheDesk = Annotated[Desk, Depends(the_desk)]
Reader = Annotated[Person, Depends(_may("read"))]
Corrector = Annotated[Person, Depends(_may("correct"))]
Publisher = Annotated[Person, Depends(_may("publish"))]
SessionId = Annotated[str, InPath(pattern=SESSION_ID, description="A session's folder.")]


def the_session(desk: TheDesk, id: SessionId) -> SessionFolder:
    """The session folder of that name. Raises NotFoundError."""
    path = desk.archive / id
    if not (path / "session.toml").is_file():
        raise NotFoundError(_("there is no session “{name}” in this archive").format(name=id))
    return SessionFolder(path)


TheSession = Annotated[SessionFolder, Depends(the_session)]
