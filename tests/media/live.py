"""What live tests need: a recorder, a real nginx-rtmp, and reading what it received."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import av
import pytest

from archiver.programs.ffmpeg import find_ffmpeg
from tests.real import need

MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that nobody listens on."""
    with socket.socket(socket.AF_INET, kind) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(true: Callable[[], object], seconds: float = 60) -> float:
    """Wait until something is true; how long it took. Fails when it never is."""
    start = time.monotonic()
    while not true():
        if time.monotonic() - start > seconds:
            pytest.fail("this did not come to pass")
        time.sleep(0.02)
    return time.monotonic() - start


class Recorder:
    """Records a generated feed as the recorder does: `run{n}_{i}.ts`, flushed at every packet."""

    def __init__(self, folder: Path, run: int, *, rate: str = "300k", seconds: float = 600) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.run = folder, run
        sound = f"sine=frequency=440:sample_rate=48000:duration={seconds}"
        self.process = subprocess.Popen(
            [
                *(find_ffmpeg().path, "-v", "error", "-nostdin", "-y", "-re"),
                *("-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={seconds}"),
                *("-re", "-f", "lavfi", "-i", sound, "-map", "0:v:0", "-map", "1:a:0"),
                *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25"),
                *("-pix_fmt", "yuv420p", "-b:v", rate, "-minrate", rate, "-maxrate", rate),
                *("-bufsize", rate, "-nal-hrd", "cbr", "-c:a", "aac", "-b:a", "64k"),
                *("-f", "segment", "-segment_time", "4", "-segment_format", "mpegts"),
                *("-segment_format_options", "flush_packets=1"),
                str(folder / f"run{run}_%05d.ts"),
            ]
        )

    def end(self) -> None:
        """End it as the supervisor does."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(20)

    def segments(self) -> list[Path]:
        """What it has written."""
        return sorted(self.folder.glob(f"run{self.run}_*.ts"))


class Nginx:
    """A real nginx-rtmp that records what it receives on one port."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        need(program and MODULE.exists(), "nginx-rtmp", "apt-get install libnginx-mod-rtmp")
        self._program = str(program)
        self.port = free_port()
        self.folder = folder
        (folder / "received").mkdir(parents=True)
        (folder / "received").chmod(0o777)
        self._process: subprocess.Popen[bytes] | None = None
        user = "user root;\n" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"load_module {MODULE};\n{user}"
            f"daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\n"
            f"error_log {folder}/error.log info;\nevents {{ worker_connections 64; }}\n"
            f"rtmp {{ access_log off; server {{ listen 127.0.0.1:{self.port}; ping 1s;\n"
            f"  ping_timeout 2s; application live {{ live on; record all;\n"
            f"  record_path {folder}/received; record_unique on; record_suffix -%s.flv; }} }} }}\n"
        )

    @property
    def url(self) -> str:
        """Where it takes streams."""
        return f"rtmp://127.0.0.1:{self.port}/live"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        config = str(self.folder / "nginx.conf")
        args = [self._program, "-p", str(self.folder), "-c", config]
        self._process = subprocess.Popen(args, start_new_session=True)
        until(self.listens)

    def listens(self) -> bool:
        """Whether it takes connections."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def signal(self, what: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process
        os.kill(self._process.pid, what)
        if what == signal.SIGKILL:
            self._process.wait(10)

    def stop(self) -> None:
        """End it."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait(10)

    def received(self) -> list[Path]:
        """What it recorded, the oldest first."""
        found = (self.folder / "received").glob("*.flv")
        return sorted(found, key=lambda path: path.stat().st_mtime_ns)

    def size(self) -> int:
        """How many bytes it recorded."""
        return sum(path.stat().st_size for path in self.received())


@contextmanager
def nginx(folder: Path) -> Iterator[Nginx]:
    """A running nginx-rtmp."""
    server = Nginx(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def picture_count(path: Path) -> int:
    """How many pictures of a file can be decoded."""
    with av.open(str(path)) as container:
        return sum(1 for _frame in container.decode(video=0))
