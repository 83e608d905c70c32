"""A connection to an RTMP destination, held by this process for the program that speaks RTMP.

That program visits a port on the loopback, and what it says is passed on from here: over TLS
whose certificate is checked, given up as soon as the destination takes nothing any more, and gone
when this process is gone, whatever becomes of the program.
"""

import selectors
import socket
import ssl
import threading
import time
from contextlib import suppress

from archiver.errors import ArchiverError
from archiver.i18n import _

_CONNECT_SECONDS = 5.0
_HANG_SECONDS = 3.0
_BUFFER = 1 << 17
"""Small, so that a destination that hangs is noticed soon."""
_PIECE = 1 << 15
_LOOK_SECONDS = 0.25


class ConnectionFailedError(ArchiverError):
    """A destination cannot be connected with; `what` is why."""


class Relay:
    """A port on the loopback whose one visitor is connected with the destination."""

    def __init__(self, host: str, port: int, *, tls: bool) -> None:
        """Connect. Raises ConnectionFailedError."""
        self._far = _connected(host, port, tls=tls)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1)
        self._listener.settimeout(_LOOK_SECONDS)
        self.port = int(self._listener.getsockname()[1])
        """Where the visitor is expected, on 127.0.0.1."""
        self.why = ""
        """Why the connection ended, if it was not the visitor who ended it."""
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self, seconds: float) -> None:
        """End it; what the visitor has said is passed on within so many seconds."""
        self._thread.join(seconds)
        self._closing.set()
        self._thread.join(4 * _LOOK_SECONDS)

    def _serve(self) -> None:
        with self._far as far, self._listener as listener:
            while not self._closing.is_set():
                with suppress(TimeoutError):
                    near, _address = listener.accept()
                    break
            else:
                return
            listener.close()
            with near:
                self._pass(near, far)

    def _pass(self, near: socket.socket, far: socket.socket) -> None:
        """Pass on in both directions, in one thread: TLS cannot be used by two at once."""
        for each in (near, far):
            each.setblocking(False)
        out, back, moved = b"", b"", time.monotonic()
        while not self._closing.is_set():
            _wait(near, far, reads_near=not out, writes_far=bool(out), writes_near=bool(back))
            more_out = _read(near) if not out else b""
            more_back = _read(far) if not back else b""
            if more_out is None or more_back is None:
                self.why = "" if more_out is None else _("it broke off the connection")
                return
            out, back = out + more_out, back + more_back
            left, left_back = _write(far, out), _write(near, back)
            if left is None or left_back is None:
                self.why = _("it broke off the connection") if left is None else ""
                return
            if len(left) < len(out) or not out:
                moved = time.monotonic()
            elif time.monotonic() - moved > _HANG_SECONDS:
                self.why = _("it takes nothing any more")
                return
            out, back = left, left_back


def _wait(
    near: socket.socket,
    far: socket.socket,
    *,
    reads_near: bool,
    writes_far: bool,
    writes_near: bool,
) -> None:
    """Until there may be something to do, or a little while."""
    read, write = selectors.EVENT_READ, selectors.EVENT_WRITE
    with selectors.DefaultSelector() as selector:
        selector.register(far, read | (write if writes_far else 0))
        near_events = (read if reads_near else 0) | (write if writes_near else 0)
        if near_events:
            selector.register(near, near_events)
        selector.select(_LOOK_SECONDS)


def _read(source: socket.socket) -> bytes | None:
    """What has come, b"" when nothing has, None when nothing more will."""
    try:
        return source.recv(_PIECE) or None
    except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return b""
    except OSError:
        return None


def _write(target: socket.socket, data: bytes) -> bytes | None:
    """What of `data` could not be written yet, None when nothing more can be."""
    try:
        return data[target.send(data) :] if data else b""
    except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return data
    except OSError:
        return None


def _connected(host: str, port: int, *, tls: bool) -> socket.socket:
    try:
        far = socket.create_connection((host, port), _CONNECT_SECONDS)
        far.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            far = ssl.create_default_context().wrap_socket(far, server_hostname=host)
    except OSError as error:
        raise ConnectionFailedError(why_unreachable(host, error)) from error
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
