"""Reads what a recording of the clock feed holds, frame by frame, against the wall clock."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from archiver.model.runs import Runs
from benchmarks.clockfeed import EPOCH, Seen, frames, loudness

_FILE_ZERO_MS = 1_400
_LOUD = 0.02
_NEAR_MS = 2_100
"""A cut run ends, and a new one begins, at the nearest whole group of pictures."""


@dataclass
class Recorded:
    """What was found. Times are ms."""

    frames: int = 0
    unreadable: list[str] = field(default_factory=list)
    holes: list[tuple[int, int]] = field(default_factory=list)
    """Where frames that were sent are missing: the first one's stamp, and for how long."""
    unexplained: list[tuple[int, int]] = field(default_factory=list)
    """Those that no outage of runs.json accounts for."""
    sync: list[float] = field(default_factory=list)
    """From each flash to its beep."""
    mapping: list[float] = field(default_factory=list)
    """For each frame: where a mark made at its instant falls, less where the frame is."""


def read_recording(folder: Path, sent: Path) -> Recorded:
    """Everything in the `recording/` folder, run by run; `sent` are the stamps of the feed."""
    runs = Runs.model_validate_json((folder / "runs.json").read_bytes())
    found = Recorded()
    stamps: set[int] = set()
    before: Seen | None = None
    for run in runs.runs:
        flashes: list[tuple[float, int]] = []
        beeps: list[float] = []
        for segment in run.segments:
            path = folder / segment.file
            try:
                seen = list(frames(path))
                beeps += _onsets(loudness(path))
            except Exception as error:  # whatever is wrong with it, it does not play
                found.unreadable.append(f"{segment.file}: {error}")
                continue
            for frame in seen:
                at = run.start_ms + frame.at_ms - _FILE_ZERO_MS
                wall = EPOCH + timedelta(milliseconds=frame.stamp)
                found.mapping.append(runs.to_session(wall) - at)
                stamps.add(frame.stamp)
                if frame.flash and not (before and before.flash):
                    flashes.append((frame.at_ms - frame.stamp % 1000, frame.stamp))
                before = frame
                found.frames += 1
        found.sync += _offsets(flashes, beeps)
    _compare(found, stamps, [int(line) for line in sent.read_text().split()], runs)
    return found


def _compare(found: Recorded, seen: set[int], sent: list[int], runs: Runs) -> None:
    """Find the frames that were sent while the recording lasted and are not in it."""
    outages = runs.outages()
    run: list[int] = []
    for stamp in (s for s in sent if min(seen) <= s <= max(seen)):
        if stamp not in seen:
            run.append(stamp)
        elif run:
            hole = (run[0], stamp - run[0])
            found.holes.append(hole)
            edges = [runs.to_session(EPOCH + timedelta(milliseconds=s)) for s in (run[0], stamp)]
            inside = any(
                o.start_ms - _NEAR_MS <= edges[0] and edges[1] <= o.end_ms + _NEAR_MS
                for o in outages
            )
            if not inside:
                found.unexplained.append(hole)
            run = []


def _onsets(levels: list[tuple[float, float]]) -> list[float]:
    return [b[0] for a, b in pairwise(levels) if a[1] < _LOUD <= b[1]]


def _offsets(flashes: list[tuple[float, int]], beeps: list[float]) -> list[float]:
    offsets = []
    for at, _stamp in flashes:
        nearest = min(beeps, key=lambda beep: abs(beep - at), default=None)
        if nearest is not None and abs(nearest - at) < 400:
            offsets.append(nearest - at)
    return offsets


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of `values` lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
