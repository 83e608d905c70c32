"""The upload of a video: it goes on in another process, and never makes two copies.

A new session is opened only when it is certain that no earlier one has become a video: the session
itself is asked first; where YouTube no longer knows it, the channel's videos are searched for our
mark, as long as its last bytes may have gone out. A lease on the session's folder, held by the
caller, keeps a second process out.
"""

import hashlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from archiver.i18n import _
from archiver.model.progress import Progress
from archiver.model.publication import Published
from archiver.publish.interface import File, Keep, LaterError, PublishError
from archiver.publish.youtube.channel import Channel
from archiver.publish.youtube.client import Client
from archiver.publish.youtube.failures import NETWORK_ERRORS, may_pass
from archiver.publish.youtube.quota import utc_now
from archiver.publish.youtube.resumable import Answer, Done, Far, Gone, Protocol
from archiver.publish.youtube.state import Own, UploadSession

_SESSIONS = 5
"""How many sessions are opened in one go before it is put off."""


class Upload:
    """One file on its way. `body` is what the video is told of, `said` the digests of it."""

    def __init__(
        self,
        client: Client,
        channel: Channel,
        file: File,
        body: dict[str, Any],
        said: dict[str, str],
        *,
        notify: bool = False,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._client = client
        self._channel = channel
        self._file = file
        self._body = body
        self._said = said
        self._notify = notify
        self._now = now
        self._mtime_ns = 0

    def run(self, state: Published, keep: Keep, progress: Progress) -> Published:
        """Bring the file to YouTube, unless it is there; the state then has the video's id.

        Raises PublishError; LaterError where it goes on another time.
        """
        for _attempt in range(_SESSIONS):
            own = Own.of(state)
            if own.session is None:
                own, state = self._begun(own, state, keep)
            if own.video:
                return state
            state = self._carried_on(own, state, keep, progress)
            if Own.of(state).video:
                return state
        raise LaterError(
            _doing(),
            _("YouTube forgot the upload {n} times").format(n=_SESSIONS),
            _("Run the same command again later"),
        )

    def settle(self, state: Published, keep: Keep) -> Published:
        """Find out what became of a session that was begun, and forget it: nothing more is sent."""
        own = Own.of(state)
        if own.session is None:
            return state
        answer = self._asked(own.session)
        if isinstance(answer, Gone):
            answer = self._searched(own)
        if isinstance(answer, Done):
            return self._committed(own, state, answer.video, keep)
        if isinstance(answer, Far):
            self._protocol(own.session.size).give_up(own.session.uri)
        return _kept(own.but(session=None, step="planned"), state, keep)

    def _begun(self, own: Own, state: Published, keep: Keep) -> tuple[Own, Published]:
        """Adopt the video a lost state knew of, or open a session and keep its address."""
        video = self._channel.video_of(own.ref)
        if video and video not in own.former:
            state = self._committed(own, state, video, keep)
            return Own.of(state), state
        stat = self._whole()
        uri = self._client.again(lambda: self._protocol(stat.st_size).open(self._body), _doing())
        session = UploadSession(
            uri=uri,
            sha256=self._file.sha256,
            size=stat.st_size,
            mtime_ns=stat.st_mtime_ns,
            opened_at=self._now(),
            said=self._said,
        )
        own = own.but(session=session, step="session_open")
        return own, _kept(own, state, keep, state="sending")

    def _carried_on(self, own: Own, state: Published, keep: Keep, progress: Progress) -> Published:
        """Send what is missing, from wherever the session is."""
        session = own.session
        assert session
        answer = self._asked(session)
        if isinstance(answer, Far):
            self._same_as(session)
            answer, own, state = self._sent(answer.offset, own, state, keep, progress)
        if isinstance(answer, Gone):
            answer = self._searched(own)
        if isinstance(answer, Done):
            return self._committed(own, state, answer.video, keep)
        return _kept(own.but(session=None, step="planned"), state, keep)

    def _sent(
        self, offset: int, own: Own, state: Published, keep: Keep, progress: Progress
    ) -> tuple[Answer, Own, Published]:
        """Send chunk after chunk; Done or Gone."""
        session, failures = own.session, 0
        assert session
        protocol = self._protocol(session.size)
        while True:
            self._unchanged(session)
            if offset + self._client.pace.chunk >= session.size and not session.finishing:
                session = session.model_copy(update={"finishing": True})
                own = own.but(session=session)
                state = _kept(own, state, keep)
            answer = self._tried(protocol, session, offset)
            if isinstance(answer, Done | Gone):
                return answer, own, state
            if isinstance(answer, Far) and offset < answer.offset < session.size:
                failures, offset = 0, answer.offset
                progress(offset / session.size)
                continue
            failures += 1
            if failures > self._client.pace.tries:
                raise LaterError(
                    _doing(),
                    _("YouTube takes no more of it for now"),
                    _("Run the same command again later: it goes on where it stopped"),
                )
            self._client.pace.pause(failures)
            answer = self._asked(session)
            if isinstance(answer, Done | Gone):
                return answer, own, state
            failures = 0 if answer.offset > offset else failures
            offset = answer.offset

    def _tried(self, protocol: Protocol, session: UploadSession, offset: int) -> Answer | None:
        """Send a chunk once; None where that failed and may succeed yet."""
        if offset >= session.size:
            return None  # all is there, and YouTube has not made the video yet
        try:
            return protocol.put(session.uri, offset)
        except NETWORK_ERRORS as error:
            if not may_pass(error):
                raise self._client.explained(error, _doing()) from error
            return None

    def _asked(self, session: UploadSession) -> Answer:
        protocol = self._protocol(session.size)
        return self._client.again(lambda: protocol.ask(session.uri), _doing())

    def _searched(self, own: Own) -> Done | Gone:
        """Whether a session that is gone became a video. Lists lag: they are read several times.

        Where the last bytes never went out, nothing can have come of it, and once is enough.
        """
        patient = own.session is not None and own.session.finishing
        waited, pause = 0.0, 1.0
        while True:
            video = self._channel.video_of(own.ref, anew=True)
            if video and video not in own.former:
                return Done(video)
            if not patient or waited >= self._client.pace.settle_s:
                return Gone()
            self._client.pace.sleep(pause)
            waited, pause = waited + pause, pause * 2

    def _committed(self, own: Own, state: Published, video: str, keep: Keep) -> Published:
        session = own.session
        done = own.but(
            step="committed",
            video=video,
            source=session.sha256 if session else self._file.sha256,
            session=None,
        )
        sent = {"video": done.source, **(session.said if session else {})}
        return _kept(done, state, keep, state="sending", sent=sent)

    def _protocol(self, size: int) -> Protocol:
        return Protocol(self._client, self._file.path, size, notify=self._notify)

    def _whole(self) -> os.stat_result:
        """What the file is now. Raises PublishError when it is not what was to be published."""
        before = self._stat()
        if before.st_size != self._file.size or _sha256(self._file.path) != self._file.sha256:
            raise _changed(_("the video is no longer the one that was made"))
        if self._stat().st_mtime_ns != before.st_mtime_ns:
            raise _changed(_("the video changed while it was being read"))
        return before

    def _same_as(self, session: UploadSession) -> None:
        """Raise PublishError unless the file is the one a session was opened with."""
        stat = self._stat()
        if (stat.st_size, stat.st_mtime_ns) != (session.size, session.mtime_ns):
            # Touched, or copied from elsewhere: its content decides.
            stat = self._whole()
        self._mtime_ns = stat.st_mtime_ns

    def _unchanged(self, session: UploadSession) -> None:
        stat = self._stat()
        if (stat.st_size, stat.st_mtime_ns) != (session.size, self._mtime_ns):
            raise _changed(_("the video changed while it was being sent"))

    def _stat(self) -> os.stat_result:
        try:
            return self._file.path.stat()
        except OSError as error:
            raise _changed(error.strerror or str(error)) from error


def _kept(own: Own, at: Published, keep: Keep, **update: Any) -> Published:
    """The state with `own`, on disk."""
    state = own.into(at, **update)
    keep(state)
    return state


def _changed(why: str) -> PublishError:
    return PublishError(
        _doing(), why, _("Run: archiver process, then publish again: what was begun is given up")
    )


def _doing() -> str:
    return _("the video was not sent to YouTube")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
