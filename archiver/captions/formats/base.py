"""What a subtitle format is, and what every one of them needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Protocol

from archiver.model.captions import Cue


class Write(Protocol):
    """Writes cues, in order and in the time of the file they go with, as UTF-8 without BOM."""

    def __call__(self, cues: Iterable[Cue], stream: BinaryIO, language: str) -> None:
        """Write all cues to `stream`, which stays open; `language` is a tag such as `fr`."""


@dataclass(frozen=True, slots=True)
class CaptionFormat:
    """One format: how its files are called and served, and how they are written."""

    suffix: str
    media_type: str
    write: Write

    def encode(self, cues: Iterable[Cue], language: str) -> bytes:
        """The whole file."""
        stream = BytesIO()
        self.write(cues, stream, language)
        return stream.getvalue()


def text_lines(cue: Cue) -> list[str]:
    """The cue's lines, each free of line ends; a blank line would end the cue in both formats."""
    folded = (" ".join(filter(None, line.splitlines())).strip() for line in cue.lines)
    return [line for line in folded if line]
