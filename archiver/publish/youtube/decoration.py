"""What is put on a video that is there: texts, subtitles, playlist, thumbnail, who may see it.

Google replaces a part of a video whole, so each is read, changed and written back. What makes
something new looks first whether an answer that was lost had made it already.
"""

from datetime import UTC, datetime
from typing import Any

from googleapiclient.errors import HttpError
from googleapiclient.http import MediaInMemoryUpload

from archiver.i18n import _
from archiver.media.lighter import jpeg_within
from archiver.publish.interface import File, PublishError
from archiver.publish.youtube.channel import Channel
from archiver.publish.youtube.client import MOST, Client
from archiver.publish.youtube.failures import status_of
from archiver.publish.youtube.parts import Wanted

THUMBNAIL_BYTES = 2 * 1024 * 1024
_SNIPPET = (
    "title",
    "description",
    "tags",
    "categoryId",
    "defaultLanguage",
    "defaultAudioLanguage",
)
_STATUS = (
    "privacyStatus",
    "publishAt",
    "license",
    "embeddable",
    "publicStatsViewable",
    "selfDeclaredMadeForKids",
    "containsSyntheticMedia",
)
_RECORDING = ("recordingDate", "locationDescription", "location")
_KEPT = {"snippet": _SNIPPET, "status": _STATUS, "recordingDetails": _RECORDING}
_NAME = ""
"""Of a caption track: its language says enough."""
_CONFLICT, _MISSING = 409, 404

_SAME_SECOND_S = 1.5
"""Longer than the second in which two lists may be made that YouTube calls equally old."""


