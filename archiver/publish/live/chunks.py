"""The captions of a live page as small files: one per minute of the full playlist.

A file holds its cues as `[[start, end, "first line\\nsecond line"], …]`, in seconds of the full
playlist; a cue is in the minute in which it starts. The state names a version of every minute, so
that a page asks again only for what changed.
"""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256

from archiver.model.captions import Cue

MINUTE_MS = 60_000
VERSION_CHARS = 4
NONE = "-" * VERSION_CHARS
"""The version of a minute without captions."""
_NAME = re.compile(r"captions_\d{5}\.json")


def chunk_name(minute: int) -> str:
    """The file that holds the captions of a minute."""
    return f"captions_{minute:05}.json"


def is_chunk(name: str) -> bool:
    """Whether a file beside the playlists holds captions, by its name."""
    return bool(_NAME.fullmatch(name))


def chunk_text(cues: Sequence[Cue]) -> str:
    """What the file of a minute holds."""
    rows = [[cue.start_ms / 1000, cue.end_ms / 1000, "\n".join(cue.lines)] for cue in cues]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"


def versions(chunks: Mapping[int, str]) -> str:
    """The versions of all minutes up to the last that has captions, four characters each."""
    last = max(chunks, default=-1)
    return "".join(_version(chunks.get(minute, "")) for minute in range(last + 1))


def _version(text: str) -> str:
    if not text:
        return NONE
    made = urlsafe_b64encode(sha256(text.encode()).digest()[:3]).decode()
    return made if made != NONE else "---_"
