"""The pages of the desk: one template each, everything escaped, in the user's language."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import HTMLResponse

from archiver.desk.people import Person
from archiver.i18n import _, language
from archiver.publish.website.environment import environment
from archiver.store.folder import SessionFolder


def tabs(person: Person) -> tuple[tuple[str, str], ...]:
    """The views of a session: the last part of their address, and how they are called.

    The boundaries tell of closed sittings: they are for those who may correct.
    """
    all_views = (
        ("record", _("Record")),
        ("review", _("Boundaries")),
        ("text", _("Text")),
        ("hiding", _("Hidden passages")),
        ("files", _("Files")),
    )
    return tuple(view for view in all_views if view[0] != "review" or person.may("correct"))


def page(name: str, person: Person | None, data: Mapping[str, Any], **shown: Any) -> HTMLResponse:
    """The page made from the template `name`.

    `data` is what its script reads, as JSON; with `data["text"]`, the words that the script says.
    """
    whole = {"language": language(), "person": person, "data": dict(data), **shown}
    return HTMLResponse(environment(language(), "archiver.desk").get_template(name).render(whole))


def session_page(
    name: str, person: Person, folder: SessionFolder, data: Mapping[str, Any], **shown: Any
) -> HTMLResponse:
    """A view of one session: `name` is its template, and the part of its address after the id."""
    session = folder.session()
    known = {"id": folder.id, "author": person.name, "role": person.role}
    head = {
        "session": session,
        "id": folder.id,
        "tabs": tabs(person),
        "tab": name.removesuffix(".html"),
    }
    return page(name, person, {**known, **data}, **head, **shown)
