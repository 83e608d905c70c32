"""The boundaries: looked at, moved, confirmed, renamed, approved."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import FileResponse, HTMLResponse

from archiver.correcting import signature
from archiver.corrections import making
from archiver.corrections.moving import confirmed, moved
from archiver.corrections.signing import NotThereError
from archiver.desk import revisions
from archiver.desk.context import Corrector, Reader, TheSession
from archiver.desk.pages import session_page
from archiver.desk.problems import ConflictError, NotFoundError
from archiver.desk.review_forms import AbsentEdit, Around, ReviewView, StartEdit, WhatEdit
from archiver.desk.review_words import said_by_the_page
from archiver.desk.reviewing import SOUND, around, chapters_now, view_of
from archiver.desk.text_forms import Kept, Seen
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.corrections import Correction, What
from archiver.store.folder import SessionFolder

router = APIRouter()


class NotWholeError(ArchiverError):
    """What is to be approved is not whole."""


@router.get("/sessions/{id}/review", include_in_schema=False)
def review_page(folder: TheSession, person: Corrector) -> HTMLResponse:
    """The page."""
    there = folder.file(SOUND).is_file()
    data = {
        "text": said_by_the_page(),
        "sound": there,
        "replay": folder.file("replay/replay.mp4").is_file(),
    }
    return session_page("review.html", person, folder, data, has_sound=there)


@router.get("/api/sessions/{id}/review")
def review(folder: TheSession, person: Corrector) -> ReviewView:
    """The boundaries as they stand; they tell of closed sittings too."""
    return view_of(folder)


@router.get("/api/sessions/{id}/review/around")
def heard_around(
    folder: TheSession,
    person: Corrector,
    at_ms: Annotated[int, Query(ge=0, le=10**9)],
    span_ms: Annotated[int, Query(ge=5_000, le=600_000)] = 60_000,
) -> Around:
    """What is heard around an instant."""
    return around(folder, at_ms, span_ms)


@router.get("/api/sessions/{id}/storyboard/{n}", response_class=FileResponse)
def storyboard(
    folder: TheSession, person: Reader, n: Annotated[int, Path(ge=1, le=9_999)]
) -> FileResponse:
    """A sheet of the storyboard's pictures."""
    path = folder.file(f"replay/storyboard-{n}.jpg")
    if not path.is_file():
        raise NotFoundError(_("{file} was not made yet").format(file=path.name))
    return FileResponse(path, media_type="image/jpeg")


@router.post("/api/sessions/{id}/review/start")
def move(folder: TheSession, person: Corrector, edit: StartEdit) -> Kept:
    """Another start, or the same confirmed."""
    now = chapters_now(folder)
    try:
        made = moved(now, edit.start_ms, edit.at_ms, signature(person.name))
    except NotThereError as error:
        since = [revisions.plain(one) for one in revisions.since(folder, edit.seen)]
        raise ConflictError(error.what, error.why, error.remedy, since=since) from error
    return _keep(folder, [made], edit)


@router.post("/api/sessions/{id}/review/what")
def change(folder: TheSession, person: Corrector, edit: WhatEdit) -> Kept:
    """What it is about from an instant on: split, join, bloc, unlisted, suspension, closed."""
    after = What(kind=edit.kind, items=tuple(edit.items), title=edit.title.strip() or None)
    agenda = folder.agenda()
    if unknown := [id for id in edit.items if agenda.item(id) is None]:
        raise NotFoundError(_("not on the agenda: {items}").format(items=", ".join(unknown)))
    made = making.item(chapters_now(folder), edit.at_ms, after, signature(person.name))
    return _keep(folder, [made], edit)


@router.post("/api/sessions/{id}/review/absent")
def absent(folder: TheSession, person: Corrector, edit: AbsentEdit) -> Kept:
    """An item was not treated, and why."""
    if folder.agenda().item(edit.item) is None:
        raise NotFoundError(_("not on the agenda: {items}").format(items=edit.item))
    now = chapters_now(folder)
    made = making.not_treated(now, edit.item, edit.reason, signature(person.name))
    return _keep(folder, [made], edit)


@router.post("/api/sessions/{id}/review/approve")
def approve(folder: TheSession, person: Corrector, edit: Seen) -> Kept:
    """Every start is right: each is kept as a person's, whatever is recognised later."""
    if lacking := view_of(folder).lacking:
        raise NotWholeError(
            _("the boundaries cannot be approved yet"),
            " – ".join(lacking[:5]),
            _("Check what is unsure, and say of each item that was not treated why"),
        )
    made = list(confirmed(chapters_now(folder), signature(person.name)))
    return _keep(folder, made, edit)


def _keep(folder: SessionFolder, made: Sequence[Correction], edit: Seen) -> Kept:
    revisions.append(folder, made, edit.seen, anyway=edit.anyway)
    return Kept(ids=[one.id for one in made])
