"""Names and words of the house: how they are written, who gave them, and how they are heard."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from archiver.model.corrections import plain_line
from archiver.model.record import Record

TermKind = Literal["person", "place", "group", "acronym", "road", "name", "word", "procedure"]
"""A `name` is a proper name of another kind, a `word` an ordinary one of the agenda."""
Origin = Literal["members", "agenda", "house", "session", "language"]
"""Who gave a term: the list of members, the agenda, the glossary of the archive or of the session,
the language pack."""
ANYTHING = "*"
"""Among what is never corrected to a term: whatever was heard."""

Said = Annotated[str, BeforeValidator(plain_line), Field(min_length=1, max_length=120)]


class Term(Record):
    """One name or word, as it is to be written."""

    text: Said
    kind: TermKind
    origin: Origin
    given: str = ""
    """The first names that a person's `text` begins with."""
    said: tuple[Said, ...] = ()
    """As it is recognised wrongly: wherever that is heard, the term is written."""
    never: tuple[Said, ...] = ()
    """As it is heard when something else was said; `*`: nothing is corrected to this term."""
    note: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether a person took it out of use."""
        return ANYTHING in self.never


class Glossary(Record):
    """All terms of a session; no two are written alike."""

    terms: tuple[Term, ...] = ()


class Change(Record):
    """What the glossary changed at one place of a transcript, in session time."""

    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)
    heard: str
    text: str
    """What stands there now."""
    term: str
    origin: Origin | None = None
    """None where the glossary no longer has the term."""
