"""Writes what can be read of a media file into a new one, without re-encoding anything.

Every packet is copied; what the demuxer calls broken is left out. Time is kept: a hole stays a
hole, sound and picture stay where they were to one another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream

from archiver.media.container import open_media, start_of, streams_used
from archiver.media.mp4 import unwritten
from archiver.media.survey import is_sound
from archiver.model.progress import Progress, silent
from archiver.model.recording import MediaInfo
from archiver.programs.ffmpeg import local_file

_MP4_PICTURE = {"h264", "hevc", "av1", "mpeg4"}
_MP4_SOUND = {"aac", "mp3", "ac3", "eac3", "alac", "opus"}
_BACK_SECONDS, _AHEAD_SECONDS = 10, 3600
"""Beyond these a clock was set anew; anything smaller is an overlap or a hole."""


def suffix_for(media: MediaInfo) -> str:
    """The ending of a file that can hold the tracks of `media` as they are."""
    pictures = {video.codec for video in media.video}
    sounds = {audio.codec for audio in media.audio}
    return ".mp4" if pictures <= _MP4_PICTURE and sounds <= _MP4_SOUND else ".mkv"


@dataclass(frozen=True)
class Written:
    """What was written of a track: from when to when, in seconds of the new file's clock."""

    kind: Literal["video", "audio"]
    first: Fraction
    end: Fraction


def rewrap(
    source: Path,
    target: Path,
    progress: Progress = silent,
    *,
    limit: int | None = None,
    moved: Fraction | None = None,
    sound_from: Fraction | None = None,
) -> tuple[Written, ...]:
    """Copy every whole packet of the main picture and the sounds of `source` to `target`.

    What lies at or after the byte `limit` is left out. `moved` is added to the time of every
    packet, by default so much that the file begins at 0. Sound that would be heard before the time
    `sound_from` of the new file is left out. What an edit list of the source hides at its start is
    hidden in an MP4 as well, and shown in a `.ts`: a part of a recording has sound from before its
    first picture. Returns what was written of each track.

    Raises MediaError when the source cannot be opened or the target cannot be written; nothing
    is left then.
    """
    size = max(1, source.stat().st_size)
    try:
        with open_media(source) as read, _created(target) as out:
            copies = _copies(read, out, sound_from)
            clock = _Clock(-start_of(read) if moved is None else moved)
            for packet in _whole_packets(read, limit):
                copies[packet.stream_index].write(packet, clock, out)
                progress(min(1.0, (packet.pos or 0) / size))
    except (OSError, av.FFmpegError) as error:
        target.unlink(missing_ok=True)
        raise unwritten(target, error) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    progress(1.0)
    return tuple(written for copy in copies.values() for written in copy.written())


def _copies(
    read: InputContainer, out: OutputContainer, sound_from: Fraction | None
) -> "dict[int, _Copy]":
    return {
        stream.index: _Copy(
            out.add_stream_from_template(stream, opaque=True),
            sound_from if stream.type == "audio" else None,
        )
        for stream in streams_used(read)
    }


def _created(target: Path) -> OutputContainer:
    if target.suffix == ".mp4":
        return av.open(
            local_file(target), "w", format="mp4", container_options={"use_editlist": "1"}
        )
    form = "mpegts" if target.suffix == ".ts" else "matroska"
    return av.open(local_file(target), "w", format=form)


def _whole_packets(read: InputContainer, limit: int | None) -> "Iterator[Packet[Any]]":
    try:
        for packet in read.demux(*streams_used(read)):
            if is_sound(packet, limit) and (packet.dts is not None or packet.pts is not None):
                yield packet
    except av.FFmpegError:
        return  # A file that is cut off ends here.


class _Clock:
    """What is added to the time of a packet: changes when the recorder's clock was set anew."""

    def __init__(self, offset: Fraction) -> None:
        self._offsets = [offset]

    def offset(self, stamp: Fraction, due: Fraction | None) -> Fraction:
        """For a packet stamped `stamp` of a track whose next packet is `due` at that time."""
        # The tracks are interleaved: for a while one is still on the clock that another has left.
        for offset in reversed(self._offsets[-2:]):
            if due is None or -_BACK_SECONDS <= stamp + offset - due <= _AHEAD_SECONDS:
                return offset
        assert due is not None
        self._offsets.append(due - stamp)
        return self._offsets[-1]


@dataclass
class _Copy:
    """One track of the new file."""

    stream: Stream
    not_before: Fraction | None
    due: Fraction | None = None
    last: int | None = None
    first: Fraction | None = None
    end: Fraction | None = None

    def write(self, packet: "Packet[Any]", clock: _Clock, out: OutputContainer) -> None:
        base = packet.time_base
        dts = packet.dts if packet.dts is not None else packet.pts
        assert dts is not None
        offset = clock.offset(dts * base, self.due)
        moved = round(offset / base)
        if self.last is not None and dts + moved <= self.last:
            return
        shown = ((dts if packet.pts is None else packet.pts) + moved) * base
        length = (packet.duration or 0) * base
        if self.not_before is not None and shown + length / 2 < self.not_before:
            return
        self.first = shown if self.first is None else min(self.first, shown)
        self.end = shown + length if self.end is None else max(self.end, shown + length)
        self.last = dts + moved
        self.due = (self.last + (packet.duration or 0)) * base
        # Made anew, without the remarks that tell a player to skip what an edit list hides.
        copy: Packet[Any] = Packet(bytes(packet))
        copy.dts = self.last
        copy.pts = max(self.last, (dts if packet.pts is None else packet.pts) + moved)
        copy.duration, copy.time_base = packet.duration or 0, base
        copy.is_keyframe = packet.is_keyframe
        copy.stream = self.stream
        out.mux(copy)

    def written(self) -> Iterator[Written]:
        """What was written, if anything."""
        if self.first is not None and self.end is not None:
            kind: Literal["video", "audio"] = "audio" if self.stream.type == "audio" else "video"
            yield Written(kind, self.first, self.end)
