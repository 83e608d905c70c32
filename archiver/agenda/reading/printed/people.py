"""Who presents an item: in a line of his own, at the end of the title, or in brackets."""

import re

from archiver.agenda.reading.printed.lines import clean
from archiver.agenda.reading.printed.wording import (
    CIVILITY,
    IN_BRACKETS,
    PERSON,
    RAPPORTEUR,
    RAPPORTEUR_AFTER,
    RAPPORTEUR_WITHIN,
)

_LONGEST = 90
_ENDS = re.compile(r"[\s.;,)\]]+$")
_NO_NAME = re.compile(r"^(?:de la |du |des )?(?:commission|comité|bureau)\b", re.IGNORECASE)


def rapporteur_line(text: str) -> str:
    """The rapporteur that a line names and does nothing else, "" if it is no such line."""
    for form in (RAPPORTEUR_AFTER, RAPPORTEUR):
        found = form.match(text)
        if found and len(found["name"]) <= _LONGEST and not _NO_NAME.match(found["name"]):
            return tidy(found["name"])
    bare = text.strip("()[]–- ")
    return tidy(bare) if is_person(bare) else ""


def is_person(text: str) -> bool:
    """Whether a text is a person with a title before the name, and nothing else."""
    return len(text) <= _LONGEST and PERSON.match(text) is not None


def parted(title: str) -> tuple[str, str]:
    """A title without the rapporteur at its end, and that rapporteur ("" if none is)."""
    found = RAPPORTEUR_WITHIN.search(title)
    if found and found.start() > 0:
        return title[: found.start()].strip(), tidy(found["name"])
    found = IN_BRACKETS.search(title)
    if found and found.start() > 0:
        inner = found["name"]
        name = rapporteur_line(inner)
        if name:
            return title[: found.start()].strip(), name
    found = re.search(rf"\s+[–—-]\s+(?P<name>{CIVILITY}\s[^()]+)$", title)
    if found and (name := rapporteur_line(found["name"])):
        return title[: found.start()].strip(), name
    return title, ""


def tidy(name: str) -> str:
    """A name without what closes its line; an initial keeps its point."""
    kept = clean(name)
    if re.search(r"\b[A-Z]\.$", kept):
        return kept
    return _ENDS.sub("", kept).lstrip("([ ")
