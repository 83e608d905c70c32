"""What the page of the text sends and is sent."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from archiver.desk.transcripts import Paragraph
from archiver.glossaries import Where
from archiver.rewording import Sought

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8,32}$")]
OneWord = Annotated[str, Field(min_length=1, max_length=300)]
Instant = Annotated[int, Field(ge=0, le=10**9)]
Phrase = Annotated[str, Field(max_length=2_000)]
MOST_PLACES = 2_000


class Seen(BaseModel):
    """What every edit says: how many corrections there were when the person looked."""

    seen: int = Field(ge=0, le=10**7)
    anyway: bool = False
    """They were shown what somebody else did there, and mean it."""


class News(BaseModel):
    """What somebody corrected."""

    id: str
    author: str
    start_ms: int
    told: str


class TextView(BaseModel):
    """The text, or what changed of it."""

    stamp: str
    revision: int
    editable: bool = True
    keys: list[str] = []
    """All paragraphs in order; empty where nothing changed."""
    paragraphs: list[Paragraph] = []
    """Those that were not sent before."""
    doubts: list[tuple[int, int, str]] = []
    news: list[News] = []
    waiting: int = 0


class WordEdit(Seen):
    """Other words were said."""

    start_ms: Instant
    before: list[OneWord] = Field(min_length=1, max_length=60)
    after: Phrase
    instead: Id | None = None
    """A correction that no longer fitted, which this one replaces."""


class SpeakerEdit(Seen):
    """This person speaks."""

    start_ms: Instant
    name: Annotated[str, Field(min_length=1, max_length=120)]
    everywhere: bool = False
    """In all turns that have the same name now."""


class Undoing(Seen):
    """Corrections are taken back."""

    ids: list[Id] = Field(min_length=1, max_length=2_000)


class Seeking(BaseModel):
    """Find and replace."""

    find: Annotated[str, Field(min_length=1, max_length=300)]
    replace: Annotated[str, Field(max_length=300)] = ""
    case: bool = False
    accents: bool = False
    whole: bool = True

    def sought(self) -> Sought:
        """What is looked for."""
        return Sought(self.find, case=self.case, accents=self.accents, whole=self.whole)


class PlaceLine(BaseModel):
    """A place that would be replaced."""

    start_ms: int
    before: list[str]
    after: list[str]
    context_before: list[str]
    context_after: list[str]


class Places(BaseModel):
    """The places of one session."""

    id: str
    title: str
    revision: int
    places: list[PlaceLine]
    more: bool = False
    """There are more than can be shown."""


class Replacing(Seeking, Seen):
    """Replace at these places."""

    chosen: list[Instant] = Field(min_length=1, max_length=MOST_PLACES)
    """Their starts."""


class NewTerm(BaseModel):
    """A name or word for the glossary."""

    term: Annotated[str, Field(min_length=1, max_length=120)]
    said: Annotated[str, Field(max_length=120)] = ""
    where: Where = "session"


class Kept(BaseModel):
    """Corrections that were appended."""

    ids: list[str]


class WaitingLine(BaseModel):
    """A correction that no longer fits."""

    id: str
    kind: Literal["word", "speaker", "boundary", "item", "not_treated", "vote", "checked", "undo"]
    start_ms: int
    author: str
    at: str
    told: str
    why: str
    after: str = ""
    """The words it would write."""
