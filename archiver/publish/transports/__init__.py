"""Where the files of a site are sent, chosen by an address."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from archiver.i18n import _
from archiver.publish.transports.interface import Transport, TransportError
from archiver.publish.transports.local import LocalTransport
from archiver.publish.transports.sftp import SftpAddress, SftpTransport

__all__ = ["Transport", "TransportError", "open_transport"]


def open_transport(address: str) -> Transport:
    """The transport for `file:/folder` or `sftp://user@host[:port]/folder`; connects when used.

    Raises TransportError for an address of another kind.
    """
    try:
        parts = urlsplit(address)
        return _KINDS[parts.scheme](parts)
    except (KeyError, ValueError) as error:
        raise TransportError(
            _("the files of the site cannot be sent to “{address}”").format(
                address=re.sub(r"//[^/]*@", "//", address)
            ),
            _("this is not an address that is known"),
            _("Write file:/folder or sftp://user@server/folder in archive.toml"),
        ) from error


def _folder(parts: SplitResult) -> Transport:
    path = Path(unquote(parts.path))
    if parts.netloc not in ("", "localhost") or not path.is_absolute():
        raise ValueError("not a folder of this machine")
    return LocalTransport(path)


def _server(parts: SplitResult) -> Transport:
    if parts.password is not None:
        raise TransportError(
            _("an address in archive.toml may hold no password"),
            _("anyone who reads the archive could read it"),
            _("Let the server accept a key: ssh-copy-id {user}@{host}").format(
                user=parts.username, host=parts.hostname
            ),
        )
    folder = unquote(parts.path)
    if not parts.hostname or folder in ("", "/") or parts.query or parts.fragment:
        raise ValueError("no server or no folder")
    in_home = folder.startswith("/~/")
    return SftpTransport(
        SftpAddress(
            host=parts.hostname,
            folder=folder[3:] if in_home else folder,
            user=unquote(parts.username) if parts.username else None,
            port=parts.port or 22,
        )
    )


_KINDS: dict[str, Callable[[SplitResult], Transport]] = {"file": _folder, "sftp": _server}
