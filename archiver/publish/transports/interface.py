"""What sends the files of a site elsewhere must do, and how it fails."""

from pathlib import Path
from typing import Protocol

from archiver.errors import ArchiverError
from archiver.i18n import _


class TransportError(ArchiverError):
    """Files could not be sent: which, why, and what to do."""


class Transport(Protocol):
    """A place that files are sent to, by names such as `2017-03-27-seance/live/full.m3u8`.

    Calls come from one thread at a time. Each raises TransportError when it fails and may then
    be called again: a connection that was lost is taken up anew.
    """

    def put(self, local: Path, name: str) -> None:
        """Send a file. Under its name stands the old file or the new one, whole."""

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder with their sizes in bytes; none if there is no such folder."""

    def delete(self, name: str) -> None:
        """Remove a file; one that is not there is no error."""

    def close(self) -> None:
        """Give back what is held. It may be used again."""


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a name, checked: it never leads out of the place that files are sent to."""
    parts = tuple(name.split("/"))
    if any(part in ("", ".", "..") or "\\" in part or not part.isprintable() for part in parts):
        raise TransportError(
            _("{name} cannot be sent").format(name=ascii(name)),
            _("it is not the name of a file of the site"),
            _("Rename the file"),
        )
    return parts
