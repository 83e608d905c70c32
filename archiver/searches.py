"""Searches that are kept to be made again: `searches.json` of an archive, shared by its house."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.record import Record
from archiver.search.records import Filters
from archiver.store.alone import alone
from archiver.store.files import write_atomic

FILE = "searches.json"
MOST = 500


class KeptSearch(Record):
    """A search and its filters, under a name."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
    words: Annotated[str, Field(min_length=1, max_length=2000)]
    filters: Filters = Filters()
    author: Annotated[str, Field(max_length=120)] = ""
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))


class KeptSearches(Record):
    """The whole file."""

    searches: tuple[KeptSearch, ...] = ()


class SearchesError(ArchiverError):
    """The kept searches cannot be read, or one of that name is not there."""


def kept_searches(archive: Path) -> tuple[KeptSearch, ...]:
    """All, by name. Raises SearchesError for a file that cannot be read."""
    path = archive / FILE
    if not path.is_file():
        return ()
    try:
        known = KeptSearches.model_validate_json(path.read_bytes()).searches
    except (ValidationError, OSError) as error:
        raise SearchesError(
            _("the kept searches of “{path}” cannot be read").format(path=path),
            str(error).partition("\n")[0],
            _("Mend the file, or move it away: nothing else is in it"),
        ) from error
    return tuple(sorted(known, key=lambda one: one.name.casefold()))


def kept_search(archive: Path, name: str) -> KeptSearch:
    """The search of that name. Raises SearchesError."""
    for one in kept_searches(archive):
        if one.name == name:
            return one
    raise _unknown(archive, name)


def keep_search(archive: Path, search: KeptSearch) -> None:
    """Keep a search, in the place of one of the same name.

    Raises SearchesError where there are too many.
    """

    def changed(known: tuple[KeptSearch, ...]) -> tuple[KeptSearch, ...]:
        others = tuple(one for one in known if one.name != search.name)
        if len(others) >= MOST:
            raise SearchesError(
                _("no more searches can be kept"),
                _("there are {n}").format(n=len(others)),
                _("Forget some first"),
            )
        return (*others, search)

    _change(archive, changed)


def forget_search(archive: Path, name: str) -> None:
    """Keep a search no longer. Raises SearchesError where there is none of that name."""

    def changed(known: tuple[KeptSearch, ...]) -> tuple[KeptSearch, ...]:
        if all(one.name != name for one in known):
            raise _unknown(archive, name)
        return tuple(one for one in known if one.name != name)

    _change(archive, changed)


def _change(
    archive: Path, changed: Callable[[tuple[KeptSearch, ...]], tuple[KeptSearch, ...]]
) -> None:
    path = archive / FILE
    with alone(path):
        kept = KeptSearches(searches=changed(kept_searches(archive)))
        write_atomic(path, kept.to_json())


def _unknown(archive: Path, name: str) -> SearchesError:
    known = ", ".join(one.name for one in kept_searches(archive))
    return SearchesError(
        _("no search is kept as “{name}”").format(name=name),
        _("there are: {names}").format(names=known) if known else _("none is kept"),
    )
