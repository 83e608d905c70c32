"""What must not be public: hidden passages, what each masks, and the check that nothing is left."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from archiver.correcting import signature, words_now
from archiver.corrections.hiding import Hiding, everywhere, passage
from archiver.corrections.making import undo
from archiver.corrections.signing import NotThereError
from archiver.desk.context import Corrector, Reader, TheDesk, TheSession
from archiver.desk.hiding_words import said_by_hiding
from archiver.desk.pages import session_page
from archiver.desk.people import Person
from archiver.desk.revisions import append, revision_of
from archiver.hiding import HiddenThere, hidden_in, masks, shown_with, state_of_hiding
from archiver.i18n import _
from archiver.model.corrections import HideCorrection
from archiver.model.hiding import HiddenPicture, HiddenSound
from archiver.model.record import Ms
from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder

router = APIRouter()
Words = Annotated[str, Field(max_length=300)]
_LONGEST_MS = 600_000
"""What must be hidden for longer is a closed sitting, and marked as such."""


class HiddenLine(BaseModel):
    """A hidden passage; times are session time."""

    id: str
    start_ms: int
    end_ms: int
    sound: HiddenSound
    picture: HiddenPicture
    author: str
    at: str
    note: str = ""
    before: str
    words: str
    after: str
    state: str


class HiddenList(BaseModel):
    """All that is hidden, and how many corrections there were then."""

    revision: int
    hidden: list[HiddenLine]


class Asked(BaseModel):
    """A passage to hide; with `everywhere`, each place in the session where `words` are said."""

    from_ms: Ms = 0
    to_ms: Ms = 0
    words: Words = ""
    everywhere: bool = False
    sound: HiddenSound = "bleep"
    picture: HiddenPicture = "keep"
    why: Annotated[str, Field(max_length=500)] = ""


class Hide(Asked):
    """To be hidden by somebody who has seen the first `revision` corrections."""

    revision: Ms
    anyway: bool = False


class Undo(BaseModel):
    """A hiding to take back."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{8,32}$")]
    revision: Ms
    anyway: bool = False


class Place(BaseModel):
    """What one passage takes out of the text."""

    start_ms: int
    end_ms: int
    before: str
    words: str
    after: str


class Preview(BaseModel):
    """What would be masked, and what viewers would read there, a line a place."""

    places: list[Place]
    shown: str


class Made(BaseModel):
    """What was made, and how many corrections there are now."""

    revision: int
    ids: list[str]


class CheckState(BaseModel):
    """How the check stands: never run by this desk, running, or how it ended and what it said."""

    running: bool = False
    code: int | None = None
    lines: list[str] = []


@router.get("/sessions/{id}/hiding", include_in_schema=False)
def hiding_page(folder: TheSession, person: Reader) -> HTMLResponse:
    """What is hidden, and how to hide more."""
    return session_page("hiding.html", person, folder, {"text": said_by_hiding()})


@router.get("/api/sessions/{id}/hiding")
def hidden_list(folder: TheSession, person: Corrector) -> HiddenList:
    """All that is hidden. The words are told to those who correct, to nobody else."""
    there = hidden_in(folder) if _is_heard(folder) else ()
    return HiddenList(revision=revision_of(folder), hidden=[_line(one) for one in there])


@router.post("/api/sessions/{id}/hiding/preview")
def preview(folder: TheSession, asked: Asked, person: Corrector) -> Preview:
    """What a hiding would mask. Nothing is written."""
    made, text = _made(folder, asked, person), words_now(folder)
    places = [
        Place(start_ms=one.start_ms, end_ms=one.end_ms, **vars(masks(text, one))) for one in made
    ]
    return Preview(places=places, shown=shown_with(text, read_corrections(folder), made))


@router.post("/api/sessions/{id}/hiding", status_code=201)
def hide(folder: TheSession, asked: Hide, person: Corrector) -> Made:
    """Hide a passage, or words wherever they are said."""
    made = _made(folder, asked, person)
    revision = append(folder, made, asked.revision, anyway=asked.anyway)
    return Made(revision=revision, ids=[one.id for one in made])


@router.post("/api/sessions/{id}/hiding/undo", status_code=201)
def take_back(folder: TheSession, asked: Undo, person: Corrector) -> Made:
    """Show again what was hidden."""
    made = undo(read_corrections(folder), asked.id, signature(person.name))
    revision = append(folder, (made,), asked.revision, anyway=asked.anyway)
    return Made(revision=revision, ids=[made.id])


@router.post("/api/sessions/{id}/hiding/check", status_code=202)
def check(
    desk: TheDesk,
    folder: TheSession,
    person: Corrector,
    sound: Annotated[bool, Query(description="Recognise the sound again.")] = True,
) -> None:
    """Look for what was hidden everywhere that the public can come."""
    desk.jobs.start(folder, "hidden", *(() if sound else ("--without-sound",)))


@router.get("/api/sessions/{id}/hiding/check")
def checked(desk: TheDesk, folder: TheSession, person: Corrector) -> CheckState:
    """How the check stands."""
    for job in desk.jobs.of(folder):
        if job.kind == "hidden":
            return CheckState(running=job.running, code=job.code, lines=list(job.lines))
    return CheckState()


def _is_heard(folder: SessionFolder) -> bool:
    return any(folder.file(name).is_file() for name in ("transcript.json", "live/transcript.json"))


def _made(folder: SessionFolder, asked: Asked, person: Person) -> tuple[HideCorrection, ...]:
    """The hidings that are asked for. Raises NotThereError where nothing was recognised yet."""
    if not _is_heard(folder):
        raise NotThereError(
            _("nothing was recognised in this session yet"),
            remedy=_("While it is recorded, take back the last seconds: archiver mark … retract"),
        )
    text, how = words_now(folder), Hiding(asked.sound, asked.picture)
    by = signature(person.name, asked.why)
    if asked.everywhere:
        found = everywhere(text, asked.words, how, by)
        if not found:
            said_words = _("“{words}” is not in the transcript")
            raise NotThereError(said_words.format(words=asked.words))
        return found
    if asked.to_ms - asked.from_ms > _LONGEST_MS:
        raise NotThereError(
            _("a passage of more than ten minutes is not hidden like this"),
            remedy=_("Mark it as a closed sitting: it is left out of the replay"),
        )
    words = asked.words.split()
    return (passage(asked.from_ms, asked.to_ms, text.duration_ms, how, by, words),)


def _line(one: HiddenThere) -> HiddenLine:
    return HiddenLine(
        id=one.hide.id,
        start_ms=one.hide.start_ms,
        end_ms=one.hide.end_ms,
        sound=one.hide.sound,
        picture=one.hide.picture,
        author=one.hide.author,
        at=one.hide.at.isoformat(),
        note=one.hide.note or "",
        state=state_of_hiding(one.listed),
        **vars(one.masks),
    )
