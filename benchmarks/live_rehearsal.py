"""A live rehearsal: a video played as the feed at real time, from the opening to the replay page.

`python -m benchmarks.live_rehearsal VIDEO AGENDA --minutes 10`. The command `archiver record`
records it, with its live page and recognition beside it, as a technician would. Measured: the
delay of every word (from when it was said, by the wall clock of the recorded frames, to when
`live/transcript.json` had a word there, and to when the live page's captions did), the time from
the last frame to the complete page and to the mastered one, frames missing in the recording, and
the processor time of each part.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import av
import psutil

from archiver.model.live import LiveHearing
from archiver.model.runs import Runs
from archiver.model.transcript import Transcript
from archiver.programs.ffmpeg import run_ffmpeg

_LOOK_SECONDS = 0.2
_CELL_MS = 100


Spans = Callable[[str], Iterable[tuple[int, int]]]
"""From when to when, in session time, there are words in the text of a file."""


@dataclass
class Shown:
    """When a caption stood first, for every tenth of a second of the session."""

    folder: Path
    pattern: str
    spans: Spans
    first: dict[int, float] = field(default_factory=dict)
    _stamps: dict[Path, int] = field(default_factory=dict)

    def look(self) -> None:
        """Note what is new."""
        for path in sorted(self.folder.glob(self.pattern)):
            with suppress(OSError):
                stamp = path.stat().st_mtime_ns
                if stamp != self._stamps.get(path):
                    self._stamps[path] = stamp
                    self._note(path.read_text(encoding="utf-8"), time.time())

    def _note(self, text: str, now: float) -> None:
        for start_ms, end_ms in self.spans(text):
            for cell in _cells(start_ms, end_ms):
                self.first.setdefault(cell, now)

    def of(self, start_ms: int, end_ms: int) -> float | None:
        """When a caption stood first over this time."""
        seen = [self.first[c] for c in _cells(start_ms, end_ms) if c in self.first]
        return min(seen, default=None)


@dataclass
class Spent:
    """The processor seconds of the processes of each part, as last seen."""

    root: psutil.Process
    seconds: dict[tuple[str, int], float] = field(default_factory=dict)

    def look(self) -> None:
        """Note how much each has used."""
        with suppress(psutil.Error):
            for process in [self.root, *self.root.children(recursive=True)]:
                with suppress(psutil.Error):
                    used = process.cpu_times()
                    part = _part(process, self.root.pid)
                    self.seconds[part, process.pid] = used.user + used.system

    def of(self, part: str) -> float:
        """All of one part so far."""
        return sum(s for (name, _pid), s in self.seconds.items() if name == part)


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Of `live/transcript.json`."""
    for utterance in json.loads(text)["segments"]:
        for word in utterance.get("words", ()):
            yield word["start_ms"], word["end_ms"]


def _cues(text: str) -> Iterator[tuple[int, int]]:
    """Of a minute of the page's captions: all is public here, so its time is the session's."""
    for start, end, _lines in json.loads(text):
        yield round(start * 1000), round(end * 1000)


