"""captions.insert, list, update, download, delete: one track of a language and name."""

import hashlib
from pathlib import Path

import pysubs2

from tests.youtube.errors import ApiError, forbidden, not_found
from tests.youtube.registry import Call, Media, Raw, method
from tests.youtube.store import Doc
from tests.youtube.videos import owned
from tests.youtube.world import stamp

DOMAIN = "youtube.caption"
_FORMATS = {"srt": "application/x-subrip", "vtt": "text/vtt", "ttml": "application/ttml+xml"}


def _before_insert(call: Call) -> None:
    snippet = call.given("snippet")
    owned(call, str(snippet.get("videoId", "")))
    language, name = snippet.get("language") or "", snippet.get("name")
    if not language or name is None:
        message = (
            "The request contains invalid metadata values, which prevent the track being made."
        )
        raise ApiError(400, "invalidMetadata", message, domain=DOMAIN)
    if len(name) > 150:
        message = "The <code>snippet.name</code> property specifies a name that is too long."
        raise ApiError(400, "nameTooLong", message, domain=DOMAIN)
    same = call.store.all("captions", video=snippet["videoId"], language=language, name=name)
    if same:
        raise ApiError(
            409,
            "captionExists",
            "The specified video already has a caption track with the given language and name. "
            "You can either update the existing track or specify a different name.",
            domain=DOMAIN,
        )


@method("youtube.captions.insert", check=_before_insert)
def insert(call: Call) -> Doc:
    """A new track."""
    if not call.media or not call.media.size:
        message = "The request does not contain the caption track contents."
        raise ApiError(400, "contentRequired", message, domain=DOMAIN)
    _before_insert(call)  # of two at once, the second finds the first one's
    snippet = call.given("snippet")
    caption: Doc = {
        "id": call.world.new_id(40, "AUieDa"),
        "video": snippet["videoId"],
        "language": snippet["language"],
        "name": snippet["name"],
        "draft": bool(snippet.get("isDraft")),
        **_content(call, call.media),
    }
    call.store.put("captions", caption["id"], caption)
    return call.shown(_resource(caption))


def _content(call: Call, media: Media) -> Doc:
    return {
        "path": str(media.path),
        "sha256": media.sha256,
        "size": media.size,
        "good": _understood(media.path),
        "updated": call.world.now(),
    }


def _understood(path: Path) -> bool:
    try:
        return bool(len(pysubs2.SSAFile.from_string(path.read_text(encoding="utf-8-sig"))))
    except (pysubs2.exceptions.Pysubs2Error, UnicodeDecodeError):
        return False


def _owned(call: Call, id: str) -> Doc:
    caption = call.store.get("captions", id)
    if not caption:
        raise not_found("caption", DOMAIN)
    video = call.store.get("videos", caption["video"])
    if not video or video["channel"] != call.who.channel:
        raise forbidden(DOMAIN)
    return caption


@method("youtube.captions.update")
def update(call: Call) -> Doc:
    """New contents, or draft or not; language and name stay."""
    caption = _owned(call, str(call.body.get("id", "")))
    if "snippet" in call.parts:
        caption["draft"] = bool(call.given("snippet").get("isDraft"))
    if call.media and call.media.size:
        caption |= _content(call, call.media)
    elif "snippet" not in call.parts:
        message = "The request does not contain the caption track contents."
        raise ApiError(400, "contentRequired", message, domain=DOMAIN)
    call.store.put("captions", caption["id"], caption)
    return call.shown(_resource(caption))


@method("youtube.captions.list")
def listed(call: Call) -> Doc:
    """The tracks of a video; of one's own only."""
    owned(call, call.one("videoId"))
    found = [
        _resource(one)
        for one in call.store.all("captions", video=call.one("videoId"))
        if not call.many("id") or one["id"] in call.many("id")
    ]
    shown = [call.shown(one) for one in found]
    etag = hashlib.sha1(repr(shown).encode()).hexdigest()[:27]
    return {"kind": "youtube#captionListResponse", "etag": etag, "items": shown}


@method("youtube.captions.download")
def download(call: Call) -> Raw:
    """The track as it was sent, or in the format that is asked for."""
    caption = _owned(call, call.one("id"))
    content, wanted = Path(caption["path"]).read_bytes(), call.one("tfmt")
    if not wanted:
        return Raw(content, "application/octet-stream")
    if wanted not in _FORMATS or not caption["good"] or call.one("tlang"):
        message = "The caption track could not be converted into the requested format or language."
        raise ApiError(400, "couldNotConvert", message, domain=DOMAIN)
    subtitles = pysubs2.SSAFile.from_string(content.decode("utf-8-sig"))
    return Raw(subtitles.to_string(wanted).encode(), _FORMATS[wanted])


@method("youtube.captions.delete")
def delete(call: Call) -> None:
    """Gone."""
    call.store.delete("captions", _owned(call, call.one("id"))["id"])


def _resource(caption: Doc) -> Doc:
    status = {} if caption["good"] else {"failureReason": "unknownFormat"}
    return {
        "kind": "youtube#caption",
        "id": caption["id"],
        "snippet": {
            "videoId": caption["video"],
            "lastUpdated": stamp(caption["updated"]),
            "trackKind": "standard",
            "language": caption["language"],
            "name": caption["name"],
            "audioTrackType": "unknown",
            "isCC": False,
            "isLarge": False,
            "isEasyReader": False,
            "isDraft": caption["draft"],
            "isAutoSynced": False,
            "status": "serving" if caption["good"] else "failed",
            **status,
        },
    }
