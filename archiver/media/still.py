"""One picture of what is being recorded: the first that the newest segments hold, as a JPEG."""

from collections.abc import Sequence
from pathlib import Path

import av
import cv2

from archiver.errors import ArchiverError
from archiver.media.container import main_video, open_media

WIDTH = 640
_QUALITY = 80


def newest_still(segments: Sequence[Path], width: int = WIDTH) -> bytes | None:
    """The first key picture of the newest of `segments` that has one, as a JPEG `width` wide.

    They are in the order they were recorded; the last may still grow. None where no picture can
    be decoded.
    """
    for segment in reversed(segments):
        try:
            found = _first(segment, width)
        except (ArchiverError, av.FFmpegError, OSError):
            continue
        if found:
            return found
    return None


def _first(segment: Path, width: int) -> bytes | None:
    with open_media(segment) as container:
        stream = main_video(container)
        if stream is None:
            return None
        stream.codec_context.skip_frame = "NONKEY"
        for frame in container.decode(stream):
            high = max(2, round(frame.height * width / frame.width) // 2 * 2)
            picture = frame.to_ndarray(width=width, height=high, format="bgr24")
            made, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
            return coded.tobytes() if made else None
    return None
