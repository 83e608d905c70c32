"""What stands between a feed and the recorder in these benchmarks: a real relay, a faulty wire."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.waiting import free_port


@contextlib.contextmanager
def nginx_rtmp(work: Path, *applications: str) -> Iterator[int]:
    """A real nginx with its RTMP module; its port. `applications` are lines of its own blocks."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        sys.exit("nginx is missing: apt-get install nginx-light libnginx-mod-rtmp")
    port = free_port()
    blocks = "\n".join(applications) or "application live { live on; }"
    config = work / "nginx.conf"
    config.write_text(
        f"load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;\n"
        f"daemon off; worker_processes 1; pid {work}/nginx.pid; error_log {work}/nginx.log;\n"
        f"user {os.environ.get('USER', 'root')};\n"
        f"events {{ worker_connections 256; }}\n"
        f"rtmp {{ server {{ listen 127.0.0.1:{port}; ping 5s; ping_timeout 5s; {blocks} }} }}\n"
    )
    child = subprocess.Popen([program, "-p", str(work), "-c", str(config)])
    try:
        wait_for_port(port)
        yield port
    finally:
        child.terminate()
        child.wait()


def wait_for_port(port: int) -> None:
    """Wait until something listens there."""
    for _try in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    sys.exit("nginx did not start")


@contextlib.contextmanager
def clock_feed(address: str, sent: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The clock feed, sent to an address until the context ends; the stamps go into `sent`."""
    command = [sys.executable, "-m", "benchmarks.clockfeed", address, str(sent)]
    with sent.with_suffix(".log").open("ab") as out:
        child = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            yield child
        finally:
            child.send_signal(signal.SIGCONT)
            child.kill()
            child.wait()


class Wire:
    """A TCP wire that can be cut (reset) or go silent, as networks do."""

    def __init__(self, to_port: int) -> None:
        self.port = free_port()
        self._to = to_port
        self._open: list[socket.socket] = []
        self.up = threading.Event()
        self.up.set()
        self.flows = threading.Event()
        self.flows.set()
        self._server = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Reset every connection, and refuse new ones until `mend`."""
        self.up.clear()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                connection.shutdown(socket.SHUT_RDWR)
                connection.close()
        self._open.clear()

    def hang(self) -> None:
        """Let nothing through any more, without saying so."""
        self.flows.clear()

    def mend(self) -> None:
        """Work again; what hung before is reset."""
        if not self.flows.is_set():
            self.cut()
        self.flows.set()
        self.up.set()

    def _accept(self) -> None:
        while True:
            near, _address = self._server.accept()
            if not self.up.is_set():
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._to), 2)
            except OSError:
                near.close()
                continue
            self._open += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self.flows.wait()
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
                end.close()
