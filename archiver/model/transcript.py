"""What was said, as recognised: timed words in utterances. Times are session time."""

from typing import Literal

from pydantic import Field, field_validator, model_validator

from archiver.model.record import Confidence, Ms, OpenRecord


class Word(OpenRecord):
    """One spoken word with its punctuation, as the recogniser wrote it."""

    start_ms: Ms
    end_ms: Ms
    text: str
    confidence: Confidence | None = None
    heard: str | None = None
    """What was recognised there, where the house's glossary changed it; empty on the words after
    the first that were put in its place."""


class Utterance(OpenRecord):
    """A phrase by one speaker; `words` may be missing."""

    start_ms: Ms
    end_ms: Ms
    text: str
    speaker: str | None = None
    words: tuple[Word, ...] = ()

    @model_validator(mode="after")
    def _ends_after_start(self) -> "Utterance":
        if self.end_ms < self.start_ms:
            raise ValueError(
                f"an utterance ends ({self.end_ms}) before it starts ({self.start_ms})"
            )
        return self

    def timed_words(self) -> tuple[Word, ...]:
        """The words; where none were timed, the text's words spread evenly over the utterance."""
        if self.words:
            return self.words
        texts = self.text.split()
        edges = [
            self.start_ms + (self.end_ms - self.start_ms) * i // max(1, len(texts))
            for i in range(len(texts) + 1)
        ]
        return tuple(
            Word(start_ms=a, end_ms=b, text=text)
            for text, a, b in zip(texts, edges, edges[1:], strict=False)
        )


class Doubt(OpenRecord):
    """A place where what was recognised may be wrong, and why."""

    start_ms: Ms
    end_ms: Ms
    kind: Literal["not_understood", "repeated", "other_language"]
    """Speech without words; words said over and over; words of another language."""


class Transcript(OpenRecord):
    """The utterances of a whole recording, in order of their start."""

    language: str
    duration_ms: Ms
    recognizer: str | None = None
    utterances: tuple[Utterance, ...] = Field(alias="segments", default=())
    doubts: tuple[Doubt, ...] | None = None
    """Where a person should listen, in order."""

    @field_validator("recognizer", mode="before")
    @classmethod
    def _named_in_one_line(cls, value: object) -> object:
        """Other tools describe their recogniser by an object."""
        return ", ".join(map(str, value.values())) if isinstance(value, dict) else value
