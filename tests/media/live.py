"""What live tests need: a recorder, a real nginx-rtmp, and reading what it received."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import av

from archiver.programs.ffmpeg import find_ffmpeg, run_ffmpeg
from tests.media.coded import HEIGHT, RATE, WIDTH, number
from tests.real import need
from tests.waiting import free_port, wait_until

MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")


PICTURE = (
    f"nullsrc=size={WIDTH}x{HEIGHT}:rate={RATE},"
    f"geq=lum='if(lt(Y,{HEIGHT // 2}),16+219*mod(floor(N/pow(2,floor(X*16/{WIDTH}))),2),90)'"
    ":cb=128:cr=128"
)
"""Pictures that carry their number, as those of `tests.media.coded`."""


class Recorder:
    """Records a generated feed in real time as the recorder does, flushed at every packet."""

    def __init__(self, folder: Path, run: int, *, rate: str = "500k") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.run = folder, run
        self._process = subprocess.Popen(
            [
                *(find_ffmpeg().path, "-v", "error", "-nostdin", "-y"),
                *("-re", "-f", "lavfi", "-i", PICTURE, "-t", "300"),
                *("-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", "300"),
                *("-map", "0:v:0", "-map", "1:a:0", "-pix_fmt", "yuv420p"),
                *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25"),
                *("-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate),
                *("-nal-hrd", "cbr", "-c:a", "aac", "-b:a", "64k"),
                *("-f", "segment", "-segment_time", "4", "-segment_format", "mpegts"),
                *("-segment_format_options", "flush_packets=1"),
                str(folder / f"run{run}_%05d.ts"),
            ]
        )

    def end(self) -> None:
        """End it as the supervisor does."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait(20)

    def segments(self) -> list[Path]:
        """What it has written."""
        return sorted(self.folder.glob(f"run{self.run}_*.ts"))

    def size(self) -> int:
        """How many bytes it has written."""
        return sum(path.stat().st_size for path in self.segments())

    def numbers(self) -> list[int]:
        """The numbers of all pictures it recorded."""
        return [n for path in self.segments() for n in numbers_in(path)]

    def first_after(self, place: int) -> int:
        """The number of the first picture of which no byte was written before `place`."""
        count = before = 0
        for path in self.segments():
            with av.open(str(path)) as container:
                places = [p.pos for p in container.demux(video=0) if p.size and p.pos is not None]
            count += sum(before + each < place for each in places)
            before += path.stat().st_size
        return count


def numbers_in(path: Path) -> list[int]:
    """The numbers of the pictures of a file; what is cut short at its end is left out."""
    found: list[int] = []
    with av.open(str(path)) as container, suppress(av.FFmpegError):
        found += (number(frame) for frame in container.decode(video=0))
    return found


def complaints(path: Path) -> set[str]:
    """What a decoder that ends at the first error says of a file."""
    said = run_ffmpeg(["-xerror", "-i", f"file:{path}", "-f", "null", "-"], doing="decode")
    lines = (line.partition("] ")[2] for line in said.splitlines())
    return {line for line in lines if line}


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
        wait_until(self.listens)

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
