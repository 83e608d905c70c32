"""What sending live costs and how much later it arrives: a 1080p25 feed of 6 Mbit/s.

usage: python -m benchmarks.simulcast [--seconds 30] [--destinations 2] [--failures 0]

A real nginx-rtmp for every destination records what it receives. The delay is from the writing
of a picture's last byte to a segment to the writing of its last byte to the first destination's
recording, both seen by looking every 2 ms. With `--failures N` the first destination is killed
with -9 and started again after 5 s, then hung with SIGSTOP for 10 s, N times each.
"""

import argparse
import json
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import av
import psutil

from archiver.capture.alarms import Alarms
from archiver.capture.destination import Destination
from archiver.capture.simulcast import Simulcast
from archiver.media import h264
from archiver.media.livecards import SHOWINGS, CardTexts
from archiver.model.marks import Mark
from archiver.programs.ffmpeg import find_ffmpeg
from tests.media.live import Nginx, nginx
from tests.waiting import wait_until

_TAIL = 24
"""A picture is known again by its last bytes."""


def make_feed(target: Path) -> None:
    """Twenty seconds of noise over a moving test picture."""
    subprocess.run(
        [
            *(find_ffmpeg().path, "-v", "error", "-f", "lavfi"),
            *("-i", "testsrc2=size=1920x1080:rate=25,noise=alls=12:allf=t", "-f", "lavfi"),
            *("-i", "sine=frequency=440:sample_rate=48000", "-t", "20", "-c:v", "libx264"),
            *("-preset", "ultrafast", "-g", "50", "-pix_fmt", "yuv420p", "-b:v", "6M"),
            *("-minrate", "6M", "-maxrate", "6M", "-bufsize", "6M", "-nal-hrd", "cbr"),
            *("-c:a", "aac", "-b:a", "128k", str(target)),
        ],
        check=True,
    )


def record(source: Path, folder: Path) -> "subprocess.Popen[bytes]":
    """A recorder that copies `source` again and again in real time."""
    folder.mkdir()
    args = [
        *(find_ffmpeg().path, "-v", "error", "-nostdin", "-re", "-stream_loop", "-1"),
        *("-i", str(source), "-c", "copy", "-f", "segment", "-segment_time", "4"),
        *("-segment_format", "mpegts", "-segment_format_options", "flush_packets=1"),
        str(folder / "run1_%05d.ts"),
    ]
    return subprocess.Popen(args)


class Watched:
    """Files that grow: when they had which size."""

    def __init__(self, files: Callable[[], list[Path]], stop: threading.Event) -> None:
        self._files, self._stop = files, stop
        self.sizes: dict[Path, list[tuple[int, float]]] = {}
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def join(self) -> None:
        """Wait for the end."""
        self._thread.join()

    def when(self, path: Path, end: int) -> float | None:
        """When the file was first seen with so many bytes; None if it had them before."""
        known = self.sizes.get(path, [])
        if not known or known[0][0] >= end:
            return None
        return next((at for size, at in known if size >= end), None)

    def _watch(self) -> None:
        while not self._stop.wait(0.002):
            for path in self._files()[-2:]:
                size, known = path.stat().st_size, self.sizes.setdefault(path, [])
                if not known or known[-1][0] < size:
                    known.append((size, time.monotonic()))


def pictures(path: Path, *, boxed: bool) -> Iterator[tuple[bytes, int]]:
    """The last bytes of each picture, and where in the file it ends at the latest."""
    with av.open(str(path)) as container:
        packets = [p for p in container.demux(video=0) if p.size and p.pos is not None]
    for packet, following in pairwise(packets):
        last = list(h264.units(bytes(packet), boxed=boxed))[-1]
        yield last.rstrip(b"\0")[-_TAIL:], following.pos or 0


def delays(written: Watched, received: Watched, recording: Path) -> list[float]:
    """Seconds from a picture's writing to its being received."""
    sent = {
        tail: at
        for path in sorted(written.sizes)
        for tail, end in pictures(path, boxed=False)
        if (at := written.when(path, end)) is not None
    }
    found = []
    for tail, end in pictures(recording, boxed=True):
        at = received.when(recording, end)
        if at is not None and tail in sent and at > sent[tail]:
            found.append(at - sent[tail])
    return found


