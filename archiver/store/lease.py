"""A lease on a folder: one process at a time works in it, and a dead one does not block it.

The lease is a file that its holder touches every few seconds. It can be taken over when the
heartbeat is old, or at once when the holder ran on this machine and is gone. Times are the
file system's own, so that a share whose clock differs from ours does no harm.
"""

import contextlib
import os
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.record import Record

WORKS, PUBLISHES = ".lease", ".publishing-lease"
"""What a lease is for: working in a folder, or sending what was made there."""
HEARTBEAT_SECONDS = 5.0
OLD_SECONDS = 30.0
_SETTLE_SECONDS = 0.3


class LeaseHeldError(ArchiverError):
    """Another process works in this folder."""


class LeaseLostError(ArchiverError):
    """Another process took the lease over while we worked."""


class Holder(Record):
    """Who holds a lease."""

    token: str
    host: str
    pid: int
    doing: str = ""


class Lease:
    """A lease that is held; `check` says whether it still is."""

    def __init__(self, path: Path, holder: Holder) -> None:
        self.path = path
        self.holder = holder
        self._done = threading.Event()
        self._heart = threading.Thread(target=self._beat, daemon=True)
        self._heart.start()

    def check(self) -> None:
        """Raise LeaseLostError if another process took the lease over."""
        if _read(self.path) != self.holder:
            raise LeaseLostError(
                _("the session was taken over by another process"),
                _("this machine did not answer for {seconds} s").format(seconds=int(OLD_SECONDS)),
                _("Nothing was lost: see archiver status, then run the command again"),
            )

    def release(self) -> None:
        """Give the lease back."""
        self._done.set()
        self._heart.join()
        if _read(self.path) == self.holder:
            self.path.unlink(missing_ok=True)

    def _beat(self) -> None:
        while not self._done.wait(HEARTBEAT_SECONDS):
            with contextlib.suppress(OSError):
                if _read(self.path) == self.holder:
                    os.utime(self.path)


@contextlib.contextmanager
def hold(folder: Path, doing: str = "", name: str = WORKS) -> Iterator[Lease]:
    """Hold the lease on `folder`. Raises LeaseHeldError if another living process has it.

    Leases of different names are held beside one another.
    """
    path = folder / name
    holder = Holder(token=uuid.uuid4().hex, host=socket.gethostname(), pid=os.getpid(), doing=doing)
    lease: Lease | None = None
    try:
        _acquire(path, holder)
        lease = Lease(path, holder)
        yield lease
    finally:
        if lease:
            lease.release()
        elif _read(path) == holder:  # interrupted while it was being taken
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def wait_for(folder: Path, seconds: float = 60.0) -> Iterator[Lease]:
    """Hold the lease on `folder`, waiting for who has it; LeaseHeldError after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with hold(folder) as lease:
                yield lease
            return
        except LeaseHeldError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def held_by(folder: Path, name: str = WORKS) -> Holder | None:
    """Who works in `folder` now, or None; a dead holder does not count."""
    path = folder / name
    holder = _read(path)
    return holder if holder and not _is_dead(path, holder) else None


def _acquire(path: Path, holder: Holder) -> None:
    if _create(path, holder):
        return
    current = _read(path)
    if _is_dead(path, current) and _take_over(path, holder, current):
        return
    current = _read(path)
    raise LeaseHeldError(
        _("the session is being worked on by another process"),
        _("{host}, process {pid}").format(host=current.host, pid=current.pid) if current else "",
        _("Wait until it is done; archiver status shows how far it is"),
    )


def _create(path: Path, holder: Holder) -> bool:
    """Create the lease file, whole, unless there is one."""
    descriptor, name = tempfile.mkstemp(prefix=".lease-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(holder.model_dump_json())
        try:
            os.link(name, path)
        except FileExistsError:
            return False
        except OSError:
            return _create_without_links(path, holder)
        return True
    finally:
        Path(name).unlink()


def _create_without_links(path: Path, holder: Holder) -> bool:
    """For disks and shares that know no hard links."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(holder.model_dump_json())
    except FileExistsError:
        return False
    return True


def _take_over(path: Path, holder: Holder, dead: Holder | None) -> bool:
    """Put our name over a dead one. If others do the same, the last to write has it.

    Whoever wrote before sees it in the pause, or at the latest at `check`, before any result is
    put on the record.
    """
    with tempfile.NamedTemporaryFile("w", prefix=".lease-", dir=path.parent, delete=False) as file:
        file.write(holder.model_dump_json())
    if _read(path) != dead:
        Path(file.name).unlink()
        return False
    Path(file.name).replace(path)
    time.sleep(_SETTLE_SECONDS)
    return _read(path) == holder


def _read(path: Path) -> Holder | None:
    try:
        return Holder.model_validate_json(path.read_bytes())
    except (OSError, ValueError):
        return None


def _is_dead(path: Path, holder: Holder | None) -> bool:
    if holder and holder.host == socket.gethostname() and not _runs(holder.pid):
        return True
    try:
        with tempfile.NamedTemporaryFile(prefix=".lease-", dir=path.parent) as now:
            return os.fstat(now.fileno()).st_mtime - path.stat().st_mtime > OLD_SECONDS
    except FileNotFoundError:
        return True


def _runs(pid: int) -> bool:
    if os.name != "posix":
        return True  # there, signal 0 would end the process
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
