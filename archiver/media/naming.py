"""What the names of video files tell: which comes first, and when they were recorded."""

import re
from datetime import datetime
from pathlib import Path
from unicodedata import normalize

_NUMBER = re.compile(r"(\d+)")
_SEPARATORS = re.compile(r"[\s_.\-–—]+")
_CHAPTERED = re.compile(r"^G[A-Z](\d{2})(\d{4})$", re.IGNORECASE)
"""Cameras that put the number of the chapter before that of the recording: GH020123."""
_FIRST_CHAPTER = re.compile(r"^GOPR(\d{4})$", re.IGNORECASE)
_TIME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)"
    r"(?:[\s_T-]+|[\s_]*à[\s_]*)"
    r"(\d\d)[-_.:hH]?(\d\d)[-_.:m]?(\d\d)(?!\d)"
)

NameKey = tuple[str | int, ...]


def name_key(path: Path) -> NameKey:
    """What to sort the files of a recording by: numbers count as numbers, case does not.

    Separators are all alike, the ending does not count, and a camera's chapters follow one
    another within their recording.
    """
    stem = normalize("NFC", path.stem).strip()
    if chapter := _CHAPTERED.match(stem):
        return natural_key(f"gopro {chapter[2]} {chapter[1]}")
    if first := _FIRST_CHAPTER.match(stem):
        return natural_key(f"gopro {first[1]} 0")
    return natural_key(stem)


def natural_key(text: str) -> NameKey:
    """`text` cut into words and numbers, by turns, so that “clip 2” sorts before “clip 10”."""
    pieces = _NUMBER.split(_SEPARATORS.sub(" ", text.casefold()))
    return tuple(int(piece) if i % 2 else piece for i, piece in enumerate(pieces))


def time_in_name(path: Path) -> datetime | None:
    """When a recorder that writes it into the name started the file; None if it does not."""
    found = _TIME.search(path.stem)
    if not found:
        return None
    try:
        return datetime(*(int(group) for group in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
