"""Reads back from YouTube what the uploads left there, by Google's client and nothing of ours."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archiver.publish.interface import Replay
from benchmarks.youtube_sender import read_replay
from tests.youtube.client import youtube_service
from tests.youtube.server import Server

_PARTS = "snippet,status,contentDetails"
_LINE = re.compile(r"^(?:(\d+):)?(\d+):(\d\d) (.+)$", re.MULTILINE)


def read_back(server: Server, sessions: list[Path]) -> tuple[list[str], list[str]]:
    """Figures as lines, and what is wrong."""
    service = youtube_service(server.grant(), server.address)
    videos = list(_videos(service))
    stored = {video["id"]: video["file"] for video in server.all("videos")}
    wrong, tracks = [], 0
    by_digest = {read_replay(session).video.sha256: session for session in sessions}
    found = Counter(stored[video["id"]]["sha256"] for video in videos)
    wrong += [
        f"{session.name}: {found[d]} videos" for d, session in by_digest.items() if found[d] != 1
    ]
    wrong += [f"a video of nobody's: {d}" for d in found if d not in by_digest]
    for video in videos:
        session = by_digest.get(stored[video["id"]]["sha256"])
        if session:
            replay = read_replay(session)
            wrong += [f"{session.name}: {why}" for why in _differences(video, replay)]
            wrong += [f"{session.name}: {why}" for why in _tracks(service, video["id"], replay)]
            tracks += len(replay.captions)
    lists = list(_placed(service, {video["id"] for video in videos}))
    wrong += [why for why in lists if not why.isdigit()]
    right = sum(found[digest] == 1 for digest in by_digest)
    figures = [
        f"{len(videos)} videos of {len(sessions)} sessions; {right} digests right, each once; "
        f"{tracks} caption tracks and {len(videos)} lists of chapters read back; "
        f"{lists.pop()} playlists; {len(wrong)} wrong."
    ]
    return figures, wrong


def _all(request: Any, list_next: Any) -> Iterator[dict[str, Any]]:
    while request is not None:
        page = request.execute()
        yield from page["items"]
        request = list_next(request, page)


def _videos(service: Any) -> Iterator[dict[str, Any]]:
    channel = service.channels().list(part="contentDetails", mine=True).execute()["items"][0]
    uploads = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    items = service.playlistItems()
    request = items.list(part="contentDetails", playlistId=uploads, maxResults=50)
    for item in _all(request, items.list_next):
        id = item["contentDetails"]["videoId"]
        yield service.videos().list(part=_PARTS, id=id).execute()["items"][0]


def _differences(video: dict[str, Any], replay: Replay) -> Iterator[str]:
    """What of a video is otherwise than meant."""
    meant = [(c.start_ms // 1000, c.title) for c in replay.chapters]
    read = [
        (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds), title)
        for hours, minutes, seconds, title in _LINE.findall(video["snippet"]["description"])
    ]
    if read != meant:
        yield f"chapters {read}"
    if replay.title not in video["snippet"]["title"]:
        yield f"title {video['snippet']['title']}"
    if video["status"]["privacyStatus"] != "public":
        yield f"privacy {video['status']['privacyStatus']}"
    if video["contentDetails"]["duration"] != "PT1M30S":
        yield f"duration {video['contentDetails']['duration']}"
    if not video["contentDetails"]["hasCustomThumbnail"]:
        yield "no picture"


def _tracks(service: Any, id: str, replay: Replay) -> Iterator[str]:
    """What of its captions is."""
    tracks = service.captions().list(part="snippet", videoId=id).execute()["items"]
    languages = sorted(track["snippet"]["language"] for track in tracks)
    if languages != sorted(replay.captions):
        yield f"captions in {languages}"
    for track in tracks:
        content = service.captions().download(id=track["id"]).execute()
        meant = replay.captions[track["snippet"]["language"]]
        if hashlib.sha256(content).hexdigest() != meant.sha256:
            yield f"captions {track['snippet']['language']} differ"


def _placed(service: Any, videos: set[str]) -> Iterator[str]:
    """Videos that are not once in a playlist; then how many playlists there are."""
    playlists, items = service.playlists(), service.playlistItems()
    mine = list(_all(playlists.list(part="snippet", mine=True, maxResults=50), playlists.list_next))
    held: Counter[str] = Counter()
    for playlist in mine:
        request = items.list(part="contentDetails", playlistId=playlist["id"], maxResults=50)
        for item in _all(request, items.list_next):
            held[item["contentDetails"]["videoId"]] += 1
    yield from (f"video {id}: {held[id]} times in playlists" for id in videos if held[id] != 1)
    titles = Counter(playlist["snippet"]["title"] for playlist in mine)
    yield from (f"{n} playlists called {title!r}" for title, n in titles.items() if n > 1)
    yield str(len(mine))
