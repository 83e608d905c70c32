"""Cuts the part of one recorded segment that may be shown, without encoding anything.

A copy can only begin at a keyframe and end before one, so up to one group of pictures is lost on
either side; what lies outside the part asked for is never in the copy. Timestamps stay as they
are in the segment: the copy joins the next segment of its run without a seam.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from archiver.i18n import _
from archiver.media.container import MediaError, main_video, open_media

_AS_THEY_ARE = {"mpegts_copyts": "1"}


@dataclass(frozen=True)
class Trimmed:
    """What a trimmed copy shows, in ms since the first picture of its segment."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class _Pictures:
    """A group of pictures, from one keyframe to the next; times as the file counts them."""

    packets: "tuple[Packet[Any], ...]"
    start: int
    end: int


def trim_segment(source: Path, target: Path, from_ms: int, to_ms: int | None) -> Trimmed | None:
    """Copy what `source` (MPEG-TS) shows from `from_ms` up to `to_ms` into `target`.

    Both are in ms since its first picture; None is its end. The copy starts with the first
    keyframe at or after `from_ms` and ends before the group of pictures that holds `to_ms`.
    Returns None, and writes nothing, if that leaves nothing. The target appears whole or not at
    all. Raises MediaError for a segment that cannot be read.
    """
    with open_media(source) as container:
        video = main_video(container)
        base = video.time_base if video else None
        packets = _packets(container) if video and base else []
        groups = _groups([p for p in packets if p.stream is video])
        if video is None or not base or not groups:
            return None
        first = groups[0].start
        kept = _inside(groups, first + _ticks(from_ms, base), to_ms, first, base)
        if not kept:
            return None
        sounds = _sounds(packets, video, kept, whole_end=to_ms is None)
        _write(container, video, kept, sounds, target)
    return Trimmed(_ms(kept[0].start - first, base), _ms(kept[-1].end - first, base))


def _packets(container: InputContainer) -> "list[Packet[Any]]":
    found = []
    with contextlib.suppress(av.FFmpegError):  # A segment that was cut off ends here.
        for packet in container.demux():
            if packet.pts is not None and packet.dts is not None and packet.size:
                found.append(packet)
    return found


def _groups(packets: "list[Packet[Any]]") -> list[_Pictures]:
    """The groups of pictures; what comes before the first keyframe is in none."""
    times = sorted(p.pts for p in packets if p.pts is not None)
    step = min((b - a for a, b in pairwise(times) if b > a), default=0)
    keys = [i for i, p in enumerate(packets) if p.is_keyframe]
    return [
        _group(tuple(packets[a:b]), step)
        for a, b in zip(keys, [*keys[1:], len(packets)], strict=True)
    ]


def _group(packets: "tuple[Packet[Any], ...]", step: int) -> _Pictures:
    times = [p.pts for p in packets if p.pts is not None]
    return _Pictures(packets, times[0], max(times) + step)


def _inside(
    groups: list[_Pictures], start: int, to_ms: int | None, first: int, base: Fraction
) -> list[_Pictures]:
    end = None if to_ms is None else first + _ticks(to_ms, base)
    return [g for g in groups if g.start >= start and (end is None or g.end <= end)]


def _sounds(
    packets: "list[Packet[Any]]", video: VideoStream, kept: list[_Pictures], *, whole_end: bool
) -> "Iterator[Packet[Any]]":
    """The packets of sound that are heard wholly within what is seen."""
    assert video.time_base is not None
    start, end = kept[0].start * video.time_base, kept[-1].end * video.time_base
    for packet in packets:
        if packet.stream.type != "audio" or packet.pts is None or packet.time_base is None:
            continue
        heard = packet.pts * packet.time_base
        if heard >= start and (
            whole_end or heard + (packet.duration or 0) * packet.time_base <= end
        ):
            yield packet


def _write(
    container: InputContainer,
    video: VideoStream,
    kept: list[_Pictures],
    sounds: "Iterator[Packet[Any]]",
    target: Path,
) -> None:
    pictures = [p for g in kept for p in g.packets if p.pts is not None and p.pts >= kept[0].start]
    packets = sorted([*pictures, *sounds], key=lambda p: (p.dts or 0) * (p.time_base or 1))
    making = target.with_name(f".{target.name}.part")
    try:
        with av.open(str(making), "w", format="mpegts", options=_AS_THEY_ARE) as out:
            streams = {
                stream.index: out.add_stream_from_template(stream)
                for stream in (video, *container.streams.audio)
            }
            for packet in packets:
                packet.stream = streams[packet.stream.index]
                out.mux(packet)
        making.replace(target)
    except av.FFmpegError as error:
        raise MediaError(
            _("{file} could not be cut").format(file=target.name),
            str(error),
            _("This part of the session is left out of the live page; the recording has it"),
        ) from error
    finally:
        making.unlink(missing_ok=True)


def _ticks(ms: int, base: Fraction) -> int:
    return round(Fraction(ms, 1000) / base)


def _ms(ticks: int, base: Fraction) -> int:
    return round(ticks * base * 1000)
