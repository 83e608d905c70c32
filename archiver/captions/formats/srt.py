"""SubRip (SRT), for editing programs, players and platforms.

Written here and not with pysubs2, which takes `{…}`, `\\N` and `\\h` in a text for its own marks.
SubRip knows no escape, and players differ in which tags they obey (`<i>`, `<font …>`, `{\\an8}`,
`\\N`): the characters that open one are replaced by their nearest look-alikes, which none obeys.
Lines end with CR LF, as SubRip itself writes them and every player reads.
"""

from collections.abc import Iterable
from typing import BinaryIO

from archiver.captions.formats.base import CaptionFormat, text_lines
from archiver.model.captions import Cue
from archiver.model.times import timestamp

_LOOK_ALIKES = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")", "\\": "/"})


def write(cues: Iterable[Cue], stream: BinaryIO, language: str) -> None:
    """Write cues as SubRip, numbered from 1; the format has no place for the language."""
    number = 0
    for cue in cues:
        lines = [line.translate(_LOOK_ALIKES) for line in text_lines(cue)]
        if lines:
            number += 1
            times = f"{timestamp(cue.start_ms, ',')} --> {timestamp(cue.end_ms, ',')}"
            stream.write("\r\n".join([str(number), times, *lines, "", ""]).encode())


FORMAT = CaptionFormat(suffix=".srt", media_type="application/x-subrip", write=write)
