"""Kills `archiver batch` at random moments and runs it again; are the results equal?

usage: python -m benchmarks.batch kills [--sessions 50] [--kills 20] [--workers 2] [--seed 1]
       python -m benchmarks.batch workers [--sessions 8] [--seconds 20] [--workers 1 2]

`kills`: many short sessions, cut from the sample's sound, are processed by an undisturbed batch.
Then another archive is made of the same videos while the whole batch with its children (two
kills in three), only the batch, or a single worker is killed with -9 at random moments; after
each kill of a batch the same command is run again. At the end transcripts, chapters and captions
must have the same digests and the replays the same packets, and no step that was on the record at
a kill may have been begun again. `workers`: the same sessions with so many workers each time.
"""

import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import psutil

from archiver.programs.ffmpeg import find_ffmpeg

SOUND = Path("samples/val-d-ambre/session.opus")
AGENDA = Path("samples/val-d-ambre/agenda.csv")
FIRST_WORD_S, LAST_WORD_S = 30, 560
ALIKE = ("transcript.json", "corrected.json", "speakers.json", "chapters.json", "captions/")


def make_videos(folder: Path, count: int, seconds: float) -> None:
    """So many videos of that length, each with its own piece of the sample, and their agendas."""
    folder.mkdir(parents=True)
    for n in range(count):
        start = FIRST_WORD_S + n * (LAST_WORD_S - FIRST_WORD_S - seconds) / max(1, count - 1)
        stem = f"{2000 + n // 12}-{1 + n % 12:02}-15 séance"
        picture = f"testsrc2=size=320x180:rate=25:duration={seconds}"
        args = ["-f", "lavfi", "-i", picture, "-ss", f"{start:.3f}", "-t", str(seconds)]
        coded = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-pix_fmt", "yuv420p"]
        out = ["-i", str(SOUND), *coded, "-c:a", "aac", "-shortest", str(folder / f"{stem}.mp4")]
        subprocess.run([find_ffmpeg().path, "-v", "error", "-y", *args, *out], check=True)
        shutil.copyfile(AGENDA, folder / f"{stem}.csv")


def command(archive: Path, videos: Path, workers: int) -> list[str]:
    """The command line of the batch."""
    batch = [sys.executable, "-m", "archiver", "batch", str(archive), "--from", str(videos)]
    return [*batch, "--workers", str(workers), "--json"]


def start(archive: Path, videos: Path, workers: int) -> "subprocess.Popen[bytes]":
    """A batch, running."""
    return subprocess.Popen(
        command(archive, videos, workers),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "ARCHIVER_CACHE": str(archive.parent / f"cache-{archive.name}")},
    )


def sessions(archive: Path) -> list[Path]:
    """The session folders there are."""
    return sorted(path.parent for path in archive.glob("*/session.toml"))


def on_record(archive: Path) -> set[tuple[str, str]]:
    """The steps of all sessions that are on the record now."""
    return {(s.name, step) for s in sessions(archive) for step in manifest(s)["done"]}


def manifest(session: Path) -> dict[str, dict[str, object]]:
    """What is on the record of a session."""
    path = session / "manifest.json"
    if not path.exists():
        return {"done": {}, "artifacts": {}}
    return dict(json.loads(path.read_text(encoding="utf-8")))


def begun(archive: Path) -> Counter[tuple[str, str]]:
    """How often each step of each session was begun, by the logs."""
    return Counter((s.name, step) for s in sessions(archive) for step in _started(s))


def _started(session: Path) -> Iterator[str]:
    log = session / "log.jsonl"
    for raw in log.read_bytes().splitlines() if log.exists() else ():
        line = json.loads(raw)
        if line["event"] == "started":
            yield line["step"]


def result(session: Path) -> dict[str, str]:
    """The digests of what was made; of the replay, those of its packets."""
    made = {
        name: str(known["sha256"])
        for name, known in manifest(session)["artifacts"].items()
        if name.startswith(ALIKE) and isinstance(known, dict)
    }
    replay = session / "replay" / "replay.mp4"
    return {**made, "replay": packets(replay) if replay.exists() else ""}


def packets(video: Path) -> str:
    """One digest of all coded pictures and sounds of a video, with their times."""
    digest = hashlib.sha256()
    with av.open(str(video)) as container:
        for packet in container.demux():
            digest.update(f"{packet.stream.index} {packet.pts} {packet.dts}".encode())
            digest.update(bytes(packet))
    return digest.hexdigest()


@dataclass
class Tally:
    """What the kills did."""

    kinds: Counter[str] = field(default_factory=Counter)
    runs: int = 1
    again: list[tuple[str, str]] = field(default_factory=list)
    """Steps that were on the record at a kill and were begun again."""
    recorded: dict[tuple[str, str], int] = field(default_factory=dict)
    """How often each step had been begun when it was first seen on the record."""


def look(archive: Path, tally: Tally) -> None:
    """Remember what is on the record, and whether anything of it was begun again."""
    counts, done = begun(archive), on_record(archive)
    for step in done:
        known = tally.recorded.setdefault(step, counts[step])
        if counts[step] > known:
            tally.again.append(step)
            tally.recorded[step] = counts[step]


