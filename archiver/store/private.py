"""What of a session folder holds more than the public may know, and who may read that.

A folder is closed before its files, so that whatever is written there later is out of reach too.
"""

import contextlib
import stat
from collections.abc import Iterator
from pathlib import Path

from archiver.store.folder import SessionFolder

_FOLDERS = ("recording", "live", "stretches", ".work")
_FILES = ("transcript.json", "corrections.jsonl", "audio.wav", "cards.json")


def close_to_others(folder: SessionFolder) -> tuple[str, ...]:
    """Let only their owner read the recording, its sound, and what was recognised in them.

    Returns the names of what could not be changed, because it belongs to somebody else.
    """
    refused = []
    for path in _private(folder):
        try:
            _close(path)
        except PermissionError:
            refused.append(path.relative_to(folder.path).as_posix())
        except FileNotFoundError:
            continue  # A recorder and a running step take away what they no longer need.
    return tuple(refused)


def readable_by_others(folder: SessionFolder) -> tuple[str, ...]:
    """What others of this machine may read of it, by name."""
    found = []
    for path in _private(folder):
        with contextlib.suppress(OSError):
            name = path.relative_to(folder.path)
            above = [folder.file(parent.as_posix()) for parent in name.parents][:-1]
            if _is_open(path) and all(_is_open(one) for one in above):
                found.append(name.as_posix())
    return tuple(found)


def _private(folder: SessionFolder) -> Iterator[Path]:
    for name in _FOLDERS:
        place = folder.file(name)
        if place.is_dir() and not place.is_symlink():
            yield place
            yield from (path for path in sorted(place.rglob("*")) if not path.is_symlink())
    for name in _FILES:
        path = folder.file(name)
        if path.is_file() and not path.is_symlink():
            yield path


def _close(path: Path) -> None:
    if not _is_open(path):
        return
    if path.is_dir():
        path.chmod(0o700)
    elif not _is_shared(path):
        path.chmod(0o600)


def _is_open(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _is_shared(path: Path) -> bool:
    """Whether the file is also a part of the live page: there, others must be able to read it."""
    return path.suffix == ".ts" and path.stat().st_nlink > 1
