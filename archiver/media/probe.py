"""Probes media files: what streams they hold, and how long they really are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path
from statistics import median
from typing import Any

import av
from av.audio.stream import AudioStream as AvAudio
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream as AvVideo

from archiver.i18n import _
from archiver.media.container import (
    MediaError,
    main_video,
    open_media,
    promised_length,
    start_of,
    streams_used,
)
from archiver.media.ffconcat import is_script, read_parts
from archiver.model.recording import AudioStream, MediaInfo, VideoStream

_TAIL_SECONDS = 6
_LOOKED_AT = 150
"""Packets read at each place where the frame rate is looked at."""
_OUT_OF_STEP = 0.25
_OUT_OF_STEP_SHARE = 0.03
_INTERLACED_ORDERS = (2, 3, 4, 5)
"""AVFieldOrder: everything that is neither unknown nor progressive."""


def probe(path: Path) -> MediaInfo:
    """What `path` holds; its length is measured, whatever its header says.

    Raises MediaError when the file is missing, empty, damaged, or holds neither video nor sound.
    """
    with open_media(path) as container:
        video = main_video(container)
        if not streams_used(container):
            raise MediaError(
                _("{file} cannot be used").format(file=path.name),
                _("it holds neither video nor sound"),
                _("Give the recording of the session"),
            )
        duration = _duration(path)
        described = (_video(path, container, video, duration),) if video else ()
        sounds = tuple(_audio(stream) for stream in container.streams.audio)
        name = container.format.name
    return MediaInfo(duration_ms=duration, container=name, video=described, audio=sounds)


def _duration(path: Path) -> int:
    with open_media(path) as container:
        start = start_of(container)
        # A header may promise more than a truncated file holds: only packets that are there count.
        end = _end_by_tail(container, start) or _end_of(_all_packets(container))
    if end <= start:
        raise MediaError(
            _("{file} cannot be used").format(file=path.name),
            _("nothing in it can be played"),
            _("Check that it plays in a video player, or export it again"),
        )
    return round((end - start) * 1000)


def _end_by_tail(container: InputContainer, start: Fraction) -> Fraction | None:
    length = promised_length(container)
    if not length:
        return None
    promised = start + length
    try:
        container.seek(int((promised - _TAIL_SECONDS) * 1_000_000))
        end = _end_of(_packets(container))
    except av.FFmpegError:
        return None
    return end if end >= promised - 1 else None


def _all_packets(container: InputContainer) -> "Iterator[Packet[Any]]":
    try:
        container.seek(0 if container.start_time is None else container.start_time)
    except av.FFmpegError:
        return iter(())
    return _packets(container)


def _packets(container: InputContainer) -> "Iterator[Packet[Any]]":
    try:
        for packet in container.demux(*streams_used(container)):
            if packet.pts is not None:
                yield packet
    except av.FFmpegError:
        return  # A truncated file ends here.


def _end_of(packets: "Iterable[Packet[Any]]") -> Fraction:
    return max(
        (((p.pts or 0) + (p.duration or 0)) * p.time_base for p in packets),
        default=Fraction(0),
    )


def _video(path: Path, container: InputContainer, stream: AvVideo, duration_ms: int) -> VideoStream:
    context = stream.codec_context
    rotation, interlaced = _first_frame(container, stream)
    step, variable = _pace(path, stream.index)
    rate = float(1 / step) if step else float(stream.guessed_rate or 25)
    return VideoStream(
        index=stream.index,
        codec=context.name,
        profile=context.profile or "",
        pixel_format=context.pix_fmt or "",
        width=context.width,
        height=context.height,
        rotation=rotation,
        interlaced=interlaced,
        square_pixels=(stream.sample_aspect_ratio or 1) == 1,
        frames_per_second=rate if variable else float(stream.guessed_rate or rate),
        variable_frame_rate=variable,
        bit_rate=stream.bit_rate or _mean_bit_rate(path, container, duration_ms),
    )


def _mean_bit_rate(path: Path, container: InputContainer, duration_ms: int) -> int:
    sounds = sum(s.bit_rate or 0 for s in container.streams.audio)
    if is_script(path):
        return max(0, _usual_bit_rate(path) - sounds)
    return max(0, path.stat().st_size * 8000 // duration_ms - sounds)


def _usual_bit_rate(script: Path) -> int:
    """That of most segments: the holes between runs are no part of it."""
    sizes = ((script.parent / p.file, p.duration_us) for p in read_parts(script))
    return int(median(file.stat().st_size * 8_000_000 // us for file, us in sizes))


def _first_frame(container: InputContainer, stream: AvVideo) -> tuple[int, bool]:
    field_order = int(getattr(stream.codec_context, "field_order", 0) or 0)
    try:
        frame = next(container.decode(stream), None)
    except av.FFmpegError:
        frame = None
    if frame is None:
        return 0, field_order in _INTERLACED_ORDERS
    return frame.rotation % 360, frame.interlaced_frame or field_order in _INTERLACED_ORDERS


def _pace(path: Path, index: int) -> tuple[Fraction, bool]:
    """The usual time from frame to frame in seconds, and whether frames often keep another."""
    steps: list[Fraction] = []
    with open_media(path) as container:
        stream = container.streams[index]
        assert isinstance(stream, AvVideo)
        for share in (Fraction(0), Fraction(1, 2), Fraction(9, 10)):
            steps += _steps_at(container, stream, share)
    if not steps:
        return Fraction(0), False
    usual = median(steps)
    tolerance = max(float(usual) * _OUT_OF_STEP, 0.0021)
    odd = sum(abs(float(step - usual)) > tolerance for step in steps)
    return Fraction(usual), odd > len(steps) * _OUT_OF_STEP_SHARE


def _steps_at(container: InputContainer, stream: AvVideo, share: Fraction) -> list[Fraction]:
    length = promised_length(container)
    if share and not length:
        return []
    try:
        if share and length:
            container.seek(int((start_of(container) + length * share) * 1_000_000))
        packets = islice(container.demux(stream), _LOOKED_AT)
        times = [p.pts * p.time_base for p in packets if p.pts is not None]
    except av.FFmpegError:
        return []
    # The last ones may lack frames that are shown before them but stored after.
    times = sorted(times)[: -16 if len(times) > _LOOKED_AT // 2 else None]
    return [b - a for a, b in pairwise(times) if b > a]


def _audio(stream: AvAudio) -> AudioStream:
    context = stream.codec_context
    tags: dict[str, str] = defaultdict(str, stream.metadata)
    language = tags["language"] if tags["language"] != "und" else ""
    handler = tags["handler_name"] if tags["handler_name"] not in _NO_TITLE else ""
    return AudioStream(
        index=stream.index,
        codec=context.name,
        sample_rate=context.sample_rate or 0,
        channels=context.channels or 0,
        language=language,
        title=tags["title"] or handler,
        bit_rate=stream.bit_rate or 0,
    )


_NO_TITLE = ("", "SoundHandler", "Core Media Audio", "Sound Media Handler", "Stereo", "Mono")
