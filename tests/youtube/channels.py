"""channels.list: the channel of who asks, with its list of uploads."""

from tests.youtube.errors import ApiError
from tests.youtube.registry import Call, method
from tests.youtube.store import Doc
from tests.youtube.world import stamp


def no_filter(expected: str) -> ApiError:
    """A list that does not say of what."""
    return ApiError(
        400,
        "missingRequiredParameter",
        f"No filter selected. Expected one of: {expected}",
        domain="youtube.parameter",
        location="parameters.",
        kind="other",
    )


@method("youtube.channels.list")
def listed(call: Call) -> Doc:
    """By `mine` or `id`."""
    if call.one("mine") == "true":
        wanted: tuple[str, ...] = (call.who.channel,)
    elif call.many("id"):
        wanted = call.many("id")
    else:
        raise no_filter("id, mine, forHandle, forUsername")
    found = [doc for doc in call.store.all("channels") if doc["id"] in wanted]
    return call.page([resource(call, doc) for doc in found], "youtube#channelListResponse")


def resource(call: Call, doc: Doc) -> Doc:
    """A channel as the API shows it."""
    videos = call.store.all("videos", channel=doc["id"])
    return {
        "kind": "youtube#channel",
        "id": doc["id"],
        "snippet": {
            "title": doc["title"],
            "description": "",
            "publishedAt": stamp(doc["made"]),
            "localized": {"title": doc["title"], "description": ""},
        },
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": doc["uploads"]}},
        "statistics": {"videoCount": str(len(videos)), "hiddenSubscriberCount": False},
        "status": {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "allowed"},
    }
