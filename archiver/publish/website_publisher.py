"""The website as a destination: a session's page and what all pages share, through a transport.

It is given a tree of plain files that stands as the place is to stand: the pages of the sessions
that are shown there and of no other, with lists, feeds and search made from those alone. What the
pages share is kept for the place as a whole; what belongs to a session, in that session's state.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archiver.model.progress import Progress
from archiver.model.publication import Event, Finding, Published
from archiver.publish.interface import Change, Keep, Replay
from archiver.publish.sync import FileChange, SiteSync
from archiver.publish.transports import Transport

WITHDRAWN_MARK = ".withdrawn"
"""Lies in a session's folder of the tree once it was taken back; hidden files are never sent."""
_ASSETS = ("assets/",)


@dataclass(frozen=True)
class Place:
    """What a website publisher must be told of a destination by whoever knows the archive."""

    tree: Path
    """The files as they are to stand there."""
    show: Callable[[str], None]
    """Puts a session's page into the tree as it is now, and makes what all pages share."""
    hide: Callable[[str, bool], None]
    """Leaves of a session only that it was withdrawn; nothing at all if told so."""
    shared: Callable[[], Mapping[str, Any]]
    """What was kept last of the files that all pages share."""
    keep_shared: Callable[[Mapping[str, Any]], None]
    """Keeps it, synced."""
    alone: Callable[[], AbstractContextManager[object]]
    """Sees to it that one process at a time changes the place. Raises LaterError."""


class WebsitePublisher:
    """One place where the site stands."""

    def __init__(self, place: Place, transport: Transport, address: Callable[[str], str]) -> None:
        """`address` gives where a person finds a session's page by its id; "" if not known."""
        self._place, self._transport, self._address = place, transport, address

    def find(self, replay: Replay, state: Published) -> Published:
        """What is there is compared file by file when it is planned: nothing is to be adopted."""
        return state

    def plan(self, replay: Replay, state: Published) -> tuple[Change, ...]:
        """The files that would be sent or removed, those that all pages share included."""
        with self._place.alone(), self._open():
            self._place.show(replay.id)
            return tuple(map(_change, self._changes(replay.id, state)))

    def publish(
        self, replay: Replay, state: Published, keep: Keep, progress: Progress
    ) -> Published:
        """Send what changed: media first, then pages, and last what leads to them."""
        with self._place.alone(), self._open():
            self._place.show(replay.id)
            known = bool(state.sent)
            changes = self._changes(replay.id, state)
            state = self._begun(replay.id, state, keep)
            shared = self._shared()
            shared.send(_ASSETS)
            own = _Own(state, keep)
            self._session(own).send((f"{replay.id}/",), progress)
            shared.send(self._common(replay.id))
        parts = self._parts(replay)
        did = Event(
            at=datetime.now(UTC),
            did="changed" if known else "published",
            parts=tuple(change.name for change in changes),
        )
        url = self._address(replay.id)
        state = own.state.did(did, state="sent", sent=parts, url=url, found=())
        keep(state)
        return state

    def verify(self, replay: Replay, state: Published) -> tuple[Finding, ...]:
        """Read back by size and digest what was sent: the session's files and the shared ones."""
        with self._place.alone(), self._open():
            session = self._session(_Own(state, _forget)).verify((f"{replay.id}/",))
            return (*session, *self._shared().verify((*_ASSETS, *self._common(replay.id))))

    def withdraw(self, state: Published, keep: Keep, *, remove: bool) -> Published:
        """First nothing leads there any more, then the page says so, then all else goes."""
        session_id = state.own.get("id", "")
        own = _Own(state, keep)
        if session_id:
            with self._place.alone(), self._open():
                self._place.hide(session_id, remove)
                shared = self._shared()
                shared.send(_ASSETS)
                shared.send(self._common(session_id))
                self._session(own).send((f"{session_id}/",))
                clear(self._transport, session_id, keep_page=not remove)
        did = Event(at=datetime.now(UTC), did="removed" if remove else "withdrawn")
        state = own.state.did(did, state="withdrawn", url="", sent={}, found=())
        keep(state)
        return state

    def _begun(self, session_id: str, state: Published, keep: Keep) -> Published:
        own = {**state.own, "id": session_id, "files": _files(state)}
        state = state.model_copy(update={"state": "sending", "own": own})
        keep(state)
        return state

    def _changes(self, session_id: str, state: Published) -> tuple[FileChange, ...]:
        """What would change, in the order in which it is sent."""
        shared = self._shared()
        return (
            *shared.changes(_ASSETS),
            *self._session(_Own(state, _forget)).changes((f"{session_id}/",)),
            *shared.changes(self._common(session_id)),
        )

    def _session(self, own: "_Own") -> SiteSync:
        return SiteSync(self._transport, self._place.tree, own.keep, _files(own.state))

    def _shared(self) -> SiteSync:
        place = self._place
        return SiteSync(self._transport, place.tree, place.keep_shared, place.shared())

    def _common(self, session_id: str) -> tuple[str, ...]:
        """What all pages share but for the assets, as the tree has it or had it when it was sent.

        Folders of sessions are told by the card, or the page, that lies in each.
        """
        sent = self._place.shared().get("files", {})
        names = {name.split("/")[0] + "/" * ("/" in name) for name in sent}
        for path in self._place.tree.iterdir():
            if not path.name.startswith("."):
                names.add(f"{path.name}/" if path.is_dir() else path.name)
        sessions = {f"{path.name}/" for path in self._place.tree.iterdir() if is_session(path)}
        return tuple(sorted(names - sessions - {*_ASSETS, f"{session_id}/"}))

    def _parts(self, replay: Replay) -> dict[str, str]:
        page = self._place.tree / replay.id / "index.html"
        captions = {f"captions.{lang}": file.sha256 for lang, file in replay.captions.items()}
        page_digest = hashlib.sha256(page.read_bytes()).hexdigest()
        return {"video": replay.video.sha256, **captions, "page": page_digest}

    def _open(self) -> "_Closing":
        return _Closing(self._transport)


