"""Waiting for what another process, thread or browser brings about, and a port to meet it at."""

import socket
import time
from collections.abc import Callable

import pytest

PATIENCE_S = 400
"""Long enough for a machine that does something else meanwhile."""


def wait_until(true: Callable[[], object], seconds: float = PATIENCE_S) -> float:
    """Wait until something is true; how long it took. Fails when it never is."""
    start = time.monotonic()
    while not true():
        if time.monotonic() - start > seconds:
            pytest.fail(f"this did not come to pass in {seconds} s")
        time.sleep(0.02)
    return time.monotonic() - start


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that nobody listens on."""
    with socket.socket(socket.AF_INET, kind) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
