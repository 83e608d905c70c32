"""Sends the parts that are missing or have changed; the state is on disk after each."""

from pathlib import Path

from archiver.model.progress import Progress
from archiver.model.publication import Published
from archiver.model.session import YouTubeTarget
from archiver.publish.interface import File, Keep, LaterError, PublishError, Replay
from archiver.publish.youtube.channel import Channel
from archiver.publish.youtube.client import Client
from archiver.publish.youtube.decoration import Decoration
from archiver.publish.youtube.parts import CAPTIONS, Wanted, wanted
from archiver.publish.youtube.quota import Clock
from archiver.publish.youtube.state import Own, mark_of
from archiver.publish.youtube.upload import Upload


class Sender:
    """Brings one replay to a channel."""

    def __init__(
        self,
        target: YouTubeTarget,
        client: Client,
        channel: Channel,
        decoration: Decoration,
        now: Clock,
    ) -> None:
        self._target = target
        self._client = client
        self._channel = channel
        self._decoration = decoration
        self._now = now

    def uploaded(
        self, replay: Replay, state: Published, keep: Keep, progress: Progress
    ) -> Published:
        """The state with the id of the video of this very file, which is sent if need be."""
        own = Own.of(state)
        if own.session and own.session.sha256 != replay.video.sha256:
            # Begun with another file: what became of it must be known before anything is sent.
            state = self.given_up(state, keep)
            own = Own.of(state)
        if own.video and own.source not in ("", replay.video.sha256):
            state = self._replaced(own, state, keep)
            own = Own.of(state)
        if not own.ref or not (own.video or own.session):
            own = own.but(ref=own.ref if own.video and own.ref else mark_of(replay))
            state = own.into(state)
            keep(state)
        if own.video:
            return state
        meant = wanted(replay, self._target, own.ref)
        upload = Upload(
            self._client,
            self._channel,
            replay.video,
            meant.body(),
            meant.said(),
            notify=self._target.notify,
            now=self._now,
        )
        return upload.run(state, keep, progress)

    def given_up(self, state: Published, keep: Keep) -> Published:
        """Forget an upload that was begun, after finding out whether it became a video."""
        own = Own.of(state)
        if own.session is None:
            return state
        file = File(Path(), own.session.sha256, own.session.size)
        return Upload(self._client, self._channel, file, {}, {}).settle(state, keep)

    def _replaced(self, own: Own, state: Published, keep: Keep) -> Published:
        """The former video is seen by nobody any more before the new one is sent."""
        self._decoration.hide(own.video)
        if own.playlist_item:
            self._decoration.unlist(own.playlist_item)
        own = own.anew((*own.former, own.video))
        state = own.into(state, sent={}, state="sending")
        keep(state)
        return state

    def decorated(self, replay: Replay, meant: Wanted, state: Published, keep: Keep) -> Published:
        """Send each part that is missing but the video and who may see it."""
        own = Own.of(state)
        todo = missing(meant, state)
        if {"description", "details"} & set(todo):
            self._decoration.describe(own.video, meant)
            state = kept_parts(state, own, keep, **meant.said())
        for part in todo:
            if part.startswith(CAPTIONS):
                state = self._captioned(replay, part, meant, state, keep)
        state = self._uncaptioned(meant, state, keep)
        state = self._in_playlist(replay, meant, state, keep)
        if "thumbnail" in todo:
            state = self._pictured(replay, meant, state, keep)
        own = Own.of(state)
        if todo or own.step != "verified":
            state = own.but(step="decorated").into(state)
            keep(state)
        return state

    def _captioned(
        self, replay: Replay, part: str, meant: Wanted, state: Published, keep: Keep
    ) -> Published:
        own, language = Own.of(state), part.removeprefix(CAPTIONS)
        track = self._decoration.caption(
            own.video, language, replay.captions[language], own.captions.get(language, "")
        )
        own = own.but(captions={**own.captions, language: track})
        return kept_parts(state, own, keep, **{part: meant.parts[part]})

    def _uncaptioned(self, meant: Wanted, state: Published, keep: Keep) -> Published:
        """Remove the tracks of languages that are no more; only those that we sent."""
        for language, track in Own.of(state).captions.items():
            if CAPTIONS + language in meant.parts:
                continue
            self._decoration.remove_caption(track)
            own = Own.of(state)
            left = {name: id for name, id in own.captions.items() if name != language}
            state = _without(state, own.but(captions=left), CAPTIONS + language, keep)
        return state

    def _in_playlist(
        self, replay: Replay, meant: Wanted, state: Published, keep: Keep
    ) -> Published:
        own = Own.of(state)
        if state.sent.get("playlist", "") == meant.parts.get("playlist", ""):
            return state
        if own.playlist_item:
            self._decoration.unlist(own.playlist_item)
            own = own.but(playlist="", playlist_item="")
            state = _without(state, own, "playlist", keep)
        if not meant.playlist:
            return state
        playlist, item = self._decoration.list_in(
            own.video, meant.playlist, replay.language, self._target.privacy
        )
        own = own.but(playlist=playlist, playlist_item=item)
        return kept_parts(state, own, keep, playlist=meant.parts["playlist"])

    def _pictured(self, replay: Replay, meant: Wanted, state: Published, keep: Keep) -> Published:
        """A channel that was not confirmed takes no thumbnail: said, and the rest goes on."""
        own = Own.of(state)
        assert replay.poster
        try:
            self._decoration.thumbnail(own.video, replay.poster)
        except LaterError:
            raise
        except PublishError as error:
            refused = {**own.refused, "thumbnail": f"{error.what}: {error.why}"}
            state = own.but(refused=refused).into(state)
            keep(state)
            return state
        left = {part: why for part, why in own.refused.items() if part != "thumbnail"}
        own = own.but(refused=left)
        return kept_parts(state, own, keep, thumbnail=meant.parts["thumbnail"])


def missing(meant: Wanted, state: Published) -> tuple[str, ...]:
    """The parts that are not there as they are meant, in the order they are sent."""
    own, sent = Own.of(state), dict(state.sent)
    if own.video and not own.source:
        sent["video"] = meant.parts["video"]  # the archive of a broadcast stands for it
    if not own.video or sent.get("video") != meant.parts["video"]:
        sent = {}
    return tuple(part for part, said in meant.parts.items() if sent.get(part) != said)


def kept_parts(state: Published, own: Own, keep: Keep, **said: str) -> Published:
    """The state with `own` and parts that were sent, on disk."""
    state = own.into(state, sent={**state.sent, **said})
    keep(state)
    return state


def _without(state: Published, own: Own, part: str, keep: Keep) -> Published:
    state = own.into(state, sent={k: v for k, v in state.sent.items() if k != part})
    keep(state)
    return state
