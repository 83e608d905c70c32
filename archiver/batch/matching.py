"""Which videos and agendas of a folder belong together, by their names, days and sub-folders.

What belongs to nothing is told, with what to do: no guess makes a session with a wrong agenda.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path

from archiver.agenda.reading import FORMATS
from archiver.agenda.reading.registry import PRINTED
from archiver.batch.naming import day_in, key_of
from archiver.batch.records import LeftOut
from archiver.i18n import _

# fmt: off
VIDEOS = frozenset((
    ".3gp", ".asf", ".avi", ".flv", ".m2ts", ".m4a", ".m4v", ".mkv", ".mov", ".mp3", ".mp4",
    ".mpeg", ".mpg", ".mts", ".mxf", ".ogg", ".ogv", ".opus", ".ts", ".vob", ".wav", ".webm",
    ".wmv",
))
# fmt: on
AGENDAS = frozenset((*PRINTED, *FORMATS))
_MEMBERS = ("members", "membres", "elus", "elues", "conseillers")
Key = Callable[[Path], Hashable]


@dataclass(frozen=True)
class Pair:
    """A video and the agenda of its session, with the list of members that lies nearest."""

    video: Path
    agenda: Path
    members: Path | None = None


@dataclass(frozen=True)
class Matched:
    """What was found in a folder."""

    pairs: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...]


def match(folder: Path) -> Matched:
    """The pairs in `folder` and below, by path. Hidden files and other kinds are passed over."""
    files = tuple(_files(folder))
    members = [f for f in files if f.suffix.lower() == ".csv" and key_of(f.stem) in _MEMBERS]
    videos = [f for f in files if f.suffix.lower() in VIDEOS]
    agendas = [f for f in files if f.suffix.lower() in AGENDAS and f not in members]
    found: dict[Path, Path] = {}
    for key in _keys(folder):
        _pair(key, videos, agendas, found)
    pairs = (Pair(v, found[v], _nearest(v, members)) for v in videos if v in found)
    lone = [v for v in videos if v not in found]
    unused = [a for a in agendas if a not in found.values()]
    return Matched(tuple(pairs), (*_lone(folder, lone), *_unused(folder, unused)))


def _files(folder: Path) -> Iterable[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root) / name for name in sorted(names) if not name.startswith("."))


def _keys(root: Path) -> tuple[Key, ...]:
    """What makes a video and an agenda belong together, the surest first; None: nothing."""

    def lying(path: Path) -> Hashable:
        return path.parent, key_of(path.stem)

    def named(path: Path) -> Hashable:
        return key_of(path.stem) or None

    def day(path: Path) -> Hashable:
        return day_in(path.stem)

    def day_of_folder(path: Path) -> Hashable:
        return day_in(path.stem) or day_in(path.parent.name)

    def alone_in(path: Path) -> Hashable:
        return path.parent if path.parent != root else None

    return lying, named, day, day_of_folder, alone_in


def _pair(key: Key, videos: list[Path], agendas: list[Path], found: dict[Path, Path]) -> None:
    """Pair those that have a key in common which no other of their kind has."""
    taken = set(found.values())
    filmed = _grouped(key, (v for v in videos if v not in found))
    printed = _grouped(key, (a for a in agendas if a not in taken))
    for value, group in filmed.items():
        others = printed.get(value, [])
        if len(group) == 1 and len(others) == 1 and _agree(group[0], others[0]):
            found[group[0]] = others[0]


def _grouped(key: Key, paths: Iterable[Path]) -> dict[Hashable, list[Path]]:
    groups: dict[Hashable, list[Path]] = defaultdict(list)
    for path in paths:
        if (value := key(path)) is not None:
            groups[value].append(path)
    return groups


def _agree(video: Path, agenda: Path) -> bool:
    """Whether their names do not tell of two days."""
    days = {day_in(video.stem), day_in(agenda.stem)} - {None}
    return len(days) < 2


def _nearest(video: Path, members: list[Path]) -> Path | None:
    """The list of members in the video's folder, else in the nearest above."""
    above = [m for m in members if video.is_relative_to(m.parent)]
    return max(above, key=lambda m: len(m.parts), default=None)


def _lone(root: Path, videos: list[Path]) -> Iterable[LeftOut]:
    by_folder: dict[Path, int] = defaultdict(int)
    for video in videos:
        by_folder[video.parent] += 1
    for video in videos:
        several = video.parent != root and by_folder[video.parent] > 1
        yield LeftOut(
            name=str(video.relative_to(root)),
            why=_("several videos lie there, and no agenda has the name or the day of this one")
            if several
            else _("no agenda belongs to it: none has its name or its day, or lies alone with it"),
            remedy=_("Parts of one session: archiver new, then archiver import; else rename them")
            if several
            else _("Give the agenda the name of the video, or list both in a CSV file"),
        )


def _unused(root: Path, agendas: list[Path]) -> Iterable[LeftOut]:
    for agenda in agendas:
        yield LeftOut(
            name=str(agenda.relative_to(root)),
            why=_("no video belongs to it: none has its name or its day, or lies alone with it"),
            remedy=_("Give it the name of its video, or list both in a CSV file"),
        )
