"""liveStreams: where an encoder sends to, with the key that is a secret."""

from tests.youtube.channels import no_filter
from tests.youtube.errors import ApiError, invalid, not_found
from tests.youtube.registry import Call, method
from tests.youtube.store import Doc
from tests.youtube.world import stamp

RTMPS = "rtmps://a.rtmps.youtube.com/live2"


def may_stream(call: Call) -> None:
    settings = call.store.get("live", "settings") or {}
    if not settings.get("enabled", True):
        raise ApiError(
            403,
            "liveStreamingNotEnabled",
            "The user is not enabled for live streaming.",
            domain="youtube.liveBroadcast",
        )


@method("youtube.liveStreams.insert", check=may_stream)
def insert_stream(call: Call) -> Doc:
    """A stream with its key."""
    cdn, title = call.given("cdn"), call.given("snippet").get("title", "")
    if not 1 <= len(title) <= 128:
        raise ApiError(400, "invalidTitle", "Invalid title", domain="youtube.liveStream")
    for name in ("frameRate", "ingestionType", "resolution"):
        if not cdn.get(name):
            raise invalid(f"{name} is required", f"cdn.{name}", f"{name}Required")
    key = "-".join(call.world.new_id(4).lower() for _ in range(5))
    doc: Doc = {
        "id": call.world.new_id(22),
        "channel": call.who.channel,
        "made": call.world.now(),
        "title": title,
        "cdn": cdn,
        "reusable": call.given("contentDetails").get("isReusable", True),
        "key": key,
        "state": "ready",
    }
    call.store.put("streams", doc["id"], doc)
    return call.shown(_stream(doc))


@method("youtube.liveStreams.list")
def list_streams(call: Call) -> Doc:
    """By id, or one's own."""
    if bool(call.many("id")) == bool(call.one("mine")):
        raise no_filter("id, mine")
    mine = call.store.all("streams", channel=call.who.channel)
    wanted = call.many("id")
    found = [doc for doc in mine if not wanted or doc["id"] in wanted]
    return call.page(map(_stream, found), "youtube#liveStreamListResponse")


@method("youtube.liveStreams.delete")
def delete_stream(call: Call) -> None:
    """Unless a broadcast is bound to it."""
    doc = call.store.get("streams", call.one("id"))
    if not doc:
        raise not_found("liveStream", "youtube.liveStream")
    if any(one["stream"] == doc["id"] for one in call.store.all("broadcasts")):
        raise ApiError(
            403, "liveStreamDeletionNotAllowed", "It is bound", domain="youtube.liveStream"
        )
    call.store.delete("streams", doc["id"])


def _stream(doc: Doc) -> Doc:
    address = RTMPS.replace("rtmps", "rtmp")
    ingestion = {
        "streamName": doc["key"],
        "ingestionAddress": address,
        "backupIngestionAddress": address.replace("//a.", "//b.") + "?backup=1",
        "rtmpsIngestionAddress": RTMPS,
        "rtmpsBackupIngestionAddress": RTMPS.replace("//a.", "//b.") + "?backup=1",
    }
    health = {"active": "good"}.get(doc["state"], "noData")
    return {
        "kind": "youtube#liveStream",
        "id": doc["id"],
        "snippet": {
            "publishedAt": stamp(doc["made"]),
            "channelId": doc["channel"],
            "title": doc["title"],
            "description": "",
            "isDefaultStream": False,
        },
        "cdn": {**doc["cdn"], "ingestionInfo": ingestion},
        "status": {"streamStatus": doc["state"], "healthStatus": {"status": health}},
        "contentDetails": {"isReusable": doc["reusable"]},
    }
