"""The technician's page: preflight, start and stop, marks, what is heard."""

import threading
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from archiver.capture.feeds import FeedError, parse_feed
from archiver.desk.context import Publisher, Reader, TheDesk, TheSession
from archiver.desk.pages import session_page
from archiver.desk.problems import ConflictError, NotFoundError
from archiver.desk.recorder import (
    HeardNow,
    RecordingNow,
    heard_now,
    picture_now,
    recording_now,
)
from archiver.desk.routes.agenda import ItemId, Sent, known_item
from archiver.desk.wording import record_text
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.marking import (
    LONGEST_RETRACT_MS,
    check_undo,
    mark,
    mark_keys,
    mark_label,
    mark_note,
    next_item,
    read_marks,
    resolve_items,
)
from archiver.model.agenda import Agenda
from archiver.model.marks import Mark, MarkAction
from archiver.pipeline import STEPS, step_label
from archiver.recording import Wanted, ask_to_stop, check
from archiver.recording.standing import is_recorded, recording_of
from archiver.store.folder import SessionFolder

router = APIRouter()
_marking, _checking = threading.Lock(), threading.Lock()
"""One desk serves everybody: nobody else marks between a look at the marks and the next one."""

MOST_ITEMS = 300


class RetractError(ArchiverError):
    """What cannot be taken out of the public part."""


class Source(Sent):
    """Where a session is recorded from: as its settings say, a test picture, or an address."""

    source: Literal["session", "test", "address"] = "session"
    address: Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x20\x7f]*$")] = ""

    def feed(self) -> str:
        """As `archiver record --from` takes it; empty for the session's own.

        Raises FeedError for an address that is none, and for a file: a browser names none.
        """
        if self.source == "session":
            return ""
        if self.source == "test":
            return "test:"
        if parse_feed(self.address).kind == "file":
            raise FeedError(
                _("a file of this machine is not recorded from the browser"),
                remedy=_("Write it as “feed” in session.toml"),
            )
        return self.address


class Start(Source):
    """How a recording is started."""

    lasts_seconds: Annotated[int, Field(ge=5, le=86_400)] | None = None
    at_once: bool = False
    simulcast: bool = True
    live_page: bool = True
    live_words: bool = True

    def options(self) -> list[str]:
        """The options of `archiver record`."""
        feed = self.feed()
        return [
            *([f"--from={feed}"] if feed else []),
            *([f"--for={self.lasts_seconds}s"] if self.lasts_seconds else []),
            *(["--now"] if self.at_once else []),
            *([] if self.simulcast else ["--no-simulcast"]),
            *([] if self.live_page else ["--no-live-page"]),
            *([] if self.live_words else ["--no-live-words"]),
        ]


class CheckLine(BaseModel):
    """One thing that was looked at before a recording."""

    name: str
    state: Literal["green", "yellow", "red"]
    said: str
    remedy: str


class NewMark(Sent):
    """A mark; when it is made is never for the browser to say."""

    action: MarkAction
    items: Annotated[tuple[ItemId, ...], Field(max_length=MOST_ITEMS)] = ()
    number: Annotated[str, Field(max_length=30)] = ""
    """An item as a person types it: its printed number, or a range."""
    following: bool = False
    """The item after the last one marked."""
    retract_ms: Annotated[int, Field(ge=1_000, le=LONGEST_RETRACT_MS)] | None = None
    retract_from_ms: Annotated[int, Field(ge=0, le=10**9)] | None = None
    """From this session time on, instead of a length."""
    seen: Annotated[int, Field(ge=0)] | None = None
    """How many marks there were when it was asked for: must be right for what depends on them."""


class Marked(BaseModel):
    """What was marked."""

    label: str
    note: str
    """What to know of it: nobody sees an item that starts before the opening."""
    recording: RecordingNow


@router.get("/sessions/{id}/record", include_in_schema=False)
def record_page(folder: TheSession, person: Reader) -> HTMLResponse:
    """The technician's page."""
    data = {
        "text": record_text(),
        "keys": {action: key for key, action in mark_keys().items()},
        "steps": {step.name: step_label(step.name) for step in STEPS},
        "may_record": person.may("publish"),
        "may_amend": person.may("correct"),
    }
    return session_page("record.html", person, folder, data, keys=data["keys"])


