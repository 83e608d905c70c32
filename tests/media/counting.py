"""Counts what a client sends to a server; cuts the line or holds it still when told to."""

import socket
import threading
from contextlib import suppress


class Counting:
    """Passes bytes between clients and the server, any number at once."""

    def __init__(self, port: int, cut_after: int = 0) -> None:
        """With `cut_after`, the line is cut once, after so many bytes from the client."""
        self._to, self._left = port, cut_after
        self._hold = 0
        self.passed = 0
        """Bytes from the clients to the server."""
        self.held = False
        """Whether the line stands still, as `hold_after` asked for."""
        self._counting = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def hold_after(self, size: int) -> None:
        """Let no byte pass after so many, until the client goes away."""
        self._hold = size

    def close(self) -> None:
        """Take no more clients."""
        _shut(self._listener)
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self._to))
        back = threading.Thread(target=_back, args=(server, client), daemon=True)
        back.start()
        with suppress(OSError):
            self._forward(client, server)
        for end in (client, server):
            _shut(end)
        back.join(5)

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        while data := client.recv(65_536):
            with self._counting:
                self.passed += len(data)
                cut = 0 < self._left < self.passed
                self._left = 0 if cut else self._left
            if cut:
                return
            if 0 < self._hold < self.passed:
                self.held = True
                while client.recv(65_536):
                    pass
                return
            server.sendall(data)


def _back(server: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while data := server.recv(65_536):
            client.sendall(data)
    _shut(client)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
