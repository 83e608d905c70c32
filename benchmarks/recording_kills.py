"""kill -9 of the recorder, of its ffmpeg, of both, at random moments: what is lost.

`python -m benchmarks.recording_kills --times 30`. A clock feed goes through a real nginx-rtmp; the
command `archiver record` pulls it. What is lost is measured by the stamps in the pictures: from
the last one on disk to the instant of the kill.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from archiver.model.runs import Runs
from benchmarks.clockfeed import frames, stamp_now
from benchmarks.recorded import percentile, read_recording
from benchmarks.relay import clock_feed, nginx_rtmp

AGENDA = Path("samples/val-d-ambre/agenda.json")


def new_session(work: Path, name: str) -> Path:
    """A session folder, made by the command."""
    folder = work / "archive" / name
    command = [sys.executable, "-m", "archiver", "new", str(folder), "--agenda", str(AGENDA)]
    subprocess.run([*command, "--date", "2026-11-22"], check=True, stdout=subprocess.DEVNULL)
    return folder


def start(folder: Path, feed: str, log: Path, *options: str) -> subprocess.Popen[bytes]:
    """`archiver record`, running."""
    command = [sys.executable, "-m", "archiver", "record", str(folder), "--no-live-words"]
    command += ["--from", feed, "--now"]
    out = log.open("ab")
    return subprocess.Popen([*command, *options], stdout=out, stderr=out)


def stop(child: subprocess.Popen[bytes]) -> None:
    """End it as ^C would."""
    child.send_signal(signal.SIGTERM)
    child.wait(60)


def mark_open(folder: Path) -> None:
    """Mark that the session is public from now on."""
    subprocess.run([sys.executable, "-m", "archiver", "mark", str(folder), "open"], check=True)


def ffmpegs(folder: Path) -> list[psutil.Process]:
    """The recorder's ffmpeg processes that work in this folder."""
    found = []
    for process in psutil.process_iter(["name", "cwd"]):
        if "ffmpeg" in (process.info["name"] or "") and process.info["cwd"] == str(folder):
            found.append(process)
    return found


def last_stamp(folder: Path) -> int:
    """The newest picture on disk."""
    newest = sorted(folder.glob("run*.ts"), key=lambda path: path.stat().st_mtime)[-2:]
    return max(frame.stamp for path in newest for frame in frames(path))


def main() -> None:
    """Kill, look, start again; then read the whole recording."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        folder = new_session(work, "2026-11-22-kills")
        with nginx_rtmp(work) as port:
            address = f"rtmp://127.0.0.1:{port}/live/x"
            with clock_feed(address, work / "sent.txt"):
                time.sleep(3)
                _kill_all(folder, address, work / "record.log", options.times, rng)
        _report(folder / "recording", work / "sent.txt")


def _kill_all(folder: Path, address: str, log: Path, times: int, rng: random.Random) -> None:
    place = folder / "recording"
    lost: dict[str, list[float]] = {"recorder": [], "ffmpeg": [], "both": []}
    back: list[float] = []
    recorder = start(folder, address, log)
    for i in range(times):
        _wait_for_frames(place)
        time.sleep(rng.uniform(0.5, 9.0))
        whom = ("recorder", "ffmpeg", "both")[i % 3]
        children, run = ffmpegs(place), _newest_run(place)
        killed_at = stamp_now()
        if whom != "ffmpeg":
            os.kill(recorder.pid, signal.SIGKILL)
        if whom != "recorder":
            for child in children:
                child.kill()
        time.sleep(0.3)
        reached = last_stamp(place)
        lost[whom].append(max(0, killed_at - reached) / 1000)
        if whom != "ffmpeg":
            recorder.wait()
            recorder = start(folder, address, log)
        began = time.monotonic()
        _wait_for_frames(place, after_run=run)
        back.append(time.monotonic() - began)
        print(f"{i + 1:3} {whom:8} lost {lost[whom][-1]:.2f} s, back {back[-1]:.1f} s", flush=True)
    stop(recorder)
    for whom, values in lost.items():
        print(f"{whom}: p95 {percentile(values, 0.95):.2f} s, most {max(values):.2f} s lost")
    every = [value for values in lost.values() for value in values]
    print(f"all {len(every)}: p95 {percentile(every, 0.95):.2f} s lost")
    print(f"recording again after: median {percentile(back, 0.5):.1f} s, most {max(back):.1f} s")


def _newest_run(place: Path) -> int:
    return max((int(p.name[3:].partition("_")[0]) for p in place.glob("run*.ts")), default=0)


def _wait_for_frames(place: Path, after_run: int = 0) -> None:
    """Until a run that is newer than `after_run` writes what is happening now."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        run = _newest_run(place)
        files = sorted(place.glob(f"run{run}_*.ts"))
        if run > after_run and files[-1].stat().st_size > 20_000:
            try:
                if max(f.stamp for f in frames(files[-1])) >= stamp_now() - 1_000:
                    return
            except Exception:
                pass
        time.sleep(0.2)
    sys.exit("the recording did not go on")


def _report(place: Path, sent: Path) -> None:
    found = read_recording(place, sent)
    runs = Runs.model_validate_json((place / "runs.json").read_bytes())
    print(f"runs {len(runs.runs)}, frames {found.frames}, unreadable {found.unreadable}")
    gaps = [length / 1000 for _at, length in found.holes]
    print(f"gaps: median {percentile(gaps, 0.5):.1f} s, most {max(gaps):.1f} s")
    print(f"gaps {len(found.holes)}, not in runs.json: {found.unexplained}")
    print(
        f"sound and picture: {min(found.sync):+.0f} to {max(found.sync):+.0f} ms; "
        f"marks: {min(found.mapping):+.0f} to {max(found.mapping):+.0f} ms"
    )


if __name__ == "__main__":
    main()
