"""The files of a site on this machine: which there are, what they hold, in which order they go."""

import hashlib
import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.i18n import _
from archiver.publish.transports import TransportError
from archiver.publish.transports.interface import parts_of
from archiver.publish.transports.kinds import has_digest

_SETTLED_NS = 3_000_000_000
"""A file written so shortly before its digest was taken may change without its time telling."""
_MEDIA = frozenset({".mp4", ".m4v", ".m4a", ".m4s", ".mp3", ".ts", ".aac", ".opus", ".webm"})
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".svg", ".ico"})
_ASSETS = frozenset({".css", ".js", ".mjs", ".wasm", ".woff2"})
_FIRST = _MEDIA | _PICTURES | _ASSETS
_FEEDS = (".xml", ".rss", ".atom", ".ics")


@dataclass(frozen=True)
class SiteFile:
    """A file of the site as it was looked at."""

    path: Path
    name: str
    size: int
    mark: str
    """Is another when the file has been written anew, however short a time after."""
    changed_ns: int
    """When it was last written, by its file system's clock."""


def in_scope(name: str, scope: Sequence[str]) -> bool:
    """Whether a name is one of `scope`, or begins with one that ends in "/"."""
    return any(name == s or (s.endswith("/") and name.startswith(s)) for s in scope)


def site_files(site: Path, scope: Sequence[str]) -> dict[str, SiteFile]:
    """The files in scope by name. Hidden ones are left out: they are being written, or locks.

    Raises TransportError for a link, a device or a name that must not be sent.
    """
    found: dict[str, SiteFile] = {}
    for wanted in scope:
        start = site.joinpath(*parts_of(wanted.removesuffix("/")))
        _no_link(site, start, wanted)
        if wanted.endswith("/"):
            found |= {f.name: f for f in _walk(start, wanted)}
        elif file := _looked_at(start, wanted):
            found[wanted] = file
    return found


_SEARCH = ("pagefind/pagefind-entry.json", "pagefind/parts.json")
"""What names the pieces of the search index, which have to be there before."""


def look_again(file: SiteFile) -> SiteFile | None:
    """The file as it is now; None if it is gone."""
    return _looked_at(file.path, file.name)


def sha256_of(file: SiteFile, known: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The digest of a file, and what to keep so that it need not be read again.

    `known` is what was kept before. A digest is only believed if the file had rested for a while
    when it was taken: two changes within one tick of the clock leave the same time and size.
    """
    if known.get("mark") == file.mark and known.get("settled") and known.get("sha256"):
        return str(known["sha256"]), dict(known)
    begun = time.time_ns()
    try:
        with file.path.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(file.name, error) from error
    settled = file.changed_ns + _SETTLED_NS < begun
    return digest, {"sha256": digest, "mark": file.mark, "settled": settled}


def order(name: str) -> tuple[int, int, str]:
    """Sorts names so that whatever a page needs is there before the page.

    Media and assets, then captions and data, playlists, pages, the index of each folder (the
    deepest first), the search index and the site's own pages, and feeds, which tell of all that.
    """
    folder, _slash, last = name.rpartition("/")
    suffix = Path(last).suffix.lower()
    depth = name.count("/")
    if suffix in _FEEDS:
        rank = 6
    elif suffix in _FIRST or has_digest(name):
        rank = 0
    elif suffix == ".html":
        rank = 5 if not folder else 4 if last == "index.html" else 3
    elif name in _SEARCH:
        rank = 4
    elif not folder:
        rank = 5
    else:
        rank = 2 if suffix == ".m3u8" else 1
    return rank, -depth, name


def _walk(folder: Path, prefix: str) -> Iterator[SiteFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise _unreadable(prefix, error) from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        name = f"{prefix}{entry.name}"
        parts_of(name)
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), f"{name}/")
        elif file := _looked_at(Path(entry.path), name):
            yield file


def _looked_at(path: Path, name: str) -> SiteFile | None:
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not stat.S_ISREG(found.st_mode):
        raise _refused(name, _("it is a link or a device, and not a file"))
    if name.endswith(".part"):
        raise _refused(name, _("files on their way are called so"))
    changed = max(found.st_mtime_ns, found.st_ctime_ns)
    mark = f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
    return SiteFile(path, name, found.st_size, mark, changed)


def _no_link(site: Path, start: Path, name: str) -> None:
    """A link half-way could lead out of the site."""
    for folder in (start, *start.parents):
        if folder == site:
            return
        if folder.is_symlink():
            raise _refused(name, _("it is a link or a device, and not a file"))


def _refused(name: str, why: str) -> TransportError:
    return TransportError(
        _("{name} cannot be sent").format(name=name),
        why,
        _("Remove it from the site's folder, then publish again"),
    )


def _unreadable(name: str, error: OSError) -> TransportError:
    return TransportError(
        _("{name} cannot be sent").format(name=name),
        error.strerror or str(error),
        _("Check the disk that the archive is on"),
    )
