"""Where a session is recorded from: an address as people write it, and what ffmpeg is given for it.

An address can only ever become an input of the protocol it names: what ffmpeg may open is listed
for each, so that no feed, playlist or redirection reaches a file of this machine.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from archiver.errors import ArchiverError
from archiver.i18n import _

FeedKind = Literal["srt", "rtmp", "rtsp", "hls", "udp", "device", "file", "test"]

_SCHEMES: dict[str, FeedKind] = {
    "srt": "srt",
    "rtmp": "rtmp",
    "rtmps": "rtmp",
    "rtsp": "rtsp",
    "rtsps": "rtsp",
    "http": "hls",
    "https": "hls",
    "udp": "udp",
}
_ALLOWED: dict[FeedKind, str] = {
    "srt": "srt",
    "rtmp": "rtmp,rtmps,tcp,tls",
    "rtsp": "rtsp,rtsps,rtp,srtp,udp,tcp,tls",
    "hls": "http,https,tcp,tls,crypto",
    "udp": "udp",
}
_SOUND_DEVICES = ("alsa", "pulse")
_SILENCE_MICROSECONDS = 5_000_000
_SRT_CONNECT_MS = 3_000


class FeedError(ArchiverError):
    """An address that nothing can be recorded from."""


@dataclass(frozen=True)
class Feed:
    """A feed: `address` as ffmpeg is given it, `shown` as people may read it anywhere."""

    kind: FeedKind
    address: str
    shown: str
    sound: str = ""
    """`alsa:NAME` or `pulse:NAME` where the sound comes from elsewhere."""
    listens: bool = False
    """Whether the other side calls us, so that waiting for it is no fault."""

    @property
    def raw(self) -> bool:
        """Whether pictures come uncompressed, so that they must be encoded."""
        return self.kind in ("device", "test")

    @property
    def bursts(self) -> bool:
        """Whether pictures come in bursts of seconds."""
        return self.kind == "hls"


def parse_feed(text: str, sound: str = "") -> Feed:
    """The feed that `text` names. Raises FeedError, saying what can be written, if it is none."""
    text = text.strip()
    _check_sound(sound)
    if not text:
        raise FeedError(
            _("no feed is known for this session"),
            remedy=_("Add it: --from ADDRESS, or the line “feed” of session.toml"),
        )
    if text.startswith("test:"):
        return Feed("test", "", text)
    if text.startswith(("v4l2:", "/dev/video")):
        return _device(text.removeprefix("v4l2:"), sound)
    scheme, separator, _rest = text.partition("://")
    if separator and scheme.lower() in _SCHEMES:
        return _network(text, _SCHEMES[scheme.lower()], sound)
    if separator or not Path(text).is_file():
        raise FeedError(
            _("nothing can be recorded from “{feed}”").format(feed=text[:80]),
            _("it is neither a file, nor a device, nor an address that is known"),
            _("Write srt://, rtmp://, rtsp://, http(s)://, udp://, v4l2:/dev/video0 or a file"),
        )
    return Feed("file", f"file:{Path(text).absolute()}", Path(text).name, sound)


def _check_sound(sound: str) -> None:
    kind, _separator, name = sound.partition(":")
    if sound and (kind not in _SOUND_DEVICES or not name):
        raise FeedError(
            _("“{sound}” is not a sound device").format(sound=sound[:80]),
            remedy=_("Write alsa:NAME or pulse:NAME, for instance alsa:hw:1 or pulse:default"),
        )


def _device(path: str, sound: str) -> Feed:
    if not path.startswith("/dev/"):
        raise FeedError(
            _("“{feed}” is not a video device").format(feed=path[:80]),
            remedy=_("Write for instance v4l2:/dev/video0"),
        )
    return Feed("device", path, path, sound)


def _network(text: str, kind: FeedKind, sound: str) -> Feed:
    parts = urlsplit(text)
    query = dict(parse_qsl(parts.query))
    called = {"srt": query.get("mode") == "listener", "rtmp": "listen" in query, "udp": True}
    listens = called.get(kind, False)
    if not parts.hostname and not listens:
        raise FeedError(
            _("the address “{feed}” names no machine").format(feed=redacted(text)),
            remedy=_("Write for instance srt://192.0.2.10:9000"),
        )
    return Feed(kind, text, redacted(text), sound, listens)


def redacted(address: str) -> str:
    """An address without user name, password, query or stream key: for logs and screens."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    path = parts.path
    if parts.scheme in ("rtmp", "rtmps") and path.count("/") > 1:
        path = path.rpartition("/")[0] + "/…"
    return f"{parts.scheme}://{host}{path}"


def input_args(feed: Feed, size: str, frames_per_second: int) -> list[str]:
    """ffmpeg's arguments for taking this feed, up to and including its `-i` (or several)."""
    if feed.kind == "test":
        return [
            *("-re", "-f", "lavfi", "-i", f"testsrc2=size={size}:rate={frames_per_second}"),
            *("-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"),
        ]
    if feed.kind == "device":
        return [
            *("-f", "v4l2", "-thread_queue_size", "256", "-video_size", size),
            *("-framerate", str(frames_per_second), "-i", feed.address, *_sound_input(feed)),
        ]
    if feed.kind == "file":
        return ["-re", "-protocol_whitelist", "file", "-i", feed.address, *_sound_input(feed)]
    whitelist = ["-protocol_whitelist", _ALLOWED[feed.kind]]
    return [*whitelist, *_patience(feed), "-i", _address(feed), *_sound_input(feed)]


def _patience(feed: Feed) -> list[str]:
    """A dead connection ends by itself, where the protocol knows how."""
    silence = str(_SILENCE_MICROSECONDS)
    if feed.kind == "rtsp":
        return ["-rtsp_transport", "tcp", "-timeout", silence]
    if feed.kind == "rtmp":
        return ["-listen", "1"] if feed.listens else ["-rw_timeout", silence]
    if feed.kind == "hls":
        return ["-rw_timeout", silence]
    if feed.kind == "udp":
        return ["-f", "mpegts"]
    return []


def _address(feed: Feed) -> str:
    if feed.kind == "rtmp" and feed.listens:
        return feed.address.partition("?")[0]
    if feed.kind == "srt" and "connect_timeout" not in feed.address and not feed.listens:
        joint = "&" if "?" in feed.address else "?"
        return f"{feed.address}{joint}connect_timeout={_SRT_CONNECT_MS}"
    if feed.kind == "udp" and "overrun_nonfatal" not in feed.address:
        joint = "&" if "?" in feed.address else "?"
        return f"{feed.address}{joint}overrun_nonfatal=1&fifo_size=50000"
    return feed.address


def _sound_input(feed: Feed) -> list[str]:
    if not feed.sound:
        return []
    kind, _separator, name = feed.sound.partition(":")
    return ["-f", kind, "-thread_queue_size", "1024", "-i", name]
