"""The defects of Google's client that we mend: each is shown to be there still, and mended."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httplib2
import pytest
from googleapiclient.http import MediaFileUpload

from archiver.publish.youtube.client import bare_connection
from archiver.publish.youtube.resumable import Chunks


@contextmanager
def deaf_server() -> Iterator[tuple[str, list[bytes]]]:
    """Reads each request, and ends the connection without an answer."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    connection, _address = listening.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(10)
                    heard.append(connection.recv(65_536))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/", heard
        finally:
            ended.set()
            thread.join()


def test_a_request_whose_answer_is_lost_is_not_sent_again() -> None:
    with deaf_server() as (address, heard):
        with pytest.raises(ConnectionError):
            bare_connection(10).request(address, "POST", body="{}")
        assert len(heard) == 1


def test_the_library_sends_it_again() -> None:
    """Or else our connection is no longer needed."""
    with deaf_server() as (address, heard):
        with pytest.raises((OSError, httplib2.HttpLib2Error)):
            httplib2.Http(timeout=10).request(address, "POST", body="{}")
        assert len(heard) == 2


def test_a_chunk_is_read_into_memory_and_no_stream(tmp_path: Path) -> None:
    path = tmp_path / "v.mp4"
    path.write_bytes(bytes(range(256)) * 4)
    assert MediaFileUpload(str(path), "video/mp4", 512, resumable=True).has_stream()
    chunks = Chunks(str(path), "video/mp4", 512, resumable=True)
    assert not chunks.has_stream()
    assert chunks.getbytes(512, 512) == path.read_bytes()[512:]


def test_308_is_no_redirection() -> None:
    assert 308 not in bare_connection(10).redirect_codes