def main() -> None:
    """Rehearse, then print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("agenda", type=Path)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--keep", type=Path, help="where the session stays, to be looked at")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.keep or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        feed = _looped(options.video, work / "feed.mkv", options.minutes + 1)
        folder = work / "archive" / "session"
        _archiver("new", str(folder), "--agenda", str(options.agenda), "--date", "2026-11-20")
        _archiver("mark", str(folder), "open")
        _rehearse(folder, feed, options.minutes)


def _archiver(*args: str) -> None:
    subprocess.run([sys.executable, "-m", "archiver", *args], check=True, capture_output=True)


def _looped(video: Path, target: Path, minutes: float) -> Path:
    args = ["-stream_loop", "-1", "-i", f"file:{video}", "-t", str(minutes * 60)]
    run_ffmpeg([*args, "-map", "0:v:0", "-map", "0:a:0", "-c", "copy", str(target)], doing="loop")
    return target


def _rehearse(folder: Path, feed: Path, minutes: float) -> None:
    log = (folder / "rehearsal.log").open("w")
    args = ["record", str(folder), "--from", str(feed), "--for", f"{round(minutes * 60)}s"]
    child = subprocess.Popen(
        [sys.executable, "-m", "archiver", *args], stdout=log, stderr=subprocess.STDOUT
    )
    page = folder.parent / "site" / folder.name / "live"
    heard = Shown(folder / "live", "transcript.json", _words)
    paged, spent = Shown(page, "captions_*.json", _cues), Spent(psutil.Process(child.pid))
    at_end: dict[str, float] = {}
    while child.poll() is None:
        heard.look()
        paged.look()
        spent.look()
        if not at_end and _runs(folder).finished:
            at_end = {part: spent.of(part) for part in ("recorder", "its ffmpeg", "recognition")}
        time.sleep(_LOOK_SECONDS)
    heard.look()
    _report(folder, {"heard": heard, "on the page": paged}, at_end, minutes * 60)
    print((folder / "rehearsal.log").read_text(encoding="utf-8").splitlines()[-1])


def _report(folder: Path, every: dict[str, Shown], cpu: dict[str, float], seconds: float) -> None:
    runs = _runs(folder)
    hearing = LiveHearing.model_validate_json((folder / "live/state.json").read_bytes())
    transcript = Transcript.model_validate_json((folder / "transcript.json").read_bytes())
    last = runs.to_wall(runs.duration_ms)
    print(f"machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {hearing.model}")
    for where, shown in every.items():
        delays, never = _delays(transcript, shown, runs)
        print(f"words {where}: {len(delays)}, never while live: {never}")
        for name, share in (("median", 0.5), ("95th percentile", 0.95), ("most", 1.0)):
            print(f"delay {where}, {name}: {_percentile(delays, share):.1f} s")
    if hearing.ready:
        print(f"last frame to complete page: {(hearing.ready - last).total_seconds():.1f} s")
    if hearing.state == "done":
        print(f"last frame to mastered replay: {(hearing.at - last).total_seconds():.1f} s")
    frames, missing = _frames(folder / "recording")
    print(f"frames recorded: {frames}, missing between them: {missing}")
    for part, used in cpu.items():
        print(f"CPU of {part}: {used / seconds:.1%} of one core while recording")
    print(f"measured at {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, page: {hearing.page or 'none'}")


def _delays(transcript: Transcript, shown: Shown, runs: Runs) -> tuple[list[float], int]:
    """How late each word was shown, in seconds, and how many never were."""
    words = [word for u in transcript.utterances for word in u.timed_words()]
    seen = [(word, shown.of(word.start_ms, word.end_ms)) for word in words]
    late = [at - runs.to_wall(word.end_ms).timestamp() for word, at in seen if at is not None]
    return late, len(words) - len(late)


def _frames(place: Path) -> tuple[int, int]:
    """How many frames were recorded, and how many are missing between two of them."""
    times = sorted(t for path in sorted(place.glob("run*.ts")) for t in _times(path))
    steps = [b - a for a, b in pairwise(times)]
    usual = sorted(steps)[len(steps) // 2]
    return len(times), sum(round(step / usual) - 1 for step in steps)


def _times(path: Path) -> Iterator[float]:
    with av.open(str(path)) as container:
        for packet in container.demux(video=0):
            if packet.pts is not None:
                yield float(packet.pts * packet.time_base)


def _runs(folder: Path) -> Runs:
    try:
        return Runs.model_validate_json((folder / "recording/runs.json").read_bytes())
    except (OSError, ValueError):
        return Runs()


def _part(process: psutil.Process, root: int) -> str:
    command = process.cmdline()
    if process.pid == root:
        return "recorder"
    return "recognition" if "live" in command else "its ffmpeg" if _records(command) else "other"


def _records(command: list[str]) -> bool:
    return bool(command) and "ffmpeg" in command[0] and any("run1_" in arg for arg in command)


def _cells(start_ms: int, end_ms: int) -> range:
    return range(start_ms // _CELL_MS, max(start_ms, end_ms) // _CELL_MS + 1)


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


if __name__ == "__main__":
    main()
