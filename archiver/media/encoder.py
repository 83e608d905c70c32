"""Encodes pictures as H.264 with libx264: whole replays, the edges of a splice, cards."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from archiver.media.cards import Picture
from archiver.media.frames import TICKS
from archiver.model.timeline import Piece

TIME_BASE = Fraction(1, TICKS)
CARD_STEP = TICKS
"""A card is one frame a second."""
_GLOBAL_HEADER = 1 << 22
_PROFILES = {"Baseline": "baseline", "Constrained Baseline": "baseline", "Main": "main"}

Picturing = Callable[[Piece, int, int], Picture]
"""Draws the card of a piece, so many pixels wide and high."""


@dataclass(frozen=True)
class Quality:
    """What x264 is asked for."""

    preset: str
    crf: int
    b_frames: int
    max_bit_rate: int = 0
    key_seconds: int = 2
    repeatable: bool = False
    """The same frames give the same bytes: x264's tree of macroblocks reads memory that it has
    not written, and does without it then, for somewhat larger pictures."""


STILL = Quality(preset="veryfast", crf=24, b_frames=0, key_seconds=10, repeatable=True)
"""Cards from end to end."""
EDGE = Quality(preset="veryfast", crf=18, b_frames=0, repeatable=True)
"""A few frames beside a copied stream: as good as it, and simple to join."""


class Encoder:
    """One libx264, from its first frame to its last."""

    def __init__(self, codec: VideoCodecContext, key_seconds: int = 2) -> None:
        self.codec = codec
        self._key_ticks = key_seconds * TICKS
        codec.open()

    @classmethod
    def like(cls, source: VideoStream, number: int, quality: Quality) -> "Encoder":
        """An encoder whose pictures can stand beside `source`'s; its sets bear `number`."""
        like = source.codec_context
        rate = source.guessed_rate or Fraction(25)
        own = f"sps-id={number}:stitchable=1:"
        codec = VideoCodecContext.create("libx264", "w")
        configure(codec, like.width, like.height, rate, quality, own)
        codec.pix_fmt = like.pix_fmt
        codec.options |= {"profile": profile_for(like.profile or "")}
        codec.color_primaries = like.color_primaries
        codec.color_trc = like.color_trc
        codec.colorspace = like.colorspace
        codec.color_range = like.color_range
        return cls(codec)

    def packets(self, frames: Iterable[VideoFrame]) -> "Iterator[Packet[Any]]":
        """The packets of `frames`, whose pts are replay ticks; keyframes as often as asked."""
        key_due = None
        for frame in frames:
            assert frame.pts is not None
            due = key_due is None or frame.pts >= key_due
            frame.pict_type = 1 if due else 0
            if due:
                key_due = frame.pts + self._key_ticks
            yield from self.codec.encode(frame)
        yield from self.codec.encode(None)


def profile_for(profile: str) -> str:
    """What x264 is asked for, so that its pictures can stand beside those of `profile`."""
    return _PROFILES.get(profile, "high")


def configure(
    codec: VideoCodecContext,
    width: int,
    height: int,
    rate: Fraction,
    quality: Quality,
    own: str = "",
) -> None:
    """Set up a libx264 that is not open yet; `own` are further x264 parameters, each ending in :"""
    codec.width, codec.height = width, height
    codec.pix_fmt = "yuv420p"
    codec.time_base = TIME_BASE
    codec.framerate = rate
    codec.flags |= _GLOBAL_HEADER
    if quality.repeatable:
        own += "mbtree=0:"
    codec.options = {
        "preset": quality.preset,
        "crf": str(quality.crf),
        "bf": str(quality.b_frames),
        "forced-idr": "1",
        "x264-params": f"{own}keyint=infinite:open-gop=0:log-level=error",
    }
    if quality.max_bit_rate:
        codec.options |= {
            "maxrate": str(quality.max_bit_rate),
            "bufsize": str(2 * quality.max_bit_rate),
        }


def card_frame(picture: Picture, tick: int) -> VideoFrame:
    """`picture` as a frame shown at `tick` of the replay."""
    frame = VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")
    frame.pts, frame.time_base = tick, TIME_BASE
    return frame
