"""WebVTT, for browsers.

Written here and not with webvtt-py or pysubs2: both put a cue's text into the file as it is, so
that `<b>` becomes markup, `&lt;` another word and `-->` a broken file; pysubs2 moreover takes
`{…}` and `\\N` for its own. The tests read these files back with both.
"""

import re
from collections.abc import Iterable
from typing import BinaryIO

from archiver.captions.formats.base import CaptionFormat, text_lines
from archiver.model.captions import Cue
from archiver.model.times import timestamp

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def write(cues: Iterable[Cue], stream: BinaryIO, language: str) -> None:
    """Write cues as WebVTT, without cue settings; the language goes into a comment."""
    stream.write(b"WEBVTT\n")
    if re.fullmatch(r"[A-Za-z0-9-]+", language):
        stream.write(f"\nNOTE Language: {language}\n".encode())
    for cue in cues:
        lines = [line.translate(_ESCAPES) for line in text_lines(cue)]
        if lines:
            times = f"{timestamp(cue.start_ms)} --> {timestamp(cue.end_ms)}"
            lines[0] = _voice(cue.speaker) + lines[0]
            stream.write("\n".join(["", times, *lines, ""]).encode())


def _voice(speaker: str | None) -> str:
    """The tag that says who speaks, on which no player shows anything by itself."""
    name = " ".join((speaker or "").translate(_ESCAPES).split())
    return f"<v {name}>" if name else ""


FORMAT = CaptionFormat(suffix=".vtt", media_type="text/vtt", write=write)
