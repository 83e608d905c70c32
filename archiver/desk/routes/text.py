"""The text of a session: read along, mended in place, searched and replaced; what waits."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from archiver.correcting import member_called, recognised, signature, waiting
from archiver.corrections import checking, making, telling
from archiver.corrections.signing import NotThereError, Signature
from archiver.desk import revisions
from archiver.desk.context import Corrector, Reader, TheSession
from archiver.desk.hiding_words import said_by_hiding
from archiver.desk.pages import session_page
from archiver.desk.people import Person
from archiver.desk.problems import ConflictError
from archiver.desk.text_forms import (
    MOST_PLACES,
    Kept,
    News,
    NewTerm,
    PlaceLine,
    Places,
    Replacing,
    Seeking,
    Seen,
    SpeakerEdit,
    TextView,
    Undoing,
    WaitingLine,
    WordEdit,
)
from archiver.desk.text_words import said_by_the_page
from archiver.desk.transcripts import can_be_read, is_whole, lacking, shown
from archiver.glossaries import add_term
from archiver.i18n import _
from archiver.model.corrections import Correction, WordCorrection
from archiver.model.times import clock
from archiver.rewording import places
from archiver.rosters import members_of
from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder
from archiver.store.shipped import load_language_pack

router = APIRouter()
Stamp = Annotated[str, Query(pattern=r"^[0-9a-f]{0,16}$")]


@router.get("/sessions/{id}/text", include_in_schema=False)
def text_page(folder: TheSession, person: Reader) -> HTMLResponse:
    """The page."""
    # The recording's sound is that of closed sittings and of hidden passages too.
    there = folder.file("audio.wav").is_file() and person.may("correct")
    data = {
        "text": {**said_by_hiding(), **said_by_the_page()},
        "members": [member.name for member in members_of(folder)],
        "sound": there,
        "readable": can_be_read(folder),
    }
    return session_page("text.html", person, folder, data, has_sound=there)


@router.get("/api/sessions/{id}/text", response_model=TextView)
def text(
    folder: TheSession,
    person: Reader,
    have: Stamp = "",
    seen: Annotated[int | None, Query(ge=0, le=10**7)] = None,
) -> Response:
    """The text; of one that the page has already (`have`, a stamp), what is new of it."""
    whole = person.may("correct")
    now = shown(folder, whole=whole)
    same = now.stamp == have
    view = TextView(
        stamp=now.stamp,
        revision=now.revision,
        editable=is_whole(folder),
        keys=[] if same else [one.key for one in now.paragraphs],
        paragraphs=[] if same else list(lacking(now, have)),
        doubts=[(one.start_ms, one.end_ms, one.kind) for one in now.doubts],
        news=_news(folder, now.revision, seen) if whole else [],
        waiting=len(waiting(folder)) if whole else 0,
    )
    # Tens of thousands of words: written once, and not looked at again.
    return Response(view.model_dump_json(exclude_defaults=True), media_type="application/json")


def _news(folder: SessionFolder, revision: int, seen: int | None) -> list[News]:
    if seen is None or seen >= revision:
        return []
    agenda = folder.agenda()
    return [
        News(
            id=one.id,
            author=one.author,
            start_ms=one.start_ms,
            told=telling.told(one, agenda, clock),
        )
        for one in revisions.since(folder, seen)[: revision - seen]
    ]


@router.post("/api/sessions/{id}/text/words")
def mend(folder: TheSession, person: Corrector, edit: WordEdit) -> Kept:
    """Other words in the place of some."""
    now, by = shown(folder), _by(person)
    try:
        made = making.words_there(now.transcript, edit.start_ms, edit.before, edit.after, by)
    except NotThereError as error:
        raise _moved(folder, edit, error) from error
    dropped = _undos(folder, [edit.instead], by) if edit.instead else []
    # Somebody else may have mended the very word, and the same stand again a second later.
    meant = made.model_copy(update={"start_ms": edit.start_ms, "end_ms": edit.start_ms + 1})
    return _keep(folder, [made, *dropped], edit, [meant])


def _moved(folder: SessionFolder, edit: WordEdit, error: NotThereError) -> ConflictError:
    """The words are not there any more: with what others did near there since."""
    near = [
        revisions.plain(one)
        for one in revisions.since(folder, edit.seen)
        if isinstance(one, WordCorrection) and abs(one.start_ms - edit.start_ms) < 5_000
    ]
    return ConflictError(error.what, error.why, error.remedy, since=near)


@router.post("/api/sessions/{id}/text/speaker")
def name(folder: TheSession, person: Corrector, edit: SpeakerEdit) -> Kept:
    """Who speaks in a turn, or in all turns of one name."""
    now, by = shown(folder), _by(person)
    who = member_called(folder, edit.name)[0]
    turns, said = now.speakers, now.transcript
    one = making.speaker(turns, said, edit.start_ms, who, by)
    others = [
        making.speaker(turns, said, turn.start_ms, who, by)
        for turn in turns.turns
        if edit.everywhere and turn.name and turn.name == one.before
    ]
    made = {each.start_ms: each for each in (*others, one)}
    return _keep(folder, [each for _at, each in sorted(made.items())], edit)


@router.post("/api/sessions/{id}/text/checked")
def checked(folder: TheSession, person: Corrector, edit: Seen) -> Kept:
    """All captions were read against the recording."""
    now = shown(folder)
    made = checking.checked(now.transcript.duration_ms, recognised(folder), _by(person))
    return _keep(folder, [made], edit)


@router.post("/api/sessions/{id}/text/undo")
def undo(folder: TheSession, person: Corrector, edit: Undoing) -> Kept:
    """Take corrections back."""
    return _keep(folder, _undos(folder, edit.ids, _by(person)), edit)


def _undos(folder: SessionFolder, ids: list[str], by: Signature) -> list[Correction]:
    known = read_corrections(folder)
    return [making.undo(known, id, by) for id in ids]


@router.get("/api/sessions/{id}/text/waiting")
def list_waiting(folder: TheSession, person: Corrector) -> list[WaitingLine]:
    """The corrections that fit nothing that was made last."""
    agenda = folder.agenda()
    return [
        WaitingLine(
            id=one.correction.id,
            kind=one.correction.kind,
            start_ms=one.correction.start_ms,
            author=one.correction.author,
            at=one.correction.at.isoformat(),
            told=telling.told(one.correction, agenda, clock),
            why=telling.why(one.fate) if one.fate else "",
            after=" ".join(one.correction.after) if one.correction.kind == "word" else "",
        )
        for one in waiting(folder)
    ]


@router.post("/api/sessions/{id}/text/places")
def find_places(folder: TheSession, person: Reader, seek: Seeking) -> Places:
    """Every place where something is said, and what would stand there."""
    session = folder.session()
    if not is_whole(folder):
        return Places(id=folder.id, title=session.title, revision=0, places=[])
    now = shown(folder, whole=person.may("correct"))
    found = places(now.transcript, seek.sought(), seek.replace, _by(person))
    return Places(
        id=folder.id,
        title=session.title,
        revision=now.revision,
        more=len(found) > MOST_PLACES,
        places=[
            PlaceLine(
                start_ms=one.start_ms,
                before=list(one.before),
                after=list(one.after),
                context_before=list(one.context_before),
                context_after=list(one.context_after),
            )
            for one in found[:MOST_PLACES]
        ],
    )


@router.post("/api/sessions/{id}/text/replace")
def replace(folder: TheSession, person: Corrector, edit: Replacing) -> Kept:
    """Replace at the places that a person chose, and nowhere else."""
    now, chosen = shown(folder), set(edit.chosen)
    found = places(now.transcript, edit.sought(), edit.replace, _by(person), chosen)
    if len({one.start_ms for one in found}) < len(chosen):
        raise ConflictError(
            _("the text has changed since the places were looked for"),
            remedy=_("Look for them again"),
            since=[],
        )
    return _keep(folder, found, edit)


@router.post("/api/sessions/{id}/text/glossary")
def learn(folder: TheSession, person: Corrector, new: NewTerm) -> None:
    """Put a name into the glossary, of the session or of the house."""
    pack = load_language_pack(folder.session().language)
    add_term(folder, new.where, new.term, pack, said=(new.said,) if new.said.strip() else ())


def _by(person: Person) -> Signature:
    return signature(person.name)


def _keep(
    folder: SessionFolder,
    made: Sequence[Correction],
    edit: Seen,
    meant: Sequence[Correction] = (),
) -> Kept:
    revisions.append(folder, made, edit.seen, anyway=edit.anyway, meant=meant)
    return Kept(ids=[one.id for one in made])