@router.get("/api/sessions/{id}/recording")
def recording(folder: TheSession, person: Reader) -> RecordingNow:
    """How the recording stands, what the public sees, and what was marked."""
    return recording_now(folder)


@router.get("/api/sessions/{id}/recording/heard")
def heard(folder: TheSession, person: Publisher) -> HeardNow:
    """What the machine has understood so far."""
    return heard_now(folder)


@router.get(
    "/api/sessions/{id}/recording/picture",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}, 204: {"description": "There is none."}},
)
def picture(folder: TheSession, person: Publisher) -> Response:
    """A still of what is being recorded; nothing in a closed sitting."""
    found = picture_now(folder)
    return Response(found, media_type="image/jpeg") if found else Response(status_code=204)


@router.post("/api/sessions/{id}/recording/check")
def look(folder: TheSession, person: Publisher, body: Source) -> list[CheckLine]:
    """Record some seconds and judge them: it takes about a quarter of a minute."""
    _check_free(folder)
    wanted = Wanted(feed=body.feed())
    if not _checking.acquire(blocking=False):
        raise ConflictError(_("a check is going on already"))
    try:
        found = check(folder, wanted)
    finally:
        _checking.release()
    return [CheckLine(name=c.name, state=c.state, said=c.said, remedy=c.remedy) for c in found]


@router.post("/api/sessions/{id}/recording/start", status_code=202)
def start(desk: TheDesk, folder: TheSession, person: Publisher, body: Start) -> None:
    """Start the recorder: a process of its own, which nothing that happens here ends."""
    _check_free(folder)
    desk.jobs.start(folder, "record", *body.options())
    folder.log("desk", what="record", author=person.name)


@router.post("/api/sessions/{id}/recording/stop", status_code=202)
def stop(folder: TheSession, person: Publisher) -> None:
    """Ask the recorder to end the recording."""
    ask_to_stop(folder)
    folder.log("desk", what="stop", author=person.name)


@router.post("/api/sessions/{id}/marks", status_code=201)
def make_mark(folder: TheSession, person: Publisher, body: NewMark) -> Marked:
    """Append a mark, at the moment it is asked for."""
    at, agenda = datetime.now(UTC), folder.agenda()
    with _marking:
        marks = read_marks(folder)
        if body.seen is not None and body.seen != len(marks):
            raise ConflictError(
                _("somebody else has marked in between"),
                mark_label(marks[-1], agenda) if marks else "",
                _("Look at the marks, then press again"),
            )
        if body.action == "undo":
            check_undo(marks)
        items = _items_of(body, agenda, marks)
        made = mark(folder, body.action, items, _retracted(folder, body, at), at)
    return Marked(
        label=mark_label(made, agenda),
        note=mark_note(folder, made),
        recording=recording_now(folder),
    )


def _check_free(folder: SessionFolder) -> None:
    if is_recorded(folder):
        state = recording_of(folder)
        since = f"{state.since.astimezone():%H:%M}" if state else ""
        raise ConflictError(_("this session is being recorded"), since)


def _items_of(body: NewMark, agenda: Agenda, marks: tuple[Mark, ...]) -> tuple[str, ...]:
    if body.action != "item":
        return ()
    if body.following:
        following = next_item(agenda, marks)
        if following is None:
            raise NotFoundError(_("there is no next item"), _("the last one was marked"))
        return (following.id,)
    if body.number.strip():
        return resolve_items(agenda, [body.number], marks)
    for id in body.items:
        known_item(agenda, id)
    if not body.items:
        raise NotFoundError(_("no item was named"))
    return tuple(item.id for item in agenda.items if item.id in body.items)


def _retracted(folder: SessionFolder, body: NewMark, at: datetime) -> int:
    """How much is taken back, in ms. Raises RetractError."""
    if body.action != "retract":
        return 0
    if body.retract_from_ms is None:
        if body.retract_ms is None:
            raise RetractError(_("say how much is taken back"))
        return body.retract_ms
    runs = folder.runs()
    length = runs.to_session(at) - body.retract_from_ms if runs.runs else 0
    if not 0 < length <= LONGEST_RETRACT_MS:
        raise RetractError(
            _("that cannot be taken back"),
            _("it must be recorded, and of the last hour"),
            _("Give another moment; a longer part is hidden after the session"),
        )
    return length
