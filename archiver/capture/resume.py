"""What a recorder that was killed left behind: its ffmpeg, and segments that are on no record."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from archiver.capture.recorder import Measure, leftover
from archiver.model.runs import Run, Runs, Segment

_GRACE_SECONDS = 3.0
_SEGMENT = re.compile(r"run(\d+)_(\d{5,})\.ts")


def remember_child(path: Path, pid: int | None) -> None:
    """Write down which ffmpeg records, so that a later start can end it; None when it ended."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
    with suppress(psutil.Error, OSError):
        if pid is not None:
            started = psutil.Process(pid).create_time()
            path.write_text(json.dumps({"pid": pid, "started": started}), encoding="utf-8")


def end_leftover_child(path: Path) -> bool:
    """End the ffmpeg that outlived its recorder, if it still runs; whether it did."""
    try:
        known = json.loads(path.read_bytes())
        process = psutil.Process(int(known["pid"]))
        if abs(process.create_time() - float(known["started"])) > 1:
            return False
        process.terminate()
        try:
            process.wait(_GRACE_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(_GRACE_SECONDS)
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return False
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return True


def resumed(runs: Runs, folder: Path, measure: Measure) -> tuple[Runs, int]:
    """The runs with everything that lies in `folder`, and the number of the next one."""
    numbers = sorted({int(m[1]) for p in folder.iterdir() if (m := _SEGMENT.fullmatch(p.name))})
    for number in numbers:
        runs = _completed(runs, number, folder, measure)
    known = [*numbers, *(run.number for run in runs.runs)]
    return runs, max(known, default=0) + 1


def _completed(runs: Runs, number: int, folder: Path, measure: Measure) -> Runs:
    """`runs` with the segments of one run that no record knows."""
    run = next((r for r in runs.runs if r.number == number), None)
    if run and run.ended:
        return runs
    known = run.segments if run else ()
    latency = timedelta(milliseconds=runs.latency_ms)
    found = [
        Segment(
            file=name,
            start_ms=start_ms,
            end_ms=end_ms,
            wall=_wall(known, folder / name, start_ms, end_ms, latency),
        )
        for name, start_ms, end_ms in leftover(folder, number, known, measure)
    ]
    segments = (*known, *found)
    if not segments:
        return runs
    before = tuple(r for r in runs.runs if r.number < number)
    start_ms = run.start_ms if run else _start_ms(runs, before, segments[0])
    done = Run(number=number, start_ms=start_ms, segments=segments, ended="crash")
    after = tuple(r for r in runs.runs if r.number > number)
    return runs.model_copy(update={"runs": (*before, done, *after)})


def _wall(
    known: Sequence[Segment], path: Path, start_ms: int, end_ms: int, latency: timedelta
) -> datetime:
    """By the clock of the run so far; else by the file, which was last written at its end."""
    if known:
        last = known[-1]
        return last.wall + timedelta(milliseconds=start_ms - last.start_ms)
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return written - timedelta(milliseconds=end_ms - start_ms) - latency


def _start_ms(runs: Runs, before: tuple[Run, ...], first: Segment) -> int:
    if not before:
        return 0
    so_far = runs.model_copy(update={"runs": before})
    return max(so_far.duration_ms, so_far.to_session(first.wall) - first.start_ms)