class Decoration:
    """Changes the videos of one channel."""

    def __init__(self, client: Client, channel: Channel) -> None:
        self._client = client
        self._channel = channel
        self._playlists: dict[str, str] | None = None

    def describe(self, video: str, meant: Wanted) -> None:
        """Write title, description, language, category, licence, audience and date."""
        self._change(
            video,
            {
                "snippet": meant.snippet,
                "status": meant.status,
                "recordingDetails": meant.recording,
            },
            _("the description was not sent to YouTube"),
        )

    def open(self, video: str, privacy: str, at: datetime | None) -> None:
        """Let people see it, or nobody; at a time, where one is given."""
        when = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
        status = {"privacyStatus": "private" if at else privacy, "publishAt": when}
        self._change(video, {"status": status}, _("who may see the video was not changed"))

    def hide(self, video: str) -> bool:
        """Let nobody see it; False where there is no such video any more."""
        if self._channel.video(video, "id") is None:
            return False
        self.open(video, "private", None)
        return True

    def remove(self, video: str) -> None:
        """Remove it for good; one that is gone is no error."""
        doing = _("the video was not removed from YouTube")
        self._delete("videos.delete", lambda yt: yt.videos().delete(id=video), doing)

    def caption(self, video: str, language: str, file: File, track: str) -> str:
        """Send subtitles, in place of the track of that name; the track's name."""
        doing = _("the subtitles in “{language}” were not sent to YouTube").format(
            language=language
        )
        try:
            content = file.path.read_bytes()
        except OSError as error:
            raise PublishError(doing, error.strerror or str(error)) from error
        return self._client.again(lambda: self._caption(video, language, content, track), doing)

    def _caption(self, video: str, language: str, content: bytes, track: str) -> str:
        try:
            if track:
                return self._new_content(track, content)
            snippet = {"videoId": video, "language": language, "name": _NAME, "isDraft": False}
            made = self._client.once(
                "captions.insert",
                lambda yt: (
                    yt.captions()
                    .insert(part="snippet", body={"snippet": snippet}, media_body=_bytes(content))
                    .execute()
                ),
            )
            return str(made["id"])
        except HttpError as error:
            if status_of(error) not in (_CONFLICT, _MISSING if track else _CONFLICT):
                raise
        there = self.tracks(video)
        found = [
            one["id"]
            for one in there
            if (one["snippet"]["language"], one["snippet"].get("name", "")) == (language, _NAME)
            and one["snippet"].get("trackKind") != "asr"
        ]
        if not found:
            return self._caption(video, language, content, "") if track else self._gone(language)
        return self._new_content(str(found[0]), content)

    def _new_content(self, track: str, content: bytes) -> str:
        self._client.once(
            "captions.update",
            lambda yt: (
                yt.captions()
                .update(
                    part="snippet",
                    body={"id": track, "snippet": {"isDraft": False}},
                    media_body=_bytes(content),
                )
                .execute()
            ),
        )
        return track

    def _gone(self, language: str) -> str:
        raise PublishError(
            _("the subtitles in “{language}” were not sent to YouTube").format(language=language),
            _("YouTube says that they exist, and does not list them"),
            _("Run the same command again in a few minutes"),
        )

    def tracks(self, video: str) -> list[dict[str, Any]]:
        """The caption tracks of a video."""
        answer = self._client.ask(
            "captions.list",
            lambda yt: yt.captions().list(part="snippet", videoId=video),
            _("the subtitles on YouTube cannot be read"),
        )
        return list(answer.get("items", []))

    def remove_caption(self, track: str) -> None:
        """Remove a track; one that is gone is no error."""
        doing = _("subtitles were not removed from YouTube")
        self._delete("captions.delete", lambda yt: yt.captions().delete(id=track), doing)

    def list_in(self, video: str, title: str, language: str, privacy: str) -> tuple[str, str]:
        """Put a video in the playlist of that title, made if need be: the list and the entry."""
        doing = _("the video was not put in the playlist “{title}”").format(title=title)
        playlist = self._client.again(lambda: self._playlist(title, language, privacy), doing)
        return playlist, self._client.again(lambda: self._entry(video, playlist), doing)

    def unlist(self, item: str) -> None:
        """Take an entry out of its playlist; one that is gone is no error."""
        doing = _("the video was not taken out of a playlist")
        self._delete("playlistItems.delete", lambda yt: yt.playlistItems().delete(id=item), doing)

    def entries(self, video: str, playlist: str) -> list[str]:
        """The entries of a video in a playlist."""
        answer = self._client.ask(
            "playlistItems.list",
            lambda yt: yt.playlistItems().list(part="id", playlistId=playlist, videoId=video),
            _("the playlist on YouTube cannot be read"),
        )
        return [str(item["id"]) for item in answer.get("items", [])]

    def thumbnail(self, video: str, poster: File) -> None:
        """Send the still picture, as a JPEG that YouTube takes."""
        content = jpeg_within(poster.path, THUMBNAIL_BYTES)
        self._client.ask(
            "thumbnails.set",
            lambda yt: yt.thumbnails().set(videoId=video, media_body=_bytes(content, "image/jpeg")),
            _("the thumbnail was not sent to YouTube"),
        )

    def _playlist(self, title: str, language: str, privacy: str) -> str:
        if self._playlists is None or title not in self._playlists:
            self._playlists = self._read_playlists()
        if title not in self._playlists:
            body = {
                "snippet": {"title": title, "defaultLanguage": language},
                "status": {"privacyStatus": privacy},
            }
            made = self._client.once(
                "playlists.insert",
                lambda yt: yt.playlists().insert(part="snippet,status", body=body).execute(),
            )
            self._keep_oldest(title, str(made["id"]))
        return self._playlists[title]

    def _keep_oldest(self, title: str, made: str) -> None:
        """Where another session's process made the same list in this moment, the older one stays.

        Ours is still empty then. Times are whole seconds: both are waited for, so that both
        processes see the same two lists, and choose alike.
        """
        self._client.pace.sleep(_SAME_SECOND_S)
        self._playlists = self._read_playlists()
        if self._playlists.setdefault(title, made) != made:
            doing = _("a playlist that was made twice was not removed")
            self._delete("playlists.delete", lambda yt: yt.playlists().delete(id=made), doing)

    def _read_playlists(self) -> dict[str, str]:
        found = self._client.pages(
            "playlists.list",
            lambda yt, page: yt.playlists().list(
                part="snippet", mine=True, maxResults=MOST, pageToken=page
            ),
            _("the channel's playlists cannot be read"),
        )
        # Of those that bear the same title the oldest has the word.
        found.sort(key=lambda one: (one["snippet"]["publishedAt"], one["id"]), reverse=True)
        return {str(one["snippet"]["title"]): str(one["id"]) for one in found}

    def _entry(self, video: str, playlist: str) -> str:
        there = self.entries(video, playlist)
        if there:
            return there[0]
        resource = {"kind": "youtube#video", "videoId": video}
        made = self._client.once(
            "playlistItems.insert",
            lambda yt: (
                yt.playlistItems()
                .insert(
                    part="snippet",
                    body={"snippet": {"playlistId": playlist, "resourceId": resource}},
                )
                .execute()
            ),
        )
        return str(made["id"])

    def _change(self, video: str, change: dict[str, dict[str, Any]], doing: str) -> None:
        """Read the parts, change what is named in them, and write them back whole."""
        parts = ",".join(change)
        now = self._channel.video(video, parts)
        if now is None:
            raise PublishError(
                doing,
                _("the video is not on the channel any more"),
                _("To send it anew: archiver withdraw --remove, then archiver publish"),
            )
        body: dict[str, Any] = {"id": video}
        for part, fields in change.items():
            whole = {**now.get(part, {}), **fields}
            kept = {key: whole[key] for key in _KEPT[part] if whole.get(key) is not None}
            body[part] = kept
        self._client.ask(
            "videos.update", lambda yt: yt.videos().update(part=parts, body=body), doing
        )

    def _delete(self, method: str, call: Any, doing: str) -> None:
        def act() -> None:
            try:
                self._client.once(method, lambda yt: call(yt).execute())
            except HttpError as error:
                if status_of(error) != _MISSING:
                    raise

        self._client.again(act, doing)


def _bytes(content: bytes, kind: str = "application/octet-stream") -> MediaInMemoryUpload:
    return MediaInMemoryUpload(content, mimetype=kind, resumable=False)
