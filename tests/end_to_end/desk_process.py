"""The desk in a process of its own, as somebody starts it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.end_to_end.support import Shell
from tests.waiting import free_port, wait_until


@contextmanager
def desk_process(shell: Shell, archive: Path) -> Iterator[str]:
    """The address of a desk over an archive, until the context ends."""
    port = free_port()
    child = shell.start("desk", archive, "--no-browser", "--port", str(port))
    try:
        wait_until(lambda: answers(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        child.kill()
        child.wait()


def answers(port: int) -> bool:
    """Whether a desk of this machine can be asked."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/sessions").status_code == 200
    except httpx.HTTPError:
        return False
