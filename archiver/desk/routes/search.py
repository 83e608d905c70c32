"""Search over the archive: the page, its files, the searches that are kept."""

from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from archiver.citing import Links, hits_csv, quotation, reading_list
from archiver.desk.context import Reader, TheDesk, check_role
from archiver.desk.finding import PAGE, Asked, AskedInQuery, asked_of
from archiver.desk.index_keeper import Standing
from archiver.desk.pages import page
from archiver.desk.problems import NotAllowedError
from archiver.desk.wording import vote_labels
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.indexing import bodies_of, find
from archiver.search.database import SearchIndexError
from archiver.search.grouping import by_session
from archiver.search.index import MOST_RANKED
from archiver.search.query import Query
from archiver.search.records import SearchResult
from archiver.searches import KeptSearch, forget_search, keep_search, kept_search, kept_searches
from archiver.store.folder import SessionFolder

router = APIRouter()


class FoundLine(BaseModel):
    """Hits as the desk answers them, with their total."""

    total: int
    more: bool
    """Whether there are more than that."""
    result: SearchResult
    share: float
    """How much of what changed in the archive the index holds; 1: all of it."""
    unread: tuple[str, ...]
    """Why sessions could not be searched as they are now."""


class IndexLine(BaseModel):
    """How the index stands."""

    share: float


class ToKeep(BaseModel):
    """A search to keep."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
    asked: Asked


class ToForget(BaseModel):
    """The name of a search that is kept no longer."""

    name: Annotated[str, Field(max_length=100)]


class KeptLine(BaseModel):
    """A kept search, and where its page is."""

    name: str
    author: str
    words: str
    url: str


@router.get("/search", include_in_schema=False)
def search_page(desk: TheDesk, person: Reader, asked: AskedInQuery) -> HTMLResponse:
    """The form; with words, what was found, session by session."""
    result, problem, standing = None, None, Standing()
    if asked.q.strip():
        try:
            standing = desk.index.standing()
            result = _found(desk, asked)
        except ArchiverError as error:
            problem = error
    hits = result.hits if result else ()
    links = Links(desk.archive)
    text = {
        "copied": _("The quotation is copied."),
        "kept": _("Kept as “{name}”."),
        "forgotten": _("Kept no longer: {name}"),
        "no_copy": _("It could not be copied; here it is:"),
        "coming": _(
            "The index is being brought up to date: {share} %. Not everything is found yet."
        ),
        "come": _("The index is up to date: search again to find everything."),
    }
    return page(
        "search.html",
        person,
        {"text": text, "asked": asked.model_dump(mode="json")},
        asked=asked,
        result=result,
        problem=problem,
        standing=standing,
        coming=text["coming"].format(share=int(100 * standing.share)),
        groups=by_session(result) if result else (),
        quotations={id(hit): quotation(hit, links.public(hit)) for hit in hits},
        key=id,
        bodies=_bodies(desk),
        votes=vote_labels(),
        playable={one for hit in hits if _plays(desk, one := hit.session_id)},
        pages=-(-result.total // PAGE) if result else 0,
        kept=_kept(desk),
    )


def _bodies(desk: TheDesk) -> tuple[str, ...]:
    """What helps to fill the form; nothing where the index cannot be used: the page says so."""
    try:
        return bodies_of(desk.archive)
    except SearchIndexError:
        return ()


def _plays(desk: TheDesk, id: str) -> bool:
    return SessionFolder(desk.archive / id).file("replay/replay.mp4").is_file()


def _kept(desk: TheDesk) -> list[KeptLine]:
    return [
        KeptLine(
            name=one.name,
            author=one.author,
            words=one.words,
            url=asked_of(one.words, one.filters).address(),
        )
        for one in kept_searches(desk.archive)
    ]


@router.get("/api/search")
def search(desk: TheDesk, person: Reader, asked: AskedInQuery) -> FoundLine:
    """What `archiver search` finds, a page of it."""
    standing = desk.index.standing()
    result = _found(desk, asked)
    return FoundLine(
        total=result.total,
        more=result.truncated,
        result=result,
        share=standing.share,
        unread=tuple(map(str, standing.unread)),
    )


@router.get("/api/search/index")
def index(desk: TheDesk, person: Reader) -> IndexLine:
    """How far the index is, after a moment's work on it."""
    return IndexLine(share=desk.index.standing().share)


def _found(desk: TheDesk, asked: Asked) -> SearchResult:
    """A page of what `archiver search` finds in the index as it is."""
    at = (asked.page - 1) * PAGE
    return find(desk.archive, asked.q, asked.filters(), PAGE, at, refreshed=True)


def _all(desk: TheDesk, asked: Asked) -> SearchResult:
    """Everything that it finds, once the index is up to date: it is taken elsewhere."""
    desk.index.standing(whole=True)
    return find(desk.archive, asked.q, asked.filters(), MOST_RANKED, refreshed=True)


@router.get("/api/search.csv", response_class=Response)
def search_csv(desk: TheDesk, person: Reader, asked: AskedInQuery) -> Response:
    """All places as a table."""
    result = _all(desk, asked)
    return _file(hits_csv(result.hits, Links(desk.archive)), "text/csv", "recherche.csv")


@router.get("/api/search.html", response_class=Response)
def search_list(desk: TheDesk, person: Reader, asked: AskedInQuery) -> Response:
    """All places as a page to read and to send."""
    result = _all(desk, asked)
    made = reading_list(asked.q, result, Links(desk.archive))
    return _file(made, "text/html", "liste-de-lecture.html")


def _file(text: str, media_type: str, name: str) -> Response:
    shown = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode("utf-8"), media_type=media_type, headers=shown)


@router.get("/api/searches")
def searches(desk: TheDesk, person: Reader) -> list[KeptLine]:
    """The searches that are kept."""
    return _kept(desk)


@router.post("/api/searches", status_code=204)
def keep(desk: TheDesk, person: Reader, given: ToKeep) -> None:
    """Keep a search; whoever may only read cannot put one in the place of somebody else's."""
    same = next((one for one in kept_searches(desk.archive) if one.name == given.name), None)
    if same is not None and same.author != person.name:
        check_role(person, "correct")
    asked = given.asked
    Query.parse(asked.q)
    keep_search(
        desk.archive,
        KeptSearch(name=given.name, words=asked.q, filters=asked.filters(), author=person.name),
    )


@router.post("/api/searches/forget", status_code=204)
def forget(desk: TheDesk, person: Reader, given: ToForget) -> None:
    """Keep a search no longer: one's own, or any for who may correct."""
    if kept_search(desk.archive, given.name).author != person.name and not person.may("correct"):
        raise NotAllowedError(_("this search was kept by somebody else"))
    forget_search(desk.archive, given.name)
