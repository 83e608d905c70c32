"""The sockets: a threaded HTTP/1.1 server on loopback, which can reset a connection."""

import contextlib
import io
import json
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.youtube.app import App
from tests.youtube.control import Remote
from tests.youtube.faults import read_log, struck
from tests.youtube.wire import DroppedError, PartialBodyError, Reply, Request
from tests.youtube.world import World

_RESET = struct.pack("ii", 1, 0)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "loopback"
    wbufsize = -1  # an answer leaves in one piece: no delayed acknowledgement between head and body
    server: "Sockets"

    def _serve(self) -> None:
        request = Request(self.command, self.path, self.headers, self.rfile)
        try:
            reply = self.server.app.answer(request)
            request.read()
            self._send(reply)
        except PartialBodyError:
            self.close_connection = True
        except DroppedError:
            self._reset()

    do_GET = do_POST = do_PUT = do_DELETE = _serve

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        self.wfile.write(reply.content)
        self.wfile.flush()

    def _reset(self) -> None:
        """RST instead of an answer: nothing may hold the socket open, and nothing may linger."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.rfile.close()
        self.wfile.close()
        self.connection.close()
        self.wfile = io.BytesIO()  # which the base class will flush

    def log_message(self, format: str, *args: Any) -> None:
        """The log is `log.jsonl`."""


class Sockets(ThreadingHTTPServer):
    """The listening socket and its threads."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, app: App, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.app = app
        app.world.address = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is none of our faults; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Server(Remote):
    """A server that runs, here or in a process of its own, with its folder."""

    def __init__(self, folder: Path, address: str) -> None:
        super().__init__(address)
        self.folder = folder

    def log(self) -> list[dict[str, Any]]:
        """Every request so far (see `faults.Log`)."""
        return read_log(self.folder / "log.jsonl")

    def struck(self) -> dict[str, int]:
        """How often each fault befell."""
        return dict(struck(self.log()))


def listen(folder: Path, port: int = 0, plan: dict[str, Any] | None = None) -> Sockets:
    """A server on its port, with its state in `folder`; `serve_forever` is to be called."""
    folder.mkdir(parents=True, exist_ok=True)
    sockets = Sockets(App(World(folder)), port)
    if plan is not None and plan != sockets.app.faults.planned():
        sockets.app.faults.plan(plan)
    return sockets


def leave_files(folder: Path, remote: Remote) -> None:
    """What a user would have: `client.json` from the console, `token.json` of a login."""
    for name, doc in (("client.json", remote.client_config()), ("token.json", remote.grant())):
        (folder / name).write_text(json.dumps(doc, indent=2), encoding="utf-8")


@contextlib.contextmanager
def serving(folder: Path, port: int = 0, plan: dict[str, Any] | None = None) -> Iterator[Server]:
    """Serve from a thread until the block ends."""
    sockets = listen(folder, port, plan)
    thread = threading.Thread(target=sockets.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Server(folder, sockets.app.world.address)
    finally:
        sockets.shutdown()
        thread.join()
        sockets.server_close()
        sockets.app.world.store.close()


@contextlib.contextmanager
def running(folder: Path, faults: Path | None = None, port: int = 0) -> Iterator[Server]:
    """Serve from a process of its own, killed when the block ends."""
    command = [sys.executable, "-m", "tests.youtube", "--folder", str(folder.absolute())]
    command += ["--port", str(port), *(["--faults", str(faults.absolute())] if faults else [])]
    root = Path(__file__).parents[2]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
    try:
        assert child.stdout
        yield Server(folder, child.stdout.readline().strip())
    finally:
        child.kill()
        child.communicate()
