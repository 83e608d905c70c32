"""Drops of the feed in one rehearsal: is every gap in runs.json, and is anything else lost?

`python -m benchmarks.recording_drops --times 200`. A clock feed goes through a real nginx-rtmp and
a wire that is cut (three times of four) or goes silent (the fourth), at random moments and for
random times; the command `archiver record` pulls it. Every frame is then read back.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path

from archiver.model.runs import Runs
from benchmarks.recorded import percentile, read_recording
from benchmarks.recording_kills import new_session, start, stop
from benchmarks.relay import Wire, clock_feed, nginx_rtmp


def main() -> None:
    """Drop, mend, and read the recording."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        folder = new_session(work, "2026-11-22-drops")
        with nginx_rtmp(work) as port:
            wire = Wire(port)
            with clock_feed(f"rtmp://127.0.0.1:{port}/live/x", work / "sent.txt"):
                time.sleep(3)
                address = f"rtmp://127.0.0.1:{wire.port}/live/x"
                recorder = start(folder, address, work / "record.log")
                time.sleep(8)
                _drop(wire, options.times, rng)
                time.sleep(8)
                stop(recorder)
        _report(folder / "recording", work / "sent.txt", options.times)


def _drop(wire: Wire, times: int, rng: random.Random) -> None:
    for i in range(times):
        if i % 4 == 3:
            wire.hang()
            time.sleep(rng.uniform(4.5, 6.0))
        else:
            wire.cut()
            time.sleep(rng.uniform(0.1, 1.5))
        wire.mend()
        time.sleep(rng.uniform(4.0, 7.0))
        if i % 20 == 19:
            print(f"{i + 1} drops", flush=True)


def _report(place: Path, sent: Path, times: int) -> None:
    found = read_recording(place, sent)
    runs = Runs.model_validate_json((place / "runs.json").read_bytes())
    gaps = [length / 1000 for _at, length in found.holes]
    print(f"{times} drops: runs {len(runs.runs)}, outages in runs.json {len(runs.outages())}")
    print(f"gaps found in the frames: {len(gaps)}; not in runs.json: {len(found.unexplained)}")
    for at, length in found.unexplained:
        print(f"  at stamp {at}: {length} ms")
    print(f"gap: median {percentile(gaps, 0.5):.1f} s, most {max(gaps):.1f} s")
    print(f"frames {found.frames}, unreadable {found.unreadable}")
    print(
        f"sound and picture: {min(found.sync):+.0f} to {max(found.sync):+.0f} ms; "
        f"marks: {min(found.mapping):+.0f} to {max(found.mapping):+.0f} ms"
    )


if __name__ == "__main__":
    main()
