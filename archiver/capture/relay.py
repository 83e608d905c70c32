"""A connection to an RTMP destination, held by this process for the program that speaks RTMP.

That program visits a port on the loopback, and what it says is passed on from here: over TLS
whose certificate is checked, given up as soon as the destination takes nothing any more, and gone
when this process is gone, whatever becomes of the program.
"""

import socket
import ssl
import threading
from contextlib import suppress

from archiver.errors import ArchiverError
from archiver.i18n import _

_CONNECT_SECONDS = 5.0
_HANG_SECONDS = 3.0
_BUFFER = 1 << 17
"""Small, so that a destination that hangs is noticed soon."""
_PIECE = 1 << 15


class ConnectionFailedError(ArchiverError):
    """A destination cannot be connected with; `what` is why."""


class Relay:
    """A port on the loopback whose one visitor is connected with the destination."""

    def __init__(self, host: str, port: int, *, tls: bool) -> None:
        """Connect. Raises ConnectionFailedError."""
        self._far = _connected(host, port, tls=tls)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._listener.settimeout(_CONNECT_SECONDS)
        self.port = int(self._listener.getsockname()[1])
        """Where the visitor is expected, on 127.0.0.1."""
        self.why = ""
        """Why the connection ended, if it was not the visitor who ended it."""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self, seconds: float) -> None:
        """End it; what the visitor has said is passed on within so many seconds."""
        self._thread.join(seconds)
        self._end()
        self._thread.join(seconds)

    def _serve(self) -> None:
        try:
            with self._listener:
                near, _address = self._listener.accept()
            near.settimeout(None)
        except OSError:
            self._end()
            return
        threading.Thread(target=self._pass_back, args=(near,), daemon=True).start()
        with near:
            self._pass_on(near)
        self._end()

    def _pass_on(self, near: socket.socket) -> None:
        try:
            while data := near.recv(_PIECE):
                rest = memoryview(data)
                # Not sendall, whose limit is on all of it: a slow destination is not a dead one.
                while rest:
                    rest = rest[self._far.send(rest) :]
        except TimeoutError:
            self.why = _("it takes nothing any more")
        except OSError:
            self.why = self.why or _("it broke off the connection")

    def _pass_back(self, near: socket.socket) -> None:
        while not self._ended.is_set():
            try:
                data = self._far.recv(_PIECE)
                if not data:
                    break
                near.sendall(data)
            except TimeoutError:
                continue  # It has nothing to say.
            except OSError:
                break
        if not self._ended.is_set():
            self.why = self.why or _("it broke off the connection")
        with suppress(OSError):
            near.shutdown(socket.SHUT_RDWR)

    def _end(self) -> None:
        self._ended.set()
        self._listener.close()
        with suppress(OSError):
            self._far.shutdown(socket.SHUT_RDWR)
        self._far.close()


def _connected(host: str, port: int, *, tls: bool) -> socket.socket:
    try:
        far = socket.create_connection((host, port), _CONNECT_SECONDS)
        far.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            far = ssl.create_default_context().wrap_socket(far, server_hostname=host)
    except OSError as error:
        raise ConnectionFailedError(why_unreachable(host, error)) from error
    far.settimeout(_HANG_SECONDS)
    return far


def why_unreachable(host: str, error: OSError) -> str:
    """What kept a connection from coming about, in the user's terms."""
    if isinstance(error, socket.gaierror):
        return _("there is no host called {host}, or no network").format(host=host)
    if isinstance(error, ConnectionRefusedError):
        return _("it refuses the connection")
    if isinstance(error, TimeoutError):
        return _("it does not answer")
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("its certificate is not valid: {why}").format(why=error.verify_message)
    return error.strerror or _("it broke off the connection")
