"""What goes out live, read back frame by frame: is anything shown that nobody may see?

`python -m benchmarks.recording_live`. A clock feed is recorded by the command with a live page and
two RTMP destinations, each a real nginx of its own that keeps what it gets. The session is opened,
closed to the public, public again and closed by `archiver mark`; one destination is killed (kill
-9) and started again, the other is hung (SIGSTOP) and goes on. Every frame says when it was made.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psutil

from benchmarks.clockfeed import EPOCH, frames, stamp_now
from benchmarks.recorded import read_recording
from benchmarks.recording_kills import new_session, start, stop
from benchmarks.relay import clock_feed, nginx_rtmp, wait_for_port
from tests.waiting import free_port

_KEY = "secret-of-the-stream"


@dataclass
class Keeper:
    """An nginx that keeps what is published to it; it can be killed and started again."""

    work: Path
    port: int = field(default_factory=free_port)

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self.work.mkdir(exist_ok=True)
        config = self.work / "nginx.conf"
        config.write_text(
            f"load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;\n"
            f"daemon off; worker_processes 1; pid {self.work}/pid; error_log {self.work}/log;\n"
            f"user {os.environ.get('USER', 'root')}; events {{ }}\n"
            f"rtmp {{ server {{ listen 127.0.0.1:{self.port}; application out {{ live on;\n"
            f"record all; record_path {self.work}; record_unique on; record_append off;\n"
            f"record_suffix -%s.flv; }} }} }}\n"
        )
        program = "/usr/sbin/nginx"
        self._child = subprocess.Popen([program, "-p", str(self.work), "-c", str(config)])
        wait_for_port(self.port)

    def signal(self, number: int) -> None:
        """Send a signal to it and to its worker."""
        master = psutil.Process(self._child.pid)
        for process in [master, *master.children()]:
            process.send_signal(number)

    def stop(self) -> None:
        """End it."""
        with contextlib.suppress(psutil.Error):
            self.signal(signal.SIGCONT)
        self._child.terminate()
        self._child.wait()

    def stamps(self) -> list[int]:
        """When the frames that it was sent were made; cards have no time."""
        return [s for path in sorted(self.work.glob("*.flv")) for s in clock_stamps([path])]


def clock_stamps(paths: Iterable[Path]) -> list[int]:
    """The times in the pictures of these files that can be times of this run."""
    now, found = stamp_now(), []
    for path in paths:
        with contextlib.suppress(Exception):  # the end of what was killed cannot be read
            found += [f.stamp for f in frames(path) if now - 600_000 < f.stamp <= now]
    return found


def main() -> None:
    """Go through a session, then read everything back."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        os.environ["ARCHIVER_SECRETS"] = str(work / "secrets.toml")
        folder = new_session(work, "2026-11-22-live")
        killed, hung = Keeper(work / "killed"), Keeper(work / "hung")
        with nginx_rtmp(work) as port, _running(killed), _running(hung):
            _declare(folder.parent, {"killed": killed.port, "hung": hung.port})
            address = f"rtmp://127.0.0.1:{port}/live/x"
            with clock_feed(address, work / "sent.txt"):
                time.sleep(3)
                recorder = start(folder, address, work / "record.log")
                _session(folder, killed, hung)
                shown = _site_stamps(folder)
                state = json.loads((folder / "recording" / "state.json").read_text())
                stop(recorder)
        _report(folder, work / "sent.txt", {"killed": killed, "hung": hung}, shown)
        for beside in state["beside"]:
            if beside["kind"] == "destination":
                print(f"status of {beside['name']}: dropped {beside['dropped_ms'] / 1000:.1f} s, "
                      f"{beside['reconnections']} reconnections")  # fmt: skip


@contextlib.contextmanager
def _running(keeper: Keeper) -> Iterator[None]:
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


def _declare(archive: Path, ports: dict[str, int]) -> None:
    config = archive / "archive.toml"
    text = config.read_text(encoding="utf-8")
    for name, port in ports.items():
        text += f'\n[[destinations]]\nname = "{name}"\nurl = "rtmp://127.0.0.1:{port}/out"\n'
        command = [sys.executable, "-m", "archiver", "destinations", "set-key", name]
        subprocess.run(command, input=_KEY + "\n", text=True, check=True)
    config.write_text(text, encoding="utf-8")


def _mark(folder: Path, what: str) -> None:
    command = [sys.executable, "-m", "archiver", "mark", str(folder), what]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _session(folder: Path, killed: Keeper, hung: Keeper) -> None:
    """Live through it."""
    time.sleep(14)
    _mark(folder, "open")
    time.sleep(12)
    _mark(folder, "closed")
    time.sleep(10)
    _mark(folder, "public")
    time.sleep(8)
    killed.signal(signal.SIGKILL)
    time.sleep(8)
    killed.start()
    time.sleep(8)
    hung.signal(signal.SIGSTOP)
    time.sleep(12)
    hung.signal(signal.SIGCONT)
    time.sleep(14)
    _mark(folder, "close")
    time.sleep(8)


def _site_stamps(folder: Path) -> list[int]:
    live = folder.parent / "site" / folder.name / "live"
    named = {
        line
        for playlist in live.glob("*.m3u8")
        for line in playlist.read_text().splitlines()
        if line and not line.startswith("#")
    }
    on_disk = {path.name for path in live.glob("*.ts")}
    print(f"live page: {len(named)} segments named, {len(on_disk - named)} files besides")
    return clock_stamps(sorted(live.glob("*.ts")))


def _public(folder: Path) -> list[tuple[int, int]]:
    """The times at which the session was public, by the marks."""
    at: dict[str, int] = {}
    for line in (folder / "recording" / "marks.jsonl").read_text().splitlines():
        mark = json.loads(line)
        when = datetime.fromisoformat(mark["at"]) - EPOCH
        at[mark["action"]] = round(when.total_seconds() * 1000)
    return [(at["open"], at["closed"]), (at["public"], at["close"])]


def _report(folder: Path, sent: Path, keepers: dict[str, Keeper], shown: list[int]) -> None:
    found = read_recording(folder / "recording", sent)
    missing = sum(length for _at, length in found.holes)
    print(f"recording: {found.frames} frames, missing {missing} ms {found.holes}")
    public = _public(folder)
    _say_leaks("live page", shown, public)
    for name, keeper in keepers.items():
        _say_leaks(f"destination {name}", keeper.stamps(), public)


def _say_leaks(what: str, stamps: list[int], public: list[tuple[int, int]]) -> None:
    leaked = [s for s in stamps if not any(a <= s <= b for a, b in public)]
    shown = [len([s for s in stamps if a <= s <= b]) for a, b in public]
    print(f"{what}: {len(stamps)} frames of the session shown {shown}, leaked: {len(leaked)}")


if __name__ == "__main__":
    main()
