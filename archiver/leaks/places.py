"""Where the public can come: the site, what stands ready to be sent, and folders sent to."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.publishing.records import kept_of_destinations
from archiver.store.archive import load_house, sessions
from archiver.store.folder import SITE, SessionFolder

_OWN = ("captions", "replay")
"""Folders of the session whose files are copied to whoever asks for them."""


@dataclass(frozen=True)
class Tree:
    """A site as it is shown somewhere."""

    root: Path
    name: str
    is_own: bool
    """The archive's own site, of which all others are copies."""


def trees_of(folder: SessionFolder) -> tuple[Tree, ...]:
    """The site of the archive, and each copy of it that lies on a disk of this machine."""
    archive, house = folder.archive, load_house(folder.archive)
    found = [Tree(archive / SITE, SITE.rstrip("/"), is_own=True)]
    kept = kept_of_destinations(archive)
    for tree in sorted(kept.glob("*/tree")) if kept.is_dir() else ():
        found.append(Tree(tree, tree.relative_to(archive).as_posix(), is_own=False))
    addresses = [(t.name, t.to) for t in house.publish if t.kind == "website"]
    for name, to in (*addresses, ("live", house.live_to)):
        if to.startswith("file:"):
            root = Path(to.removeprefix("file://").removeprefix("file:"))
            found.append(Tree(root, name, is_own=False))
    return tuple(tree for tree in found if tree.root.is_dir())


def files_of(tree: Tree, folder: SessionFolder) -> Iterator[tuple[str, Path]]:
    """The files of a tree that may hold something of a session: its own, and the shared ones."""
    others = {other.id for other in sessions(folder.archive)} - {folder.id}
    for path in sorted(tree.root.rglob("*")):
        name = path.relative_to(tree.root)
        if path.is_file() and not path.is_symlink() and name.parts[0] not in others:
            yield name.as_posix(), path


def made_files(folder: SessionFolder) -> Iterator[tuple[str, Path]]:
    """What the session's steps made for others to have."""
    for name in _OWN:
        for path in sorted(folder.file(name).rglob("*")):
            if path.is_file():
                yield path.relative_to(folder.path).as_posix(), path
