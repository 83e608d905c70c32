"""A batch on one machine's cores: by one process, then by 1 to N workers of a Dask cluster.

usage: python -m benchmarks.cluster SOUND [--seconds 100] [--sessions 2] [--workers 1 2 3]
       [--beam 5] [--kill]

Sessions are cut from SOUND, one after the other, with a small picture. Every run starts from the
same archive, with one thread a worker, and every artifact must be equal to those of the first run.
With `--kill` the last run loses a worker and the scheduler on its way. Processor seconds are of
all processes of a run; the load tells how busy the machine was with other things.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from archiver.model.manifest import Manifest
from archiver.programs.ffmpeg import find_ffmpeg
from archiver.store.shipped import shipped
from tests.end_to_end.dask_cluster import DaskCluster, dask_cluster

AGENDA = Path("samples/val-d-ambre/agenda.json")
ENV = {**os.environ, "PYTHONPATH": str(Path.cwd()), "ARCHIVER_LANG": "en"}


@dataclass(frozen=True)
class Run:
    """One run over the archive."""

    name: str
    wall: float
    cpu: float
    load: float
    equal: bool


def archiver(*args: str | Path) -> "subprocess.Popen[bytes]":
    """Start the command line, quietly."""
    command = [sys.executable, "-m", "archiver", *map(str, args)]
    return subprocess.Popen(
        command,
        env=ENV,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def ended(process: "subprocess.Popen[bytes]") -> None:
    """Wait for it; it must end well."""
    _nothing, said = process.communicate()
    if process.returncode:
        sys.exit(said.decode())


def make_archive(folder: Path, sound: Path, seconds: int, sessions: int, beam: int) -> Path:
    """Sessions that have their videos and no more, and a preset of one thread."""
    archive = folder / "archive"
    for n in range(sessions):
        video = folder / f"{n}.mp4"
        picture = f"testsrc2=size=480x270:rate=25:duration={seconds}"
        cut = ("-ss", str(90 + n * seconds), "-t", str(seconds), "-i", str(sound))
        code = ("-c:v", "libx264", "-preset", "veryfast", "-g", "100", "-pix_fmt", "yuv420p")
        command = [find_ffmpeg().path, "-v", "error", "-y", "-f", "lavfi", "-i", picture]
        subprocess.run([*command, *cut, *code, "-c:a", "aac", "-shortest", video], check=True)
        session = archive / f"2026-11-{n + 1:02}"
        ended(archiver("new", session, "--agenda", AGENDA, "--date", session.name))
        ended(archiver("process", session, "--from-file", video, "--only", "import"))
    preset = (shipped("presets") / "house.toml").read_text(encoding="utf-8")
    (archive / "presets").mkdir()
    one = preset.replace("\nthreads = 0", "\nthreads = 1")
    one = one.replace("\nbeam_size = 5", f"\nbeam_size = {beam}")
    (archive / "presets" / "house.toml").write_text(one, encoding="utf-8")
    return archive


def artifacts(archive: Path) -> dict[str, str]:
    """The digests of all that was made."""
    found = {}
    for path in sorted(archive.glob("*/manifest.json")):
        for name, known in Manifest.model_validate_json(path.read_bytes()).artifacts.items():
            found[f"{path.parent.name}/{name}"] = known.sha256
    return found


class Meter:
    """The processor seconds of every process below this one, the dead ones too."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, float], float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    @contextmanager
    def running(self) -> Iterator["Meter"]:
        """Watch while the block runs."""
        self._thread.start()
        yield self
        self._over.set()
        self._thread.join()

    @property
    def seconds(self) -> float:
        """So far."""
        return sum(self._seen.values())

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._over.wait(0.2):
            for child in me.children(recursive=True):
                try:
                    used = child.cpu_times()
                    self._seen[child.pid, child.create_time()] = used.user + used.system
                except psutil.Error:
                    continue


def on_cluster(folder: Path, archive: Path, workers: int, *, kill: bool) -> tuple[float, float]:
    """Seconds on the clock and of the processors; the cluster's own start is not counted."""
    with dask_cluster(folder / f"dask-{workers}-{kill}", ENV) as cluster:
        for n in range(workers):
            cluster.start_worker(f"w{n}")
        time.sleep(6)
        with Meter().running() as meter:
            started = time.monotonic()
            batch = archiver("batch", archive, "--scheduler", cluster.address)
            if kill:
                interfere(cluster, archive)
            while batch.poll() is None:
                cluster.restart_what_ended()
                time.sleep(0.1)
            wall = time.monotonic() - started
        ended(batch)
        return wall, meter.seconds


def interfere(cluster: DaskCluster, archive: Path) -> None:
    """Kill a worker after the first stretch, and the scheduler after the second."""
    for n in (1, 2):
        while len(list(archive.glob("*/stretches/*.json"))) < n:
            time.sleep(0.05)
        if n == 1:
            cluster.kill_worker("w0")
            cluster.start_worker("w0")
        else:
            cluster.kill_scheduler()
            cluster.start_scheduler()


def alone(archive: Path) -> tuple[float, float]:
    """The same by one process of this machine."""
    with Meter().running() as meter:
        started = time.monotonic()
        ended(archiver("batch", archive, "--workers", "1", "--threads", "1"))
        return time.monotonic() - started, meter.seconds


def runs(folder: Path, imported: Path, workers: list[int], *, kill: bool) -> Iterator[Run]:
    """All runs, each over a copy."""
    plans = [("one process", 0, False)]
    plans += [(f"{n} Dask worker{'s' * (n > 1)}", n, False) for n in workers]
    plans += [("2, worker and scheduler killed", 2, True)] if kill else []
    first: dict[str, str] = {}
    for name, n, killed in plans:
        archive = Path(shutil.copytree(imported, folder / name.replace(" ", "-") / "archive"))
        wall, cpu = on_cluster(folder, archive, n, kill=killed) if n else alone(archive)
        made = artifacts(archive)
        first = first or made
        yield Run(name, wall, cpu, os.getloadavg()[0], made == first)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sound", type=Path)
    parser.add_argument("--seconds", type=int, default=100)
    parser.add_argument("--sessions", type=int, default=2)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--kill", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        ENV["ARCHIVER_CACHE"] = str(folder / "cache")
        imported = make_archive(folder, asked.sound, asked.seconds, asked.sessions, asked.beam)
        length, reference = asked.seconds * asked.sessions, 0.0
        print(f"{length} s of sound in {asked.sessions} sessions, {os.cpu_count()} cores")
        print("| run | s | CPU-s | CPU used | times real time | ratio | load | equal |")
        print("|---|" + "---|" * 7, flush=True)
        for run in runs(folder, imported, asked.workers, kill=asked.kill):
            reference = reference or run.wall
            print(
                f"| {run.name} | {run.wall:.0f} | {run.cpu:.0f} | {run.cpu / run.wall:.2f} "
                f"| {length / run.wall:.1f} | {reference / run.wall:.2f} | {run.load:.1f} "
                f"| {'yes' if run.equal else 'NO'} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
