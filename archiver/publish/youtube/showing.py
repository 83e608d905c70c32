"""Shows a video to those who are to see it, once it was processed, read back and found right."""

import time
from typing import Any

from archiver.i18n import _
from archiver.model.publication import Finding, Published
from archiver.model.session import YouTubeTarget
from archiver.publish.interface import Keep, LaterError, PublishError, Replay
from archiver.publish.youtube.channel import Channel
from archiver.publish.youtube.client import Client
from archiver.publish.youtube.decoration import Decoration
from archiver.publish.youtube.parts import CAPTIONS, Wanted, next_opening
from archiver.publish.youtube.quota import Clock
from archiver.publish.youtube.readback import READ, ReadBack, is_processed
from archiver.publish.youtube.sending import kept_parts
from archiver.publish.youtube.state import Own

_FRESH_S = 300
"""How long a list of captions is good for that we read ourselves: reading it costs 50 units."""


class Stage:
    """Where a video waits behind the curtain."""

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
        self._read = ReadBack(channel, decoration, target)
        self._tracks: tuple[str, str, float, list[dict[str, Any]]] = ("", "", 0.0, [])

    def shown(self, replay: Replay, meant: Wanted, state: Published, keep: Keep) -> Published:
        """The state once those may see it who are to; as it was where reading back found errors.

        Raises LaterError while YouTube is processing the video.
        """
        own = Own.of(state)
        as_meant = state.sent.get("privacy") == meant.parts["privacy"]
        if as_meant and own.step == "verified":
            return state
        self._processed(own.video)
        found = self.findings(replay, state, meant)
        if any(each.severity == "error" for each in found):
            return state
        if not as_meant:
            own = self._opened(own)
        own = own.but(step="verified")
        return kept_parts(state, own, keep, privacy=meant.parts["privacy"])

    def findings(self, replay: Replay, state: Published, meant: Wanted) -> tuple[Finding, ...]:
        """What is otherwise than meant, but who may see it."""
        tracks = self._tracks_of(state) if replay.captions else []
        return self._read.findings(replay, Own.of(state), meant, tracks)

    def privacy(self, state: Published) -> tuple[Finding, ...]:
        """Whether those may see it who are to, once that was asked for."""
        if "privacy" not in state.sent:
            return ()
        return tuple(self._read.privacy(Own.of(state), self._now()))

    def _opened(self, own: Own) -> Own:
        was_public = own.shown or (own.public_at is not None and own.public_at <= self._now())
        # YouTube takes no date for a video that was public before.
        at = None if was_public else next_opening(self._target, self._now())
        self._decoration.open(own.video, self._target.privacy, at)
        shown = was_public or (at is None and self._target.privacy == "public")
        return own.but(public_at=at, shown=shown)

    def _processed(self, video: str) -> None:
        """Wait until YouTube has processed a video."""
        waited, pace = 0.0, self._client.pace
        while True:
            there = self._channel.video(video, READ)
            if there is not None and is_processed(there):
                return
            if waited >= pace.processing_s:
                break
            pace.sleep(pace.look_s)
            waited += pace.look_s
        raise LaterError(
            _("the video was sent, and is still private"),
            _("YouTube is still processing it"),
            _(
                "Run the same command again later: it will be read back, then shown. If this "
                "lasts over a day, it is stuck: withdraw it with --remove, then publish again"
            ),
        )

    def _tracks_of(self, state: Published) -> list[dict[str, Any]]:
        """The captions that are there; what was read since they were last sent is good a while."""
        own = Own.of(state)
        sent = repr([each for each in sorted(state.sent.items()) if each[0].startswith(CAPTIONS)])
        known, of, at, tracks = self._tracks
        if (known, of) != (own.video, sent) or time.monotonic() - at > _FRESH_S:
            tracks = self._read_tracks(own.video)
            self._tracks = (own.video, sent, time.monotonic(), tracks)
        return tracks

    def _read_tracks(self, video: str) -> list[dict[str, Any]]:
        try:
            return self._decoration.tracks(video) if video else []
        except LaterError:
            raise
        except PublishError:
            return []  # the video itself is gone, which is said elsewhere
