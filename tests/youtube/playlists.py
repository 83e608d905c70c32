"""playlists and playlistItems: lists of a channel, and the list of its uploads."""

from tests.youtube.channels import no_filter
from tests.youtube.errors import ApiError, forbidden, not_found
from tests.youtube.processing import privacy
from tests.youtube.registry import Call, method
from tests.youtube.store import Doc
from tests.youtube.videos import thumbnails
from tests.youtube.world import stamp

PLAYLIST, ITEM = "youtube.playlist", "youtube.playlistItem"


def _owned(call: Call, id: str) -> Doc:
    playlist = call.store.get("playlists", id)
    if not playlist:
        raise not_found("playlist", PLAYLIST)
    if playlist["channel"] != call.who.channel:
        raise forbidden(PLAYLIST)
    return playlist


def _checked(call: Call) -> Doc:
    snippet = call.given("snippet")
    title = snippet.get("title") or ""
    if not title.strip() or len(title) > 150 or {"<", ">"} & set(title):
        message = "The request must specify a playlist title that is valid."
        raise ApiError(400, "invalidPlaylistSnippet", message, domain=PLAYLIST)
    return {k: snippet[k] for k in ("title", "description", "defaultLanguage") if k in snippet}


@method("youtube.playlists.insert")
def insert(call: Call) -> Doc:
    """A new list; two may bear the same title."""
    playlist: Doc = {
        "id": call.world.new_id(32, "PL"),
        "channel": call.who.channel,
        "snippet": _checked(call),
        "privacy": call.given("status").get("privacyStatus", "public"),
        "made": call.world.now(),
    }
    call.store.put("playlists", playlist["id"], playlist)
    return call.shown(_playlist(call, playlist))


@method("youtube.playlists.update")
def update(call: Call) -> Doc:
    """Parts are replaced whole."""
    playlist = _owned(call, str(call.body.get("id", "")))
    playlist["snippet"] = _checked(call)
    if "status" in call.parts:
        playlist["privacy"] = call.given("status").get("privacyStatus", "public")
    call.store.put("playlists", playlist["id"], playlist)
    return call.shown(_playlist(call, playlist))


@method("youtube.playlists.delete")
def delete(call: Call) -> None:
    """Gone, with its entries; the videos stay."""
    playlist = _owned(call, call.one("id"))
    for item in call.store.all("items", playlist=playlist["id"]):
        call.store.delete("items", item["id"])
    call.store.delete("playlists", playlist["id"])


@method("youtube.playlists.list")
def listed(call: Call) -> Doc:
    """By `mine`, `channelId` or `id`; the uploads are no list of one's own."""
    playlists, me = call.store.all("playlists"), call.who.channel
    if call.one("mine") == "true":
        found = [one for one in playlists if one["channel"] == me]
    elif call.one("channelId"):
        found = [one for one in playlists if one["channel"] == call.one("channelId")]
    elif call.many("id"):
        found = [one for one in playlists if one["id"] in call.many("id")]
    else:
        raise no_filter("channelId, id, mine")
    seen = [one for one in found if one["channel"] == me or one["privacy"] != "private"]
    return call.page([_playlist(call, one) for one in seen], "youtube#playlistListResponse")


def _playlist(call: Call, playlist: Doc) -> Doc:
    channel = call.store.get("channels", playlist["channel"]) or {}
    said = playlist["snippet"]
    return {
        "kind": "youtube#playlist",
        "id": playlist["id"],
        "snippet": {
            "description": "",
            **said,
            "publishedAt": stamp(playlist["made"]),
            "channelId": playlist["channel"],
            "channelTitle": channel.get("title", ""),
            "localized": {"title": said["title"], "description": said.get("description", "")},
        },
        "status": {"privacyStatus": playlist["privacy"]},
        "contentDetails": {"itemCount": len(call.store.all("items", playlist=playlist["id"]))},
    }


