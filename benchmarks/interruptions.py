"""Kills `archiver process` with -9 at random moments and resumes it; are the results equal?

usage: python -m benchmarks.interruptions VIDEO AGENDA [--kills 20] [--seed 1]

One session is processed undisturbed. Then, as often as asked, a new one is started, killed with
its children at a random moment of that time, and the same command is run again. The artifacts
must have the same digests, and no step that was on the record may run again.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def command(*args: str) -> list[str]:
    """The command line of `archiver`."""
    return [sys.executable, "-m", "archiver", *args]


def new(session: Path, agenda: Path) -> None:
    """An empty session."""
    made = command("new", str(session), "--agenda", str(agenda), "--date", "2026-11-20")
    subprocess.run(made, check=True, capture_output=True)


def process(session: Path, video: Path) -> list[str]:
    """Process to the end; the steps that ran."""
    args = command("process", str(session), "--from-file", str(video), "--json")
    ran = subprocess.run(args, check=True, capture_output=True, text=True)
    return list(json.loads(ran.stdout)["ran"])


def manifest(session: Path) -> dict[str, dict[str, object]]:
    """What is on the record; nothing before the first step ended."""
    path = session / "manifest.json"
    if not path.exists():
        return {"done": {}, "artifacts": {}}
    return dict(json.loads(path.read_text(encoding="utf-8")))


def digests(session: Path) -> dict[str, str]:
    """The digest of every artifact."""
    return {
        name: str(known["sha256"])
        for name, known in manifest(session)["artifacts"].items()
        if isinstance(known, dict)
    }


def killed(session: Path, video: Path, after: float) -> set[str]:
    """Start, kill after so many seconds; the steps that were on the record then."""
    args = command("process", str(session), "--from-file", str(video))
    child = subprocess.Popen(
        args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        child.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    return set(manifest(session)["done"])


def main() -> None:
    """Print a line per kill and the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("agenda", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        whole = work / "undisturbed" / "2026-11-20"
        new(whole, asked.agenda)
        started = time.monotonic()
        process(whole, asked.video)
        length, wanted = time.monotonic() - started, digests(whole)
        good = 0
        for kill in range(asked.kills):
            session = work / f"kill{kill}" / "2026-11-20"
            new(session, asked.agenda)
            after = chance.uniform(0.3, length)
            done = killed(session, asked.video, after)
            again = done & set(process(session, asked.video))
            differ = [n for n, d in digests(session).items() if wanted.get(n) != d]
            good += not again and not differ and digests(session).keys() == wanted.keys()
            print(
                f"killed after {after:5.1f} s with {len(done)} steps done: "
                f"redone {sorted(again)}, different {differ}",
                flush=True,
            )
    print(f"{good} of {asked.kills} as the undisturbed run, which took {length:.1f} s")


if __name__ == "__main__":
    main()
