"""thumbnails.set: a picture of one's own, JPEG or PNG, at most 2 MB."""

from pathlib import Path

import av

from tests.youtube.errors import ApiError
from tests.youtube.registry import Call, method
from tests.youtube.store import Doc
from tests.youtube.videos import owned, thumbnails

DOMAIN = "youtube.thumbnail"


def _before(call: Call) -> None:
    owned(call, call.one("videoId"))


@method("youtube.thumbnails.set", check=_before)
def put(call: Call) -> Doc:
    """Replace the picture of a video."""
    video, media = owned(call, call.one("videoId")), call.media
    if not media or not media.size:
        message = "The request does not include the image content."
        raise ApiError(400, "mediaBodyRequired", message, domain=DOMAIN)
    limit = call.world.settings.thumbnail_limit
    if media.size > limit:
        message = f"Media is too large. Limit: {limit}"
        raise ApiError(413, "uploadTooLarge", message)
    if not _picture(media.path):
        message = "The provided image content is invalid."
        raise ApiError(400, "invalidImage", message, domain=DOMAIN)
    video["thumbnail"] = {"path": str(media.path), "sha256": media.sha256, "size": media.size}
    call.store.put("videos", video["id"], video)
    return {
        "kind": "youtube#thumbnailSetResponse",
        "etag": media.sha256[:27],
        "items": [thumbnails(call.world, video)],
    }


def _picture(path: Path) -> bool:
    if not path.read_bytes().startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return False
    try:
        with av.open(str(path)) as container:
            return next(container.decode(video=0)).width > 0
    except (av.FFmpegError, StopIteration):
        return False
