"""Writes the MP4 a browser plays while it loads: index first, chapters and title inside."""

import errno
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from archiver.i18n import _
from archiver.media.container import MediaError, open_media
from archiver.model.progress import Progress, silent
from archiver.programs.ffmpeg import local_file

_MS = Fraction(1, 1000)


@dataclass(frozen=True)
class Mark:
    """A chapter inside the file, in milliseconds from its start."""

    title: str
    start_ms: int
    end_ms: int


class Track(Protocol):
    """A picture to be written: makes its stream, then its packets in decoding order."""

    def add_to(self, target: OutputContainer) -> VideoStream:
        """Add the stream that takes the packets to `target`."""

    def packets(self) -> "Iterator[Packet[Any]]":
        """The packets, timed in the stream's time base."""


def write_mp4(
    target: Path,
    track: Track,
    sound: Path | None,
    *,
    duration_ms: int,
    title: str = "",
    marks: Sequence[Mark] = (),
    progress: Progress = silent,
) -> None:
    """Write `track` and the sound of the file `sound`, if there is one, to `target`.

    Raises MediaError when it cannot be written, as on a full disk; nothing is left then.
    """
    try:
        with _heard(sound) as heard, _created(target) as out:
            out.metadata["title"] = title
            out.set_chapters(
                [
                    {
                        "id": n,
                        "start": mark.start_ms,
                        "end": mark.end_ms,
                        "time_base": _MS,
                        "metadata": {"title": mark.title},
                    }
                    for n, mark in enumerate(marks)
                ]
            )
            picture = track.add_to(out)
            sounds: Iterator[Packet[Any]] = iter(())
            if heard:
                audio = out.add_stream_from_template(heard.streams.audio[0], opaque=True)
                sounds = _of_stream(heard.demux(heard.streams.audio[0]), audio)
            for packet in _interleaved(_of_stream(track.packets(), picture), sounds):
                if packet.stream is picture:
                    progress(max(0.0, min(1.0, float(_time(packet)) * 1000 / duration_ms)))
                out.mux(packet)
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError | av.FFmpegError):
            raise unwritten(target, error) from error
        raise
    progress(1.0)


def _heard(sound: Path | None) -> AbstractContextManager[InputContainer | None]:
    return open_media(sound) if sound else nullcontext()


def _created(target: Path) -> OutputContainer:
    return av.open(
        local_file(target),
        "w",
        format="mp4",
        container_options={"movflags": "+faststart", "use_editlist": "1"},
    )


def _of_stream(packets: "Iterator[Packet[Any]]", stream: Stream) -> "Iterator[Packet[Any]]":
    for packet in packets:
        if packet.dts is not None:
            packet.stream = stream
            yield packet


def _time(packet: "Packet[Any]") -> Fraction:
    return (packet.dts or 0) * packet.time_base


def _interleaved(
    picture: "Iterator[Packet[Any]]", sound: "Iterator[Packet[Any]]"
) -> "Iterator[Packet[Any]]":
    heard = next(sound, None)
    for packet in picture:
        now = _time(packet)
        while heard is not None and _time(heard) <= now:
            yield heard
            heard = next(sound, None)
        yield packet
    if heard is not None:
        yield heard
    yield from sound


def unwritten(target: Path, error: OSError | av.FFmpegError) -> MediaError:
    """What to say when `target` could not be written."""
    full = error.errno == errno.ENOSPC
    return MediaError(
        _("{file} could not be written").format(file=target.name),
        _("the disk is full") if full else (error.strerror or str(error)),
        _("Free some space, then run the same command again") if full else "",
    )
