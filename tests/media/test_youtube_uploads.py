"""The loopback YouTube keeps the resumable protocol, seen by Google's own client."""

import hashlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httplib2
import pytest
from googleapiclient.errors import HttpError

from tests.media.youtube_world import CHUNK, User, sized_video
from tests.waiting import wait_until
from tests.youtube.server import Server, running, serving


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sized_video(tmp_path_factory.mktemp("clip") / "clip.mp4", 5 * CHUNK + 1000)


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "youtube") as server:
        yield server


def _put(uri: str, content: bytes, span: str) -> httplib2.Response:
    http = httplib2.Http()
    http.redirect_codes = http.redirect_codes - {308}
    headers = {"Content-Range": span, "Content-Length": str(len(content))}
    answered: httplib2.Response = http.request(uri, "PUT", body=content, headers=headers)[0]
    return answered


def _begun(user: User, clip: Path) -> str:
    """The address of a session that holds one chunk."""
    request = user.request(clip)
    request.next_chunk()
    return str(request.resumable_uri)


def test_a_video_is_there_as_it_was_sent(youtube: Server, clip: Path) -> None:
    user = User(youtube)
    shown = user.video(user.upload(clip)["id"])
    (stored,) = youtube.all("videos")
    assert stored["file"]["sha256"] == hashlib.sha256(clip.read_bytes()).hexdigest()
    assert shown["status"]["uploadStatus"] == "processed"
    assert shown["contentDetails"]["duration"] == "PT12S"
    chunks = [line for line in youtube.log() if "chunk" in line["names"]]
    assert [line["status"] for line in chunks] == [308] * 5 + [200]


def test_a_status_query_says_what_was_received(youtube: Server, clip: Path) -> None:
    size, user = clip.stat().st_size, User(youtube)
    uri = _begun(user, clip)
    asked = _put(uri, b"", f"bytes */{size}")
    assert (asked.status, asked["range"]) == (308, f"bytes=0-{CHUNK - 1}")
    content = clip.read_bytes()
    last = _put(uri, content[CHUNK:], f"bytes {CHUNK}-{size - 1}/{size}")
    again = _put(uri, b"", f"bytes */{size}")
    assert (last.status, again.status, len(youtube.all("videos"))) == (200, 200, 1)


def test_chunks_must_be_multiples_and_leave_no_gap(youtube: Server, clip: Path) -> None:
    size, content = clip.stat().st_size, clip.read_bytes()
    uri = _begun(User(youtube), clip)
    odd = _put(uri, content[CHUNK : CHUNK + 1000], f"bytes {CHUNK}-{CHUNK + 999}/{size}")
    gap = _put(uri, content[3 * CHUNK : 4 * CHUNK], f"bytes {3 * CHUNK}-{4 * CHUNK - 1}/{size}")
    other = _put(uri, content[CHUNK : 2 * CHUNK], f"bytes {CHUNK}-{2 * CHUNK - 1}/{size + 5}")
    short = _put(uri, content[CHUNK : 2 * CHUNK], f"bytes {CHUNK}-{3 * CHUNK - 1}/{size}")
    assert [odd.status, gap.status, other.status, short.status] == [400, 503, 400, 400]
    assert _put(uri, b"", f"bytes */{size}")["range"] == f"bytes=0-{CHUNK - 1}"


