"""Where segments are written: a folder with room on its disk, or the next one."""

import shutil
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.i18n import _

_RESERVE_BYTES = 16 << 20
"""Left free when a disk fills up: marks and the list of runs must still be written."""
_ROOM_TO_BEGIN_BYTES = 32 << 20


class DiskFullError(ArchiverError):
    """No room to record."""


def is_full(folder: Path) -> bool:
    """Whether a run must stop writing into `folder`; also when the disk is gone."""
    try:
        return shutil.disk_usage(folder).free < _RESERVE_BYTES
    except OSError:
        return True


def with_room(folder: Path) -> Path:
    """`folder`, made if need be. Raises DiskFullError or OSError if nothing can be written."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < _ROOM_TO_BEGIN_BYTES:
        raise DiskFullError(
            _("the disk of {folder} is full").format(folder=folder),
            _("{megabytes} MB are left").format(megabytes=free >> 20),
            _("Free some space: the recording goes on by itself"),
        )
    return folder
