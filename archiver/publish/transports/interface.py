"""What sends the files of a site elsewhere must do, and how it fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from archiver.errors import ArchiverError
from archiver.i18n import _


class TransportError(ArchiverError):
    """Files could not be sent: which, why, and what to do."""


class ChangedError(TransportError):
    """A file here became another while it was sent; nothing was put in place there."""


class ConflictError(TransportError):
    """What is there was changed by somebody else in between; nothing was put in its place."""


@dataclass(frozen=True)
class There:
    """A file as it is there."""

    size: int
    stamp: str
    """What is another once the file is written anew: a time, or a bucket's ETag."""


@dataclass(frozen=True)
class Begun:
    """What a transport keeps of a file on its way, so that another process may go on with it."""

    own: Mapping[str, Any] = field(default_factory=dict)
    """What was kept of an earlier try to send this very content to this name; JSON."""
    keep: Callable[[Mapping[str, Any]], None] = lambda own: None
    """Puts it on disk; called before the bytes that it speaks of are sent."""
    arrived: Callable[[int], None] = lambda size: None
    """Told how many bytes of the file are there by now, those of an earlier try included."""


@dataclass(frozen=True)
class Outgoing:
    """A file to be sent, as it was looked at."""

    path: Path
    name: str
    size: int
    sha256: str
    instead_of: There | None = None
    """What it takes the place of; None where nothing stands."""
    begun: Begun = Begun()


class Transport(Protocol):
    """A place that files are sent to, by names such as `2017-03-27-seance/live/full.m3u8`.

    Calls come from one thread at a time. Each raises TransportError when it fails and may then
    be called again: a connection that was lost is taken up anew.
    """

    def put(self, local: Path, name: str) -> None:
        """Send a file. Under its name stands the old file or the new one, whole."""

    def send(self, file: Outgoing) -> There:
        """Send a file, going on where an earlier try stopped; how it stands there then.

        It is put in place only if what was read is what `sha256` says (else ChangedError) and,
        where the place can tell, if nobody changed what is there meanwhile (else ConflictError).
        """

    def abandon(self, name: str, own: Mapping[str, Any]) -> None:
        """Clear away what was begun of a file that is not to be sent any more."""

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder with their sizes in bytes; none if there is no such folder."""

    def look(self, folder: str) -> dict[str, There]:
        """The files in a folder, "" being the place itself; none if there is no such folder."""

    def digest(self, name: str) -> str | None:
        """The sha256, in hexadecimal, of what is there; None if nothing is."""

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


def conflict(name: str) -> ConflictError:
    """Somebody else wrote what was to be replaced."""
    return ConflictError(
        _("{name} was not replaced").format(name=name),
        _("something else has just written it there"),
        _("Publish again once nobody else does"),
    )
