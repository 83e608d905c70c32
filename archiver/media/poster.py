"""The still picture that stands for a video before it plays."""

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from archiver.i18n import _
from archiver.media.cards import Picture, write_picture
from archiver.media.container import MediaError, main_video, open_media, start_of

WIDEST = 1280
_LATER_SECONDS = (0, 2, 5, 10, 20, 40, 80)
_DARK, _EMPTY = 28.0, 12.0
"""Mean and spread of the luma (0 to 255) under which a picture shows nothing."""
_TURNS = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}


def poster(video: Path, at_ms: int, target: Path) -> None:
    """Write a JPEG of the keyframe nearest `at_ms` of `video`, or of a later one that shows more.

    At most 1280 pixels wide. Raises MediaError if the file has no picture that can be decoded.
    """
    with open_media(video) as container:
        stream = main_video(container)
        best = _best(_candidates(container, stream, at_ms)) if stream else None
    if best is None:
        raise MediaError(
            _("no picture could be taken from {file}").format(file=video.name),
            _("none of its pictures can be decoded"),
        )
    write_picture(_narrowed(best), target)


def _best(pictures: Iterator[Picture]) -> Picture | None:
    best, most = None, -1.0
    for picture in pictures:
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        mean, spread = float(grey.mean()), float(grey.std())
        if mean >= _DARK and spread >= _EMPTY:
            return picture
        if spread > most:
            best, most = picture, spread
    return best


def _candidates(container: InputContainer, stream: VideoStream, at_ms: int) -> Iterator[Picture]:
    stream.codec_context.skip_frame = "NONKEY"
    start = float(start_of(container))
    for later in _LATER_SECONDS:
        try:
            container.seek(int((start + at_ms / 1000 + later) * 1_000_000))
            frame = next(container.decode(stream), None)
        except av.FFmpegError:
            continue
        if frame is not None:
            yield _upright(frame)


def _upright(frame: VideoFrame) -> Picture:
    picture = np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
    turn = _TURNS.get(frame.rotation % 360)
    return picture if turn is None else np.asarray(cv2.rotate(picture, turn), np.uint8)


def _narrowed(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    if width <= WIDEST:
        return picture
    size = (WIDEST, max(1, round(height * WIDEST / width)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