def test_what_was_received_already_is_not_written_twice(youtube: Server, clip: Path) -> None:
    size, content = clip.stat().st_size, clip.read_bytes()
    uri = _begun(User(youtube), clip)
    again = _put(uri, content[: 2 * CHUNK], f"bytes 0-{2 * CHUNK - 1}/{size}")
    assert again["range"] == f"bytes=0-{2 * CHUNK - 1}"
    assert _put(uri, content[2 * CHUNK :], f"bytes {2 * CHUNK}-{size - 1}/{size}").status == 200
    assert youtube.all("videos")[0]["file"]["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_session_goes_on_after_the_server_was_started_again(tmp_path: Path, clip: Path) -> None:
    size, content = clip.stat().st_size, clip.read_bytes()
    with serving(tmp_path) as server:
        uri = _begun(User(server), clip)
        port = int(server.address.rpartition(":")[2])
    with serving(tmp_path, port) as server:
        assert _put(uri, content[CHUNK:], f"bytes {CHUNK}-{size - 1}/{size}").status == 200
        assert len(server.all("videos")) == 1


def test_an_old_session_is_gone(youtube: Server, clip: Path) -> None:
    uri = _begun(User(youtube), clip)
    youtube.settings(clock_ahead_s=8 * 86_400)
    assert _put(uri, b"", "bytes */*").status == 410
    assert _put(uri[:-5] + "nowhere", b"", "bytes */*").status == 404


def test_a_session_may_be_given_up(youtube: Server, clip: Path) -> None:
    uri = _begun(User(youtube), clip)
    assert httplib2.Http().request(uri, "DELETE")[0].status == 499
    assert _put(uri, b"", "bytes */*").status == 410


def test_a_dead_sender_leaves_whole_pieces(youtube: Server, clip: Path) -> None:
    size, content = clip.stat().st_size, clip.read_bytes()
    uri = _begun(User(youtube), clip)
    where = urlsplit(uri)
    with socket.create_connection((str(where.hostname), int(where.port or 0))) as wire:
        span = f"Content-Range: bytes {CHUNK}-{size - 1}/{size}"
        head = f"PUT {where.path}?{where.query} HTTP/1.1\r\nHost: x\r\n{span}\r\n"
        wire.sendall(f"{head}Content-Length: {size - CHUNK}\r\n\r\n".encode())
        wire.sendall(content[CHUNK : 2 * CHUNK + 70_000])
    wait_until(lambda: youtube.all("sessions")[0]["received"] > CHUNK)
    assert _put(uri, b"", f"bytes */{size}")["range"] == f"bytes=0-{2 * CHUNK - 1}"


def test_it_runs_as_a_process_of_its_own(tmp_path: Path, clip: Path) -> None:
    plan = {"seed": 1, "rules": [{"do": "503", "on": ["start"], "at": [1, 2]}]}
    (tmp_path / "faults.json").write_text(json.dumps(plan))
    with running(tmp_path / "youtube", tmp_path / "faults.json") as one:
        with pytest.raises(HttpError):
            User(one).upload(clip)
        port = int(one.address.rpartition(":")[2])
    with running(tmp_path / "youtube", tmp_path / "faults.json", port) as two:
        with pytest.raises(HttpError):
            User(two).upload(clip)
        User(two).upload(clip)
        assert two.struck() == {"503 start": 2}
        assert json.loads((tmp_path / "youtube" / "token.json").read_text())["refresh_token"]


def test_what_is_no_video_fails_in_processing(youtube: Server, tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_bytes(b"no video at all" * 100)
    user = User(youtube)
    status = user.video(user.upload(path)["id"])["status"]
    assert (status["uploadStatus"], status["failureReason"]) == ("failed", "invalidFile")


@pytest.mark.parametrize(
    ("do", "on", "error"),
    [
        ("503", "start", HttpError),
        ("503", "chunk", HttpError),
        ("429", "chunk", HttpError),
        ("expired", "chunk", HttpError),
        ("reset", "chunk", ConnectionResetError),
        ("reset", "start", ConnectionResetError),
        ("lost", "last", ConnectionResetError),
        ("lost-expired", "last", ConnectionResetError),
    ],
)
def test_a_fault_befalls_once(
    youtube: Server, clip: Path, do: str, on: str, error: type[Exception]
) -> None:
    youtube.faults({"do": do, "on": [on], "at": [1]})
    user = User(youtube)
    request = user.request(clip)
    with pytest.raises(error):
        user.finish(request)
    assert youtube.struck() == {f"{do} {on}": 1}
    assert len(youtube.all("videos")) == ("lost" in do)
    if on != "start":
        after = _put(str(request.resumable_uri), b"", "bytes */*").status
        assert after == {"lost": 200}.get(do, 410 if "expired" in do else 308)


def test_a_401_in_a_chunk_makes_the_client_refresh_its_token(youtube: Server, clip: Path) -> None:
    youtube.faults({"do": "401", "on": ["chunk"], "at": [2]})
    request = User(youtube).request(clip)
    request.next_chunk()
    request.resumable.has_stream = lambda: False  # a stream would be sent empty the second time
    while request.next_chunk()[1] is None:
        pass
    assert [line["status"] for line in youtube.log() if "token" in line["names"]] == [200]
    digest = hashlib.sha256(clip.read_bytes()).hexdigest()
    assert youtube.all("videos")[0]["file"]["sha256"] == digest


def test_a_short_range_is_gone_on_from(youtube: Server, clip: Path) -> None:
    youtube.faults({"do": "short", "on": ["chunk"], "at": [2, 5]})
    User(youtube).upload(clip)
    digest = hashlib.sha256(clip.read_bytes()).hexdigest()
    assert youtube.all("videos")[0]["file"]["sha256"] == digest


def test_faults_are_the_same_for_a_seed(tmp_path: Path, clip: Path) -> None:
    struck = []
    for name in ("one", "two"):
        with serving(tmp_path / name) as server:
            server.faults({"do": "short", "on": ["chunk"], "chance": 0.4, "times": 3}, seed=7)
            User(server).upload(clip)
            struck.append([line.get("fault") for line in server.log()])
    assert struck[0] == struck[1]
    assert "short" in struck[0]
