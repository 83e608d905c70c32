"""A connection to a server that speaks SFTP: known beforehand, let in by a key, taken up anew.

The server must be known (`~/.ssh/known_hosts`) and lets us in by a key (agent or `~/.ssh`); no
password is ever kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import paramiko
from paramiko.ssh_exception import AuthenticationException, BadHostKeyException, SSHException

from archiver.i18n import _
from archiver.publish.transports.interface import TransportError

_SECONDS = 15.0
"""How long the server may say nothing."""

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


class Connection:
    """A session with the server; made when it is first needed."""

    def __init__(self, address: SftpAddress) -> None:
        self.address = address
        self._client: paramiko.SSHClient | None = None
        self._sftp: paramiko.SFTPClient | None = None

    def use(
        self, act: Callable[[paramiko.SFTPClient], R], failed: Callable[[Exception], TransportError]
    ) -> R:
        """Do something; once more with a new connection if the one that stood was lost.

        Raises what `failed` makes of the cause.
        """
        stood = self._sftp is not None
        try:
            return act(self._connected())
        except (SSHException, OSError, EOFError) as error:
            alive = self._is_alive()
            self.close()
            if stood and not alive:
                return self.use(act, failed)
            raise failed(error) from error
        except TransportError:
            self.close()
            raise

    def close(self) -> None:
        """End it."""
        client, self._client, self._sftp = self._client, None, None
        if client:
            client.close()

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
        where = self.address
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


def _not_let_in(host: str, why: str) -> TransportError:
    return TransportError(
        _("the server {host} does not let this machine in").format(host=host),
        why,
        _("Give it this machine's public key (ssh-keygen makes one): ssh-copy-id"),
    )
