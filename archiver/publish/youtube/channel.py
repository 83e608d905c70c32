"""The channel: whose it is, and which of our videos it has."""

from functools import partial
from typing import Any

from archiver.i18n import _
from archiver.model.session import YouTubeTarget
from archiver.publish.interface import PublishError
from archiver.publish.youtube.client import MOST, Client
from archiver.publish.youtube.metadata import mark_in


class Channel:
    """The channel of the account that is connected. What is asked of it once is remembered."""

    def __init__(self, client: Client, target: YouTubeTarget) -> None:
        self._client = client
        self._target = target
        self._uploads = ""
        self._marks: dict[str, str] | None = None

    def uploads(self) -> str:
        """The list of all its uploads. Raises PublishError when it is not the channel meant."""
        if not self._uploads:
            self._uploads = self._found()
        return self._uploads

    def video_of(self, mark: str, *, anew: bool = False) -> str:
        """The video that bears our mark, the oldest if there are several; empty if none does.

        `anew`: what was remembered may be out of date.
        """
        if anew or self._marks is None:
            self._marks = self._read_marks()
        return self._marks.get(mark, "")

    def video(self, id: str, parts: str) -> dict[str, Any] | None:
        """A video, with those parts; None where there is none of that name."""
        answer = self._client.ask(
            "videos.list",
            lambda yt: yt.videos().list(part=parts, id=id),
            _("the video on YouTube cannot be read"),
        )
        items = answer.get("items", [])
        return dict(items[0]) if items else None

    def _found(self) -> str:
        answer = self._client.ask(
            "channels.list",
            lambda yt: yt.channels().list(part="id,contentDetails", mine=True),
            _("the YouTube channel cannot be read"),
        )
        items = answer.get("items", [])
        if not items:
            raise PublishError(
                _("nothing can be sent to YouTube"),
                _("this Google account has no YouTube channel"),
                _("Connect the account that has it: archiver login youtube"),
            )
        wanted = self._target.channel
        if wanted and items[0]["id"] != wanted:
            raise PublishError(
                _("nothing was sent to YouTube"),
                _("the account is connected to the channel {found}, not to {wanted}").format(
                    found=items[0]["id"], wanted=wanted
                ),
                _("Connect the account of that channel: archiver login youtube"),
            )
        return str(items[0]["contentDetails"]["relatedPlaylists"]["uploads"])

    def _read_marks(self) -> dict[str, str]:
        """Our mark in each upload's description. The newest come first: the oldest has the word."""
        doing = _("the channel's videos cannot be listed")
        entries = self._client.pages(
            "playlistItems.list",
            lambda yt, page: yt.playlistItems().list(
                part="contentDetails", playlistId=self.uploads(), maxResults=MOST, pageToken=page
            ),
            doing,
        )
        ids = [str(entry["contentDetails"]["videoId"]) for entry in entries]
        marks: dict[str, str] = {}
        for start in range(0, len(ids), MOST):
            some = ",".join(ids[start : start + MOST])
            answer = self._client.ask("videos.list", partial(_of_ids, some), doing)
            for video in answer.get("items", []):
                mark = mark_in(video["snippet"].get("description", ""))
                if mark:
                    marks[mark] = str(video["id"])
        return marks


def _of_ids(ids: str, youtube: Any) -> Any:
    return youtube.videos().list(part="snippet", id=ids)
