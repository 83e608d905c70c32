"""Makes a part of a site stand elsewhere as it stands here: only what changed, nothing else.

What was sent is kept by name with its digest, how the file here looked then, and the stamp of what
is there. A file whose look and stamp are unchanged is not read again; any other is compared by
digest, so that what another session's publication has sent is not sent twice.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from archiver.i18n import _
from archiver.model.progress import Progress, silent
from archiver.model.publication import Finding
from archiver.publish.sitefiles import (
    SiteFile,
    in_scope,
    look_again,
    order,
    sha256_of,
    site_files,
)
from archiver.publish.transports import Transport
from archiver.publish.transports.interface import (
    Begun,
    ChangedError,
    ConflictError,
    Outgoing,
    There,
)
from archiver.publish.transports.kinds import has_digest
from archiver.publish.transports.reading import changed

_TRIES = 3
"""So often a file is sent anew because it, or what is there, was changed meanwhile."""
_KEPT_EVERY_SECONDS = 0.5
_BIG = 1024 * 1024


@dataclass(frozen=True)
class FileChange:
    """What publishing would do to one file."""

    name: str
    action: Literal["add", "replace", "remove"]
    bytes: int = 0
    """How much would be sent."""


class SiteSync:
    """One publication's files at one place.

    `own` is what `keep` was last given: `files` (what was sent, by name), `pending` (names about to
    be sent) and `sending` (the file on its way). It is plain JSON and holds no secret.
    """

    def __init__(
        self,
        transport: Transport,
        site: Path,
        keep: Callable[[dict[str, Any]], None],
        own: Mapping[str, Any],
    ) -> None:
        self._transport, self._site, self._keep = transport, site, keep
        self._files: dict[str, dict[str, Any]] = {
            name: dict(known) for name, known in own.get("files", {}).items()
        }
        self._pending: set[str] = set(own.get("pending", ()))
        self._sending: dict[str, Any] = dict(own.get("sending", {}))
        self._kept_at = 0.0
        self._looked: dict[str, dict[str, There]] = {}

    def changes(self, scope: Sequence[str]) -> tuple[FileChange, ...]:
        """What `send` would do, in its order. Changes nothing there.

        Raises TransportError, also for a file of the site that may not be sent.
        """
        return self._plan(site_files(self._site, scope), scope)

    def _plan(self, here: Mapping[str, SiteFile], scope: Sequence[str]) -> tuple[FileChange, ...]:
        self._looked.clear()
        found: list[FileChange] = []
        for name in sorted(here, key=order):
            if not self._stands(here[name]):
                there = self._there(name)
                found.append(FileChange(name, "replace" if there else "add", here[name].size))
        gone = self._gone(scope, here)
        return *found, *(FileChange(n, "remove") for n in gone if self._there(n))

    def send(self, scope: Sequence[str], progress: Progress = silent) -> None:
        """Send what is new or changed, then remove what was sent before and is gone here.

        Whatever interrupts it, the same call goes on from what was kept. Raises TransportError.
        """
        here = site_files(self._site, scope)
        todo = self._plan(here, scope)
        coming = [change for change in todo if change.action != "remove"]
        self._abandon_others({change.name for change in coming})
        self._pending |= {change.name for change in coming}
        self._save()
        total, done = max(1, sum(change.bytes for change in coming)), 0
        for change in coming:
            self._send(here[change.name], _share(progress, done, total))
            done += change.bytes
        self._remove(change.name for change in todo if change.action == "remove")
        self._forget(n for n in self._known() if in_scope(n, scope) and not self._there(n))
        self._save()
        progress(1.0)

    def remove(self, names: Sequence[str]) -> None:
        """Remove files that were sent from here: by name, or all under a name that ends in "/".

        Pages go first and media last. What was never sent from here is left alone.
        """
        self._looked.clear()
        chosen = [name for name in self._known() if in_scope(name, names)]
        self._remove(sorted(chosen, key=order, reverse=True))
        self._save()

    def verify(self, scope: Sequence[str], progress: Progress = silent) -> tuple[Finding, ...]:
        """Compare what is there with what is here, by size and by a digest of what is there.

        What is found to be otherwise is sent again by the next `send`.
        """
        self._looked.clear()
        here = site_files(self._site, scope)
        found: list[Finding] = []
        total, done = max(1, sum(file.size for file in here.values())), 0
        for file in here.values():
            found += self._compared(file)
            done += file.size
            progress(min(1.0, done / total))
        for name in self._gone(scope, here):
            if self._there(name):
                found.append(
                    _finding(name, _("{name} is still there and should not be").format(name=name))
                )
        self._save()
        progress(1.0)
        return tuple(found)

    def _compared(self, file: SiteFile) -> tuple[Finding, ...]:
        there = self._there(file.name)
        if there is None:
            return (_finding(file.name, _("{name} is not there").format(name=file.name)),)
        if there.size != file.size:
            why = _("{name} has {n} bytes there instead of {size}").format(
                name=file.name, n=there.size, size=file.size
            )
            return (_finding(file.name, why),)
        if self._transport.digest(file.name) == self._digest(file):
            self._settle(file.name, there)
            return ()
        self._unsettle(file.name)
        why = _("{name} is another there than here, though as long").format(name=file.name)
        return (_finding(file.name, why),)

    def _stands(self, file: SiteFile) -> bool:
        """Whether a file is there as it is here; what is not known of it is read."""
        there = self._there(file.name)
        if there is None or there.size != file.size:
            return False
        digest = self._digest(file)
        known = self._files[file.name]
        if known.get("sent") == digest and known.get("stamp") == there.stamp:
            return True
        if self._transport.digest(file.name) != digest:
            return False
        self._settle(file.name, there)
        return True

    def _send(self, file: SiteFile, arrived: Callable[[int], None]) -> None:
        """Send a file until it stands there as it is here by then."""
        for again in range(_TRIES):
            now = look_again(file)
            if now is None or (again and self._stands(now)):
                return
            try:
                there = self._transport.send(self._outgoing(now, arrived))
            except (ChangedError, ConflictError):
                self._looked.clear()
                if again == _TRIES - 1:
                    raise
                continue
            self._settle(now.name, there)
            self._pending.discard(now.name)
            self._sending = {}
            self._save(at_once=now.size >= _BIG)
            if _same(now, look_again(now)):
                return
        raise changed(file.name)

    def _outgoing(self, file: SiteFile, arrived: Callable[[int], None]) -> Outgoing:
        digest = self._digest(file)
        what = {"name": file.name, "sha256": digest}
        if any(self._sending.get(key) != value for key, value in what.items()):
            self._abandon_others(set())

        def keep(own: Mapping[str, Any]) -> None:
            self._sending = {**what, "own": dict(own)}
            self._save()

        begun = Begun(self._sending.get("own", {}), keep, arrived)
        there = self._there(file.name)
        return Outgoing(file.path, file.name, file.size, digest, there, begun)

    def _abandon_others(self, coming: set[str]) -> None:
        """Clear away what was begun, unless it is about to be gone on with."""
        if self._sending and self._sending["name"] not in coming:
            self._transport.abandon(self._sending["name"], self._sending.get("own", {}))
            self._sending = {}
            self._save()

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            self._transport.delete(name)
            self._transport.abandon(name, {})
            self._forget([name])
            self._save(at_once=False)
            self._looked.clear()

    def _gone(self, scope: Sequence[str], here: Mapping[str, SiteFile]) -> list[str]:
        """What was sent before and is gone here, pages first.

        Assets stay: pages of other sessions, sent long ago, may still ask for them.
        """
        gone = [n for n in self._known() if in_scope(n, scope) and n not in here]
        assets = {n for n in gone if n.startswith("assets/") and has_digest(n)}
        return sorted(set(gone) - assets, key=order, reverse=True)

    def _known(self) -> set[str]:
        """The names that were sent, or may have been when a process died."""
        return {n for n, known in self._files.items() if known.get("sent")} | self._pending

    def _forget(self, names: Iterable[str]) -> None:
        for name in tuple(names):
            self._files.pop(name, None)
            self._pending.discard(name)

    def _there(self, name: str) -> There | None:
        folder = _folder_of(name)
        if folder not in self._looked:
            self._looked[folder] = self._transport.look(folder)
        return self._looked[folder].get(name.rpartition("/")[2])

    def _digest(self, file: SiteFile) -> str:
        known = self._files.get(file.name, {})
        digest, looked = sha256_of(file, known)
        self._files[file.name] = {**known, **looked}
        return digest

    def _settle(self, name: str, there: There) -> None:
        known = self._files[name]
        known |= {"sent": known["sha256"], "stamp": there.stamp}
        folder, _slash, last = name.rpartition("/")
        if folder in self._looked:
            self._looked[folder][last] = there

    def _unsettle(self, name: str) -> None:
        self._files[name].pop("stamp", None)

    def _save(self, *, at_once: bool = True) -> None:
        """Keep the state. Small files, of which there are many, share one writing of it.

        What is lost of them is only that they were sent: they are found there by their digest.
        """
        now = time.monotonic()
        if at_once or now - self._kept_at > _KEPT_EVERY_SECONDS:
            own: dict[str, Any] = {"files": {n: dict(k) for n, k in self._files.items()}}
            own |= {"pending": sorted(self._pending), "sending": dict(self._sending)}
            self._keep(own)
            self._kept_at = time.monotonic()


def _share(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    return lambda arrived: progress(min(1.0, (before + arrived) / total))


def _same(before: SiteFile, now: SiteFile | None) -> bool:
    """Whether the file did not become another; its digest tells where it has just been written."""
    return now is not None and now.mark == before.mark


def _folder_of(name: str) -> str:
    return name.rpartition("/")[0]


def _finding(name: str, why: str) -> Finding:
    return Finding(part=name, why=why, remedy=_("Publish again: what is wrong is sent again"))
