"""A destination of the live stream: its address, checked; its key, out of sight; does it answer.

The key of an RTMP destination never stands in an argument of a program, where every user of the
machine could read it: the sender gets it through its input. ffmpeg, which is needed for SRT, has
no such way.
"""

import json
import random
import re
import socket
import struct
import sys
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from archiver.capture.relay import why_unreachable
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.programs.ffmpeg import find_ffmpeg

_PORTS = {"rtmp": 1935, "rtmps": 443}
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")
_PATH = re.compile(r"(/[A-Za-z0-9._~%@:+-]*)*")
_PRINTABLE = re.compile(r"[\x21-\x7e]{1,900}")
_SRT_OPTIONS = {"latency": r"\d{1,9}", "pbkeylen": "16|24|32", "mode": "caller"}
_ANSWER_SECONDS = 3.0
_MASK = "•••"
_SRT_FFMPEG = (
    *("-hide_banner", "-nostdin", "-nostats", "-loglevel", "warning"),
    *("-stats_period", "0.5", "-progress", "pipe:1"),
    *("-probesize", "1000000", "-analyzeduration", "1000000", "-fpsprobesize", "0"),
    *("-dts_delta_threshold", "3600", "-f", "mpegts", "-i", "pipe:0"),
    *("-map", "0:v:0", "-map", "0:a:0", "-c", "copy", "-max_interleave_delta", "2500000"),
    *("-f", "mpegts", "-flush_packets", "1"),
)


class DestinationError(ArchiverError):
    """A destination cannot be used as it is written."""


@dataclass(frozen=True)
class Destination:
    """Where the session is sent live. Raises DestinationError for an address or key it refuses.

    For RTMP the `key` is the name of the stream, for SRT its `streamid`; the `passphrase` is
    SRT's encryption.
    """

    name: str
    url: str
    key: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self._check(self._parts())

    @property
    def is_srt(self) -> bool:
        """Whether it is SRT, which is UDP, rather than RTMP."""
        return self._parts().scheme == "srt"

    @property
    def host(self) -> str:
        """The host's name or number."""
        return self._parts().hostname or ""

    @property
    def port(self) -> int:
        """The host's port."""
        parts = self._parts()
        return parts.port or _PORTS[parts.scheme]

    @property
    def is_tls(self) -> bool:
        """Whether it is RTMP over TLS."""
        return self._parts().scheme == "rtmps"

    def command(self, relay_port: int) -> tuple[tuple[str, ...], bytes]:
        """The program that sends what comes on its input, and what it is to be told first.

        RTMP goes to a relay on the loopback, whose port is `relay_port`.
        """
        if self.is_srt:
            return (find_ffmpeg().path, *_SRT_FFMPEG, *self._srt()), b""
        path = "/".join(part for part in (self._parts().path.strip("/"), self.key) if part)
        told = json.dumps({"port": relay_port, "path": path}).encode() + b"\n"
        return (sys.executable, "-m", "archiver.media.sender"), told

    def _srt(self) -> tuple[str, ...]:
        host = f"[{self.host}]" if ":" in self.host else self.host
        query = urlencode({**dict(parse_qsl(self._parts().query)), "mode": "caller"})
        key = ("-srt_streamid", self.key) if self.key else ()
        passphrase = ("-passphrase", self.passphrase) if self.passphrase else ()
        return (*key, *passphrase, f"srt://{host}:{self.port}?{query}")

    def scrubbed(self, text: str) -> str:
        """`text` without the key and the passphrase, however they are written in it."""
        for secret in filter(None, (self.key, self.passphrase)):
            forms = {secret, quote(secret), quote(secret, safe="")}
            for written in sorted(forms, key=len, reverse=True):
                text = text.replace(written, _MASK)
        return text

    def _parts(self) -> SplitResult:
        try:
            parts = urlsplit(self.url)
            _port = parts.port
        except ValueError as error:
            raise self._refused(_("its address cannot be read")) from error
        return parts

    def _check(self, parts: SplitResult) -> None:
        if not _PRINTABLE.fullmatch(self.url):  # Parsing would leave line ends out.
            raise self._refused(_("its address has spaces or line ends in it, or is empty"))
        if parts.username is not None or parts.password is not None:
            raise DestinationError(
                self._unusable(),
                _("its address holds a user name or a password"),
                self._set_key(),
            )
        if parts.scheme not in ("rtmp", "rtmps", "srt"):
            raise self._refused(_("its address must begin with rtmp://, rtmps:// or srt://"))
        if not _HOST.fullmatch(parts.hostname or ""):
            raise self._refused(_("its address names no host"))
        if parts.scheme == "srt":
            self._check_srt(parts)
        elif parts.query or parts.fragment or not _PATH.fullmatch(parts.path):
            raise DestinationError(
                self._unusable(),
                _("its address holds more than a host, a port and a path"),
                self._set_key(),
            )
        for secret in filter(None, (self.key, self.passphrase)):
            if not _PRINTABLE.fullmatch(secret):
                raise DestinationError(
                    self._unusable(),
                    _("its key has spaces, accents or line ends in it"),
                    _("Copy it again from the platform, then: archiver destinations set-key NAME"),
                )

    def _check_srt(self, parts: SplitResult) -> None:
        if not parts.port:
            raise self._refused(_("an SRT address needs a port: srt://host:port"))
        if parts.path.strip("/") or parts.fragment:
            raise self._refused(_("an SRT address has no path: srt://host:port"))
        for option, value in parse_qsl(parts.query, keep_blank_values=True):
            if option in ("streamid", "passphrase"):
                raise DestinationError(
                    self._unusable(),
                    _("its address holds {option}, which is kept secret").format(option=option),
                    self._set_key(),
                )
            if not re.fullmatch(_SRT_OPTIONS.get(option, "(?!)"), value):
                raise self._refused(
                    _("“{option}” is not known in an SRT address").format(option=option)
                )

    def _unusable(self) -> str:
        return _("the destination “{name}” cannot be used").format(name=self.name)

    def _refused(self, why: str) -> DestinationError:
        return DestinationError(self._unusable(), why, _("Correct it in archive.toml"))

    def _set_key(self) -> str:
        return _(
            "Take it out of archive.toml; give the key with: archiver destinations set-key {name}"
        ).format(name=self.name)


def unanswered(destination: Destination) -> str:
    """Why a destination does not answer; empty when it does. Nothing is sent to it."""
    try:
        if destination.is_srt:
            _ask_srt(destination)
        else:
            address = (destination.host, destination.port)
            socket.create_connection(address, _ANSWER_SECONDS).close()
    except OSError as error:
        return why_unreachable(destination.host, error)
    return ""


def _ask_srt(destination: Destination) -> None:
    """Send what begins an SRT handshake and wait for any reply."""
    induction, version, mtu, window = 1, 4, 1500, 8192
    number = random.getrandbits(30)
    head = struct.pack(">IIII", 1 << 31, 0, 0, 0)
    body = struct.pack(">IHHIIIIII", version, 0, 2, number, mtu, window, induction, number, 0)
    found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_DGRAM)
    family, kind, protocol, _name, address = found[0]
    with socket.socket(family, kind, protocol) as asking:
        asking.settimeout(_ANSWER_SECONDS)
        asking.connect(address)
        asking.send(head + body + bytes(16))
        asking.recv(1500)
