"""Which files are the parts of one recording, and in which order they follow each other."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from archiver.i18n import _
from archiver.media.clocks import Clock, made_at, read_clock
from archiver.media.damage import Damage
from archiver.media.naming import name_key

_SMALL_COPIES = {".lrv", ".lrf", ".thm"}
"""What cameras put beside a recording to preview it."""
_COMPARED = 1 << 16


@dataclass(frozen=True)
class LeftOut:
    """A file that is no part of the recording, and why, as a clause."""

    path: Path
    why: str


@dataclass(frozen=True)
class Order:
    """The parts of a recording in their order, what is none, and what is to be checked."""

    parts: tuple[Damage, ...]
    left_out: tuple[LeftOut, ...]
    remarks: tuple[str, ...]
    clock: Clock | None
    """When the parts began, in their order; None where they do not tell."""


def list_files(given: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[LeftOut, ...]]:
    """The files meant by `given`, folders with all they hold; hidden files are passed over."""
    files: dict[Path, None] = {}
    left_out = []
    for path in given:
        if not path.is_dir():
            files[path] = None
            continue
        for found in sorted(path.rglob("*"), key=lambda p: (p.parent, name_key(p))):
            hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
            if hidden or not found.is_file():
                continue
            if found.suffix.lower() in _SMALL_COPIES:
                left_out.append(LeftOut(found, _("a small copy that the camera made")))
            else:
                files[found] = None
    return tuple(files), tuple(left_out)


def order_parts(examined: Sequence[Damage], left_out: Sequence[LeftOut] = ()) -> Order:
    """The recording's parts among the files that were `examined`, in their order.

    They go by their names, numbers as numbers, unless the recorder's own times say otherwise.
    """
    parts, others = _parts(examined)
    parts.sort(key=lambda part: (name_key(part.path), part.path.name))
    clock = read_clock(parts)
    remarks: list[str] = []
    if clock:
        parts, clock, remarks = _by_clock(parts, clock)
    elif _same_time(parts):
        remarks.append(_("some were recorded at the same time: are they views of two cameras?"))
    if not (clock and clock.trusted):
        remarks += _missing_numbers(parts)
    return Order(tuple(parts), (*left_out, *others), tuple(remarks), clock)


def _parts(examined: Sequence[Damage]) -> tuple[list[Damage], list[LeftOut]]:
    parts, others = [], []
    seen: dict[tuple[int, bytes], Path] = {}
    filmed = any(part.usable and not part.has("no_picture") for part in examined)
    for part in examined:
        if not part.usable:
            others.append(LeftOut(part.path, part.findings[0].words))
        elif filmed and part.has("no_picture"):
            others.append(LeftOut(part.path, _("it has no picture")))
        elif (same := seen.setdefault(_fingerprint(part.path), part.path)) != part.path:
            others.append(LeftOut(part.path, _("the same as {file}").format(file=same.name)))
        else:
            parts.append(part)
    return parts, others


def _fingerprint(path: Path) -> tuple[int, bytes]:
    """The size of a file, and a digest of pieces of it."""
    size, digest = path.stat().st_size, hashlib.sha256()
    with path.open("rb") as file:
        for at in (0, size // 3, size // 2, max(0, size - _COMPARED)):
            file.seek(at)
            digest.update(file.read(_COMPARED))
    return size, digest.digest()


def _by_clock(parts: list[Damage], clock: Clock) -> tuple[list[Damage], Clock | None, list[str]]:
    order = clock.order()
    if order == list(range(len(parts))):
        return parts, clock, []
    first = next(i for i, place in enumerate(order) if i != place)
    early, late = parts[first].path.name, parts[order[first]].path.name
    if not clock.trusted:
        said = _("{late} was last written before {early}: the order of the names is kept, check it")
        return parts, None, [said.format(early=early, late=late)]
    said = _("{late} comes before {early}, as its time of recording says, not by its name")
    starts = tuple(clock.starts[i] for i in order)
    remarks = [said.format(early=early, late=late)]
    return [parts[i] for i in order], replace(clock, starts=starts), remarks


def _same_time(parts: Sequence[Damage]) -> bool:
    """Whether the recorder's times say that parts overlap by more than half of one."""
    known = [(made_at(part.path), (part.length_ms or 0) / 1000) for part in parts]
    spans = sorted((start, length) for start, length in known if start is not None)
    return any(
        0 < following - start < min(length, other) / 2
        for (start, length), (following, other) in pairwise(spans)
    )


def _missing_numbers(parts: Sequence[Damage]) -> list[str]:
    remarks = []
    for before, after in pairwise(parts):
        one, two = name_key(before.path), name_key(after.path)
        if len(one) != len(two):
            continue
        steps = [
            b - a
            for a, b in zip(one, two, strict=True)
            if isinstance(a, int) and isinstance(b, int) and a != b
        ]
        same_words = one[::2] == two[::2]
        if same_words and len(steps) == 1 and 1 < steps[0] <= _MISSING:
            said = _("between {before} and {after} a number is missing: is a part missing?")
            remarks.append(said.format(before=before.path.name, after=after.path.name))
    return remarks


_MISSING = 10
"""Numbers further apart do not count parts."""
