"""Finds ffmpeg and runs it: argument lists come from `media`, progress and errors go back.

`$FFMPEG`, then the PATH, then the binary inside the imageio-ffmpeg wheel.
"""

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from archiver.i18n import _
from archiver.model.progress import Progress, silent
from archiver.programs.run import ProgramError, run

_GLOBAL = ("-hide_banner", "-nostdin", "-nostats", "-loglevel", "warning", "-y")
_PROGRESS = ("-stats_period", "0.5", "-progress", "pipe:1")


@dataclass(frozen=True)
class Ffmpeg:
    """An ffmpeg that was found: where, its version, and where it came from."""

    path: str
    version: str
    origin: str


@lru_cache
def find_ffmpeg() -> Ffmpeg:
    """The ffmpeg to use. Raises ProgramError, with the command that mends it, if there is none."""
    for path, origin in _candidates():
        if not path:
            continue
        found = run([path, "-hide_banner", "-version"])
        version = re.match(r"ffmpeg version (\S+)", found.stdout)
        if found.returncode == 0 and version:
            return Ffmpeg(path, version[1], origin)
    raise ProgramError(
        _("ffmpeg was not found"),
        _("neither $FFMPEG, nor the PATH, nor the package imageio-ffmpeg has it"),
        _("Install it: pip install imageio-ffmpeg"),
    )


def _candidates() -> list[tuple[str, str]]:
    named = os.environ.get("FFMPEG", "")
    on_path = shutil.which("ffmpeg") or ""
    try:
        import imageio_ffmpeg

        packaged = imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError):
        packaged = ""
    return [(named, "$FFMPEG"), (on_path, "PATH"), (packaged, "imageio-ffmpeg")]


def encoders() -> frozenset[str]:
    """The encoders that the ffmpeg in use has."""
    listed = run([find_ffmpeg().path, "-hide_banner", "-encoders"]).stdout
    return frozenset(re.findall(r"^ [VAS][A-Z.]{5} (\S+)", listed, re.MULTILINE))


def local_file(path: Path) -> str:
    """A file's name as ffmpeg must be given it, so that it is never an option or a protocol."""
    return f"file:{path.absolute()}"


def run_ffmpeg(
    args: Sequence[str], *, doing: str, duration_ms: int = 0, progress: Progress = silent
) -> str:
    """Run ffmpeg with `args` (everything after the program's name); return its stderr tail.

    `doing` is what the error says failed; with `duration_ms` known, `progress` hears the share
    done. Raises ProgramError on any failure, with a remedy where the cause is known.
    """

    def on_line(line: str) -> None:
        key, _sep, value = line.partition("=")
        if key == "out_time_us" and value.lstrip("-").isdigit() and duration_ms:
            progress(min(1.0, max(0.0, int(value) / 1000 / duration_ms)))

    finished = run([find_ffmpeg().path, *_GLOBAL, *_PROGRESS, *args], on_line=on_line)
    if finished.returncode != 0:
        raise ProgramError(doing, *_cause(finished.stderr_tail), tail=finished.stderr_tail)
    return finished.stderr_tail


def _cause(tail: str) -> tuple[str, str]:
    if "No space left on device" in tail:
        return _("the disk is full"), _("Free some space, then run the same command again")
    if "Invalid data found" in tail or "moov atom not found" in tail:
        return (
            _("the file is damaged or is not a media file"),
            _("Check that the file plays in a video player, or export it again"),
        )
    last = tail.splitlines()[-1] if tail else _("ffmpeg stopped without a message")
    return last, _("Run the same command again with -v for ffmpeg's messages")
