"""A session's live broadcast on YouTube: made before it, bound to the channel's stream, ended.

The order is: the stream found or made, the broadcast found or made, its texts, the stream bound,
the thumbnail. Each step is kept before the next call. A broadcast is known for ours by a mark in
its description, so that one whose answer was lost is found again and never made twice.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from googleapiclient.http import MediaFileUpload

from archiver.i18n import _
from archiver.publish.interface import PublishError
from archiver.publish.youtube.livecalls import LiveCalls, RefusedError, UncertainError
from archiver.publish.youtube.livestate import Broadcast, Ingestion, Keep, Plan, Standing
from archiver.publish.youtube.metadata import mark_in

THUMBNAIL_BYTES = 2 * 1024 * 1024
_OVER, _UNDER_WAY = ("complete", "revoked"), ("testing", "testStarting", "liveStarting", "live")
_SOONEST = timedelta(minutes=2)
_LOOKS = (1.0, 4.0, 10.0)
"""After a lost answer: how long before each look for what it may have made."""
_CONTENT = {
    "enableAutoStart": True,
    "enableAutoStop": True,
    "enableDvr": True,
    "recordFromStart": True,
    "latencyPreference": "normal",
    "monitorStream": {"enableMonitorStream": False},
}


class BroadcastError(PublishError):
    """A broadcast cannot be made or used as asked."""


class Broadcasts:
    """Makes, follows and ends the broadcasts of one channel."""

    def __init__(self, calls: LiveCalls, now: Callable[[], datetime]) -> None:
        """`now` gives aware times."""
        self._calls, self._now = calls, now

    def create(self, plan: Plan, known: Broadcast, keep: Keep) -> tuple[Broadcast, Ingestion]:
        """Make what is missing and mend what differs; may be repeated after any interruption.

        Raises BroadcastError where the broadcast is over; PublishError where YouTube refuses.
        """
        stream = self._stream(plan.stream_title, known.stream)
        made = _kept(known.but(stream=stream["id"], ref=plan.ref), keep)
        there = self._there(made) or self._insert(plan)
        made = _kept(_seen(made, there), keep)
        if there["status"]["lifeCycleStatus"] in _OVER:
            raise _over(made)
        made = self._described(plan, made, there, keep)
        if there["contentDetails"].get("boundStreamId") != made.stream:
            self._calls.change("liveBroadcasts.bind", part="id", id=made.id, streamId=made.stream)
        return self._pictured(plan, made, keep), _ingestion(stream)

    def standing(self, known: Broadcast) -> Standing:
        """How it stands now. Raises BroadcastError where it is not there any more."""
        there = self._by_id(known.id) if known.id else None
        if there is None:
            raise _gone()
        snippet, status = there["snippet"], there["status"]
        bound = there["contentDetails"].get("boundStreamId", "")
        streams = self._streams(id=bound) if bound else []
        state = streams[0]["status"] if streams else {}
        return Standing(
            life=status["lifeCycleStatus"],
            privacy=status.get("privacyStatus", ""),
            stream=state.get("streamStatus", ""),
            health=state.get("healthStatus", {}).get("status", ""),
            started=_time(snippet.get("actualStartTime")),
            ended=_time(snippet.get("actualEndTime")),
        )

    def end(self, known: Broadcast, keep: Keep) -> Broadcast:
        """End it if it has not ended by itself; keeps when it began and ended."""
        standing = self.standing(known)
        if standing.life not in _OVER:
            try:
                self._calls.change(
                    "liveBroadcasts.transition",
                    part="id,status",
                    id=known.id,
                    broadcastStatus="complete",
                )
            except UncertainError:
                if self.standing(known).life not in _OVER:
                    raise
            except RefusedError as error:
                if error.reason != "redundantTransition":
                    raise
            standing = self.standing(known)
        return _kept(known.but(started=standing.started, ended=standing.ended), keep)

    def _stream(self, title: str, id: str) -> dict[str, Any]:
        """The channel's stream, which serves for every session."""
        found = self._streams(id=id) if id else []
        found = found or self._titled(title)
        if found:
            return found[0]
        body = {
            "snippet": {"title": title},
            "cdn": {"frameRate": "variable", "ingestionType": "rtmp", "resolution": "variable"},
            "contentDetails": {"isReusable": True},
        }
        part = "id,snippet,cdn,contentDetails,status"
        return self._once(
            lambda: self._calls.change("liveStreams.insert", part=part, body=body),
            lambda: next(iter(self._titled(title)), None),
        )

    def _titled(self, title: str) -> list[dict[str, Any]]:
        every = [s for s in self._streams(mine=True) if s["snippet"]["title"] == title]
        return sorted(every, key=lambda stream: str(stream["snippet"].get("publishedAt", "")))

    def _streams(self, **which: Any) -> list[dict[str, Any]]:
        part = "id,snippet,cdn,contentDetails,status"
        return list(self._calls.every("liveStreams.list", part=part, **which))

    def _there(self, known: Broadcast) -> dict[str, Any] | None:
        """The broadcast that was made before, by its id, else by its mark."""
        found = self._by_id(known.id) if known.id else None
        return found or self._marked(known.ref)

    def _by_id(self, id: str) -> dict[str, Any] | None:
        part = "id,snippet,status,contentDetails"
        return next(iter(self._calls.every("liveBroadcasts.list", part=part, id=id)), None)

    def _marked(self, ref: str) -> dict[str, Any] | None:
        part = "id,snippet,status,contentDetails"
        every = self._calls.every("liveBroadcasts.list", part=part, broadcastStatus="all")
        return next((b for b in every if mark_in(b["snippet"].get("description", "")) == ref), None)

    def _insert(self, plan: Plan) -> dict[str, Any]:
        body = {
            "snippet": self._snippet(plan, None),
            "status": {"privacyStatus": plan.privacy, "selfDeclaredMadeForKids": False},
            "contentDetails": _CONTENT,
        }
        part = "id,snippet,status,contentDetails"
        return self._once(
            lambda: self._calls.change("liveBroadcasts.insert", part=part, body=body),
            lambda: self._marked(plan.ref),
        )

    def _once(
        self,
        make: Callable[[], dict[str, Any]],
        find: Callable[[], dict[str, Any] | None],
    ) -> dict[str, Any]:
        """Make something; where no answer comes, look for it, and never make it blindly again."""
        try:
            return make()
        except UncertainError:
            for wait in _LOOKS:
                self._calls.pause(wait)
                if found := find():
                    return found
            raise

    def _described(
        self, plan: Plan, made: Broadcast, there: dict[str, Any], keep: Keep
    ) -> Broadcast:
        """Its texts, times and settings as meant; once it is under way only its texts."""
        fresh = not made.said and _is_as_meant(plan, there)
        if made.said == plan.digest() or fresh:
            return _kept(made.but(said=plan.digest()), keep)
        body: dict[str, Any] = {"id": made.id, "snippet": self._snippet(plan, there)}
        part = "id,snippet"
        if there["status"]["lifeCycleStatus"] not in _UNDER_WAY:
            body |= {"status": {"privacyStatus": plan.privacy}, "contentDetails": _CONTENT}
            part += ",status,contentDetails"
        self._calls.change("liveBroadcasts.update", part=part, body=body)
        return _kept(made.but(said=plan.digest()), keep)

    def _snippet(self, plan: Plan, there: dict[str, Any] | None) -> dict[str, Any]:
        """The texts and times; a start that is over stays as it is, or is soon."""
        soonest = self._now() + _SOONEST
        start = _rfc3339(max(plan.start, soonest))
        if there and plan.start < soonest:
            start = there["snippet"].get("scheduledStartTime") or start
            begun = _time(start)
            upcoming = there["status"]["lifeCycleStatus"] not in _UNDER_WAY
            if upcoming and begun and begun < self._now():
                start = _rfc3339(soonest)
        said = {"title": plan.title, "description": plan.description, "scheduledStartTime": start}
        if plan.end and plan.end > soonest:
            said["scheduledEndTime"] = _rfc3339(plan.end)
        return said

    def _pictured(self, plan: Plan, made: Broadcast, keep: Keep) -> Broadcast:
        """The thumbnail; a channel that may not set one has a broadcast all the same."""
        if plan.thumbnail is None:
            return made
        content = plan.thumbnail.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if digest == made.thumbnail or len(content) > THUMBNAIL_BYTES:
            return made
        picture = MediaFileUpload(str(plan.thumbnail), mimetype="image/jpeg", resumable=False)
        try:
            self._calls.change("thumbnails.set", videoId=made.id, media_body=picture)
        except (RefusedError, UncertainError) as error:
            return _kept(made.but(refused=error.why), keep)
        return _kept(made.but(thumbnail=digest, refused=""), keep)


