"""liveBroadcasts: their life cycle, from planned to the archive as a video.

A broadcast is a video from the moment it is made: its texts and who may see it are the video's.
`ingest` is what an encoder does: it sends to a stream's key, or stops. A document `settings` of
the kind `live` says how the world behaves: `{"id": "settings", "enabled": false}` is a channel on
which live streaming was never enabled.
"""

from typing import Any

from tests.youtube import processing, videos
from tests.youtube.channels import no_filter
from tests.youtube.errors import ApiError, forbidden, not_found
from tests.youtube.registry import Call, method
from tests.youtube.rules import check_snippet
from tests.youtube.store import Doc
from tests.youtube.streams import may_stream
from tests.youtube.world import World, seconds, stamp

DOMAIN = "youtube.liveBroadcast"
_FILTERS = {
    "active": ("testing", "live"),
    "upcoming": ("created", "ready"),
    "completed": ("complete",),
}
_BEFORE_LIVE = ("created", "ready", "testing")
_DEFAULTS: Doc = {
    "enableAutoStart": False,
    "enableAutoStop": False,
    "enableDvr": True,
    "recordFromStart": True,
    "enableEmbed": True,
    "latencyPreference": "normal",
    "monitorStream": {"enableMonitorStream": True, "broadcastStreamDelayMs": 0},
}


def _wrong(reason: str, message: str, code: int = 400) -> ApiError:
    return ApiError(code, reason, message, domain=DOMAIN)


def _checked_snippet(world: World, snippet: Doc) -> None:
    check_snippet({"categoryId": "25", **snippet})
    if not snippet.get("scheduledStartTime"):
        raise _wrong("scheduledStartTimeRequired", "Scheduled start time is required")
    try:
        start = seconds(snippet["scheduledStartTime"])
        end = seconds(snippet.get("scheduledEndTime") or snippet["scheduledStartTime"])
    except ValueError as why:
        raise _wrong("invalidScheduledStartTime", "Invalid scheduled start time") from why
    if start < world.now() - 5 or start > world.now() + 366 * 86_400:
        raise _wrong(
            "invalidScheduledStartTime",
            "Scheduled start time must be in the future and close enough to the current date",
        )
    if end < start:
        raise _wrong("invalidScheduledEndTime", "Scheduled end time must follow the start time")


@method("youtube.liveBroadcasts.insert", check=may_stream)
def insert(call: Call) -> Doc:
    """A broadcast that nothing is bound to."""
    snippet, status = call.given("snippet"), call.given("status")
    _checked_snippet(call.world, snippet)
    if not status.get("privacyStatus"):
        raise _wrong("invalidPrivacyStatus", "The privacy status is required")
    known = {"title", "description"}
    texts = {name: text for name, text in snippet.items() if name in known}
    video = videos.create(
        call.world,
        call.who.channel,
        {"categoryId": "22", **texts},
        status,
        live="upcoming",
        fate="stuck",
    )
    doc: Doc = {
        "id": video["id"],
        "channel": call.who.channel,
        "made": call.world.now(),
        "plan": {name: snippet.get(name) for name in ("scheduledStartTime", "scheduledEndTime")},
        "content": {**_DEFAULTS, **call.given("contentDetails")},
        "life": "created",
        "stream": "",
        "chat": call.world.new_id(40, "Cg0"),
        "started": None,
        "ended": None,
    }
    call.store.put("broadcasts", doc["id"], doc)
    return call.shown(_resource(call.world, doc))


@method("youtube.liveBroadcasts.list")
def listed(call: Call) -> Doc:
    """By id, or one's own, all or by their state; newest first."""
    status = call.one("broadcastStatus")
    if sum((bool(call.many("id")), bool(call.one("mine")), bool(status))) != 1:
        raise no_filter("broadcastStatus, id, mine")
    mine = call.store.all("broadcasts", channel=call.who.channel)
    if call.many("id"):
        mine = [doc for doc in mine if doc["id"] in call.many("id")]
    elif status and status != "all":
        mine = [doc for doc in mine if doc["life"] in _FILTERS[status]]
    shown = [_resource(call.world, doc) for doc in reversed(mine)]
    return call.page(shown, "youtube#liveBroadcastListResponse")


@method("youtube.liveBroadcasts.update")
def update(call: Call) -> Doc:
    """Each part that is named is replaced; contents only before anything goes out."""
    doc = _owned(call, str(call.body.get("id", "")))
    video = videos.owned(call, doc["id"])
    if "snippet" in call.parts:
        snippet = call.given("snippet")
        if doc["life"] in _BEFORE_LIVE:
            _checked_snippet(call.world, snippet)
        doc["plan"] = {
            name: snippet.get(name) for name in ("scheduledStartTime", "scheduledEndTime")
        }
        texts = {"title": snippet.get("title", ""), "description": snippet.get("description", "")}
        video["snippet"] = {**video["snippet"], **texts}
    if "status" in call.parts:
        video["status"] = {**video["status"], **call.given("status")}
    if "contentDetails" in call.parts:
        if doc["life"] not in ("created", "ready"):
            raise _wrong("invalidContentDetails", "The broadcast is under way", 403)
        doc["content"] = {**_DEFAULTS, **call.given("contentDetails")}
    call.store.put("broadcasts", doc["id"], doc)
    call.store.put("videos", video["id"], video)
    return call.shown(_resource(call.world, doc))


