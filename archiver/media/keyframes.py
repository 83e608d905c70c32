"""The brightness of a recording's pictures, a few per minute: its keyframes, decoded alone.

Where keyframes are too rare, every picture has to be decoded to see one now and then: that costs
more than ten times as much. Times are session time.
"""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from archiver.media.container import main_video, open_media, seek_before, start_of
from archiver.media.sketch import Grey, grey

_TURNS = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}
_AHEAD_SECONDS = (0, 1, 4, 15, 60)
"""How long before a picture its search begins, in turn: a seek may land after it."""
_PAST_MS = 2_000


@dataclass(frozen=True)
class Seen:
    """A picture, upright, in grey and in full size, and when it was shown."""

    at_ms: int
    picture: Grey


def keyframes(path: Path, *, apart_ms: int = 0) -> Iterator[Seen]:
    """The keyframes of a recording in order, those less than `apart_ms` after the last left out.

    Nothing where there is no video; ends early where the rest cannot be decoded. Raises MediaError
    if the file cannot be opened.
    """
    yield from _pictures(path, apart_ms, "NONKEY")


def every_picture(path: Path, *, apart_ms: int) -> Iterator[Seen]:
    """As `keyframes`, from all pictures that others refer to: for recordings with few keyframes."""
    yield from _pictures(path, apart_ms, "NONREF")


def _pictures(path: Path, apart_ms: int, skip: Literal["NONKEY", "NONREF"]) -> Iterator[Seen]:
    with open_media(path) as container:
        stream = main_video(container)
        if stream is None:
            return
        stream.codec_context.skip_frame = skip
        start, due = start_of(container), -(10**12)
        for frame in _decoded(container, stream):
            at_ms = _session_ms(frame, start)
            if at_ms is not None and at_ms >= due:
                due = at_ms + apart_ms
                yield Seen(at_ms, _upright(frame))


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """The frames that can be decoded; damage in between is passed over."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.FFmpegError):
            return
        with suppress(av.InvalidDataError):
            yield from packet.decode()


def _session_ms(frame: VideoFrame, start: Fraction) -> int | None:
    if frame.pts is None or frame.time_base is None:
        return None
    return max(0, round((frame.pts * frame.time_base - start) * 1000))


def _upright(frame: VideoFrame) -> Grey:
    picture, turn = grey(frame), _TURNS.get(frame.rotation % 360)
    # The decoder uses the frame's memory again.
    return picture.copy() if turn is None else np.asarray(cv2.rotate(picture, turn), np.uint8)


class Album:
    """Takes single pictures out of a recording, by their time as `keyframes` gave it.

    Opening raises MediaError if the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._open = ExitStack()
        self._container = self._open.enter_context(open_media(path))

    def __enter__(self) -> "Album":
        return self

    def __exit__(self, *_exc: object) -> None:
        self._open.close()

    def picture(self, at_ms: int, *, key: bool = True) -> Grey | None:
        """The picture shown at `at_ms`, else the next one; None if none can be decoded there.

        `key` says that it is a keyframe, which is much quicker to find.
        """
        stream = main_video(self._container)
        if stream is None:
            return None
        stream.codec_context.skip_frame = "NONKEY" if key else "DEFAULT"
        start = start_of(self._container)
        for earlier in _AHEAD_SECONDS:
            with suppress(av.FFmpegError):
                seek_before(self._container, start + Fraction(at_ms, 1000) - earlier)
                found = _from(self._container, stream, start, at_ms)
                if found is not None:
                    return found
        return None

    def between(self, start_ms: int, end_ms: int) -> Iterator[Seen]:
        """Every picture that is first shown from `start_ms` up to, not including, `end_ms`."""
        stream = main_video(self._container)
        if stream is None:
            return
        stream.codec_context.skip_frame = "DEFAULT"
        start = start_of(self._container)
        with suppress(av.FFmpegError):
            seek_before(self._container, start + Fraction(start_ms, 1000) - 1)
            for frame in _decoded(self._container, stream):
                shown = _session_ms(frame, start)
                if shown is not None and shown >= end_ms:
                    return
                if shown is not None and shown >= start_ms:
                    yield Seen(shown, _upright(frame))


def _from(
    container: InputContainer, stream: VideoStream, start: Fraction, at_ms: int
) -> Grey | None:
    """The picture at `at_ms`, or None if what is decoded from here on begins after it."""
    for frame in _decoded(container, stream):
        shown = _session_ms(frame, start)
        if shown is not None and shown >= at_ms:
            return _upright(frame) if shown <= at_ms + _PAST_MS else None
    return None
