"""One at a time at a file that several people or processes may change.

On this machine, and on a share whose server keeps locks; where it keeps none, whoever writes last
is in effect, as without this.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from archiver.errors import ArchiverError
from archiver.i18n import _

_PATIENCE_S = 30.0
_NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP)


class BusyError(ArchiverError):
    """Somebody else has been changing the file for too long."""


@contextmanager
def alone(path: Path, seconds: float = _PATIENCE_S) -> Iterator[None]:
    """Nobody else is here for the same file until the context ends; not to be nested.

    Raises BusyError after so many seconds, OSError where nothing can be written beside the file.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise BusyError(
            _("“{path}” is being changed by another program").format(path=path),
            _("it has been at it for {seconds} s").format(seconds=int(seconds)),
            _("Wait until it is done, then try again"),
        ) from error
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    try:
        yield
    finally:
        lock.release()
