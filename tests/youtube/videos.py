"""videos.insert, list, update, delete: limits, replacement of whole parts, privacy, processing."""

from collections.abc import Callable
from typing import Any

from tests.youtube import processing
from tests.youtube.channels import no_filter
from tests.youtube.errors import ApiError, forbidden, not_found
from tests.youtube.registry import Call, method
from tests.youtube.rules import (
    DOMAIN,
    check_recording,
    check_snippet,
    check_status,
    invalid_metadata,
)
from tests.youtube.store import Doc
from tests.youtube.world import World, stamp

_SNIPPET = (
    "title",
    "description",
    "tags",
    "categoryId",
    "defaultLanguage",
    "defaultAudioLanguage",
)
_STATUS: Doc = {
    "privacyStatus": "public",
    "publishAt": None,
    "license": "youtube",
    "embeddable": True,
    "publicStatsViewable": True,
    "selfDeclaredMadeForKids": None,
    "containsSyntheticMedia": None,
}
_RECORDING = ("recordingDate", "locationDescription", "location")


def _check_parts(call: Call) -> None:
    if "snippet" in call.parts:
        check_snippet(call.given("snippet"))
    if "status" in call.parts:
        check_status(call.given("status"))
    if "recordingDetails" in call.parts:
        check_recording(call.given("recordingDetails"))


def _before_insert(call: Call) -> None:
    snippet = call.body.setdefault("snippet", {})
    snippet.setdefault("title", "unknown")
    snippet.setdefault("categoryId", "22")
    _check_parts(call)
    held = len(call.store.all("videos", channel=call.who.channel))
    if held >= call.world.settings.upload_limit:
        raise ApiError(
            400,
            "uploadLimitExceeded",
            "The user has exceeded the number of videos they may upload.",
            domain=DOMAIN,
        )


@method("youtube.videos.insert", check=_before_insert)
def insert(call: Call) -> Doc:
    """A new video, of the file that came."""
    if not call.media:
        raise ApiError(400, "mediaBodyRequired", "The request does not include the video content.")
    settings, length = call.world.settings, processing.length_of(call.media.path)
    file = {"path": str(call.media.path), "size": call.media.size, "sha256": call.media.sha256}
    video = create(
        call.world,
        call.who.channel,
        call.given("snippet"),
        call.given("status"),
        details=call.given("recordingDetails"),
        file={**file, "type": call.media.type},
        length=length or 0,
        fate="failed" if length is None else settings.fate,
        fate_reason="invalidFile" if length is None else settings.fate_reason,
        processing_s=settings.processing_s,
    )
    return call.shown(resource(call, video))


def create(
    world: World,
    channel: str,
    snippet: Doc,
    status: Doc,
    *,
    details: Doc | None = None,
    **more: Any,
) -> Doc:
    """Store a new video; broadcasts make theirs here too (`more` may say `id`, `fate`, `live`)."""
    video: Doc = {
        "id": world.new_id(),
        "channel": channel,
        "uploaded": world.now(),
        "snippet": {name: snippet[name] for name in _SNIPPET if name in snippet},
        "status": _replaced_status(status),
        "recordingDetails": {k: v for k, v in (details or {}).items() if k in _RECORDING},
        "localizations": {},
        "file": None,
        "length": 0,
        "fate": "processed",
        "fate_reason": "",
        "processing_s": 0,
        "thumbnail": None,
        "live": "none",
        **more,
    }
    world.store.put("videos", video["id"], video)
    return video


def _replaced_status(status: Doc) -> Doc:
    whole = {name: status.get(name, default) for name, default in _STATUS.items()}
    return {name: value for name, value in whole.items() if value is not None}


def owned(call: Call, id: str) -> Doc:
    """The video that who asks may change; 404 or 403."""
    video = call.store.get("videos", id)
    if not video:
        raise not_found("video", DOMAIN)
    if video["channel"] != call.who.channel:
        raise forbidden(DOMAIN)
    return video


@method("youtube.videos.list")
def listed(call: Call) -> Doc:
    """By id: those that are not there, or not for these eyes, are left out."""
    if not call.many("id"):
        raise no_filter("chart, id, myRating")
    found = []
    for id in dict.fromkeys(call.many("id")):
        video = call.store.get("videos", id)
        if video and _visible(call, video):
            found.append(resource(call, video))
    page = call.page(found[:50], "youtube#videoListResponse")
    page["items"] = [call.shown(one) for one in found[:50]]  # ids are not paged
    page.pop("nextPageToken", None)
    page["pageInfo"] = {"totalResults": len(found), "resultsPerPage": len(found)}
    return page


