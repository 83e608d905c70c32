"""Puts files into another folder: the web server's own, or a share that is mounted."""

import contextlib
import os
import shutil
from pathlib import Path

from archiver.i18n import _
from archiver.publish.transports.interface import TransportError, parts_of


class LocalTransport:
    """A folder. A file becomes a hard link where the disk allows it, else a copy."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, local: Path, name: str) -> None:
        """Send a file."""
        target = self._path(name)
        making = target.with_name(f".{target.name}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            making.unlink(missing_ok=True)
            _link_or_copy(local, making)
            making.replace(target)
            # Two links to one file are left as they are by a rename.
            making.unlink(missing_ok=True)
        except OSError as error:
            raise self._failure(name, error) from error

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder with their sizes."""
        path = self._path(folder)
        try:
            return {f.name: f.stat().st_size for f in path.iterdir() if f.is_file()}
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            raise self._failure(folder, error) from error

    def delete(self, name: str) -> None:
        """Remove a file."""
        try:
            self._path(name).unlink(missing_ok=True)
        except NotADirectoryError:
            return
        except OSError as error:
            raise self._failure(name, error) from error

    def close(self) -> None:
        """Nothing is held."""

    def _path(self, name: str) -> Path:
        return self._root.joinpath(*parts_of(name))

    def _failure(self, name: str, error: OSError) -> TransportError:
        return TransportError(
            _("{name} could not be put into {folder}").format(name=name, folder=self._root),
            error.strerror or str(error),
            _("Check that this folder can be written to and that its disk is not full"),
        )


def _link_or_copy(source: Path, target: Path) -> None:
    with contextlib.suppress(OSError):
        os.link(source, target)
        return
    with source.open("rb") as read, target.open("wb") as write:
        shutil.copyfileobj(read, write)
        write.flush()
        os.fsync(write.fileno())