def processor_seconds(processes: list[psutil.Process]) -> list[float]:
    """The processor time of each so far."""
    return [sum(process.cpu_times()[:2]) for process in processes]


def failures(stream: Simulcast, server: Nginx, times: int) -> dict[str, list[float]]:
    """Seconds until a hang was noticed, and until the destination worked again after each."""
    found: dict[str, list[float]] = {"after_kill": [], "hang_noticed": [], "after_hang": []}

    def works() -> bool:
        return stream.states()[0].state == "working"

    for _time in range(times):
        server.signal(signal.SIGKILL)
        wait_until(lambda: not works())
        time.sleep(5)
        server.start()
        found["after_kill"].append(round(wait_until(works), 2))
        time.sleep(12)
        server.signal(signal.SIGSTOP)
        found["hang_noticed"].append(round(wait_until(lambda: not works()), 2))
        time.sleep(max(0.0, 10 - found["hang_noticed"][-1]))
        server.signal(signal.SIGCONT)
        found["after_hang"].append(round(wait_until(works), 2))
        time.sleep(12)
    return found


def processor(stream_seconds: float) -> dict[str, object]:
    """The shares of a core that this process and the senders take, and their memory."""
    own = psutil.Process()
    senders = [p for p in own.children() if "archiver.media.sender" in p.cmdline()]
    everyone = [own, *senders]
    before, start = processor_seconds(everyone), time.monotonic()
    time.sleep(stream_seconds)
    took = time.monotonic() - start
    after = processor_seconds(everyone)
    shares = [(b - a) / took for a, b in zip(before, after, strict=True)]
    return {
        "stream": round(shares[0], 4),
        "each_sender": [round(share, 4) for share in shares[1:]],
        "per_destination": round(sum(shares) / len(senders), 4),
        "memory_mb": [process.memory_info().rss // 1_000_000 for process in everyone],
    }


def lateness(folder: Path, server: Nginx, seconds: float) -> Callable[[], dict[str, int]]:
    """Watch for so long; what it returns tells the delays, once the recording is whole."""
    stop = threading.Event()
    written = Watched(lambda: sorted(folder.glob("*.ts")), stop)
    received = Watched(server.received, stop)
    time.sleep(seconds)
    stop.set()
    written.join()
    received.join()

    def told() -> dict[str, int]:
        late = sorted(delays(written, received, server.received()[0]))
        return {
            "pictures": len(late),
            "median": round(statistics.median(late) * 1000),
            "p95": round(late[int(len(late) * 0.95)] * 1000),
        }

    return told


def start_stream(folder: Path, servers: list[Nginx]) -> Simulcast:
    """The stream of an open session to all the servers."""
    marks = (Mark(at=datetime(2020, 1, 1, tzinfo=UTC), action="open"),)
    stream = Simulcast(
        [Destination(f"d{n}", server.url, key="key") for n, server in enumerate(servers)],
        folder / "recording",
        folder / "work",
        marks=lambda: marks,
        texts=CardTexts("Benchmark"),
        alarms=Alarms(lambda alarm: None),
    )
    stream.start()
    return stream


def main() -> None:
    """Measure, and print one JSON object."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=30)
    asked.add_argument("--destinations", type=int, default=2)
    asked.add_argument("--failures", type=int, default=0)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, count = Path(name), options.destinations
        make_feed(folder / "feed.mp4")
        servers = [stack.enter_context(nginx(folder / f"d{n}")) for n in range(count)]
        recorder = record(folder / "feed.mp4", folder / "recording")
        stack.callback(recorder.kill)
        stream = start_stream(folder, servers)
        wait_until(lambda: all(server.size() > 4_000_000 for server in servers))
        wait_until(lambda: len(list((folder / "work").glob("*.h264"))) == len(SHOWINGS))
        shares = processor(options.seconds)
        # Looking so often costs more than sending: it has its own part.
        told = lateness(folder / "recording", servers[0], options.seconds / 2)
        seconds = failures(stream, servers[0], options.failures)
        dropped = [state.dropped_ms for state in stream.states()]
        stream.stop(3)
        result = {
            "destinations": count,
            "share_of_a_core": shares,
            "delay_ms": told(),
            "seconds": seconds,
            "dropped_ms": dropped,
        }
        print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