def _visible(call: Call, video: Doc) -> bool:
    mine = video["channel"] == call.who.channel
    return bool(mine or processing.privacy(call.world, video)["privacyStatus"] != "private")


@method("youtube.videos.update")
def update(call: Call) -> Doc:
    """Each part that is named is replaced whole: what is not said is gone."""
    video = owned(call, str(call.body.get("id", "")))
    _check_parts(call)
    if "snippet" in call.parts:
        given = call.given("snippet")
        video["snippet"] = {name: given[name] for name in _SNIPPET if name in given}
    if "status" in call.parts:
        video["status"] = _replaced_status(call.given("status"))
    if "recordingDetails" in call.parts:
        given = call.given("recordingDetails")
        video["recordingDetails"] = {k: v for k, v in given.items() if k in _RECORDING}
    if "localizations" in call.parts:
        if not video["snippet"].get("defaultLanguage"):
            message = "The defaultLanguage property must be set to update localizations."
            raise invalid_metadata("defaultLanguageNotSet", message, "snippet.defaultLanguage")
        video["localizations"] = call.given("localizations")
    call.store.put("videos", video["id"], video)
    return call.shown(resource(call, video))


@method("youtube.videos.delete")
def delete(call: Call) -> None:
    """Gone, with its captions; lists keep an entry of a deleted video."""
    video = owned(call, call.one("id"))
    call.store.delete("videos", video["id"])
    for caption in call.store.all("captions", video=video["id"]):
        call.store.delete("captions", caption["id"])


def resource(call: Call, video: Doc) -> Doc:
    """A video as the API shows it, with the parts asked for; some are for its owner only."""
    world, mine = call.world, video["channel"] == call.who.channel
    makers: dict[str, Callable[[], Doc | None]] = {
        "snippet": lambda: _seen_snippet(call, video),
        "status": lambda: _status(world, video),
        "contentDetails": lambda: _content(call, video),
        "statistics": lambda: {"viewCount": "0", "likeCount": "0", "commentCount": "0"},
        "player": lambda: {"embedHtml": f'<iframe src="//www.youtube.com/embed/{video["id"]}">'},
        "recordingDetails": lambda: video["recordingDetails"],
        "localizations": lambda: video["localizations"],
        "liveStreamingDetails": lambda: video.get("liveStreamingDetails"),
        "processingDetails": lambda: processing.details(world, video) if mine else None,
        "fileDetails": lambda: _file(video) if mine else None,
    }
    shown = {part: makers[part]() for part in call.parts if part in makers}
    kept = {name: value for name, value in shown.items() if value}
    return {"kind": "youtube#video", "id": video["id"], **kept}


def _seen_snippet(call: Call, video: Doc) -> Doc:
    channel = call.store.get("channels", video["channel"]) or {}
    said = video["snippet"]
    title, description = said.get("title", ""), said.get("description", "")
    return {
        **said,
        "description": description,
        "publishedAt": stamp(video["uploaded"]),
        "channelId": video["channel"],
        "channelTitle": channel.get("title", ""),
        "liveBroadcastContent": video["live"],
        "localized": {"title": title, "description": description},
        "thumbnails": thumbnails(call.world, video),
    }


def _status(world: World, video: Doc) -> Doc:
    kids = video["status"].get("selfDeclaredMadeForKids")
    kept = {k: v for k, v in video["status"].items() if k not in ("privacyStatus", "publishAt")}
    seen = {**processing.privacy(world, video), **processing.upload_status(world, video)}
    return {**kept, **seen, "madeForKids": bool(kids)}


def _content(call: Call, video: Doc) -> Doc:
    done = processing.fate(call.world, video) == "processed"
    captions = call.store.all("captions", video=video["id"])
    return {
        "duration": processing.iso_length(video["length"]) if done else "P0D",
        "dimension": "2d",
        "definition": "hd",
        "caption": "true" if any(not one["draft"] for one in captions) else "false",
        "licensedContent": False,
        "projection": "rectangular",
        "contentRating": {},
        "hasCustomThumbnail": bool(video["thumbnail"]),
    }


def _file(video: Doc) -> Doc:
    file = video["file"]
    if not file:
        return {}
    length = str(round(video["length"] * 1000))
    return {"fileSize": str(file["size"]), "fileType": "video", "durationMs": length}


def thumbnails(world: World, video: Doc) -> Doc:
    """Where the pictures are; a custom one has its digest in its address."""
    mark = video["thumbnail"]["sha256"][:12] if video["thumbnail"] else "default"
    url = f"https://i.ytimg.com/vi/{video['id']}/{mark}.jpg"
    return {"default": {"url": url, "width": 120, "height": 90}}
