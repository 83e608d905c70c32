"""What is handed over of a session, downloaded from the desk."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from archiver.desk.context import Reader, TheSession, check_role
from archiver.desk.wording import export_label
from archiver.exporting import FORMS, can_export, exported, name_of

router = APIRouter()
Form = Annotated[str, Path(pattern=r"^[a-z]{1,10}$")]


class ExportLine(BaseModel):
    """A form that can be downloaded."""

    form: str
    label: str
    url: str


@router.get("/api/sessions/{id}/exports")
def exports(folder: TheSession, person: Reader) -> list[ExportLine]:
    """What can be downloaded now, by this person."""
    return [
        ExportLine(
            form=form, label=export_label(form), url=f"/api/sessions/{folder.id}/exports/{form}"
        )
        for form in can_export(folder)
        if FORMS[form].is_public or person.may("correct")
    ]


@router.get("/api/sessions/{id}/exports/{form}", response_class=Response)
def export(folder: TheSession, person: Reader, form: Form) -> Response:
    """A session in one form; what holds more than the replay is for those who correct."""
    if form in FORMS and not FORMS[form].is_public:
        check_role(person, "correct")
    made = exported(folder, form)
    shown = {"Content-Disposition": f'attachment; filename="{name_of(folder, form)}"'}
    return Response(made, media_type=FORMS[form].media_type, headers=shown)
