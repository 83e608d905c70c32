"""Kills the recognition of one session with -9 at random moments; are the words equal?

usage: python -m benchmarks.speech_kills VIDEO AGENDA [--kills 10] [--seed 1]

One session's speech is recognised undisturbed. Then another's is started and killed with its
children as often as asked, each time after some seconds more or less, and let end at last. Its
transcript must be the same to the byte, and no stretch that was kept may have been heard again.
"""

import argparse
import hashlib
import os
import random
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from archiver.hearing import STRETCHES
from benchmarks.interruptions import command, new

_STEPS = ("import", "sound", "transcribe")


def recognition(session: Path, video: Path) -> list[str]:
    """The command that recognises a session's speech."""
    only = [part for step in _STEPS for part in ("--only", step)]
    return command("process", str(session), "--from-file", str(video), *only)


def kept(session: Path) -> dict[str, int]:
    """The stretches kept, and when each was written, in nanoseconds."""
    return {path.name: path.stat().st_mtime_ns for path in (session / STRETCHES).glob("*.json")}


def kill(session: Path, video: Path, after: float) -> None:
    """Start, and kill after so many seconds."""
    child = subprocess.Popen(
        recognition(session, video),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def digest(session: Path) -> str:
    """The digest of the transcript."""
    return hashlib.sha256((session / "transcript.json").read_bytes()).hexdigest()[:12]


def disturbed(session: Path, video: Path, kills: int, seconds: float, seed: int) -> int:
    """Recognise with so many kills on the way; how many kept stretches were heard again."""
    chance = random.Random(seed)
    again = 0
    before: dict[str, int] = {}
    for at in range(kills):
        after = chance.uniform(0.3, seconds)
        kill(session, video, after)
        now = kept(session)
        again += sum(now.get(name) != written for name, written in before.items())
        print(f"kill {at + 1} after {after:.1f} s: {len(now)} stretches kept", flush=True)
        before = now
    subprocess.run(recognition(session, video), check=True, capture_output=True)
    now = kept(session)
    return again + sum(now.get(name) != written for name, written in before.items())


def main() -> None:
    """Print a line per kill, and whether the words are equal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("agenda", type=Path)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        whole, other = Path(folder) / "a" / "2026-11-20", Path(folder) / "b" / "2026-11-20"
        new(whole, asked.agenda)
        new(other, asked.agenda)
        started = time.monotonic()
        subprocess.run(recognition(whole, asked.video), check=True, capture_output=True)
        seconds = time.monotonic() - started
        again = disturbed(other, asked.video, asked.kills, seconds / 2, asked.seed)
        print(
            f"undisturbed {digest(whole)} in {seconds:.0f} s, after {asked.kills} kills "
            f"{digest(other)}; kept stretches heard again: {again}"
        )


if __name__ == "__main__":
    main()
