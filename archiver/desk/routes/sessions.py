"""The sessions of the archive, how far each is, its files, and the work that is due."""

import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from pydantic import BaseModel

from archiver.desk.context import Corrector, Publisher, Reader, TheDesk, TheSession, check_role
from archiver.desk.files import FileKind, file_of
from archiver.desk.jobs import Kind
from archiver.desk.pages import page, session_page
from archiver.desk.revisions import revision_of
from archiver.errors import ArchiverError
from archiver.exporting import chapters_of
from archiver.i18n import _
from archiver.model.chapters import Chapters
from archiver.pipeline import states, step_label
from archiver.publishing import load_publication
from archiver.recording.standing import is_recorded
from archiver.steps import Settings
from archiver.store.archive import load_house, sessions
from archiver.store.folder import RUNS, SessionFolder
from archiver.store.lease import held_by

router = APIRouter()


class SessionLine(BaseModel):
    """A session in the list."""

    id: str
    title: str
    body: str = ""
    date: datetime.date | None = None
    items: int = 0
    has_recording: bool = False
    has_replay: bool = False
    is_recording: bool = False
    is_worked_on: bool = False
    uncertain: int = 0
    published: list[str] = []
    problem: str = ""
    """Why the folder cannot be read; everything else is then empty."""


class StepLine(BaseModel):
    """A step of a session."""

    name: str
    label: str
    state: Literal["done", "stale", "missing", "failed"]
    seconds: float | None = None
    warnings: list[str] = []
    why: str = ""


class JobLine(BaseModel):
    """A command that the desk has started."""

    kind: Kind
    running: bool
    code: int | None
    lines: list[str]


class SessionState(BaseModel):
    """How far a session is."""

    id: str
    revision: int
    """How many corrections there are."""
    due: bool
    """Whether something is to be made anew."""
    is_worked_on: bool
    steps: list[StepLine]
    jobs: list[JobLine]


@router.get("/", include_in_schema=False)
def sessions_page(desk: TheDesk, person: Reader) -> HTMLResponse:
    """The list of sessions."""
    house = load_house(desk.archive)
    lines = list_sessions(desk, person)
    return page("sessions.html", person, {"text": {}}, house=house, lines=lines)


@router.get("/api/sessions")
def list_sessions(desk: TheDesk, person: Reader) -> list[SessionLine]:
    """Every session, the newest first."""
    lines = [_line(folder) for folder in sessions(desk.archive)]
    return sorted(lines, key=lambda line: (line.date or datetime.date.min, line.id), reverse=True)


@router.get("/sessions/{id}", include_in_schema=False)
def session_home(folder: TheSession, person: Reader) -> RedirectResponse:
    """The view that is of use now."""
    made = folder.file("chapters.json").is_file()
    return RedirectResponse(f"/sessions/{folder.id}/{'text' if made else 'record'}", 303)


@router.get("/sessions/{id}/files", include_in_schema=False)
def files_page(folder: TheSession, person: Reader) -> HTMLResponse:
    """How far the session is, and what was made of it."""
    text = {
        "done": _("done"),
        "stale": _("to be made again"),
        "missing": _("not made yet"),
        "failed": _("failed"),
        "cut": _("The passage is being cut out…"),
        "not_a_time": _("Write a time of the replay, such as 1:02:03"),
    }
    made = folder.file("replay/replay.mp4").is_file()
    chapters = chapters_of(folder) if made else ()
    return session_page("files.html", person, folder, {"text": text}, chapters=chapters)


@router.get("/api/sessions/{id}/state")
def state(desk: TheDesk, folder: TheSession, person: Reader) -> SessionState:
    """How far it is."""
    steps = states(folder, Settings.of(folder))
    return SessionState(
        id=folder.id,
        revision=revision_of(folder),
        due=any(step.state != "done" for step in steps),
        is_worked_on=held_by(folder.path) is not None,
        steps=[
            StepLine(
                name=step.name,
                label=step_label(step.name),
                state=step.state,
                seconds=step.done.seconds if step.done else None,
                warnings=list(step.done.warnings) if step.done else [],
                why=step.failed.why if step.failed else "",
            )
            for step in steps
        ],
        jobs=[
            JobLine(kind=j.kind, running=j.running, code=j.code, lines=list(j.lines))
            for j in desk.jobs.of(folder)
        ],
    )


@router.post("/api/sessions/{id}/process", status_code=202)
def process(desk: TheDesk, folder: TheSession, person: Corrector) -> None:
    """Make what is due: corrections reach captions, pages and search."""
    desk.jobs.start(folder, "process")


@router.post("/api/sessions/{id}/publish", status_code=202)
def publish(desk: TheDesk, folder: TheSession, person: Publisher) -> None:
    """Send what is new to all destinations."""
    desk.jobs.start(folder, "publish")


@router.get("/api/sessions/{id}/files/{kind}", response_class=FileResponse)
def file(folder: TheSession, person: Reader, kind: Annotated[FileKind, Path()]) -> FileResponse:
    """A file that was made; a part of it if a range is asked for."""
    if kind == "sound":  # It is that of closed sittings and of hidden passages too.
        check_role(person, "correct")
    path, media_type = file_of(folder, kind)
    return FileResponse(path, media_type=media_type)


def _line(folder: SessionFolder) -> SessionLine:
    try:
        return _read_line(folder)
    except (ArchiverError, OSError) as error:
        return SessionLine(id=folder.id, title=folder.id, problem=str(error))


def _read_line(folder: SessionFolder) -> SessionLine:
    session = folder.session()
    agenda = folder.agenda() if folder.file("agenda.json").is_file() else None
    known = load_publication(folder).destinations
    return SessionLine(
        id=folder.id,
        title=session.title,
        body=session.body,
        date=session.date,
        items=len(agenda.items) if agenda else 0,
        has_recording=folder.file("recording/recording.json").is_file()
        or folder.file(RUNS).is_file(),
        has_replay=folder.file("replay/replay.mp4").is_file(),
        is_recording=is_recorded(folder),
        is_worked_on=held_by(folder.path) is not None,
        uncertain=_uncertain(folder),
        published=[name for name, one in known.items() if one.state == "published"],
    )


def _uncertain(folder: SessionFolder) -> int:
    if not folder.file("chapters.json").is_file():
        return 0
    below = Settings.of(folder).preset.split.uncertain_below
    spans = folder.read("chapters.json", Chapters).spans
    return sum(s.kind in ("item", "bloc") and (s.confidence or 0.0) < below for s in spans)
