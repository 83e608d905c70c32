"""videos.insert, list, update, delete: limits, replacement of whole parts, privacy, processing."""

from typing import Any

from tests.youtube import processing
from tests.youtube.channels import no_filter
from tests.youtube.errors import ApiError, forbidden, not_found
from tests.youtube.registry import Call, method
from tests.youtube.store import Doc
from tests.youtube.world import World, seconds, stamp

DOMAIN = "youtube.video"
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
_CATEGORIES = {str(n) for n in (1, 2, 10, 15, 17, 19, 20, 22, 23, 24, 25, 26, 27, 28, 29)}


def _invalid(reason: str, message: str, location: str) -> ApiError:
    return ApiError(400, reason, message, domain=DOMAIN, location=f"body.{location}", kind="other")


def _check_snippet(snippet: Doc) -> None:
    title = snippet.get("title") or ""
    if not title.strip() or len(title) > 100 or {"<", ">"} & set(title):
        message = "The request metadata specifies an invalid or empty video title."
        raise _invalid("invalidTitle", message, "snippet.title")
    description = snippet.get("description") or ""
    if len(description.encode()) > 5000 or {"<", ">"} & set(description):
        message = "The request metadata specifies an invalid video description."
        raise _invalid("invalidDescription", message, "snippet.description")
    tags = snippet.get("tags") or []
    if sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(0, len(tags) - 1) > 500:
        message = "The request metadata specifies invalid video keywords."
        raise _invalid("invalidTags", message, "snippet.tags")
    if snippet.get("categoryId") not in _CATEGORIES:
        message = "The <code>snippet.categoryId</code> property specifies an invalid category ID."
        raise _invalid("invalidCategoryId", message, "snippet.categoryId")


def _check_status(status: Doc) -> None:
    at, asked = status.get("publishAt"), status.get("privacyStatus", "public")
    message = "The request metadata specifies an invalid privacy status."
    if asked not in ("public", "private", "unlisted"):
        raise _invalid("invalidVideoMetadata", message, "status.privacyStatus")
    if status.get("license", "youtube") not in ("youtube", "creativeCommon"):
        message = "The request metadata specifies an invalid license."
        raise _invalid("invalidVideoMetadata", message, "status.license")
    if not at:
        return
    try:
        seconds(at)
        wrong = asked != "private"
    except ValueError:
        wrong = True
    if wrong:
        message = "The request metadata specifies an invalid scheduled publishing time."
        raise _invalid("invalidPublishAt", message, "status.publishAt")


def _check_recording(details: Doc) -> None:
    try:
        if details.get("recordingDate"):
            seconds(details["recordingDate"])
    except ValueError as why:
        message = "The request metadata specifies invalid recording details."
        raise _invalid("invalidRecordingDetails", message, "recordingDetails") from why


def _check_parts(call: Call) -> None:
    if "snippet" in call.parts:
        _check_snippet(call.given("snippet"))
    if "status" in call.parts:
        _check_status(call.given("status"))
    if "recordingDetails" in call.parts:
        _check_recording(call.given("recordingDetails"))


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
            raise _invalid("defaultLanguageNotSet", message, "snippet.defaultLanguage")
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
    """A video as the API shows it: to its owner with what only the owner sees."""
    world, mine = call.world, video["channel"] == call.who.channel
    channel = call.store.get("channels", video["channel"]) or {}
    said = video["snippet"]
    title, description = said.get("title", ""), said.get("description", "")
    whole: Doc = {
        "kind": "youtube#video",
        "id": video["id"],
        "snippet": {
            **said,
            "description": description,
            "publishedAt": stamp(video["uploaded"]),
            "channelId": video["channel"],
            "channelTitle": channel.get("title", ""),
            "liveBroadcastContent": video["live"],
            "localized": {"title": title, "description": description},
            "thumbnails": thumbnails(world, video),
        },
        "status": _status(world, video),
        "contentDetails": _content(call, video),
        "statistics": {"viewCount": "0", "likeCount": "0", "commentCount": "0"},
        "player": {"embedHtml": f'<iframe src="//www.youtube.com/embed/{video["id"]}"></iframe>'},
        "recordingDetails": video["recordingDetails"],
        "localizations": video["localizations"],
        "liveStreamingDetails": video.get("liveStreamingDetails"),
    }
    if mine:
        whole["processingDetails"] = processing.details(world, video)
        whole["fileDetails"] = _file(video)
    return {name: value for name, value in whole.items() if value not in (None, {})}


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
