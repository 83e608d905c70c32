"""The script by which ffmpeg reads a recorder's segments as one file, in session time.

Owns its form: what is written is all that is read back. It names MPEG-TS files of its own folder
and nothing else, so that opening it can open nothing else. In the script's own clock, session
time 0 is at `LEAD`: what comes before is for sound that was recorded before the first frame.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, takewhile
from pathlib import Path

ENDING = ".ffconcat"
LEAD = Fraction(60)
"""Seconds."""
OPTIONS = {
    "safe": "1",
    "protocol_whitelist": "file",
    "format_whitelist": "concat,mpegts",
}
"""What ffmpeg must be told besides the format, `concat`."""
_HEAD = "ffconcat version 1.0"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.ts")
_DURATION = re.compile(r"duration (\d{1,8})\.(\d{6})")
_LEAD_US = int(LEAD * 1_000_000)


class NotAScriptError(ValueError):
    """A file that is not such a script, or names what it may not."""


@dataclass(frozen=True)
class Part:
    """A segment, and for how many microseconds it (and the hole after it, if any) lasts."""

    file: str
    duration_us: int


def is_script(path: Path) -> bool:
    """Whether `path` is to be read as such a script."""
    return path.suffix == ENDING


def is_segment_name(name: str) -> bool:
    """Whether a segment may be called that."""
    return _NAME.fullmatch(name) is not None


def script_text(head: str, starts: Sequence[tuple[str, int]], end_us: int) -> str:
    """A script: `starts` are segments in order, and when their first instant is, in session µs.

    `head` is a segment that holds every kind of stream there is: it is opened first, so that all
    are known from the start, and gives none of its packets. Raises NotAScriptError for names that
    may not stand in a script and for starts that do not rise.
    """
    parts = [Part(head, _LEAD_US + starts[0][1])]
    for (file, start), (_file, after) in zip(starts, [*starts[1:], ("", end_us)], strict=True):
        parts.append(Part(file, after - start))
    for part in parts:
        if not is_segment_name(part.file) or part.duration_us <= 0:
            raise NotAScriptError(f"{part.file}: {part.duration_us} µs")
    lines = [_HEAD]
    for n, part in enumerate(parts):
        lines.append(f"file {part.file}")
        if n == 0:
            lines.append("outpoint 0")
        lines.append(f"duration {part.duration_us // 1_000_000}.{part.duration_us % 1_000_000:06}")
    return "\n".join(lines) + "\n"


def sound_script(script: Path, number: int) -> Path:
    """Where the `number`-th (from 1) of the scripts is that together hold the sound of `script`.

    There are such where ffmpeg cannot read the sound in one go: it changes its form, or is
    missing for so long that the silence would not fit into memory.
    """
    return script.with_suffix(f".sound{number}{ENDING}")


def sound_scripts(script: Path) -> tuple[Path, ...]:
    """The scripts that together hold the sound of `script`, in order; none where it does itself."""
    numbered = (sound_script(script, n) for n in count(1))
    return tuple(takewhile(Path.is_file, numbered)) if is_script(script) else ()


def span_of(script: Path) -> tuple[int, int]:
    """The session time, in ms, from the first to the last instant of a script."""
    head, *parts = _parts(script)
    start_us = head.duration_us - _LEAD_US
    return max(0, start_us // 1000), -(-(start_us + sum(p.duration_us for p in parts)) // 1000)


def read_parts(path: Path) -> tuple[Part, ...]:
    """The segments of a script, without its head. Raises NotAScriptError if it is not ours."""
    return _parts(path)[1:]


def _parts(path: Path) -> tuple[Part, ...]:
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    if lines[:1] != [_HEAD] or lines[2:3] != ["outpoint 0"] or len(lines) % 2 or len(lines) < 6:
        raise NotAScriptError(path.name)
    del lines[2]
    parts = []
    for first, second in zip(lines[1::2], lines[2::2], strict=True):
        name, duration = first.removeprefix("file "), _DURATION.fullmatch(second)
        if not is_segment_name(name) or not duration:
            raise NotAScriptError(path.name)
        parts.append(Part(name, int(duration[1]) * 1_000_000 + int(duration[2])))
    return tuple(parts)
