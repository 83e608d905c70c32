"""What a recording is made from: the technician's wishes and the session's settings, as plans."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archiver.capture.feeds import Feed, parse_feed
from archiver.capture.job import Hours
from archiver.media.probe import probe
from archiver.model.marks import Planned
from archiver.programs.abilities import Needs
from archiver.steps import Settings
from archiver.store.folder import SessionFolder

_COPIED_AS_THEY_ARE = {"aac", "mp2", "mp3", "ac3"}
_PROTOCOLS = {"srt": "srt", "rtmp": "rtmp", "rtsp": "rtp", "hls": "https", "udp": "udp"}


@dataclass(frozen=True)
class Wanted:
    """What the technician asked for on the command line; the rest is in the session's settings."""

    feed: str = ""
    lasts: timedelta | None = None
    at_once: bool = False
    mirror: Path | None = None
    simulcast: bool = True
    live_page: bool = True
    live_words: bool = True


def feed_of(settings: Settings, wanted: Wanted) -> Feed:
    """The feed asked for, else the session's. Raises FeedError."""
    session = settings.session
    return parse_feed(wanted.feed or session.feed, session.feed_sound)


def must_encode(feed: Feed, settings: Settings) -> bool:
    """Whether pictures and sound are encoded; else they are copied as they come."""
    codec = settings.preset.capture.codec
    if codec != "auto" or feed.kind != "file":
        return codec == "encode" or (codec == "auto" and feed.raw)
    media = probe(Path(feed.address.removeprefix("file:")))
    pictures = {stream.codec for stream in media.video}
    sounds = {stream.codec for stream in media.audio}
    return pictures != {"h264"} or not sounds <= _COPIED_AS_THEY_ARE


def needs_of(feed: Feed, *, encode: bool) -> Needs:
    """What ffmpeg must have been built with for this feed."""
    protocol = _PROTOCOLS.get(feed.kind)
    devices = ["v4l2"] if feed.kind == "device" else []
    devices += [feed.sound.partition(":")[0]] if feed.sound else []
    return Needs(
        protocols=frozenset([protocol] if protocol else []),
        inputs=frozenset(devices),
        encoders=frozenset(["libx264", "aac"] if encode else []),
    )


def hours_of(settings: Settings, planned: Planned, wanted: Wanted) -> Hours:
    """From when to when it is recorded, margins included."""
    capture, now = settings.preset.capture, datetime.now(UTC)
    if wanted.lasts:
        return Hours(None, now + wanted.lasts, firm=True)
    begin = planned.start
    end = planned.end + timedelta(milliseconds=capture.margin_after_ms) if planned.end else None
    if end is None or end < now:
        end = max(now, begin or now) + timedelta(milliseconds=capture.longest_ms)
    if begin:
        begin -= timedelta(milliseconds=capture.margin_before_ms)
    return Hours(None if wanted.at_once else begin, end)


def mirror_of(wanted: Wanted, folder: SessionFolder) -> Path | None:
    """Where the second copy of this session's recording is."""
    return wanted.mirror.absolute() / folder.id / "recording" if wanted.mirror else None
