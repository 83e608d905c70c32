"""A still picture made small enough for who takes only so many bytes."""

from pathlib import Path

import cv2

from archiver.i18n import _
from archiver.media.container import MediaError

_QUALITIES = (92, 85, 75, 60, 45)
_SHRINK = 0.75
_SMALLEST = 320
_JPEG = b"\xff\xd8\xff"


def jpeg_within(picture: Path, most: int) -> bytes:
    """The picture as a JPEG of at most `most` bytes: as it is where it fits, else lighter.

    First its quality goes down, then its size. Raises MediaError when it is no picture.
    """
    try:
        raw = picture.read_bytes()
    except OSError as error:
        raise _unusable(picture, error.strerror or str(error)) from error
    if raw.startswith(_JPEG) and len(raw) <= most:
        return raw
    image = cv2.imread(str(picture), cv2.IMREAD_COLOR)
    if image is None:
        raise _unusable(picture, _("it is no picture that can be decoded"))
    while True:
        for quality in _QUALITIES:
            made, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
            if made and coded.nbytes <= most:
                return coded.tobytes()
        if image.shape[1] <= _SMALLEST:
            raise _unusable(picture, _("it cannot be made small enough"))
        image = cv2.resize(image, None, fx=_SHRINK, fy=_SHRINK, interpolation=cv2.INTER_AREA)


def _unusable(picture: Path, why: str) -> MediaError:
    return MediaError(_("the picture {file} cannot be used").format(file=picture.name), why)
