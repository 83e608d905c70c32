"""What recording costs: a 1080p25 feed of 6 Mbit/s copied, against ffmpeg alone doing the same.

`python -m benchmarks.recording_cpu --seconds 120`. Both record the same UDP feed, one after the
other; the CPU of every process of each is added up, as a share of one core. Without the live page
and destinations, whose cost is told apart by `--with-page`.
"""

import argparse
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from archiver.capture.command import recorder_args
from archiver.capture.feeds import parse_feed
from archiver.model.preset import CaptureSettings
from archiver.programs.ffmpeg import find_ffmpeg
from benchmarks.recording_faults import ffmpeg
from benchmarks.recording_kills import mark_open, new_session, start, stop
from tests.waiting import free_port

_SETTLE_SECONDS = 12.0


def main() -> None:
    """Measure both, and say the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--with-page", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        clip = _clip(work)
        ours = _recorder(work, clip, options.seconds, page=options.with_page)
        alone = _ffmpeg_alone(work, clip, options.seconds)
    print(f"ffmpeg alone: {alone:.2%} of one core")
    print(f"archiver record: {ours:.2%} of one core, {ours / alone:.1f} times ffmpeg alone")


def _clip(work: Path) -> Path:
    clip = work / "1080p.ts"
    ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=25,noise=alls=12:allf=t"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", "20"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-b:v", "6M", "-maxrate", "6M"),
        *("-bufsize", "6M", "-c:a", "aac", "-b:a", "160k", str(clip)),
    )
    print(f"feed: {clip.stat().st_size * 8 / 20 / 1e6:.1f} Mbit/s")
    return clip


@contextmanager
def _sent(clip: Path, port: int) -> Iterator[None]:
    command = [find_ffmpeg().path, "-v", "error", "-re", "-stream_loop", "-1", "-i", str(clip)]
    address = f"udp://127.0.0.1:{port}?pkt_size=1316"
    child = subprocess.Popen([*command, "-c", "copy", "-f", "mpegts", address])
    try:
        yield
    finally:
        child.kill()
        child.wait()


def _share(root: psutil.Process, seconds: float, folder: Path) -> float:
    """CPU of a process, its children, and every ffmpeg at work in `folder`, over so long."""
    time.sleep(_SETTLE_SECONDS)
    before, began = _times(root, folder), time.monotonic()
    time.sleep(seconds)
    after, lasted = _times(root, folder), time.monotonic() - began
    return sum(after[pid] - before.get(pid, 0.0) for pid in after) / lasted


def _times(root: psutil.Process, folder: Path) -> dict[int, float]:
    every = {root.pid: root} | {p.pid: p for p in root.children(recursive=True)}
    for process in psutil.process_iter(["cwd"]):
        if process.info["cwd"] == str(folder):
            every[process.pid] = process
    found = {}
    for pid, process in every.items():
        times = process.cpu_times()
        found[pid] = times.user + times.system
    return found


def _recorder(work: Path, clip: Path, seconds: float, *, page: bool) -> float:
    folder, port = new_session(work, "2026-11-22-cpu"), free_port()
    options = ["--no-simulcast"] if page else ["--no-live-page", "--no-simulcast"]
    with _sent(clip, port):
        recorder = start(folder, f"udp://127.0.0.1:{port}", work / "log", *options)
        mark_open(folder)
        share = _share(psutil.Process(recorder.pid), seconds, folder / "recording")
        stop(recorder)
    return share


def _ffmpeg_alone(work: Path, clip: Path, seconds: float) -> float:
    folder, port = work / "alone", free_port()
    folder.mkdir()
    feed = parse_feed(f"udp://127.0.0.1:{port}")
    args = recorder_args(
        feed, CaptureSettings(), 1, encode=False, longest_ms=3_600_000, probe_ms=3_000
    )
    with _sent(clip, port):
        child = subprocess.Popen([find_ffmpeg().path, *args], cwd=folder, stdout=subprocess.DEVNULL)
        share = _share(psutil.Process(child.pid), seconds, folder)
        child.terminate()
        child.wait()
    return share


if __name__ == "__main__":
    main()
