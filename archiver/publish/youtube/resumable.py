"""YouTube's resumable protocol: open a session, ask it how far it is, send a chunk, give it up.

The library opens a session and sends the first bytes in one call, forgets the session's address
when it is stored, and after an error sends an empty body from a file. So a session is opened and
asked here, and the library is given a fresh request for each chunk, which it reads into memory.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from googleapiclient.errors import HttpError
from googleapiclient.http import MediaFileUpload

from archiver.i18n import _
from archiver.publish.interface import PublishError
from archiver.publish.youtube.client import Client
from archiver.publish.youtube.failures import NETWORK_ERRORS
from archiver.publish.youtube.places import may_be_sent_to

_PARTS = "snippet,status,recordingDetails"
_TYPE = "video/mp4"
GONE = (404, 410)


@dataclass(frozen=True)
class Far:
    """A session that waits for the bytes from `offset` on."""

    offset: int


@dataclass(frozen=True)
class Done:
    """A session whose file is complete: the video is there."""

    video: str


@dataclass(frozen=True)
class Gone:
    """A session that YouTube does not know any more."""


Answer = Far | Done | Gone


class Chunks(MediaFileUpload):
    """A file whose chunks are read into memory: the library's slices of a stream are at fault."""

    def has_stream(self) -> bool:
        """So that `getbytes` is called."""
        return False


class Protocol:
    """Uploads of one file; `notify` tells the subscribers."""

    def __init__(self, client: Client, file: Path, size: int, *, notify: bool) -> None:
        self._client = client
        self._file = file
        self._size = size
        self._notify = notify

    def open(self, body: dict[str, Any]) -> str:
        """Begin a session for a video of which `body` tells; its address. Sends none of the file.

        Raises what the client raises.
        """
        request = self._request(body)
        headers = {
            **request.headers,
            "X-Upload-Content-Type": _TYPE,
            "X-Upload-Content-Length": str(self._size),
            "content-length": str(request.body_size),
        }
        response, content = self._client.once(
            "videos.insert",
            lambda _yt: request.http.request(
                request.uri, method=request.method, body=request.body, headers=headers
            ),
        )
        if response.status != 200 or "location" not in response:
            raise HttpError(response, content)
        return self._checked(str(response["location"]))

    def ask(self, uri: str) -> Answer:
        """How far a session is. Raises what the client raises."""
        headers = {"Content-Range": f"bytes */{self._size}", "content-length": "0"}
        response, content = self._client.send(self._checked(uri), "PUT", headers)
        if response.status in (200, 201):
            return Done(_id(content))
        if response.status == 308:
            return Far(_received(response.get("range", "")))
        if response.status in GONE:
            return Gone()
        raise HttpError(response, content)

    def put(self, uri: str, offset: int) -> Answer:
        """Send the chunk at `offset`. Raises what the client raises."""
        request = self._request({})
        request.resumable_uri = self._checked(uri)
        request.resumable_progress = offset
        try:
            _status, video = self._client.chunk(request)
        except HttpError as error:
            if int(error.resp.status) in GONE:
                return Gone()
            raise
        return Done(str(video["id"])) if video else Far(int(request.resumable_progress))

    def give_up(self, uri: str) -> None:
        """Tell YouTube that no more will come; a session that is not told ends in a week."""
        try:
            self._client.send(self._checked(uri), "DELETE", {"content-length": "0"})
        except NETWORK_ERRORS:
            return

    def _request(self, body: dict[str, Any]) -> Any:
        media = Chunks(
            str(self._file), mimetype=_TYPE, chunksize=self._client.pace.chunk, resumable=True
        )
        return self._client.service.videos().insert(
            part=_PARTS, body=body, media_body=media, notifySubscribers=self._notify
        )

    def _checked(self, uri: str) -> str:
        if may_be_sent_to(uri, self._client.root):
            return uri
        raise PublishError(
            _("the upload does not go on"),
            _("the address kept of it in publication.json is not YouTube's"),
            _("Find out who changed this file, then restore it from a backup"),
        )


def _id(content: bytes) -> str:
    return str(json.loads(content)["id"])


def _received(said: str) -> int:
    """How many bytes YouTube has, from `bytes=0-N`."""
    return int(said.rpartition("-")[2]) + 1 if said else 0
