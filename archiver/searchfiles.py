"""Puts a new search index where the old one is being read, so that no visitor sees half of one.

The names of an index's pieces say what they hold: new ones come first, the entry that names them
last. Old pieces stay for an hour, for who has the search open.
"""

import filecmp
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from archiver.programs.pagefind import ENTRY
from archiver.store.files import sync_folder, write_atomic

KEPT_SECONDS = 3600.0
_PIECES = ("fragment", "index", "filter")
_PROGRAMS = ("pagefind.js", "pagefind-worker.js")


def put_in_place(made: Path, target: Path, left: Path, now: float | None = None) -> None:
    """Move the index in the folder `made` to `target`, but for what its interface does not use.

    `left` is a file that remembers since when an old piece has been useless.
    """
    new = {path.relative_to(made).as_posix(): path for path in _wanted(made)}
    for name in sorted(new, key=_order):
        _put(new[name], target / name)
    _forget(target, set(new), left, time.time() if now is None else now)
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


def _forget(target: Path, new: set[str], left: Path, now: float) -> None:
    """Remove what no index of the last hour names."""
    since: dict[str, float] = {}
    with suppress(OSError, ValueError):
        since = dict(json.loads(left.read_bytes()))
    old = {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()} - new
    since = {name: min(now, since.get(name, now)) for name in old}
    for name in [name for name, at in since.items() if now - at > KEPT_SECONDS]:
        (target / name).unlink(missing_ok=True)
        del since[name]
    write_atomic(left, json.dumps(since))
