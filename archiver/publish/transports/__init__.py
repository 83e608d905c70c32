"""Where the files of a site are sent, chosen by an address."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from archiver.i18n import _
from archiver.publish.transports.interface import Transport, TransportError, parts_of
from archiver.publish.transports.local import LocalTransport
from archiver.publish.transports.sftp import SftpAddress, SftpTransport

__all__ = ["Transport", "TransportError", "open_transport"]


def open_transport(address: str) -> Transport:
    """The transport for `file:/folder`, `sftp://user@host[:port]/folder` or `s3://bucket/folder`.

    It connects when it is used.

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
            _("Write file:/folder, sftp://user@server/folder or s3://bucket/folder there"),
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


def _bucket(parts: SplitResult) -> Transport:
    # boto3 is slow to load, and most archives have no bucket.
    from archiver.publish.transports.s3 import S3Address, S3Transport

    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", parts.netloc) or parts.fragment:
        raise ValueError("no bucket")
    asked = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    if not asked.keys() <= {"endpoint", "region", "profile"} or "" in asked.values():
        raise ValueError("not what a bucket's address may say")
    if "endpoint" in asked:
        _checked_endpoint(asked["endpoint"])
    folder = unquote(parts.path).strip("/")
    if folder:
        parts_of(folder)
    return S3Transport(S3Address(parts.netloc, folder, **asked))


def _checked_endpoint(endpoint: str) -> None:
    parts = urlsplit(endpoint)
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or parts.scheme not in (("https", "http") if here else ("https",)):
        raise ValueError("not an https address")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("more than an address")


_KINDS: dict[str, Callable[[SplitResult], Transport]] = {
    "file": _folder,
    "sftp": _server,
    "s3": _bucket,
}
