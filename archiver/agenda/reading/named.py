"""Members as an agenda names them: its president, its rapporteurs, those it was sent to."""

import re
from collections.abc import Iterator, Sequence

from archiver.agenda.reading.printed.wording import CIVILITY
from archiver.model.agenda import Agenda, Member

_AND = re.compile(rf"\s*(?:[,;/&]|\bet\b)\s*(?={CIVILITY})|\s*[;,]\s*")
_FUNCTION = re.compile(r"^(?:le|la|l['’]|les)\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:\s+[\w'’.-]+){0,5}")
_ROLES = {"M.": "Président", "Monsieur": "Président", "Mme": "Présidente", "Madame": "Présidente"}


def members_of(agenda: Agenda, convened: Sequence[str] = ()) -> tuple[Member, ...]:
    """The members whom an agenda names, each once; a surname alone yields to the whole name.

    `convened` are names from a printed list. Functions without a name ("M. le Maire") are none.
    """
    chair = next(iter(names_in(agenda.president or "")), "")
    said = [agenda.president or "", *convened, *(item.rapporteur or "" for item in agenda.items)]
    names = list(dict.fromkeys(name for text in said for name in names_in(text)))
    whole = [n for n in names if not any(o != n and o.endswith(f" {n}") for o in names)]
    role = _ROLES.get((agenda.president or "").split(" ")[0], "")
    return tuple(Member(name=name, role=role if name == chair else "") for name in whole)


def names_in(text: str) -> Iterator[str]:
    """The persons' names in a text such as "Mme X et M. Y", without what stands before them."""
    for part in _AND.split(text):
        bare = re.sub(rf"^{CIVILITY}\s*", "", part.strip())
        name = re.split(r"\s*[,(:–]|\s-\s", bare)[0].strip(" .")
        if name and not _FUNCTION.match(name) and _NAME.fullmatch(name):
            yield name
