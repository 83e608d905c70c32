"""What is handed over of a session, downloaded from the desk."""

import shutil
import tempfile
import threading
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse
from pydantic import BaseModel
from starlette.background import BackgroundTask

from archiver.desk.context import Reader, TheSession, check_role
from archiver.desk.problems import ConflictError
from archiver.desk.wording import export_label
from archiver.exporting import FORMS, can_export, clip_of, exported, name_of
from archiver.i18n import _

router = APIRouter()
_cutting = threading.Lock()
Instant = Annotated[int, Query(ge=0, le=10**9)]
Form = Annotated[str, InPath(pattern=r"^[a-z]{1,10}$")]


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


@router.get("/api/sessions/{id}/clip", response_class=FileResponse)
def clip(folder: TheSession, person: Reader, from_ms: Instant, to_ms: Instant) -> FileResponse:
    """A passage of the replay as a video, exact to the frame; times are those of the replay."""
    if not _cutting.acquire(blocking=False):
        raise ConflictError(
            _("another passage is being cut out"), remedy=_("Ask again in a moment")
        )
    made = Path(tempfile.mkdtemp(prefix="archiver-clip-"))
    gone = BackgroundTask(shutil.rmtree, made, ignore_errors=True)
    try:
        clip_of(folder, from_ms, to_ms, made / "clip.mp4")
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    finally:
        _cutting.release()
    name = f"{folder.id}-{from_ms // 1000}-{to_ms // 1000}.mp4"
    return FileResponse(made / "clip.mp4", media_type="video/mp4", filename=name, background=gone)
