"""When the parts of a recording were made, as far as they tell it in a way that holds together.

A recorder's own timestamps that go on from file to file are believed first, then the times that
it wrote into the files, then those in their names, and last when the files were last written.
Times in which two parts would overlap are not believed at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Literal

from archiver.media.container import MediaError, open_media
from archiver.media.damage import Damage
from archiver.media.naming import time_in_name

Source = Literal["timestamps", "tags", "names", "files"]
_TAGS = ("com.apple.quicktime.creationdate", "creation_time", "DATE")
_NEVER_SET = 1990
_SLACK_SECONDS, _SLACK_SHARE = 2.0, 0.01
_LONGEST_PAUSE = 12 * 3600.0
_TIMESTAMPS_SLACK = 0.5
_LEAST_PAUSE: dict[Source, float] = {"timestamps": 0.1, "tags": 5.0, "names": 5.0, "files": 20.0}
"""Seconds: what is shorter is how exact those times are, not a pause."""


@dataclass(frozen=True)
class Clock:
    """When each part began, in seconds of one clock, and where that is known from."""

    source: Source
    starts: tuple[float, ...]
    """In the order the parts were given in."""

    @property
    def trusted(self) -> bool:
        """Whether the recorder itself wrote them: copying a file may change when it was written."""
        return self.source != "files"

    def order(self) -> list[int]:
        """The parts by when they began."""
        return sorted(range(len(self.starts)), key=lambda i: self.starts[i])

    def pauses_ms(self, lengths_ms: Sequence[int]) -> tuple[int, ...]:
        """The pause before each part, 0 before the first; parts and lengths in their order."""
        pauses = [0]
        for i, (start, following) in enumerate(pairwise(self.starts)):
            pause = following - start - lengths_ms[i] / 1000
            pauses.append(round(pause * 1000) if pause >= _LEAST_PAUSE[self.source] else 0)
        return tuple(pauses)


def read_clock(parts: Sequence[Damage]) -> Clock | None:
    """When `parts` began, by the best source that holds together; None if there is none."""
    if len(parts) < 2:
        return None
    if starts := _by_timestamps(parts):
        return Clock("timestamps", starts)
    lengths = [(part.length_ms or 0) / 1000 for part in parts]
    for source, read, meanings in _SOURCES:
        times = [read(part.path) for part in parts]
        known = [time for time in times if time is not None]
        if len(known) < len(parts):
            continue
        for is_end in meanings:
            starts = tuple(t - (n if is_end else 0) for t, n in zip(known, lengths, strict=True))
            if _holds_together(starts, lengths):
                return Clock(source, starts)
    return None


def made_at(path: Path) -> float | None:
    """When the recorder says it made a file, in seconds; None if it does not."""
    try:
        with open_media(path) as container:
            tags = {key.casefold(): value for key, value in container.metadata.items()}
    except MediaError:
        return None
    for tag in _TAGS:
        try:
            made = datetime.fromisoformat(tags.get(tag.casefold(), ""))
        except ValueError:
            continue
        if made.year >= _NEVER_SET:
            return (made if made.tzinfo else made.replace(tzinfo=UTC)).timestamp()
    return None


def walls(parts: Sequence[Damage], clock: Clock | None) -> tuple[datetime, ...]:
    """When each part began, as well as that can be known: for the record, not for cutting."""
    if clock and clock.source != "timestamps":
        return tuple(datetime.fromtimestamp(start, UTC) for start in clock.starts)
    written = [part.path.stat().st_mtime - (part.length_ms or 0) / 1000 for part in parts]
    begun = made_at(parts[0].path) or min(written)
    first = clock.starts[0] if clock else 0.0
    lengths = [0.0, *((part.length_ms or 0) / 1000 for part in parts)]
    since = [start - first for start in clock.starts] if clock else list(accumulate(lengths))[:-1]
    return tuple(datetime.fromtimestamp(begun + seconds, UTC) for seconds in since)


def _named(path: Path) -> float | None:
    named = time_in_name(path)
    return named.timestamp() if named else None


def _written(path: Path) -> float | None:
    return path.stat().st_mtime


_SOURCES: tuple[tuple[Source, Callable[[Path], float | None], tuple[bool, ...]], ...] = (
    # Some recorders write when the file was begun, some when it was ended.
    ("tags", made_at, (False, True)),
    ("names", _named, (False,)),
    ("files", _written, (True,)),
)


def _by_timestamps(parts: Sequence[Damage]) -> tuple[float, ...]:
    """The starts by timestamps that go on from part to part; empty if they do not."""
    surveys = [part.survey for part in parts]
    spans = [(float(s.start), float(s.end)) for s in surveys if s]
    if len(spans) < len(parts):
        return ()
    for (start, end), (following, _end) in pairwise(sorted(spans)):
        beyond = following - end
        if not (-_TIMESTAMPS_SLACK <= beyond <= _LONGEST_PAUSE and following > start + 1):
            return ()
    return tuple(start for start, _end in spans)


def _holds_together(starts: Sequence[float], lengths: Sequence[float]) -> bool:
    spans = sorted(zip(starts, lengths, strict=True))
    return all(
        -_SLACK_SECONDS - length * _SLACK_SHARE <= following - start - length <= _LONGEST_PAUSE
        and following > start
        for (start, length), (following, _length) in pairwise(spans)
    )
