"""What each call costs a project, by Pacific day; `quotaExceeded` when it is used up."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.youtube.document import Method
from tests.youtube.errors import ApiError
from tests.youtube.world import World

INSERT = "youtube.videos.insert"
_PACIFIC = ZoneInfo("America/Los_Angeles")
_COSTS = {
    "youtube.captions.list": 50,
    "youtube.captions.insert": 400,
    "youtube.captions.update": 450,
    "youtube.captions.download": 200,
    "youtube.liveChatMessages.list": 5,
    "youtube.search.list": 100,
}


def cost(method: Method) -> int:
    """Units of one call: reading 1, writing 50, and the exceptions."""
    return _COSTS.get(method.id, 1 if method.verb == "GET" else 50)


def day(world: World) -> str:
    """The Pacific day, at whose midnight the counts begin anew."""
    return datetime.fromtimestamp(world.now(), _PACIFIC).date().isoformat()


def used(world: World, project: str) -> dict[str, int]:
    """What a project has used today: `units` and `inserts`."""
    counts = world.store.get("quota", f"{project} {day(world)}") or {}
    return {"units": 0, "inserts": 0, **counts}


def charge(world: World, project: str, method: Method) -> None:
    """Count a call, or refuse it with `quotaExceeded`."""
    counts, settings = used(world, project), world.settings
    bucket, price = ("inserts", 1) if method.id == INSERT else ("units", cost(method))
    limit = settings.quota_inserts if bucket == "inserts" else settings.quota_units
    if counts[bucket] + price > limit:
        raise ApiError(
            403,
            "quotaExceeded",
            "The request cannot be completed because you have exceeded your "
            '<a href="/youtube/v3/getting-started#quota">quota</a>.',
            domain="youtube.quota",
        )
    counts[bucket] += price
    world.store.put("quota", f"{project} {day(world)}", dict(counts))
