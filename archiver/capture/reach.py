"""Whether the destinations of a session answer, without sending them anything.

What a destination is called may hold its key: nothing but host and port is ever said of it.
"""

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

_LIMIT_SECONDS = 5.0
_PORTS = {"rtmp": 1935, "rtmps": 443, "http": 80, "https": 443}
_NO_CONNECTION = ("srt", "udp", "rist", "rtp")

Found = Literal["answers", "known", "waits", "refused", "unknown", "silent", "malformed"]
"""`known`: its host is, but only the stream will tell more; `waits`: we wait for it to come;
`refused`: no one listens there; `unknown`: no such host; `silent`: no answer in time."""


class Destination(NamedTuple):
    """Where the session is sent: what it is called, and an address that may hold a key."""

    name: str
    address: str


@dataclass(frozen=True)
class Reached:
    """What was found at a destination; `place` is its host and port."""

    name: str
    found: Found
    place: str = ""


def reach_all(
    destinations: Sequence[Destination], seconds: float = _LIMIT_SECONDS
) -> tuple[Reached, ...]:
    """Try every destination at once, for so many seconds at most."""
    found: dict[int, Reached] = {}

    def try_one(i: int, destination: Destination) -> None:
        found[i] = reach(destination, seconds)

    # Looking up a name can take longer than the limit and cannot be ended: it is left behind.
    tries = [
        threading.Thread(target=try_one, args=(i, destination), daemon=True)
        for i, destination in enumerate(destinations)
    ]
    for attempt in tries:
        attempt.start()
    until = time.monotonic() + seconds
    for attempt in tries:
        attempt.join(max(0.0, until - time.monotonic()))
    return tuple(
        found.get(i) or Reached(destination.name, "silent", _place(destination.address))
        for i, destination in enumerate(destinations)
    )


def reach(destination: Destination, seconds: float = _LIMIT_SECONDS) -> Reached:
    """Try one destination."""
    name, place = destination.name, _place(destination.address)
    parts = _parts(destination.address)
    if parts is None:
        return Reached(name, "malformed")
    scheme, host, port = parts
    if not host and scheme in _NO_CONNECTION:
        return Reached(name, "waits", place)
    return Reached(name, _tried(scheme, host, port, seconds), place)


def _tried(scheme: str, host: str, port: int, seconds: float) -> Found:
    try:
        if scheme in _NO_CONNECTION:
            socket.getaddrinfo(host, port)
            return "known"
        with socket.create_connection((host, port), timeout=seconds):
            return "answers"
    except (socket.gaierror, UnicodeError):
        return "unknown"
    except TimeoutError:
        return "silent"
    except OSError:
        return "refused"


def _parts(address: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None where it is no address that can be sent to."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    if parts.scheme not in (*_PORTS, *_NO_CONNECTION) or not port:
        return None
    if not host and parts.scheme in _PORTS:
        return None
    return parts.scheme, host, port


def _place(address: str) -> str:
    parts = _parts(address)
    return f"{parts[1]}:{parts[2]}" if parts else ""
