"""What people mended (`corrections.jsonl`): one record a line, appended, never rewritten.

Each is anchored to session time and to what it replaced, so that its place can be found again
after any re-processing. Text that people gave is kept as one line without control characters.
"""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, RootModel, model_validator

from archiver.model.chapters import SpanKind
from archiver.model.decisions import Vote
from archiver.model.hiding import HiddenPicture, HiddenSound
from archiver.model.record import Ms, OpenRecord, Record

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Control characters and what changes the direction of writing: nobody speaks these."""


def plain_line(text: object) -> object:
    """`text` on one line, composed, without what cannot be seen; what is no text is left alone."""
    if not isinstance(text, str):
        return text
    seen = (" " if unicodedata.category(c) in _UNSEEN else c for c in text)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", "".join(seen))).strip()


_PLAIN = BeforeValidator(plain_line)
Author = Annotated[str, _PLAIN, Field(min_length=1, max_length=100)]
Name = Annotated[str, _PLAIN, Field(min_length=1, max_length=120)]
Title = Annotated[str, _PLAIN, Field(min_length=1, max_length=300)]
Note = Annotated[str, _PLAIN, Field(max_length=500)]
WordText = Annotated[str, _PLAIN, Field(min_length=1, max_length=80)]
WordTexts = Annotated[tuple[WordText, ...], Field(max_length=60)]
ItemId = Annotated[str, Field(min_length=1, max_length=64)]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8,32}$")]


class _Made(OpenRecord):
    """Who mended what when; `start_ms` to `end_ms` is where, in session time."""

    id: Id
    author: Author
    at: AwareDatetime
    start_ms: Ms
    end_ms: Ms
    note: Note | None = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> "_Made":
        if self.end_ms < self.start_ms:
            raise ValueError(f"a correction ends ({self.end_ms}) before it starts")
        return self


class WordCorrection(_Made):
    """`before` was recognised, `after` was said; either may be empty, to insert or to delete."""

    kind: Literal["word"] = "word"
    before: WordTexts
    after: WordTexts
    context_before: WordTexts = ()
    """A few words said just before, as they stood then."""
    context_after: WordTexts = ()

    @model_validator(mode="after")
    def _changes_something(self) -> "WordCorrection":
        if self.before == self.after:
            raise ValueError("a correction of words changes nothing")
        return self


class BoundaryCorrection(_Made):
    """A span of these items (or of this kind) starts, or ends, at `start_ms`."""

    kind: Literal["boundary"] = "boundary"
    span_kind: SpanKind
    items: tuple[ItemId, ...] = ()
    edge: Literal["start", "end"] = "start"
    part: int = Field(default=0, ge=0)
    """Which of them, counted from 0, where other matters part it in several; a break does not."""
    before: Ms | None = None
    """Where it was; the same as `start_ms` where a person only confirmed it."""


class What(OpenRecord):
    """What a piece of a session is about."""

    kind: SpanKind
    items: tuple[ItemId, ...] = ()
    title: Title | None = None


class ItemCorrection(_Made):
    """From `start_ms` on it is about `after`, not about `before`."""

    kind: Literal["item"] = "item"
    before: What | None = None
    after: What


class NotTreatedCorrection(_Made):
    """An item was not treated, whatever was found; `before` is the reason known until then."""

    kind: Literal["not_treated"] = "not_treated"
    item: ItemId
    before: str | None = Field(default=None, max_length=300)
    after: Title
    """The reason: `withdrawn`, `adjourned`, `not_reached`, or in a person's words."""


class SpeakerCorrection(_Made):
    """Who spoke from `start_ms` to `end_ms`."""

    kind: Literal["speaker"] = "speaker"
    before: Name | None = None
    after: Name


class VoteCorrection(_Made):
    """A vote as it was; no `after` where none was held, no `before` where none was heard."""

    kind: Literal["vote"] = "vote"
    before: Vote | None = None
    after: Vote | None = None

    @model_validator(mode="after")
    def _is_about_a_vote(self) -> "VoteCorrection":
        if self.before is None and self.after is None:
            raise ValueError("a correction of a vote names no vote")
        return self


class CheckedCorrection(_Made):
    """All captions were read against the recording, and what was wrong is mended."""

    kind: Literal["checked"] = "checked"
    recognised: str = Field(pattern=r"^[0-9a-f]{64}$")
    """The digest of `transcript.json` then: what is recognised anew was read by nobody."""


class HideCorrection(_Made):
    """What is said or seen there must not be public; the recording itself keeps it."""

    kind: Literal["hide"] = "hide"
    sound: HiddenSound = "bleep"
    picture: HiddenPicture = "keep"
    words: WordTexts = ()
    """The words to hide, as they were written then; all of the passage where none is named."""

    @model_validator(mode="after")
    def _hides_something(self) -> "HideCorrection":
        if self.end_ms == self.start_ms:
            raise ValueError("a hidden passage lasts no time")
        return self


class UndoCorrection(_Made):
    """An earlier correction is taken back; an undo too may be undone."""

    kind: Literal["undo"] = "undo"
    undoes: Id


Correction = Annotated[
    WordCorrection
    | BoundaryCorrection
    | ItemCorrection
    | NotTreatedCorrection
    | SpeakerCorrection
    | VoteCorrection
    | CheckedCorrection
    | HideCorrection
    | UndoCorrection,
    Field(discriminator="kind"),
]


class CorrectionLine(RootModel[Correction]):
    """One line of `corrections.jsonl`."""


Outcome = Literal["applied", "already", "misfit", "superseded", "undone"]
Why = Literal[
    "",
    "words_not_found",
    "item_unknown",
    "item_without_span",
    "span_not_found",
    "after_end",
    "not_public",
    "no_room",
    "no_extent",
    "unknown_id",
    "heard_anew",
]


class Fate(Record):
    """What became of a correction when its step was last done."""

    correction: Id
    outcome: Outcome
    why: Why = ""
    """Of a misfit."""
    by: Id | None = None
    """The later correction, of one that is superseded or undone."""
    at_ms: Ms | None = None
    """Where it is in effect, in session time."""


class Fates(Record):
    """The fates of the corrections that a step applies (`corrections/STEP.json`)."""

    fates: tuple[Fate, ...] = ()
