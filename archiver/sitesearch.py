"""The search over all sessions of an archive's site, made by Pagefind from the pages that stand.

The newest two years are an index of their own, what is older another: a changed session costs the
time of its part only. What is made from a page is kept in the user's cache, so that only changed
pages are read again; who indexes while another does leaves it to the other.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.record import Record
from archiver.programs.pagefind import find_pagefind, index_pages
from archiver.publish.website.searched import searched_html, searched_pages
from archiver.searchfiles import put_in_place
from archiver.store.archive import load_house
from archiver.store.cache import site_search_folder
from archiver.store.files import write_atomic
from archiver.store.folder import SITE
from archiver.store.lease import LeaseHeldError, hold

FOLDER, PARTS = "pagefind", "parts.json"
RECENT, BEFORE = "recent", "before"
_RECENT_YEARS = 2
_SPLIT_FROM = 40
"""Sessions: fewer are indexed together in less than 20 seconds."""
_SECONDS_A_SESSION, _LEAST_SECONDS = 10.0, 300.0
_FORMAT = "1"
"""Changed when what is made of the same page changes."""


class Parts(Record):
    """`parts.json`: which indexes there are, the largest last, and what each was made from."""

    parts: tuple[str, ...] = ()
    made_from: Mapping[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Indexed:
    """What indexing did: how many sessions can be found, and which parts were made again."""

    sessions: int
    made: tuple[str, ...]
    left_to_other: bool = False
    """Another process indexes this archive, and does this too."""


def keep_searchable(archive: Path, elsewhere: Path | None = None) -> str:
    """Do as `index_site` does where a failure must not spoil what was done before.

    Returns what to tell the person; empty if all is well.
    """
    try:
        index_site(archive, elsewhere)
    except (ArchiverError, OSError) as error:
        return _("The search of the site was not renewed: {why}").format(
            why=str(error).replace("\n", ". ")
        )
    return ""


def index_site(archive: Path, elsewhere: Path | None = None) -> Indexed:
    """Bring the site's search up to date with its pages, in as many parts as have changed.

    The site is the archive's own, or a tree `elsewhere` of the replays that a destination shows.

    Raises NoPagefindError where there is no Pagefind (the site is complete without), ProgramError
    if it fails; the search that stood stays.
    """
    site = elsewhere or archive / SITE
    work = site_search_folder(site)
    again = work / ".again"
    again.touch()
    done = Indexed(0, ())
    try:
        with hold(work, "search"):
            while again.exists():
                again.unlink()
                made = _index(archive, site, work)
                done = Indexed(made.sessions, tuple(dict.fromkeys((*done.made, *made.made))))
    except LeaseHeldError:
        return Indexed(0, (), left_to_other=True)
    return done


def _index(archive: Path, site: Path, work: Path) -> Indexed:
    program, language = find_pagefind(), load_house(archive).language
    prints = _refresh(site, archive, work)
    target = site / FOLDER
    known, made = _known(target), []
    wanted = _divided({id: year for id, (year, _print) in prints.items()})
    made_from = {
        part: _digest(_FORMAT, program.version, language, *(prints[id][1] for id in ids))
        for part, ids in wanted.items()
    }
    for part, ids in wanted.items():
        there = (target / part).is_dir()
        if known.made_from.get(part) != made_from[part] or not there:
            _make(work, target / part, ids, language)
            made.append(part)
    parts = Parts(parts=tuple(wanted), made_from=made_from)
    if parts != known:
        write_atomic(target / PARTS, parts.to_json())
    for part in {RECENT, BEFORE} - set(wanted):
        shutil.rmtree(target / part, ignore_errors=True)
    return Indexed(len(prints), tuple(made))


def _make(work: Path, target: Path, ids: tuple[str, ...], language: str) -> None:
    with tempfile.TemporaryDirectory(prefix=".making-", dir=work) as made:
        pages, index = Path(made, "pages"), Path(made, "index")
        for id in ids:
            shutil.copytree(work / id, pages / id, copy_function=shutil.copyfile)
        seconds = max(_LEAST_SECONDS, _SECONDS_A_SESSION * len(ids))
        index_pages(pages, index, language, seconds=seconds)
        put_in_place(index, target)


def _divided(years: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The sessions of each part, by the years they are of."""
    ids = sorted(years)
    if len(ids) < _SPLIT_FROM:
        return {RECENT: tuple(ids)} if ids else {}
    newest = sorted(set(years.values()))[-_RECENT_YEARS:]
    recent = tuple(id for id in ids if years[id] in newest)
    before = tuple(id for id in ids if years[id] not in newest)
    return {RECENT: recent, BEFORE: before} if before else {RECENT: recent}


class _Made(Record):
    """What stands in the cache of one page: the digest of the page, and of what it was made."""

    page: str
    year: str
    passages: str


def _refresh(site: Path, archive: Path, work: Path) -> dict[str, tuple[str, str]]:
    """Take changed pages apart; returns each session's year and digest, by its id."""
    found = {}
    for path in sorted(site.glob("*/session.json")):
        page = path.parent / "index.html"
        id = page.parent.name
        if (archive / id / "session.toml").is_file() and page.is_file():
            made = _taken_apart(page, work / id)
            if made:
                found[id] = (made.year, made.passages)
    for folder in work.iterdir():
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in found:
            shutil.rmtree(folder)
    return found


def _taken_apart(page: Path, folder: Path) -> _Made | None:
    """The documents of one page, as files; None where it shows no replay."""
    raw, note = page.read_bytes(), folder / ".made.json"
    known = None
    with suppress(OSError, ValidationError):
        known = _Made.model_validate_json(note.read_bytes())
    digest = _digest(_FORMAT, hashlib.sha256(raw).hexdigest())
    if known and known.page == digest:
        return known
    documents = list(searched_pages(page.parent.name, raw.decode("utf-8")))
    if not documents:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    texts = [searched_html(document) for document in documents]
    for number, text in enumerate(texts):
        (folder / f"{number:04}.html").write_text(text, encoding="utf-8")
    made = _Made(page=digest, year=documents[0].date[:4], passages=_digest(*texts))
    note.write_text(made.to_json(), encoding="utf-8")
    return made


def _known(target: Path) -> Parts:
    with suppress(OSError, ValidationError):
        return Parts.model_validate_json((target / PARTS).read_bytes())
    return Parts()


def _digest(*texts: str) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()
