"""What each step of a session costs: seconds, processor seconds, share of the length, memory.

usage: python -m benchmarks.process VIDEO AGENDA [--times N]

Each step runs as a process of its own (`archiver process --only STEP`), so that its memory is
its own. With `--times` the video is repeated that often, by copying, to time longer material.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from archiver.media.probe import probe
from archiver.pipeline import STEPS
from archiver.programs.ffmpeg import find_ffmpeg


@dataclass(frozen=True)
class Cost:
    """What a step took: seconds on the clock and of the processors, megabytes at the most."""

    step: str
    wall: float
    cpu: float
    peak: float


def repeated(video: Path, times: int, target: Path) -> Path:
    """`video` played `times` times, without encoding it again."""
    playlist = target.with_suffix(".txt")
    playlist.write_text("".join(f"file '{video.absolute()}'\n" for _ in range(times)))
    joined = ["-f", "concat", "-safe", "0", "-i", str(playlist), "-c", "copy", str(target)]
    subprocess.run([find_ffmpeg().path, "-v", "error", "-y", *joined], check=True)
    return target


def archiver(*args: str) -> None:
    """Run the command line, quietly."""
    command = [sys.executable, "-m", "archiver", *args]
    subprocess.run(command, check=True, capture_output=True)


def timed(step: str, session: Path, video: Path) -> Cost:
    """Run one step as a child of its own and ask the system what it used."""
    source = ["--from-file", str(video)] if step == "import" else []
    command = [sys.executable, "-m", "archiver", "process", str(session), "--only", step, *source]
    script = (
        "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], "
        "capture_output=True).returncode; used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(code, used.ru_utime + used.ru_stime, used.ru_maxrss)"
    )
    started = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True)
    wall = time.monotonic() - started
    code, cpu, peak = ran.stdout.split()
    if code != "0":
        sys.exit(f"{step} failed: run it by hand: {' '.join(command)}")
    return Cost(step, wall, float(cpu), int(peak) / 1024)


def table(costs: list[Cost], length: float) -> str:
    """The costs as a Markdown table, with shares of the whole and of the video's length."""
    whole = sum(cost.wall for cost in costs)
    rows = [
        "| step | s | CPU-s | share of process | of the length | peak MB |",
        "|---|" + "---|" * 5,
    ]
    for c in [*costs, Cost("all", whole, sum(c.cpu for c in costs), max(c.peak for c in costs))]:
        rows.append(
            f"| {c.step} | {c.wall:.1f} | {c.cpu:.1f} | {c.wall / whole:.1%} "
            f"| {c.wall / length:.4f} | {c.peak:.0f} |"
        )
    return "\n".join(rows)


def main() -> None:
    """Process in a temporary archive and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("agenda", type=Path)
    parser.add_argument("--times", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        video = asked.video.absolute()
        if asked.times > 1:
            video = repeated(video, asked.times, work / f"repeated{video.suffix}")
        session = work / "archive" / "2026-11-20"
        archiver("new", str(session), "--agenda", str(asked.agenda), "--date", "2026-11-20")
        costs = [timed(step.name, session, video) for step in STEPS]
        length = probe(video).duration_ms / 1000
    print(f"{length:.0f} s of video")
    print(table(costs, length))


if __name__ == "__main__":
    main()
