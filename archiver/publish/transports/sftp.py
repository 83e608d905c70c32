"""Sends files by SFTP: `.part` first, then renamed; what was cut off goes on where it stopped."""

import contextlib
import hashlib
import posixpath
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, TypeVar

import paramiko

from archiver.i18n import _
from archiver.publish.transports.connection import Connection, SftpAddress
from archiver.publish.transports.interface import (
    Outgoing,
    There,
    TransportError,
    conflict,
    parts_of,
)
from archiver.publish.transports.reading import CHUNK, Reader

__all__ = ["SftpAddress", "SftpTransport"]

_COMPARED = 64 * 1024
"""Bytes at either end of a `.part` that must be as in the file for it to go on."""
_WORTH_RESUMING = 1024 * 1024
_READS_AHEAD = 64

R = TypeVar("R")


class SftpTransport:
    """A folder on a server that speaks SFTP."""

    def __init__(self, address: SftpAddress) -> None:
        self._address = address
        self._connection = Connection(address)
        self._made: set[str] = set()

    def put(self, local: Path, name: str) -> None:
        """Send a file."""
        path = self._path(name)
        self._try(name, lambda sftp: self._put(sftp, local, path))

    def send(self, file: Outgoing) -> There:
        """Send a file; what a dead process has sent of it is gone on with."""
        path = self._path(file.name)
        resumed = bool(file.begun.own)
        if file.size >= _WORTH_RESUMING and not resumed:
            # Said before any byte goes: only then is a `.part` known to be of this very file.
            self.abandon(file.name, {})
            file.begun.keep({"part": True})
            resumed = True
        return self._try(file.name, lambda sftp: self._send(sftp, file, path, resumed=resumed))

    def abandon(self, name: str, own: Mapping[str, Any]) -> None:
        """Remove the `.part` of a file."""
        self._remove(name, f"{self._path(name)}.part")

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder with their sizes."""
        parts_of(folder)
        return {name: there.size for name, there in self.look(folder).items()}

    def look(self, folder: str) -> dict[str, There]:
        """The files in a folder."""
        path = self._path(folder) if folder else self._address.folder

        def listed(sftp: paramiko.SFTPClient) -> dict[str, There]:
            with contextlib.suppress(FileNotFoundError):
                found = ((f.filename, _followed(sftp, path, f)) for f in sftp.listdir_attr(path))
                return {n: _there(f) for n, f in found if stat.S_ISREG(f.st_mode or 0)}
            return {}

        return self._try(folder, listed)

    def digest(self, name: str) -> str | None:
        """The sha256 of what is there, read back."""
        path = self._path(name)

        def read(sftp: paramiko.SFTPClient) -> str | None:
            digest = hashlib.sha256()
            with contextlib.suppress(FileNotFoundError), sftp.open(path, "rb") as file:
                file.prefetch(file.stat().st_size, _READS_AHEAD)
                while data := file.read(CHUNK):
                    digest.update(data)
                return digest.hexdigest()
            return None

        return self._try(name, read)

    def delete(self, name: str) -> None:
        """Remove a file."""
        self._remove(name, self._path(name))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()
        self._made.clear()

    def _path(self, name: str) -> str:
        return posixpath.join(self._address.folder, *parts_of(name))

    def _try(self, name: str, act: Callable[[paramiko.SFTPClient], R]) -> R:
        try:
            return self._connection.use(act, lambda error: self._failure(name, error))
        except TransportError:
            self._made.clear()
            raise

    def _remove(self, name: str, path: str) -> None:
        def gone(sftp: paramiko.SFTPClient) -> None:
            with contextlib.suppress(FileNotFoundError):
                sftp.remove(path)

        self._try(name, gone)

    def _put(self, sftp: paramiko.SFTPClient, local: Path, path: str) -> None:
        self._make_folder(sftp, posixpath.dirname(path))
        part = f"{path}.part"
        with local.open("rb") as source:
            done = _done_before(sftp, source, part)
            with sftp.open(part, "r+b" if done else "wb") as target:
                target.set_pipelined(True)
                source.seek(done)
                target.seek(done)
                while chunk := source.read(CHUNK):
                    target.write(chunk)
            size = source.tell()
        _arrived(sftp, part, size)
        sftp.posix_rename(part, path)

    def _send(
        self, sftp: paramiko.SFTPClient, file: Outgoing, path: str, *, resumed: bool
    ) -> There:
        self._make_folder(sftp, posixpath.dirname(path))
        part = f"{path}.part"
        with file.path.open("rb") as source:
            done = _done_before(sftp, source, part) if resumed else 0
            source.seek(0)
            reader = Reader(file, source)
            reader.pass_over(done)
            with sftp.open(part, "r+b" if done else "wb") as target:
                target.set_pipelined(True)
                target.seek(done)
                for chunk in reader.chunks():
                    target.write(chunk)
                    file.begun.arrived(reader.at)
            return self._put_in_place(sftp, file, reader, path)

    def _put_in_place(
        self, sftp: paramiko.SFTPClient, file: Outgoing, reader: Reader, path: str
    ) -> There:
        part = f"{path}.part"
        try:
            reader.check()
            if _standing(sftp, path) != file.instead_of:
                raise conflict(file.name)
        except TransportError:
            sftp.remove(part)
            raise
        there = _arrived(sftp, part, file.size)
        sftp.posix_rename(part, path)
        return there

    def _make_folder(self, sftp: paramiko.SFTPClient, folder: str) -> None:
        if folder in self._made or folder in ("", "/"):
            return
        try:
            sftp.stat(folder)
        except FileNotFoundError:
            self._make_folder(sftp, posixpath.dirname(folder))
            sftp.mkdir(folder)
        self._made.add(folder)

    def _failure(self, name: str, error: Exception) -> TransportError:
        what = _("{name} could not be sent to {address}").format(
            name=name or "/", address=self._address
        )
        if isinstance(error, PermissionError):
            return TransportError(
                what,
                _("the server does not let this user write or read there"),
                _("Let its administrator give the folder to this user"),
            )
        if str(error) == "Failure":
            return TransportError(
                what,
                _("the server could not write it"),
                _("Its disk, or what this user may use of it, is probably full: make room there"),
            )
        why = getattr(error, "strerror", None) or str(error) or _("the connection was lost")
        return TransportError(
            what, why, _("Check the network and the folder on the server; sending is tried again")
        )


def _there(found: paramiko.SFTPAttributes) -> There:
    return There(found.st_size or 0, str(int(found.st_mtime or 0)))


def _followed(
    sftp: paramiko.SFTPClient, folder: str, found: paramiko.SFTPAttributes
) -> paramiko.SFTPAttributes:
    """What a link leads to; the link itself where that is nowhere."""
    if stat.S_ISLNK(found.st_mode or 0):
        with contextlib.suppress(OSError):
            return sftp.stat(posixpath.join(folder, found.filename))
    return found


def _standing(sftp: paramiko.SFTPClient, path: str) -> There | None:
    with contextlib.suppress(FileNotFoundError):
        return _there(sftp.stat(path))
    return None


def _arrived(sftp: paramiko.SFTPClient, part: str, size: int) -> There:
    there = _there(sftp.stat(part))
    if there.size != size:
        raise OSError(_("{n} bytes of {size} arrived").format(n=there.size, size=size))
    return there


def _done_before(sftp: paramiko.SFTPClient, source: IO[bytes], part: str) -> int:
    """How many bytes of this very file an earlier try has left on the server."""
    try:
        size = sftp.stat(part).st_size or 0
        if size <= _COMPARED:
            return 0
        with sftp.open(part, "rb") as sent:
            for at in (0, size - _COMPARED):
                sent.seek(at)
                source.seek(at)
                here = source.read(_COMPARED)
                if len(here) < _COMPARED or sent.read(_COMPARED) != here:
                    return 0
    except FileNotFoundError:
        return 0
    return size
