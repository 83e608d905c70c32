"""What a published file says to whoever looks into it, as folded words."""

import gzip
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archiver.leaks.finding import joined
from archiver.media.container import MediaError
from archiver.media.tags import texts_in

MEDIA = (".mp4", ".m4a", ".ts", ".mkv", ".webm", ".wav", ".opus")
PICTURES = (".jpg", ".png", ".webp")
_PROGRAMS = (".css", ".js", ".wasm", ".woff2")
_PACKED = b"\x1f\x8b"
_TAG = re.compile(r"<[^>]*>")
_TIMES = re.compile(r"^(?:\d+|.*-->.*)$", re.MULTILINE)
_LARGEST = 64 * 1024 * 1024


def text_of(path: Path) -> str:
    """The words of a file, its tags and hidden parts included; empty where it has none."""
    if path.suffix in MEDIA:
        return _tags(path)
    if path.suffix in _PROGRAMS or path.name.startswith("wasm.") or _is_huge(path):
        return ""
    data = path.read_bytes()
    if data.startswith(_PACKED):
        data = gzip.decompress(data)
    if path.suffix in PICTURES:
        return joined([data.decode("latin-1")])
    text = data.decode("utf-8", errors="replace")
    if path.suffix == ".json":
        return joined(_of_json(text))
    if path.suffix in (".vtt", ".srt"):
        return joined([_TIMES.sub(" ", _TAG.sub(" ", text))])
    # Once with what tags say, and once without tags: words may follow each other across them.
    shown = html.unescape(_TAG.sub(" ", text))
    return joined([html.unescape(text)]) + joined([shown])


def _is_huge(path: Path) -> bool:
    return path.stat().st_size > _LARGEST


def _tags(path: Path) -> str:
    try:
        return joined(texts_in(path))
    except MediaError:
        return ""


def _of_json(text: str) -> Iterator[str]:
    try:
        held = json.loads(text)
    except ValueError:
        yield text
        return
    yield from _strings(held)


def _strings(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        for key, value in held.items():
            yield str(key)
            yield from _strings(value)
    elif isinstance(held, list):
        for value in held:
            yield from _strings(value)
