"""Opens media files with PyAV, safely: local files only, one clock.

The only script that is followed is the one that joins a recorder's segments; never a playlist.

Owns what "session time 0" means for a file: the earliest instant of its picture and sound.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.media import ffconcat
from archiver.programs.ffmpeg import local_file

_EARLIER_SECONDS = (0, 1, 5, 20, 60)
_OPTIONS = {"protocol_whitelist": "file"}
# What only points at other files is not a recording: it could name any file of the machine.
_NOT_RECORDINGS = ("hls", "dash", "concat", "imf", "image2", "tty", "_pipe")


class MediaError(ArchiverError):
    """A media file that cannot be used, and why, in the user's terms."""


@contextmanager
def open_media(path: Path) -> Iterator[InputContainer]:
    """The container of `path`, closed afterwards. Raises MediaError if it is not a media file."""
    with _opened(path) as container:
        yield container


def _opened(path: Path) -> InputContainer:
    unreadable = _("{file} cannot be used").format(file=path.name)
    try:
        if not path.is_file():
            raise MediaError(unreadable, _("there is no such file"), _("Check its name and folder"))
        if path.stat().st_size == 0:
            raise MediaError(
                unreadable,
                _("the file is empty (0 bytes)"),
                _("Copy it again from the recorder: the copy may have been interrupted"),
            )
        joined = ffconcat.is_script(path)
        if joined:
            _check_segments(path)
        container = av.open(
            local_file(path),
            format="concat" if joined else None,
            options=ffconcat.OPTIONS if joined else _OPTIONS,
            metadata_errors="replace",
        )
    except av.FFmpegError as error:
        raise MediaError(unreadable, *_cause(path)) from error
    except OSError as error:
        raise MediaError(
            unreadable,
            error.strerror or str(error),
            _("Check that you may read this file and that its disk is connected"),
        ) from error
    if not joined and any(name in container.format.name for name in _NOT_RECORDINGS):
        container.close()
        raise MediaError(
            unreadable,
            _("it is a playlist, a picture or a text, not a recording"),
            _("Give the video file itself"),
        )
    return container


def _check_segments(path: Path) -> None:
    """Raise MediaError unless `path` is a script of ours whose segments are all there.

    ffmpeg would take what comes before one that is missing for the whole.
    """
    unreadable = _("{file} cannot be used").format(file=path.name)
    try:
        parts = ffconcat.read_parts(path)
    except ffconcat.NotAScriptError as error:
        raise MediaError(
            unreadable,
            _("it is not a list of segments that this program made"),
            _("Make it again: archiver process FOLDER --redo import"),
        ) from error
    gone = [part.file for part in parts if not (path.parent / part.file).is_file()]
    if gone:
        raise MediaError(
            unreadable,
            _("the segment {name} is missing").format(name=gone[0]),
            _("Put it back, or go without: archiver process FOLDER --redo import"),
        )


def _cause(path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp":
        return (
            _("its recording was not finished: the index of the MP4 file is missing"),
            _(
                "Give a good file from the same device beside it: "
                "archiver import FOLDER FILE --like GOOD.mp4"
            ),
        )
    return (
        _("it is damaged or is not a media file"),
        _("Check that it plays in a video player, or export it again"),
    )


def main_video(container: InputContainer) -> VideoStream | None:
    """The stream that is looked at: the first video that is not a cover picture."""
    streams = (s for s in container.streams.video if not s.disposition & Disposition.attached_pic)
    return next(streams, None)


def streams_used(container: InputContainer) -> list[VideoStream | AudioStream]:
    """The streams that make up the recording: the main video and every sound."""
    video = main_video(container)
    return [*([video] if video else []), *container.streams.audio]


def start_of(container: InputContainer) -> Fraction:
    """The container's timestamp, in seconds, of session time 0."""
    if container.format.name == "concat":
        return ffconcat.LEAD
    starts = [
        s.start_time * s.time_base
        for s in streams_used(container)
        if s.start_time is not None and s.time_base is not None
    ]
    return min(starts, default=Fraction(container.start_time or 0, 1_000_000))


def promised_length(container: InputContainer) -> Fraction | None:
    """How long the container says it is, in seconds from session time 0; None if it does not."""
    if not container.duration:
        return None
    length = Fraction(container.duration, 1_000_000)
    return length - ffconcat.LEAD if container.format.name == "concat" else length


def seek_before(container: InputContainer, seconds: Fraction) -> None:
    """Go to a place at or shortly before `seconds` of the container's own clock.

    MPEG-TS is sought by decoding time, and in a segment's first moments not at all: then it is
    tried further ahead. Raises av.FFmpegError when there is no such place.
    """
    for earlier in _EARLIER_SECONDS:
        with suppress(av.FFmpegError):
            container.seek(int((seconds - earlier) * 1_000_000))
            return
    container.seek(int(seconds * 1_000_000))