@method("youtube.liveBroadcasts.bind")
def bind(call: Call) -> Doc:
    """Give it a stream, or with no `streamId` take it away."""
    doc = _owned(call, call.one("id"))
    if doc["life"] not in ("created", "ready"):
        raise _wrong("liveBroadcastBindingNotAllowed", "The broadcast cannot be bound now", 403)
    stream = call.one("streamId")
    if stream:
        found = call.store.get("streams", stream)
        if not found or found["channel"] != call.who.channel:
            raise not_found("liveStream", "youtube.liveStream")
    doc |= {"stream": stream, "life": "ready" if stream else "created"}
    call.store.put("broadcasts", doc["id"], doc)
    return call.shown(_resource(call.world, doc))


@method("youtube.liveBroadcasts.transition")
def transition(call: Call) -> Doc:
    """To testing, live or complete, where that may be."""
    doc, wanted = _owned(call, call.one("id")), call.one("broadcastStatus")
    if doc["life"] == wanted:
        raise _wrong("redundantTransition", "The broadcast already has that status", 403)
    monitored = doc["content"]["monitorStream"].get("enableMonitorStream", True)
    may = {
        "testing": monitored and doc["life"] == "ready",
        "live": doc["life"] == ("testing" if monitored else "ready"),
        "complete": doc["life"] in ("testing", "live"),
    }
    if not may.get(wanted):
        raise _wrong("invalidTransition", "The broadcast can't transition to that status", 403)
    stream = call.store.get("streams", doc["stream"]) or {}
    if wanted != "complete" and stream.get("state") != "active":
        raise _wrong("errorStreamInactive", "The bound stream is not active", 403)
    return call.shown(_resource(call.world, _moved(call.world, doc, wanted, call.world.now())))


@method("youtube.liveBroadcasts.delete")
def delete(call: Call) -> None:
    """The broadcast and its video."""
    doc = _owned(call, call.one("id"))
    if doc["life"] in ("testing", "live"):
        raise _wrong("liveBroadcastDeletionNotAllowed", "The broadcast is under way", 403)
    call.store.delete("broadcasts", doc["id"])
    call.store.delete("videos", doc["id"])


def _owned(call: Call, id: str) -> Doc:
    doc = call.store.get("broadcasts", id)
    if not doc:
        raise not_found("liveBroadcast", DOMAIN)
    if doc["channel"] != call.who.channel:
        raise forbidden(DOMAIN)
    return doc


def _moved(world: World, doc: Doc, life: str, at: float) -> Doc:
    doc["life"] = life
    video = world.store.get("videos", doc["id"])
    assert video
    if life == "live":
        doc["started"] = at
        video["live"] = "live"
    if life == "complete":
        doc["ended"] = at
        kept = doc["started"] and doc["content"]["recordFromStart"]
        length = max(0.0, at - doc["started"]) if kept else 0
        video |= {"live": "none", "length": length, "fate": "processed"}
    world.store.put("broadcasts", doc["id"], doc)
    video["liveStreamingDetails"] = _details(doc)
    world.store.put("videos", video["id"], video)
    return doc


def _details(doc: Doc) -> Doc:
    said = {
        **doc["plan"],
        "actualStartTime": stamp(doc["started"]) if doc["started"] else None,
        "actualEndTime": stamp(doc["ended"]) if doc["ended"] else None,
        "activeLiveChatId": doc["chat"] if doc["life"] != "complete" else None,
    }
    return {name: value for name, value in said.items() if value}


def _resource(world: World, doc: Doc) -> Doc:
    video = world.store.get("videos", doc["id"]) or {"snippet": {}, "status": {}}
    snippet = {
        "title": video["snippet"].get("title", ""),
        "description": video["snippet"].get("description", ""),
        "publishedAt": stamp(doc["made"]),
        "channelId": doc["channel"],
        "liveChatId": doc["chat"],
        "isDefaultBroadcast": False,
        **{name: at for name, at in _details(doc).items() if name.endswith("Time")},
    }
    content = {**doc["content"], **({"boundStreamId": doc["stream"]} if doc["stream"] else {})}
    recording = {"complete": "recorded", "live": "recording"}.get(doc["life"], "notRecording")
    return {
        "kind": "youtube#liveBroadcast",
        "id": doc["id"],
        "snippet": snippet,
        "contentDetails": content,
        "status": {
            "lifeCycleStatus": doc["life"],
            "recordingStatus": recording,
            "privacyStatus": processing.privacy(world, video)["privacyStatus"],
            "madeForKids": bool(video["status"].get("selfDeclaredMadeForKids")),
        },
    }


def ingest(world: World, key: str, *, active: bool, stops: bool = True) -> list[dict[str, Any]]:
    """An encoder begins or ends sending to a key: broadcasts start and stop by themselves.

    With `stops=False` automatic stop does not come, as when the stream only falters.
    """
    moved = []
    with world.store.changing():
        for stream in world.store.all("streams", key=key):
            stream["state"] = "active" if active else "inactive"
            world.store.put("streams", stream["id"], stream)
            for doc in world.store.all("broadcasts", stream=stream["id"]):
                content, life = doc["content"], doc["life"]
                if active and content["enableAutoStart"] and life in ("ready", "testing"):
                    moved.append(_moved(world, doc, "live", world.now()))
                    break  # a stream feeds one broadcast at a time
                if not active and stops and content["enableAutoStop"] and life == "live":
                    moved.append(_moved(world, doc, "complete", world.now()))
    return moved
