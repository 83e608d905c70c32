"""The parts of a publication on YouTube, and the digest of what each is meant to be."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from archiver.i18n import _
from archiver.model.session import YouTubeTarget
from archiver.publish.interface import Replay
from archiver.publish.youtube.metadata import (
    playlist_title,
    recording_of,
    snippet_of,
    status_of,
)
from archiver.publish.youtube.quota import local
from archiver.publish.youtube.state import digest

CAPTIONS = "captions."


@dataclass(frozen=True)
class Wanted:
    """What a video is meant to be; `parts` has the digest of each part."""

    snippet: dict[str, Any]
    status: dict[str, Any]
    recording: dict[str, Any]
    playlist: str
    parts: dict[str, str]

    def body(self) -> dict[str, Any]:
        """What a new video is told of: nobody but its owner sees it yet."""
        return {
            "snippet": self.snippet,
            "status": {**self.status, "privacyStatus": "private"},
            "recordingDetails": self.recording,
        }

    def said(self) -> dict[str, str]:
        """The parts that go along with a new video."""
        return {part: self.parts[part] for part in ("description", "details")}


def wanted(replay: Replay, target: YouTubeTarget, mark: str) -> Wanted:
    """What the video of a replay is meant to be."""
    snippet = snippet_of(replay, target, mark)
    status, recording = status_of(target), recording_of(replay)
    playlist = playlist_title(replay, target)
    parts = {
        "video": replay.video.sha256,
        "description": digest(snippet),
        "details": digest([status, recording]),
        **{f"{CAPTIONS}{name}": file.sha256 for name, file in sorted(replay.captions.items())},
    }
    if playlist:
        parts["playlist"] = digest(playlist)
    if replay.poster:
        parts["thumbnail"] = replay.poster.sha256
    parts["privacy"] = digest([target.privacy, str(target.public_at or "")])
    return Wanted(snippet, status, recording, playlist, parts)


def next_opening(target: YouTubeTarget, now: datetime) -> datetime | None:
    """When it becomes public by itself: the next time of day that was asked for, if any."""
    if target.privacy != "public" or target.public_at is None:
        return None
    here = now.astimezone()
    at = here.replace(
        hour=target.public_at.hour, minute=target.public_at.minute, second=0, microsecond=0
    )
    return at if at > here + timedelta(minutes=1) else at + timedelta(days=1)


def privacy_text(target: YouTubeTarget, at: datetime | None = None) -> str:
    """Who may see it, in a person's words."""
    names = {"public": _("public"), "unlisted": _("unlisted"), "private": _("private")}
    if target.privacy == "public" and at:
        return _("public from {time}").format(time=local(at))
    return names[target.privacy]
