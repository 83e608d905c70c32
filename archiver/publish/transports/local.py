"""Puts files into another folder: the web server's own, or a share that is mounted."""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archiver.i18n import _
from archiver.publish.transports.interface import (
    Outgoing,
    There,
    TransportError,
    conflict,
    parts_of,
)
from archiver.publish.transports.reading import Reader


class LocalTransport:
    """A folder. What is put becomes a hard link where the disk allows it, else a copy."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def folder(self) -> Path:
        """The folder."""
        return self._root

    def put(self, local: Path, name: str) -> None:
        """Send a file."""
        target = self._path(name)
        making = _part(target, {})
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            making.unlink(missing_ok=True)
            _link_or_copy(local, making)
            making.replace(target)
            # Two links to one file are left as they are by a rename.
            making.unlink(missing_ok=True)
        except OSError as error:
            raise self._failure(name, error) from error

    def send(self, file: Outgoing) -> There:
        """Send a copy: what others change there shall not change what is here.

        A copy that was cut off is made again from the start; it costs no network.
        """
        target = self._path(file.name)
        making = _part(target, file.begun.own)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._copy(file, making)
            there = _there(making.stat())
            if _standing(target) != file.instead_of:
                raise conflict(file.name)
            making.replace(target)
        except OSError as error:
            # A part that fills a disk would be in the way of who makes room.
            with contextlib.suppress(OSError):
                making.unlink(missing_ok=True)
            raise self._failure(file.name, error) from error
        except TransportError:
            making.unlink(missing_ok=True)
            raise
        return there

    def abandon(self, name: str, own: Mapping[str, Any]) -> None:
        """Remove what a dead process left."""
        self._unlink(name, _part(self._path(name), own))

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder with their sizes."""
        parts_of(folder)
        return {name: there.size for name, there in self.look(folder).items()}

    def look(self, folder: str) -> dict[str, There]:
        """The files in a folder."""
        path = self._path(folder) if folder else self._root
        try:
            return {f.name: _there(f.stat()) for f in path.iterdir() if f.is_file()}
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            raise self._failure(folder, error) from error

    def digest(self, name: str) -> str | None:
        """The sha256 of what is there, read anew."""
        try:
            with self._path(name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._failure(name, error) from error

    def delete(self, name: str) -> None:
        """Remove a file."""
        self._unlink(name, self._path(name))

    def tidy(self, folder: str) -> None:
        """Remove a folder if it is empty, and those around it that are empty then."""
        path = self._path(folder)
        with contextlib.suppress(OSError):
            while path != self._root:
                path.rmdir()
                path = path.parent

    def close(self) -> None:
        """Nothing is held."""

    def _path(self, name: str) -> Path:
        return self._root.joinpath(*parts_of(name))

    def _copy(self, file: Outgoing, making: Path) -> None:
        making.unlink(missing_ok=True)
        with file.path.open("rb") as source, making.open("xb") as target:
            reader = Reader(file, source)
            for chunk in reader.chunks():
                target.write(chunk)
                file.begun.arrived(reader.at)
            reader.check()
            target.flush()
            os.fsync(target.fileno())
        making.chmod(0o644)

    def _unlink(self, name: str, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except NotADirectoryError:
            return
        except OSError as error:
            raise self._failure(name, error) from error

    def _failure(self, name: str, error: OSError) -> TransportError:
        return TransportError(
            _("{name} could not be put into {folder}").format(name=name, folder=self._root),
            error.strerror or str(error),
            _("Check that this folder can be written to and that its disk is not full"),
        )


def _part(target: Path, own: Mapping[str, Any]) -> Path:
    token = f".{own['token']}" if own.get("token") else ""
    return target.with_name(f".{target.name}{token}.part")


def _there(found: os.stat_result) -> There:
    return There(found.st_size, str(found.st_mtime_ns))


def _standing(target: Path) -> There | None:
    with contextlib.suppress(FileNotFoundError):
        return _there(target.stat())
    return None


def _link_or_copy(source: Path, target: Path) -> None:
    with contextlib.suppress(OSError):
        os.link(source, target)
        return
    with source.open("rb") as read, target.open("wb") as write:
        shutil.copyfileobj(read, write)
        write.flush()
        os.fsync(write.fileno())
