"""Files that are either whole or absent: temporary name, fsync, then `os.replace`."""

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


def write_atomic(path: Path, data: str | bytes, mode: int = 0o644) -> None:
    """Write `data` (text as UTF-8) so that a reader sees the old file or the new one, whole."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    with _temporary(path) as temporary:
        with temporary.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    sync_folder(path.parent)


def link_or_copy(source: Path, target: Path, *, copy: bool = False) -> bool:
    """Give `target` the bytes of `source`, by a hard link where the disk allows it.

    Returns True for a link. The source is only read; the target appears whole or not at all.
    """
    with _temporary(target) as temporary:
        if not copy:
            with contextlib.suppress(OSError):
                temporary.unlink()
                os.link(source.resolve(), temporary)
                temporary.replace(target)
                return True
        shutil.copyfile(source, temporary)
        temporary.chmod(0o644)
        sync_file(temporary)
        temporary.replace(target)
    sync_folder(target.parent)
    return False


def move_into_place(staged: Path, target: Path) -> None:
    """Put a finished file where it belongs, at once, also when that is on another disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    sync_file(staged)
    try:
        staged.replace(target)
    except OSError:
        link_or_copy(staged, target, copy=True)
        staged.unlink()
    sync_folder(target.parent)


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_file(path: Path) -> None:
    """Make sure a file's bytes are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make sure a folder's names are on the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        sync_file(folder)


@contextlib.contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def append_whole(path: Path, lines: bytes) -> None:
    """Append whole lines and sync them, in one write, so that two processes do not mix theirs.

    What a full disk or a crash has left of a line is ended first, so that it spoils no other.
    Raises OSError when they cannot be written whole.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        whole = lines if _ends_line(descriptor) else b"\n" + lines
        if os.write(descriptor, whole) != len(whole):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _ends_line(descriptor: int) -> bool:
    size = os.lseek(descriptor, 0, os.SEEK_END)
    return size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