class _Closing:
    """Gives back what the transport holds, whatever happens."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def __enter__(self) -> None:
        """Nothing: it connects when it is used."""

    def __exit__(self, *_error: object) -> None:
        self._transport.close()


class _Own:
    """A state that grows with what `SiteSync` keeps of the session's files."""

    def __init__(self, state: Published, keep: Keep) -> None:
        self.state, self._keep = state, keep

    def keep(self, files: Mapping[str, Any]) -> None:
        """Put on disk which files are there by now."""
        self.state = self.state.model_copy(update={"own": {**self.state.own, "files": dict(files)}})
        self._keep(self.state)


def is_session(folder: Path) -> bool:
    """Whether a folder of the tree is the page of a session."""
    return (folder / "session.json").is_file() or (folder / WITHDRAWN_MARK).is_file()


def clear(transport: Transport, session_id: str, *, keep_page: bool) -> None:
    """Remove what else is at a session's address, as what its live page has left."""
    for folder in (f"{session_id}/live", session_id):
        for name in sorted(transport.sizes(folder)):
            if not (keep_page and folder == session_id and name == "index.html"):
                transport.delete(f"{folder}/{name}")


def _files(state: Published) -> dict[str, Any]:
    """What is known of a session's files there; what was found to be wrong is read once more."""
    known: dict[str, Any] = dict(state.own.get("files", {}))
    if state.state == "wrong":
        listed = known.get("files", {}).items()
        known["files"] = {
            name: {key: value for key, value in one.items() if key != "stamp"}
            for name, one in listed
        }
    return known


def _forget(_state: Published) -> None:
    """What is only looked at is not kept."""


def _change(change: FileChange) -> Change:
    return Change(part=change.name, action=change.action, bytes=change.bytes)
