"""Chooses how a replay's picture is made, and makes it: copied, spliced, encoded, or cards only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from archiver.i18n import _
from archiver.media.container import main_video, open_media
from archiver.media.encoder import STILL, Picturing, Quality
from archiver.media.frames import TICKS_PER_MS, FrameIndex, index_frames
from archiver.media.h264 import NotJoinableError
from archiver.media.mp4 import Mark, write_mp4
from archiver.media.recode import EncodedTrack, Shape, shape_for
from archiver.media.splice import SplicedTrack
from archiver.model.hiding import NOTHING_HIDDEN, Hidden
from archiver.model.preset import ReplaySettings
from archiver.model.progress import Progress, silent
from archiver.model.recording import VideoStream
from archiver.model.timeline import Timeline

How = Literal["copied", "spliced", "encoded", "cards"]
_PROFILES = ("Baseline", "Constrained Baseline", "Main", "High")
_CARD_SHAPE = Shape(1280, 720)


@dataclass(frozen=True)
class Made:
    """How a picture was made, how much of it had to be encoded, and why more than its edges."""

    how: How
    encoded_ms: int
    why: str = ""


@dataclass(frozen=True)
class Picture:
    """What is seen of which file."""

    source: Path
    video: VideoStream | None
    timeline: Timeline
    settings: ReplaySettings
    cards: Picturing
    index: FrameIndex | None = None
    """Where the frames of `source` are, where it is known already."""
    hidden: Hidden = NOTHING_HIDDEN
    """What may not be seen, in session time."""


def write_replay(
    target: Path,
    picture: Picture,
    sound: Path,
    *,
    title: str = "",
    marks: Sequence[Mark] = (),
    progress: Progress = silent,
) -> Made:
    """Write `picture` with the sound of the file `sound` to the MP4 `target`.

    Copies the source's frames where a browser can play them as they are and encodes the rest.
    Raises MediaError when the source cannot be read or the target cannot be written.
    """

    def write(track: SplicedTrack | EncodedTrack) -> None:
        length = picture.timeline.replay_duration_ms
        write_mp4(
            target, track, sound, duration_ms=length, title=title, marks=marks, progress=progress
        )

    if picture.video is None:
        write(EncodedTrack(None, picture.timeline, _CARD_SHAPE, Fraction(1), STILL, picture.cards))
        return Made("cards", 0)
    why = why_encoded(picture.video, picture.settings)
    with open_media(picture.source) as container:
        stream = main_video(container)
        assert stream is not None
        if not why:
            try:
                index = picture.index or index_frames(container, stream)
                track = SplicedTrack(
                    container, stream, index, picture.timeline, picture.cards, picture.hidden
                )
                if track.copies:
                    write(track)
                    return Made(track.how, track.recoded_ticks // TICKS_PER_MS)
                why = _("it has too few frames at which it can be cut")
            except NotJoinableError as error:
                why = str(error)
    _encode(picture, write)
    return Made("encoded", picture.timeline.replay_duration_ms, why)


def index_of(source: Path) -> FrameIndex | None:
    """Where the frames of `source` are, for several cuts of one file; None if it cannot be cut."""
    with open_media(source) as container:
        stream = main_video(container)
        try:
            return index_frames(container, stream) if stream else None
        except NotJoinableError:
            return None


def _encode(picture: Picture, write: Callable[[EncodedTrack], None]) -> None:
    settings, video = picture.settings, picture.video
    assert video is not None
    quality = Quality(settings.x264_preset, settings.crf, 3, settings.max_bit_rate_kbps * 1000)
    with open_media(picture.source) as container:
        stream = main_video(container)
        assert stream is not None
        shape = shape_for(
            video.width,
            video.height,
            max_height=settings.max_height,
            rotation=video.rotation,
            aspect=Fraction(stream.sample_aspect_ratio or 1),
            interlaced=video.interlaced,
        )
        rate = Fraction(video.frames_per_second).limit_denominator(1001)
        source = (container, stream)
        write(
            EncodedTrack(
                source, picture.timeline, shape, rate, quality, picture.cards, picture.hidden
            )
        )


def why_encoded(video: VideoStream, settings: ReplaySettings) -> str:
    """Why the frames of `video` cannot be copied to a replay; empty when they can."""
    if settings.video == "encode":
        return _("the preset asks for it")
    if video.codec != "h264" or video.profile not in _PROFILES:
        return _("its format ({codec}) is not played by every browser").format(codec=video.codec)
    if video.pixel_format not in ("yuv420p", "yuvj420p"):
        return _("its colours ({format}) are not played by every browser").format(
            format=video.pixel_format
        )
    if video.interlaced:
        return _("it is interlaced")
    if video.rotation or not video.square_pixels:
        return _("its pictures must be turned or stretched")
    return _beyond_preset(video, settings)


def _beyond_preset(video: VideoStream, settings: ReplaySettings) -> str:
    if settings.video == "copy":
        return ""
    if video.variable_frame_rate:
        return _("its frame rate varies")
    if video.height > settings.max_height:
        return _("it is larger than the preset allows")
    if video.bit_rate > settings.max_bit_rate_kbps * 1000:
        return _("its bit rate is higher than the preset allows")
    return ""
