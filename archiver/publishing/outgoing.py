"""What a website destination is to hold: the sessions that are shown there, and no other.

The site of an archive may hold sessions that nobody has published; their titles and words may not
go out in a list, a feed or a search index. So each destination has a tree of its own, of hard
links where the disk has them, in `.outgoing/<name>/` of the archive; it can be thrown away.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archiver.i18n import _
from archiver.model.session import House, WebsiteTarget
from archiver.pages import write_list
from archiver.publish.interface import LaterError
from archiver.publish.live.page import FOLDER as LIVE
from archiver.publish.website import assets, render_withdrawn
from archiver.publish.website_publisher import WITHDRAWN_MARK, Place, is_session
from archiver.publishing.records import kept_of_destinations, load_publication, there
from archiver.store.archive import sessions
from archiver.store.files import link_or_copy, write_atomic
from archiver.store.folder import SITE, SessionFolder
from archiver.store.lease import LeaseHeldError, hold

_ASSETS = "assets"


class OutgoingSite:
    """The tree of one destination."""

    def __init__(
        self,
        archive: Path,
        house: House,
        target: WebsiteTarget,
        searchable: Callable[[Path, Path], object] = lambda _archive, _tree: None,
    ) -> None:
        """`searchable` makes the tree's search of its pages, whenever they have changed."""
        self._archive, self._house, self._name = archive, house, target.name
        self._searchable = searchable
        # A list may only lead to live pages that are sent to the same place.
        self._has_live = bool(house.live_to) and house.live_to == target.to
        self._folder = kept_of_destinations(archive) / target.name
        self.tree = self._folder / "tree"
        self._shared = self._folder / "shared.json"
        self.tree.mkdir(parents=True, exist_ok=True)

    def place(self) -> Place:
        """What the destination's publisher is told."""
        return Place(
            tree=self.tree,
            show=self.show,
            hide=self.hide,
            shared=self.shared,
            keep_shared=self.keep_shared,
            alone=self.alone,
        )

    def show(self, session_id: str) -> None:
        """Put a session's page as it is now among those that are shown already."""
        folder = SessionFolder(self._archive / session_id)
        with hold(folder.path, "publish"):
            self._take(session_id)
        self._make(also=session_id)

    def hide(self, session_id: str, whole: bool) -> None:
        """Leave of a session only that it was withdrawn; nothing at all with `whole`."""
        place = self.tree / session_id
        shutil.rmtree(place, ignore_errors=True)
        if not whole:
            session = SessionFolder(self._archive / session_id).session()
            write_atomic(place / WITHDRAWN_MARK, "")
            write_atomic(place / "index.html", render_withdrawn(session, self._house))
        self._make(but=session_id)

    def shared(self) -> Mapping[str, Any]:
        """What was kept last of the files that all pages share; what is lost is found there."""
        try:
            kept = json.loads(self._shared.read_bytes())
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def keep_shared(self, own: Mapping[str, Any]) -> None:
        """Keep it, synced."""
        write_atomic(self._shared, json.dumps(own, ensure_ascii=False, indent=1))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One process at a time changes a destination. Raises LaterError."""
        try:
            with hold(self._folder, "publish"):
                yield
        except LeaseHeldError as error:
            raise LaterError(
                _("another session is being sent to “{name}”").format(name=self._name),
                error.why,
                _("Run the same command again when that has ended"),
            ) from error

    def _make(self, also: str = "", but: str = "") -> None:
        """Make what all pages share from the sessions that are shown."""
        shown = {also} if also else set()
        for folder in sessions(self._archive):
            state = load_publication(folder).destinations.get(self._name)
            if folder.id not in (also, but) and there(state):
                shown.add(folder.id)
                if not (self.tree / folder.id / "index.html").is_file():
                    self._take(folder.id)
        for path in tuple(self.tree.iterdir()):
            unknown = is_session(path) and path.name not in shown
            if unknown and not (path / WITHDRAWN_MARK).is_file():
                shutil.rmtree(path)
        for path in sorted((self._archive / SITE / _ASSETS).glob("[!.]*")):
            _link(path, self.tree / _ASSETS / path.name)
        for name, text in assets(self._house).items():
            if not (self.tree / name).is_file():
                write_atomic(self.tree / name, text)
        write_list(self._archive, self.tree, with_live=self._has_live)
        self._searchable(self._archive, self.tree)

    def _take(self, session_id: str) -> None:
        """Take a session's files from the archive's site, but for those of its live page."""
        source, target = self._archive / SITE / session_id, self.tree / session_id
        names = {
            path.relative_to(source)
            for path in source.rglob("*")
            if path.is_file() and not path.is_symlink() and _may_go(path.relative_to(source))
        }
        for path in tuple(target.rglob("*")):
            if path.is_file() and path.relative_to(target) not in names:
                path.unlink()
        for name in sorted(names):
            _link(source / name, target / name)


def _may_go(name: Path) -> bool:
    hidden = any(part.startswith(".") for part in name.parts)
    return not hidden and name.parts[0] != LIVE


def _link(source: Path, target: Path) -> None:
    """Give `target` what `source` holds, unless it has that already."""
    stat = source.stat()
    if target.is_file():
        now = target.stat()
        if (now.st_size, now.st_mtime_ns) == (stat.st_size, stat.st_mtime_ns):
            return
    if not link_or_copy(source, target):
        os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))