def _seen(known: Broadcast, there: dict[str, Any]) -> Broadcast:
    chat = there["snippet"].get("liveChatId", "") or known.chat
    said = known.said if known.id == there["id"] else ""
    return known.but(id=there["id"], chat=chat, said=said)


def _is_as_meant(plan: Plan, there: dict[str, Any]) -> bool:
    snippet = there["snippet"]
    said = (snippet.get("title"), snippet.get("description"), _time(snippet["scheduledStartTime"]))
    as_made = all(there["contentDetails"].get(name) == _CONTENT[name] for name in _PLAIN)
    private = there["status"].get("privacyStatus") == plan.privacy
    return said == (plan.title, plan.description, plan.start) and as_made and private


_PLAIN = ("enableAutoStart", "enableAutoStop", "enableDvr", "recordFromStart")


def _kept(made: Broadcast, keep: Keep) -> Broadcast:
    keep(made)
    return made


def _ingestion(stream: dict[str, Any]) -> Ingestion:
    said = stream["cdn"]["ingestionInfo"]
    return Ingestion(
        url=said.get("rtmpsIngestionAddress") or said["ingestionAddress"],
        key=said["streamName"],
    )


def _rfc3339(at: datetime) -> str:
    """With the zone's own offset, in whole seconds."""
    return at.replace(microsecond=0).isoformat()


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _over(made: Broadcast) -> BroadcastError:
    return BroadcastError(
        _("the broadcast of this session is over"),
        made.url,
        _("Its archive may be adopted: archiver broadcast adopt. A broadcast cannot begin again"),
    )


def _gone() -> BroadcastError:
    return BroadcastError(
        _("there is no broadcast of this session on YouTube"),
        remedy=_("Make it with: archiver broadcast create FOLDER"),
    )


_STATUS = ("license", "embeddable", "publicStatsViewable", "selfDeclaredMadeForKids")


def hide(calls: LiveCalls, known: Broadcast) -> None:
    """Make the archive private; nothing else of it changes."""
    items = calls.read("videos.list", part="id,status", id=known.id).get("items", [])
    if not items or items[0]["status"].get("privacyStatus") == "private":
        return
    status = {name: items[0]["status"][name] for name in _STATUS if name in items[0]["status"]}
    body = {"id": known.id, "status": {**status, "privacyStatus": "private"}}
    calls.change("videos.update", part="status", body=body)
