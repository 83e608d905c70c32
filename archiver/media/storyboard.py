"""Small pictures of a video on sheets, taken from its keyframes.

Only the keyframes that are wanted are decoded, each found by a seek, so that hours cost seconds.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from archiver.i18n import _
from archiver.media.cards import Picture
from archiver.media.container import MediaError, main_video, open_media, start_of
from archiver.model.progress import Progress, silent

_QUALITY = 60


def tile_size(width: int, height: int, tile_width: int) -> tuple[int, int]:
    """How large a picture of a video so large becomes: `tile_width` wide, its height even."""
    return tile_width, max(2, round(tile_width * height / width / 2) * 2)


def draw_sheets(
    video: Path,
    times_ms: Sequence[int],
    size: tuple[int, int],
    grid: tuple[int, int],
    targets: Sequence[Path],
    progress: Progress = silent,
) -> None:
    """Write one JPEG for every `columns * rows` of `times_ms`, to `targets` in their order.

    A picture is the last keyframe at or before its time; where none can be decoded, the picture
    before it once more. `size` and `grid` are width and height, columns and rows. Raises
    MediaError if the video cannot be opened or its first picture cannot be decoded.
    """
    columns, rows = grid
    done = 0
    with open_media(video) as container:
        stream = main_video(container)
        pictures = _pictures(container, stream, times_ms, size) if stream else iter(())
        for target in targets:
            tiles = list(islice(pictures, columns * rows))
            if not tiles:
                raise MediaError(
                    _("no picture could be taken from {file}").format(file=video.name),
                    _("none of its pictures can be decoded"),
                )
            _write(_sheet(tiles, columns, size), target)
            done += len(tiles)
            progress(done / len(times_ms))


def _pictures(
    container: InputContainer,
    stream: VideoStream,
    times_ms: Sequence[int],
    size: tuple[int, int],
) -> Iterator[Picture]:
    """A picture for each time; nothing if there is none for the first."""
    stream.codec_context.thread_count = 1
    start, last, before = start_of(container), None, -1
    for ms in times_ms:
        found = _key_packet(container, stream, start + Fraction(ms, 1000), before)
        if found is not None:
            before, frame = found
            last = _small(frame, size) if frame else last
        if last is None:
            return
        yield last


def _key_packet(
    container: InputContainer, stream: VideoStream, at: Fraction, before: int
) -> tuple[int, VideoFrame | None] | None:
    """The keyframe that is shown at `at`, with its time; None if it is the one of time `before`."""
    try:
        container.seek(int(at / (stream.time_base or 1)), stream=stream)
        for packet in container.demux(stream):
            if packet.pts is None or packet.pts == before:
                return None
            if packet.is_keyframe:
                # Given out at once, without the pictures that would have to be read after it.
                frames = [*packet.decode(), *stream.codec_context.decode(None)]
                return packet.pts, frames[0] if frames else None
    except av.FFmpegError:
        pass
    return None


def _small(frame: VideoFrame, size: tuple[int, int]) -> Picture:
    small = frame.reformat(*size, format="bgr24", interpolation="AREA")
    return np.asarray(small.to_ndarray(), np.uint8)


def _sheet(tiles: Sequence[Picture], columns: int, size: tuple[int, int]) -> Picture:
    width, height = size
    rows = -(-len(tiles) // columns)
    sheet = np.zeros((rows * height, min(columns, len(tiles)) * width, 3), np.uint8)
    for n, tile in enumerate(tiles):
        top, left = n // columns * height, n % columns * width
        sheet[top : top + height, left : left + width] = tile
    return sheet


def _write(sheet: Picture, target: Path) -> None:
    options = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    _done, encoded = cv2.imencode(".jpg", sheet, options)
    target.write_bytes(encoded.tobytes())
