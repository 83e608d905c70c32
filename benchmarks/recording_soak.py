"""A long recording with everything on: memory, and sound, picture and clock against each other.

`python -m benchmarks.recording_soak --minutes 30`. A clock feed through a real nginx-rtmp is
recorded with a second copy, a live page and two RTMP destinations on the same nginx.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from archiver.model.runs import Runs
from benchmarks.recorded import percentile, read_recording
from benchmarks.recording_kills import mark_open, new_session, start, stop
from benchmarks.relay import clock_feed, nginx_rtmp

_APPLICATIONS = (
    "application live { live on; }",
    "application one { live on; }",
    "application two { live on; }",
)
_EVERY_SECONDS = 15.0


def main() -> None:
    """Record for so long, then look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        os.environ["ARCHIVER_SECRETS"] = str(work / "secrets.toml")
        folder = new_session(work, "2026-11-22-soak")
        with nginx_rtmp(work, *_APPLICATIONS) as port:
            _declare(folder.parent, port)
            address = f"rtmp://127.0.0.1:{port}/live/x"
            with clock_feed(address, work / "sent.txt"):
                time.sleep(3)
                options_ = ("--mirror", str(work / "mirror"))
                recorder = start(folder, address, work / "record.log", *options_)
                time.sleep(10)
                mark_open(folder)
                memory = _followed(psutil.Process(recorder.pid), options.minutes * 60)
                state = (folder / "recording" / "state.json").read_text(encoding="utf-8")
                stop(recorder)
        print(state)
        _report(folder / "recording", work / "sent.txt", memory)


def _declare(archive: Path, port: int) -> None:
    config = archive / "archive.toml"
    text = config.read_text(encoding="utf-8")
    for name in ("one", "two"):
        text += f'\n[[destinations]]\nname = "{name}"\nurl = "rtmp://127.0.0.1:{port}/{name}"\n'
        command = [sys.executable, "-m", "archiver", "destinations", "set-key", name]
        subprocess.run(command, input="stream\n", text=True, check=True)
    config.write_text(text, encoding="utf-8")


def _followed(recorder: psutil.Process, seconds: float) -> list[float]:
    """Resident memory of the recorder and all it started, in MB, every few seconds."""
    found, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        family = [recorder, *recorder.children(recursive=True)]
        found.append(sum(process.memory_info().rss for process in family) / 1e6)
        time.sleep(_EVERY_SECONDS)
    return found


def _report(place: Path, sent: Path, memory: list[float]) -> None:
    settled = memory[len(memory) // 10 :]
    tenth = max(1, len(settled) // 10)
    first, last = sum(settled[:tenth]) / tenth, sum(settled[-tenth:]) / tenth
    print(f"memory: {first:.0f} MB after a tenth, {last:.0f} MB at the end, most {max(memory):.0f}")
    found = read_recording(place, sent)
    runs = Runs.model_validate_json((place / "runs.json").read_bytes())
    print(f"recorded {runs.duration_ms / 60_000:.1f} min in {len(runs.runs)} run(s)")
    print(f"{found.frames} frames; missing: {found.holes}; unreadable: {found.unreadable}")
    n = max(1, len(found.mapping) // 20)
    early, late = percentile(found.mapping[:n], 0.5), percentile(found.mapping[-n:], 0.5)
    print(f"wall clock against recording: {early:+.0f} ms at the start, {late:+.0f} ms at the end")
    first_sync, last_sync = percentile(found.sync[:30], 0.5), percentile(found.sync[-30:], 0.5)
    print(f"sound against picture: {first_sync:+.0f} ms at the start, {last_sync:+.0f} at the end")


if __name__ == "__main__":
    main()