def _uploads(call: Call, id: str) -> list[Doc] | None:
    """The entries of a list of uploads, newest first; None where it is no such list."""
    channels = [one for one in call.store.all("channels") if one["uploads"] == id]
    if not channels:
        return None
    seen_before = call.world.now() - call.world.settings.uploads_lag_s
    mine = channels[0]["id"] == call.who.channel
    found = []
    for video in reversed(call.store.all("videos", channel=channels[0]["id"])):
        hidden = not mine and privacy(call.world, video)["privacyStatus"] == "private"
        if video["uploaded"] <= seen_before and not hidden:
            added = {"channel": video["channel"], "added": video["uploaded"]}
            found.append({"id": "UU" + video["id"], "playlist": id, "video": video["id"], **added})
    return found


@method("youtube.playlistItems.list")
def list_items(call: Call) -> Doc:
    """By `playlistId` or `id`; `videoId` keeps only the entries of one video."""
    id = call.one("playlistId")
    if not id and not call.many("id"):
        raise no_filter("id, playlistId")
    items = _uploads(call, id) if id else None
    if items is None and id:
        _owned(call, id)
        items = _placed(call, id)
    elif items is None:
        items = [one for one in call.store.all("items") if one["id"] in call.many("id")]
    wanted = call.one("videoId")
    shown = [
        {"position": place, **item}
        for place, item in enumerate(items)
        if not wanted or item["video"] == wanted
    ]
    return call.page(shown, "youtube#playlistItemListResponse", lambda item: _item(call, item))


def _placed(call: Call, playlist: str) -> list[Doc]:
    items = call.store.all("items", playlist=playlist)
    return sorted(items, key=lambda item: item["position"])


@method("youtube.playlistItems.insert")
def insert_item(call: Call) -> Doc:
    """Put a video in a list; nothing hinders its being there twice."""
    snippet = call.given("snippet")
    playlist = _owned(call, str(snippet.get("playlistId", "")))
    resource = snippet.get("resourceId") or {}
    if resource.get("kind") != "youtube#video":
        message = "The resource ID that you specified is of a type that is not supported."
        raise ApiError(400, "invalidResourceType", message, domain=ITEM)
    if not call.store.get("videos", str(resource.get("videoId", ""))):
        raise not_found("video", ITEM)
    held = _placed(call, playlist["id"])
    if len(held) >= 5000:
        message = "The playlist already contains the maximum allowed number of items."
        raise ApiError(403, "playlistContainsMaximumNumberOfVideos", message, domain=ITEM)
    item: Doc = {
        "id": call.world.new_id(48, "UEx"),
        "channel": call.who.channel,
        "playlist": playlist["id"],
        "video": resource["videoId"],
        "added": call.world.now(),
    }
    _place(call, held, item, snippet.get("position"))
    return call.shown(_item(call, item))


def _place(call: Call, held: list[Doc], item: Doc, wanted: int | None) -> None:
    place = len(held) if wanted is None else min(wanted, len(held))
    held.insert(place, item)
    for position, one in enumerate(held):
        one["position"] = position
        call.store.put("items", one["id"], one)


@method("youtube.playlistItems.delete")
def delete_item(call: Call) -> None:
    """Take an entry out; the video stays."""
    item = call.store.get("items", call.one("id"))
    if not item:
        raise not_found("playlistItem", ITEM)
    _owned(call, item["playlist"])
    call.store.delete("items", item["id"])
    for position, one in enumerate(_placed(call, item["playlist"])):
        call.store.put("items", one["id"], {**one, "position": position})


def _item(call: Call, item: Doc) -> Doc:
    video = call.store.get("videos", item["video"])
    snippet = video["snippet"] if video else {"title": "Deleted video", "description": ""}
    shown = privacy(call.world, video) if video else {"privacyStatus": "privacyStatusUnspecified"}
    whole: Doc = {
        "kind": "youtube#playlistItem",
        "id": item["id"],
        "snippet": {
            "publishedAt": stamp(item["added"]),
            "channelId": item["channel"],
            "title": snippet.get("title", ""),
            "description": snippet.get("description", ""),
            "thumbnails": thumbnails(call.world, video) if video else {},
            "playlistId": item["playlist"],
            "position": item["position"],
            "resourceId": {"kind": "youtube#video", "videoId": item["video"]},
        },
        "contentDetails": {"videoId": item["video"]},
        "status": {"privacyStatus": shown["privacyStatus"]},
    }
    if video:
        whole["contentDetails"]["videoPublishedAt"] = stamp(video["uploaded"])
        whole["snippet"]["videoOwnerChannelId"] = video["channel"]
    return whole
