"""Reads a file that is being sent, and makes sure that what was read is what was meant."""

import hashlib
from collections.abc import Iterator
from typing import IO

from archiver.i18n import _
from archiver.publish.transports.interface import ChangedError, Outgoing

CHUNK = 256 * 1024


class Reader:
    """A file read once, from its first byte to its last, and its digest taken on the way."""

    def __init__(self, file: Outgoing, source: IO[bytes]) -> None:
        self._file, self._source = file, source
        self._digest = hashlib.sha256()
        self.at = 0
        """How many bytes have been read."""

    def take(self, size: int) -> bytes:
        """The next bytes: as many as asked for, or those that are left."""
        data = self._source.read(size)
        self._digest.update(data)
        self.at += len(data)
        return data

    def pass_over(self, size: int) -> None:
        """Read so many bytes that are there already."""
        until = self.at + size
        while self.at < until and self.take(min(CHUNK, until - self.at)):
            pass

    def chunks(self) -> Iterator[bytes]:
        """The rest, piece by piece."""
        while data := self.take(CHUNK):
            yield data

    def check(self) -> None:
        """Raise ChangedError unless all that was read is the file that was to be sent."""
        if self.at != self._file.size or self._digest.hexdigest() != self._file.sha256:
            raise changed(self._file.name)


def changed(name: str) -> ChangedError:
    """A file that did not stay as it was."""
    return ChangedError(
        _("{name} was changed while it was sent").format(name=name),
        _("something else writes it"),
        _("Wait until the session's steps are done, then publish again"),
    )
