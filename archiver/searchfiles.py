"""Puts a new search index where the old one is being read, so that no visitor sees half of one.

The names of an index's pieces say what they hold: new ones come first, the entry that names them
last. Old pieces go at once: who has the search open opens it anew, and words that were withdrawn
stay nowhere.
"""

import filecmp
import shutil
from collections.abc import Iterator
from pathlib import Path

from archiver.programs.pagefind import ENTRY
from archiver.store.files import sync_folder, write_atomic

_PIECES = ("fragment", "index", "filter")
_PROGRAMS = ("pagefind.js", "pagefind-worker.js")


def put_in_place(made: Path, target: Path) -> None:
    """Move the index in the folder `made` to `target`, but for what its interface does not use."""
    new = {path.relative_to(made).as_posix(): path for path in _wanted(made)}
    for name in sorted(new, key=_order):
        _put(new[name], target / name)
    _forget(target, set(new))
    sync_folder(target)


def _wanted(made: Path) -> Iterator[Path]:
    for folder in _PIECES:
        yield from (made / folder).glob("*.pf_*")
    yield from made.glob("*.pf_meta")
    yield from made.glob("wasm.*.pagefind")
    yield from (made / name for name in (*_PROGRAMS, ENTRY))


def _order(name: str) -> tuple[bool, bool, str]:
    """Pieces, then programs, then the entry."""
    return name == ENTRY, name in _PROGRAMS, name


def _put(source: Path, target: Path) -> None:
    if target.is_file() and filecmp.cmp(source, target, shallow=False):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.name in (ENTRY, *_PROGRAMS):
        write_atomic(target, source.read_bytes())
        return
    temporary = target.with_name(f".writing-{target.name}")
    shutil.copyfile(source, temporary)
    temporary.replace(target)


def _forget(target: Path, new: set[str]) -> None:
    """Remove what the index does not name: it may hold words that must not be seen any more."""
    for path in [p for p in target.rglob("*") if p.is_file()]:
        if path.relative_to(target).as_posix() not in new:
            path.unlink(missing_ok=True)