def kill_at_random(
    archive: Path, videos: Path, workers: int, kills: int, mean: float, chance: random.Random
) -> Tally:
    """Run the batch to its end, and kill so often while it runs, `mean` seconds apart."""
    tally = Tally()
    running = start(archive, videos, workers)
    while sum(tally.kinds.values()) < kills:
        try:
            running.wait(chance.uniform(0.1, 2) * mean)
        except subprocess.TimeoutExpired:
            kind = chance.choice(("all", "all", "batch", "worker", "worker"))
            if kill(running, kind, chance):
                tally.kinds[kind] += 1
        else:
            print(f"ended with {running.returncode} after {sum(tally.kinds.values())} kills")
            if done_all(archive, videos):
                break
        if running.poll() is not None:
            look(archive, tally)
            print(f"{dict(tally.kinds)}: {len(tally.recorded)} steps on record", flush=True)
            tally.runs += 1
            running = start(archive, videos, workers)
    while running.wait() != 0 or not done_all(archive, videos):
        tally.runs += 1
        running = start(archive, videos, workers)
    look(archive, tally)
    return tally


def done_all(archive: Path, videos: Path) -> bool:
    """Whether every video became a session with everything done."""
    complete = [s for s in sessions(archive) if "index" in manifest(s)["done"]]
    return len(complete) == len(list(videos.glob("*.mp4")))


def kill(running: "subprocess.Popen[bytes]", kind: str, chance: random.Random) -> bool:
    """Kill with -9: the batch with all its children, the batch alone, or one of its workers."""
    batch = psutil.Process(running.pid)
    below = batch.children(recursive=True)
    if kind == "worker":
        workers = batch.children()
        if not workers:
            return False
        victim = chance.choice(workers)
        for process in [victim, *victim.children(recursive=True)]:
            _signal(process)
        return True
    for process in [batch, *(below if kind == "all" else [])]:
        _signal(process)
    running.wait()
    return True


def _signal(process: psutil.Process) -> None:
    try:
        process.send_signal(signal.SIGKILL)
    except psutil.NoSuchProcess:
        return


def kills(asked: argparse.Namespace, work: Path) -> bool:
    """The undisturbed run, the killed one, their comparison; whether all is well."""
    videos = work / "videos"
    make_videos(videos, asked.sessions, asked.seconds)
    whole, broken = work / "undisturbed", work / "killed"
    started = time.monotonic()
    code = start(whole, videos, asked.workers).wait()
    length = time.monotonic() - started
    print(f"undisturbed: {asked.sessions} sessions in {length:.0f} s, exit code {code}", flush=True)
    mean = length / asked.kills
    tally = kill_at_random(
        broken, videos, asked.workers, asked.kills, mean, random.Random(asked.seed)
    )
    steps = Counter(step for _session, step in on_record(broken))
    wanted = {s.name: result(s) for s in sessions(whole)}
    found = {s.name: result(s) for s in sessions(broken)}
    differ = [
        f"{name}: {key}"
        for name in wanted
        for key in wanted[name]
        if wanted[name][key] != found.get(name, {}).get(key)
    ]
    attempts = begun(broken)
    print(f"killed {sum(tally.kinds.values())} times {dict(tally.kinds)}, {tally.runs} runs")
    print(f"sessions done: {len(found)} of {asked.sessions}; each step on record: {dict(steps)}")
    print(f"steps begun {sum(attempts.values())} times for {sum(steps.values())} on record")
    print(f"begun again after they were on the record: {tally.again}")
    print(f"files compared: {sum(map(len, wanted.values()))}; different: {differ}")
    return not differ and not tally.again and set(steps.values()) == {asked.sessions}


def workers(asked: argparse.Namespace, work: Path) -> bool:
    """The same sessions with each number of workers: seconds, processor seconds, throughput."""
    videos = work / "videos"
    make_videos(videos, asked.sessions, asked.seconds)
    print("| workers | s | CPU-s | sessions a minute | cores busy | first against this |")
    print("|---|---|---|---|---|---|")
    first = 0.0
    for count in asked.workers_each:
        before, started = _used(), time.monotonic()
        code = start(work / f"w{count}", videos, count).wait()
        wall, cpu = time.monotonic() - started, _used() - before
        first = first or wall
        print(
            f"| {count} | {wall:.0f} | {cpu:.0f} | {asked.sessions / wall * 60:.1f} "
            f"| {cpu / wall:.2f} | {first / wall:.2f} |",
            flush=True,
        )
        if code:
            return False
    return True


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print what happened; exit with 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    killing = commands.add_parser("kills")
    killing.add_argument("--kills", type=int, default=20)
    killing.add_argument("--seed", type=int, default=1)
    killing.add_argument("--workers", type=int, default=2)
    killing.add_argument("--sessions", type=int, default=50)
    killing.add_argument("--seconds", type=float, default=6.0)
    scaling = commands.add_parser("workers")
    scaling.add_argument("--workers", dest="workers_each", type=int, nargs="+", default=[1, 2])
    scaling.add_argument("--sessions", type=int, default=8)
    scaling.add_argument("--seconds", type=float, default=20.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        well = {"kills": kills, "workers": workers}[asked.what](asked, Path(folder))
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
