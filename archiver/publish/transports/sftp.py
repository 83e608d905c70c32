"""Sends files by SFTP: `.part` first, then renamed; what was cut off goes on where it stopped.

The server must be known (`~/.ssh/known_hosts`) and lets us in by a key (agent or `~/.ssh`); no
password is ever kept. A connection that is lost is taken up anew by the next call.
"""

import contextlib
import posixpath
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

import paramiko
from paramiko.ssh_exception import AuthenticationException, BadHostKeyException, SSHException

from archiver.i18n import _
from archiver.publish.transports.interface import TransportError, parts_of

_SECONDS = 15.0
"""How long the server may say nothing."""
_CHUNK = 256 * 1024
_COMPARED = 64 * 1024
"""Bytes at either end of a `.part` that must be as in the file for it to go on."""

R = TypeVar("R")


@dataclass(frozen=True)
class SftpAddress:
    """Where files go: `sftp://user@host:port/folder`, `/~/folder` in the user's own."""

    host: str
    folder: str
    user: str | None = None
    port: int = 22

    def __str__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port != 22 else ""
        return f"sftp://{user}{self.host}{port}/{self.folder.lstrip('/')}"


class _Refuse(paramiko.MissingHostKeyPolicy):
    def missing_host_key(
        self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey
    ) -> None:
        raise TransportError(
            _("the server {host} is not known to this machine").format(host=hostname),
            _("its key is {fingerprint}").format(fingerprint=key.fingerprint),
            _("Compare this with what its administrator says, then connect once: sftp {host}")
            .format(host=hostname),
        )  # fmt: skip


class SftpTransport:
    """A folder on a server that speaks SFTP."""

    def __init__(self, address: SftpAddress) -> None:
        self._address = address
        self._client: paramiko.SSHClient | None = None
        self._sftp: paramiko.SFTPClient | None = None
        self._made: set[str] = set()

    def put(self, local: Path, name: str) -> None:
        """Send a file."""
        path = self._path(name)
        self._try(name, lambda sftp: self._put(sftp, local, path))

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder with their sizes."""
        path = self._path(folder)

        def listed(sftp: paramiko.SFTPClient) -> dict[str, int]:
            with contextlib.suppress(FileNotFoundError):
                return {
                    f.filename: f.st_size or 0
                    for f in sftp.listdir_attr(path)
                    if stat.S_ISREG(f.st_mode or 0)
                }
            return {}

        return self._try(folder, listed)

    def delete(self, name: str) -> None:
        """Remove a file."""
        path = self._path(name)

        def gone(sftp: paramiko.SFTPClient) -> None:
            with contextlib.suppress(FileNotFoundError):
                sftp.remove(path)

        self._try(name, gone)

    def close(self) -> None:
        """End the connection."""
        client, self._client, self._sftp = self._client, None, None
        self._made.clear()
        if client:
            client.close()

    def _path(self, name: str) -> str:
        return posixpath.join(self._address.folder, *parts_of(name))

    def _try(self, name: str, act: Callable[[paramiko.SFTPClient], R]) -> R:
        """Do something; once more with a new connection if the one that stood was lost."""
        stood = self._sftp is not None
        try:
            return act(self._connected())
        except (SSHException, OSError, EOFError) as error:
            alive = self._is_alive()
            self.close()
            if stood and not alive:
                return self._try(name, act)
            raise self._failure(name, error) from error
        except TransportError:
            self.close()
            raise

    def _is_alive(self) -> bool:
        transport = self._client.get_transport() if self._client else None
        return transport is not None and transport.is_active()

    def _connected(self) -> paramiko.SFTPClient:
        if self._sftp is None:
            self._client = client = paramiko.SSHClient()
            client.load_system_host_keys()
            client.set_missing_host_key_policy(_Refuse())
            self._connect(client)
            self._sftp = client.open_sftp()
            channel = self._sftp.get_channel()
            assert channel is not None
            channel.settimeout(_SECONDS)
        return self._sftp

    def _connect(self, client: paramiko.SSHClient) -> None:
        where = self._address
        try:
            client.connect(
                where.host,
                where.port,
                where.user,
                timeout=_SECONDS,
                banner_timeout=_SECONDS,
                auth_timeout=_SECONDS,
            )
        except BadHostKeyException as error:
            raise TransportError(
                _("the server {host} is not the one that is known").format(host=where.host),
                _("its key has changed"),
                _("Ask its administrator; if it was installed anew: ssh-keygen -R {host}")
                .format(host=where.host),
            ) from error  # fmt: skip
        except AuthenticationException as error:
            raise _not_let_in(where.host, str(error)) from error
        except SSHException as error:
            if "authentication methods" not in str(error):
                raise
            raise _not_let_in(where.host, _("this machine has no key to show")) from error

    def _put(self, sftp: paramiko.SFTPClient, local: Path, path: str) -> None:
        self._make_folder(sftp, posixpath.dirname(path))
        part = f"{path}.part"
        with local.open("rb") as source:
            done = _done_before(sftp, source, part)
            with sftp.open(part, "r+b" if done else "wb") as target:
                target.set_pipelined(True)
                source.seek(done)
                target.seek(done)
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
            size = source.tell()
        arrived = sftp.stat(part).st_size
        if arrived != size:
            raise OSError(_("{n} bytes of {size} arrived").format(n=arrived, size=size))
        sftp.posix_rename(part, path)

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
        why = getattr(error, "strerror", None) or str(error) or _("the connection was lost")
        return TransportError(
            _("{name} could not be sent to {address}").format(name=name, address=self._address),
            why,
            _("Check the network and the folder on the server; sending is tried again"),
        )


def _not_let_in(host: str, why: str) -> TransportError:
    return TransportError(
        _("the server {host} does not let this machine in").format(host=host),
        why,
        _("Give it this machine's public key (ssh-keygen makes one): ssh-copy-id"),
    )


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
