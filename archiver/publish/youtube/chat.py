"""The chat of a broadcast, followed while it goes on and up to its end.

What comes is handed on at once, entry by entry; then the place in the chat is kept. Whatever dies
in between, the next process asks for a little too much, and what is known already is left out.
YouTube says how soon it may be asked again: never sooner, and not so often that the chat of a
long sitting uses up the day's quota (each look costs 5 units).
"""

import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from archiver.model.comments import Entry, Removed, Said
from archiver.publish.youtube.livecalls import LiveCalls, RefusedError, UncertainError

EVERY_SECONDS = 20.0
"""How often to look by default: a sitting of eight hours takes 7200 of the 10,000 units."""
_PAGE = 2000
_LONGEST = 5_000
_LONGEST_NAME = 200
_OVER = {"liveChatEnded", "liveChatNotFound", "liveChatDisabled", "notFound"}
_SPOKEN = {"textMessageEvent", "superChatEvent"}
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_BACK_OFF = (2.0, 5.0, 15.0, 30.0, 60.0)


@dataclass(frozen=True)
class Place:
    """How far a chat was read."""

    page: str = ""
    over: bool = False
    """Whether nothing will come any more."""


class Chat:
    """One chat. `add` appends new entries for good, `keep` keeps the place, each at once."""

    def __init__(
        self,
        calls: LiveCalls,
        chat: str,
        add: Callable[[tuple[Entry, ...]], None],
        keep: Callable[[Place], None],
    ) -> None:
        self._calls, self._chat, self._add, self._keep = calls, chat, add, keep

    def follow(
        self,
        place: Place,
        known: Collection[str],
        every: float,
        wait: Callable[[float], bool],
        failing: Callable[[UncertainError], None],
    ) -> Place:
        """Read on to the end of the chat; where YouTube does not answer, try for ever.

        `known` are the ids that were added before; `wait` waits so many seconds and says whether
        to go on; `failing` hears of what is tried again. Raises LaterError where the quota is used
        up, PublishError where YouTube refuses.
        """
        seen, failures = set(known), 0
        while not place.over:
            pause = every
            try:
                place, soonest = self._look(place, seen)
                failures, pause = 0, max(every, soonest)
            except UncertainError as error:
                pause = max(every, _BACK_OFF[min(failures, len(_BACK_OFF) - 1)])
                failures += 1
                failing(error)
            if not place.over and not wait(pause):
                break
        return place

    def _look(self, place: Place, seen: set[str]) -> tuple[Place, float]:
        """One page, and how many seconds YouTube wants to be left alone after it."""
        given = {"pageToken": place.page} if place.page else {}
        try:
            answer = self._calls.change(
                "liveChatMessages.list",
                liveChatId=self._chat,
                part="id,snippet,authorDetails",
                maxResults=_PAGE,
                **given,
            )
        except RefusedError as error:
            return self._refused(place, error), 0.0
        items = answer.get("items", [])
        fresh = tuple(entry for entry in entries(items) if entry.id not in seen)
        if fresh:
            self._add(fresh)
            seen |= {entry.id for entry in fresh}
        over = bool(answer.get("offlineAt")) and len(items) < _PAGE
        place = Place(answer.get("nextPageToken", ""), over)
        self._keep(place)
        return place, answer.get("pollingIntervalMillis", 0) / 1000

    def _refused(self, place: Place, error: RefusedError) -> Place:
        """The chat is over, or its place is forgotten: then it is read from its beginning."""
        if error.reason == "pageTokenInvalid" and place.page:
            again = Place()
        elif error.reason in _OVER:
            again = Place(place.page, over=True)
        else:
            raise error
        self._keep(again)
        return again


def entries(items: list[dict[str, Any]]) -> Iterator[Entry]:
    """What of YouTube's messages is kept: what people said, and what was taken away."""
    for item in items:
        snippet, author = item["snippet"], item.get("authorDetails", {})
        kind, own = snippet.get("type", ""), {"id": item["id"], "at": snippet["publishedAt"]}
        if kind in _SPOKEN and (text := written(_text(snippet), _LONGEST)):
            name = written(author.get("displayName", ""), _LONGEST_NAME)
            yield Said(**own, name=name, text=text)
        if kind in ("messageDeletedEvent", "messageRetractedEvent"):
            details = snippet.get("messageDeletedDetails") or snippet.get("messageRetractedDetails")
            gone = details or {}
            message = gone.get("deletedMessageId") or gone.get("retractedMessageId", "")
            yield Removed(**own, message=message)
        if kind == "userBannedEvent":
            banned = snippet.get("userBannedDetails", {}).get("bannedUserDetails", {})
            name = written(banned.get("displayName", ""), _LONGEST_NAME)
            yield Removed(**own, name=name)


def _text(snippet: dict[str, Any]) -> str:
    details = snippet.get("textMessageDetails") or snippet.get("superChatDetails") or {}
    text = details.get("messageText") or details.get("userComment")
    return str(text or snippet.get("displayMessage", ""))


def written(text: str, longest: int) -> str:
    """`text` on one line, without control characters and marks that turn the writing around.

    The joiner that makes one emoji of several stays.
    """
    spaced = "".join(" " if char.isspace() else char for char in text)
    kept = (c for c in spaced if c == "\u200d" or unicodedata.category(c) not in _DROPPED)
    return " ".join("".join(kept).split())[:longest]
