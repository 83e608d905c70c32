"""The agenda amended on the spot: an item added, withdrawn, put back, retitled, moved."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from archiver.agenda import amending
from archiver.agendas import amend
from archiver.desk.context import Corrector, TheSession
from archiver.desk.problems import NotFoundError
from archiver.desk.recorder import RecordingNow, recording_now
from archiver.i18n import _
from archiver.model.agenda import Agenda

router = APIRouter()
ItemId = Annotated[str, Field(min_length=1, max_length=64)]
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Title = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Sent(BaseModel):
    """What a page sends: nothing that is not known."""

    model_config = ConfigDict(extra="forbid")


class Amendment(Sent):
    """One change of the agenda."""

    what: Literal["add", "withdraw", "restore", "retitle", "move"]
    item: ItemId | None = None
    title: Title | None = None
    number: Annotated[str, Field(max_length=30, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    rapporteur: Line = ""
    after: Annotated[str, Field(max_length=64)] | None = None
    """The item it comes after; empty for the first place, none for the last."""


@router.post("/api/sessions/{id}/agenda", status_code=201)
def change_agenda(folder: TheSession, person: Corrector, body: Amendment) -> RecordingNow:
    """Amend the agenda, at any time."""
    details = body.model_dump(exclude={"what"}, exclude_none=True)
    amend(folder, lambda now: _amended(now, body), body.what, author=person.name, **details)
    return recording_now(folder)


def known_item(agenda: Agenda, id: str | None) -> str:
    """The id, if it is an item's. Raises NotFoundError."""
    if id is None or agenda.item(id) is None:
        raise NotFoundError(_("“{word}” is no item of the agenda").format(word=id or ""))
    return id


def _amended(now: Agenda, body: Amendment) -> Agenda:
    """The agenda after an amendment. Raises AmendmentError, NotFoundError."""
    after = known_item(now, body.after) if body.after else body.after
    title = body.title or ""
    if body.what == "add":
        return amending.add(now, title, number=body.number, after=after, rapporteur=body.rapporteur)
    item = known_item(now, body.item)
    if body.what == "retitle":
        return amending.retitle(now, item, title)
    if body.what == "move":
        return amending.move(now, [item], after)
    return amending.withdraw(now, [item], back=body.what == "restore")
