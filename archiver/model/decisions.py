"""What was decided, and who was there, as it was said: parts of `chapters.json`.

Nothing here is reckoned or guessed: what was not heard is absent.
"""

from typing import Literal

from pydantic import Field

from archiver.model.evidence import Evidence
from archiver.model.record import Confidence, Ms, OpenRecord

Outcome = Literal["adopted", "rejected", "noted"]


class Vote(OpenRecord):
    """One vote on one or several items (a bloc); `on` names what was voted when it is a part."""

    items: tuple[str, ...] = ()
    """Agenda ids; none for a vote on a matter that is not on the agenda."""
    on: str | None = None
    """An amendment, a motion, a sub-amendment: as said. None for the item itself."""
    outcome: Outcome
    """`noted`: the assembly took note without voting."""
    at_ms: Ms
    """The end of the words that proclaim the result, in session time."""
    for_: int | None = Field(default=None, ge=0, alias="for")
    against: int | None = Field(default=None, ge=0)
    abstain: int | None = Field(default=None, ge=0)
    not_voting: int | None = Field(default=None, ge=0)
    unanimous: Literal[True] | None = None
    """Said to be unanimous, or nobody objected when the chair asked; the counts then are absent
    unless they were said too."""
    confidence: Confidence | None = None
    evidence: tuple[Evidence, ...] = ()


class Attendee(OpenRecord):
    """A member as the roll call told: `called` when no answer was heard, or none was needed."""

    name: str
    """As in the list of members where it is known, else as heard."""
    state: Literal["present", "called", "excused", "absent"]
    proxy: Literal[True] | None = None
    """Said to have given a proxy, whoever holds it."""
    proxy_to: str | None = None
    """Who holds this member's vote, where that was heard."""
    at_ms: Ms
    evidence: tuple[Evidence, ...] = ()


class Attendance(OpenRecord):
    """Who was there, from the opening words and the roll call."""

    present: int | None = Field(default=None, ge=0)
    """As said; not counted from the answers."""
    proxies: int | None = Field(default=None, ge=0)
    absent: int | None = Field(default=None, ge=0)
    quorum: bool | None = None
    """Whether the quorum was said to be reached."""
    secretary: str | None = None
    chair: str | None = None
    members: tuple[Attendee, ...] = ()
    evidence: tuple[Evidence, ...] = ()
