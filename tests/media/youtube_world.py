"""What the tests of the loopback YouTube share: a server, a signed-in client, a small video."""

import io
import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaFileUpload, MediaIoBaseUpload

from archiver.programs.ffmpeg import find_ffmpeg
from tests.youtube.client import youtube_service
from tests.youtube.server import Server

CHUNK = 256 * 1024


def sized_video(path: Path, size: int, seed: bytes = b"\x5a") -> Path:
    """A video of 12 s that plays, made as large as asked by a box that players skip."""
    subprocess.run(
        [
            *(find_ffmpeg().path, "-nostdin", "-v", "error", "-y"),
            *("-f", "lavfi", "-i", "testsrc2=size=64x36:rate=5:duration=12"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-movflags", "+faststart"),
            *("-f", "mp4", str(path)),
        ],
        check=True,
    )
    left = size - path.stat().st_size
    with path.open("ab") as file:
        file.write(left.to_bytes(4, "big") + b"free" + (seed * left)[: left - 8])
    return path


class User:
    """Somebody signed in, with Google's client."""

    def __init__(self, server: Server, **grant: Any) -> None:
        self.server = server
        self.service = youtube_service(server.grant(**grant), server.address)

    def upload(self, video: Path, title: str = "Séance", **status: Any) -> dict[str, Any]:
        """Upload in chunks of 256 KiB; the video."""
        return self.finish(self.request(video, title, **status))

    def request(self, video: Path, title: str = "Séance", **status: Any) -> Any:
        """The request of an upload, not begun."""
        body = {
            "snippet": {"title": title, "description": "Ordre du jour", "categoryId": "25"},
            "status": {"privacyStatus": "private", "selfDeclaredMadeForKids": False, **status},
        }
        media = MediaFileUpload(str(video), "video/mp4", chunksize=CHUNK, resumable=True)
        return self.service.videos().insert(part="snippet,status", body=body, media_body=media)

    def finish(self, request: Any) -> dict[str, Any]:
        """Send the chunks that are left."""
        answer = None
        while answer is None:
            _, answer = request.next_chunk()
        return dict(answer)

    def video(self, id: str) -> dict[str, Any]:
        """A video as the API shows it."""
        parts = "snippet,status,contentDetails,processingDetails,recordingDetails"
        found = self.service.videos().list(part=parts, id=id).execute()["items"]
        return dict(found[0]) if found else {}


def media(content: bytes, kind: str = "application/octet-stream") -> MediaIoBaseUpload:
    """A small upload in one request."""
    return MediaIoBaseUpload(io.BytesIO(content), kind)


def picture() -> bytes:
    """A small JPEG."""
    grey = np.full((36, 64, 3), 128, np.uint8)
    return bytes(cv2.imencode(".jpg", grey)[1])


def refusal(request: Any) -> tuple[int, str]:
    """The status and the reason with which a request is refused."""
    with pytest.raises(HttpError) as refused:
        request.execute()
    details: Any = refused.value.error_details
    return int(refused.value.resp.status), str(details[0]["reason"])
