"""What is kept of a picture to tell whether the next one differs: a few thousand grey points.

Two sketches of it: means of areas, in which noise is gone and a movement shows, and single points,
in which the noise that every live camera has is still there.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

_AREAS = (36, 64)
_POINTS = (90, 160)
_BLOCK = 10
_PLANAR_LUMA = ("yuv4", "yuvj4", "gray", "nv12", "nv21")
_BLACK_LEVEL = 38
"""16 is black and 235 white in video; a tenth of the way up still looks black."""
_BLACK_LEVEL_FULL_RANGE = 26

Grey = NDArray[np.uint8]


@dataclass(frozen=True)
class Sketch:
    """A picture in 64 x 36 means and 160 x 90 points, row by row, a byte each."""

    areas: bytes
    points: bytes


@dataclass(frozen=True)
class Change:
    """How two pictures differ, in levels of 255: where they differ most, and over all of it."""

    moved: float
    """The largest change of an area: something moved."""
    grain: float
    """The change of single points in an ordinary place: a camera is never without it."""


@dataclass(frozen=True)
class Shade:
    """How bright a picture is: its mean level of 255, and the share of it that is black."""

    luma: float
    dark: float


def use_one_thread() -> None:
    """Sketch without helpers from now on, in the whole process: for who must not disturb."""
    cv2.setNumThreads(1)


def grey(frame: VideoFrame) -> Grey:
    """The brightness of a frame; a view of it where it can be."""
    bits = frame.format.components[0].bits
    if bits != 8 or not frame.format.name.startswith(_PLANAR_LUMA):
        frame = frame.reformat(format="gray")
    plane = frame.planes[0]
    rows: Grey = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: frame.height, : frame.width]


def sketch(picture: Grey) -> Sketch:
    """The sketch of a picture of any size."""
    rows, columns = (_middles(n, of) for n, of in zip(_POINTS, picture.shape, strict=True))
    areas = cv2.resize(picture, _AREAS[::-1], interpolation=cv2.INTER_AREA)
    return Sketch(areas.tobytes(), picture[np.ix_(rows, columns)].tobytes())


def shade(drawn: Sketch, full_range: bool = False) -> Shade:
    """How bright what was sketched is."""
    points = np.frombuffer(drawn.points, np.uint8)
    limit = _BLACK_LEVEL_FULL_RANGE if full_range else _BLACK_LEVEL
    return Shade(float(points.mean()), float(np.count_nonzero(points < limit) / points.size))


def change(before: Sketch, after: Sketch) -> Change:
    """How two sketched pictures differ."""
    moved = _difference(before.areas, after.areas).max()
    blocks = _difference(before.points, after.points).reshape(
        _POINTS[0] // _BLOCK, _BLOCK, _POINTS[1] // _BLOCK, _BLOCK
    )
    return Change(float(moved), float(np.median(blocks.mean(axis=(1, 3)))))


def _middles(count: int, of: int) -> NDArray[np.int64]:
    return (2 * np.arange(count) + 1) * of // (2 * count)


def _difference(before: bytes, after: bytes) -> NDArray[np.int16]:
    first, second = (np.frombuffer(drawn, np.uint8).astype(np.int16) for drawn in (before, after))
    apart: NDArray[np.int16] = np.abs(first - second)
    return apart
