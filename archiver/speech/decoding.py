"""What listening asks of a decoder: where somebody speaks, and the words of short windows.

A recogniser that is a decoder gets the windows, the second tries and the guards of `listening`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from archiver.model.transcript import Doubt, Word
from archiver.speech.recognizer import Samples

LONGEST_WINDOW_MS = 29_000
"""What a decoder takes at once: Whisper hears thirty seconds, and is best left some room."""

Span = tuple[int, int]
"""From when to when, in milliseconds."""


@dataclass(frozen=True)
class Said:
    """What a decoder made of one window; times are from the window's start."""

    words: tuple[Word, ...]
    sureness: float = 0.0
    """Mean log probability of what was decoded: 0 is certain, below -1 is guessing."""
    repetition: float = 1.0
    """How much smaller the text gets when it is compressed: above 2.4 it goes round in circles."""
    silence: float = 0.0
    """How likely nobody speaks, as the decoder sees it."""


@dataclass(frozen=True)
class Heard:
    """The words of some sound and the places a person should listen to, in order."""

    words: tuple[Word, ...] = ()
    doubts: tuple[Doubt, ...] = field(default=())


class Decoder(Protocol):
    """The parts of a recogniser that listening puts together."""

    def speech(self, samples: Samples) -> tuple[Span, ...]:
        """Where somebody speaks, to the tenth of a second, in order."""
        ...

    def decode(
        self, windows: Sequence[Samples], language: str, hints: tuple[str, ...] = ()
    ) -> tuple[Said, ...]:
        """What is said in each window, in one go. `hints` are names that may be said."""
        ...

    def decode_again(self, window: Samples, language: str) -> Said:
        """What is said in one window, by another way that is slower and rarely fails alike."""
        ...


@runtime_checkable
class Listening(Protocol):
    """A recogniser that can say what it doubts."""

    def listen(self, samples: Samples, language: str) -> Heard:
        """The words of `samples` and what is doubtful, in milliseconds from the first sample."""
        ...
