"""The YouTube channel as a destination: find, plan, publish, verify, withdraw.

A video is sent private, decorated, read back, and only then shown. After a correction only the
parts that changed are sent. A replay whose video changed is another video on YouTube, which knows
no replacing: the former is made private before anything else.
"""

from typing import Any

from archiver.i18n import _
from archiver.model.progress import Progress
from archiver.model.publication import Event, Finding, Published
from archiver.model.session import YouTubeTarget
from archiver.publish.interface import Change, Keep, Publisher, Replay
from archiver.publish.youtube.account import Account
from archiver.publish.youtube.channel import Channel
from archiver.publish.youtube.client import Client, Pace
from archiver.publish.youtube.decoration import Decoration
from archiver.publish.youtube.livestate import Broadcast
from archiver.publish.youtube.parts import next_opening, privacy_text, wanted
from archiver.publish.youtube.planning import changes, told_of_chapters
from archiver.publish.youtube.quota import Clock, Left, Quota, Tally, utc_now
from archiver.publish.youtube.sending import Sender, missing
from archiver.publish.youtube.showing import Stage
from archiver.publish.youtube.state import Own, mark_of

_SENT, _DECORATED = 0.9, 0.95
"""The share of the work that is done when the file is there, and when all is put on it."""


def open_youtube(
    target: YouTubeTarget,
    account: Account,
    *,
    tally: Tally | None = None,
    pace: Pace | None = None,
    root: str = "",
    now: Clock = utc_now,
) -> Publisher:
    """The publisher of a channel. Nothing is asked of YouTube before it is used.

    `tally` keeps the day's quota for all sessions of the account's project (in memory without
    it); `root` is another address of YouTube's, for tests.
    """
    client = Client(account, Quota(tally, now=now), pace or Pace(), root)
    return YouTube(target, client, now)


class YouTube:
    """One channel."""

    def __init__(self, target: YouTubeTarget, client: Client, now: Clock = utc_now) -> None:
        self._target = target
        self._client = client
        self._now = now
        self._channel = Channel(client, target)
        self._decoration = Decoration(client, self._channel)
        own = (target, client, self._channel, self._decoration, now)
        self._sender, self._stage = Sender(*own), Stage(*own)

    def left(self) -> Left:
        """What is left of the day's quota, as counted here."""
        return self._client.quota.left()

    def find(self, replay: Replay, state: Published) -> Published:
        """What is really there; a video that a dead process left is adopted."""
        own = Own.of(state)
        if own.video:
            if self._channel.video(own.video, "id") is None:
                return state.model_copy(update={"found": (_gone(),)})
            return state
        mark = own.ref or mark_of(replay)
        video = self._channel.video_of(mark)
        if not video or video in own.former:
            return state
        source = own.session.sha256 if own.session else replay.video.sha256
        own = own.but(ref=mark, video=video, source=source, session=None, step="committed")
        adopted = Event(at=self._now(), did="adopted", parts=("video",))
        return own.into(state, state="sending", sent={"video": source}).did(adopted)

    def plan(self, replay: Replay, state: Published) -> tuple[Change, ...]:
        """What `publish` would change."""
        own = Own.of(state)
        meant = wanted(replay, self._target, self._mark(own, replay))
        todo = missing(meant, state)
        now: dict[str, Any] = {}
        if own.video and {"description", "details", "privacy"} & set(todo):
            now = self._channel.video(own.video, "snippet,status") or {}
        at = None if own.shown else own.public_at or next_opening(self._target, self._now())
        return changes(replay, meant, state, todo, now, privacy_text(self._target, at))

    def publish(
        self, replay: Replay, state: Published, keep: Keep, progress: Progress
    ) -> Published:
        """Send what is missing or has changed, and show it once it was read back."""
        self._channel.uploads()
        before = dict(state.sent)
        state = self._sender.uploaded(replay, state, keep, lambda share: progress(share * _SENT))
        progress(_SENT)
        meant = wanted(replay, self._target, Own.of(state).ref)
        state = self._sender.decorated(replay, meant, state, keep)
        progress(_DECORATED)
        state = self._stage.shown(replay, meant, state, keep)
        progress(1.0)
        return self._told(before, state, keep)

    def _told(self, before: dict[str, str], state: Published, keep: Keep) -> Published:
        """The state `sent`, with what was changed in its history."""
        parts = {*before, *state.sent}
        changed = tuple(sorted(p for p in parts if state.sent.get(p) != before.get(p)))
        update = {"state": "sent", "url": _url(Own.of(state))}
        if changed:
            did = Event(at=self._now(), did="changed" if before else "published", parts=changed)
            state = state.did(did, **update)
        else:
            state = state.model_copy(update=update)
        keep(state)
        return state

    def verify(self, replay: Replay, state: Published) -> tuple[Finding, ...]:
        """Read back what is there and compare it with what was meant."""
        meant = wanted(replay, self._target, Own.of(state).ref)
        found = self._stage.findings(replay, state, meant)
        said = tuple(
            Finding(part="chapters", severity="warning", why=why)
            for why in told_of_chapters(replay, Own.of(state).ref)
        )
        return (*found, *self._stage.privacy(state), *said)

    def withdraw(self, state: Published, keep: Keep, *, remove: bool) -> Published:
        """Make it private, or remove it; what is being sent is given up."""
        state = self._sender.given_up(state, keep)
        own = Own.of(state)
        live = Broadcast.of(state.own).id
        videos = tuple(dict.fromkeys(filter(None, (own.video, *own.former, live))))
        for video in videos:
            if remove:
                self._decoration.remove(video)
            else:
                self._decoration.hide(video)
        own, sent = self._taken_back(own, state, videos, remove)
        did = Event(
            at=self._now(),
            did="removed" if remove else "withdrawn",
            parts=("video",) if videos else (),
        )
        state = own.into(state).did(did, state="withdrawn", url="", sent=sent, found=())
        keep(state)
        return state

    def _taken_back(
        self, own: Own, state: Published, videos: tuple[str, ...], remove: bool
    ) -> tuple[Own, dict[str, str]]:
        """What is known, and what is there, after a withdrawal."""
        if remove:
            return own.anew(videos), {}
        shown = own.shown or (own.public_at is not None and own.public_at <= self._now())
        sent = {part: said for part, said in state.sent.items() if part != "privacy"}
        return own.but(public_at=None, shown=shown), sent

    def _mark(self, own: Own, replay: Replay) -> str:
        """The mark that its video bears, or will bear."""
        stays = own.video and own.source in ("", replay.video.sha256)
        return own.ref if stays and own.ref else mark_of(replay)


def _url(own: Own) -> str:
    return f"https://www.youtube.com/watch?v={own.video}" if own.video else ""


def _gone() -> Finding:
    return Finding(
        part="video",
        why=_("the video is not on the channel any more"),
        remedy=_("To send it anew: archiver withdraw --remove, then archiver publish"),
    )
