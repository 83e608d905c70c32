"""liveChatMessages.list: pages, the pace that the server sets, moderation, and the end.

A document `settings` of the kind `live` sets the pace: `{"id": "settings", "polling_ms": 50}`.
Who asks again before that is over is refused, as YouTube does.
"""

from tests.youtube.errors import ApiError, not_found
from tests.youtube.registry import Call, method
from tests.youtube.store import Doc
from tests.youtube.world import World, stamp

DOMAIN = "youtube.liveChat"
_SLACK = 0.02


@method("youtube.liveChatMessages.list")
def listed(call: Call) -> Doc:
    """The messages since a page token; from the beginning without one."""
    doc = _of(call, call.one("liveChatId"))
    settings = call.store.get("live", "settings") or {}
    pace = int(settings.get("polling_ms", 1000))
    _check_pace(call, doc, pace)
    start = _start(call)
    said = call.store.all("chat", chat=doc["chat"])
    size = int(call.one("maxResults", "500"))
    shown = said[start : start + size]
    answer: Doc = {
        "kind": "youtube#liveChatMessageListResponse",
        "nextPageToken": f"GK{start + len(shown):08d}",
        "pollingIntervalMillis": pace,
        "pageInfo": {"totalResults": len(shown), "resultsPerPage": len(shown)},
        "items": [call.shown(_resource(one)) for one in shown],
    }
    if doc["ended"]:
        answer["offlineAt"] = stamp(doc["ended"])
    return answer


def _of(call: Call, chat: str) -> Doc:
    found = call.store.all("broadcasts", chat=chat)
    if not found:
        raise not_found("liveChat", DOMAIN)
    if found[0].get("chat_over"):
        raise ApiError(403, "liveChatEnded", "The live chat is no longer live.", domain=DOMAIN)
    return found[0]


def _check_pace(call: Call, doc: Doc, pace: int) -> None:
    asked = call.store.get("chat_asked", doc["chat"]) or {"at": 0, "token": ""}
    now, token = call.world.now(), call.one("pageToken")
    too_soon = now < asked["at"] + pace / 1000 - _SLACK
    if too_soon and token:
        message = "The request was sent too quickly after the previous request."
        raise ApiError(403, "rateLimitExceeded", message, domain=DOMAIN)
    call.store.put("chat_asked", doc["chat"], {"at": now, "token": token})


def _start(call: Call) -> int:
    token = call.one("pageToken")
    if not token:
        return 0
    if not token.startswith("GK") or not token[2:].isdigit():
        raise ApiError(400, "pageTokenInvalid", "Page token is not valid.", domain=DOMAIN)
    return int(token[2:])


def _resource(doc: Doc) -> Doc:
    snippet = {
        "type": doc["type"],
        "liveChatId": doc["chat"],
        "publishedAt": stamp(doc["at"]),
        "hasDisplayContent": doc["type"] in ("textMessageEvent", "superChatEvent"),
        **doc["more"],
    }
    author = {"channelId": doc["author"], "displayName": doc["name"]}
    if doc["type"] == "textMessageEvent":
        text = doc["text"]
        snippet |= {"displayMessage": text, "textMessageDetails": {"messageText": text}}
    return {
        "kind": "youtube#liveChatMessage",
        "id": doc["id"],
        "snippet": snippet,
        "authorDetails": author,
    }


def say(
    world: World, chat: str, name: str, text: str, at: float | None = None, **more: object
) -> str:
    """Somebody writes in a chat; the id of the message. `more` may say `type` and its details."""
    doc: Doc = {
        "id": world.new_id(30, "LCC."),
        "chat": chat,
        "type": more.pop("type", "textMessageEvent"),
        "at": world.now() if at is None else at,
        "name": name,
        "author": "UC" + name.encode().hex()[:22].ljust(22, "0"),
        "text": text,
        "more": more,
    }
    world.store.put("chat", doc["id"], doc)
    return str(doc["id"])


def end(world: World, chat: str) -> None:
    """The chat is closed for good: asking for it is an error from now on."""
    for doc in world.store.all("broadcasts", chat=chat):
        world.store.put("broadcasts", doc["id"], {**doc, "chat_over": True})
