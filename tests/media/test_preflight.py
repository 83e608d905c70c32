"""The preflight with a real feed, real folders and destinations on loopback."""

import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from archiver.capture import reach as reach_module
from archiver.capture.judging import Check
from archiver.capture.preflight import SAMPLE_SECONDS, Session, preflight, why_not_writable
from archiver.capture.reach import Destination, reach, reach_all
from archiver.media.container import MediaError
from archiver.programs import clock
from archiver.programs.abilities import Needs, inputs, lacking, protocols
from tests.media.watched import BLACK, MOVING, ONLY_LEFT, SILENCE, STILL, TONE, segments

LOUD = "sine=frequency=440:sample_rate=48000,volume=8dB,aformat=channel_layouts=stereo"
GOOD = "testsrc2=size=1280x720:rate=25"


@pytest.fixture
def listener() -> Iterator[int]:
    """The port of something that listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def closed_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
        return port


def sampling(folder: Path, picture: str, sound: str | None) -> Callable[[int], Sequence[Path]]:
    return lambda seconds: segments(folder / "sample", picture, sound, seconds)


def checked(folder: Path, picture: str, sound: str | None) -> dict[str, Check]:
    session = Session(sampling(folder, picture, sound), folder, planned_ms=1_000)
    return {check.name: check for check in preflight(session)}


def test_a_session_in_order_is_green(tmp_path: Path, listener: int) -> None:
    (tmp_path / "mirror").mkdir()
    session = Session(
        sampling(tmp_path, GOOD, LOUD),
        tmp_path,
        planned_ms=60_000,
        mirror=tmp_path / "mirror",
        destinations=(Destination("YouTube", f"rtmp://127.0.0.1:{listener}/live2/secret-key"),),
        needs=Needs(protocols=frozenset({"rtmp"}), inputs=frozenset({"mpegts"})),
    )
    checks = preflight(session)
    assert {check.state for check in checks if check.name != "Clock"} == {"green"}
    names = [check.name for check in checks]
    assert names == [
        *("Feed", "Picture", "Sound", "Level", "Bit rate", "ffmpeg", "Recording", "Second copy"),
        *("Destination YouTube", "Clock"),
    ]
    assert "secret-key" not in repr(checks)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mirror", "sample"]


@pytest.mark.parametrize(
    ("picture", "sound", "name", "state"),
    [
        (BLACK, TONE, "Picture", "red"),
        (STILL, TONE, "Picture", "yellow"),
        (MOVING, None, "Sound", "red"),
        (MOVING, SILENCE, "Sound", "red"),
        (MOVING, f"{TONE},volume=-40dB", "Sound", "yellow"),
        (MOVING, ONLY_LEFT, "Sound", "red"),
        (MOVING, f"{TONE},volume=40dB", "Level", "red"),
        (MOVING, f"{TONE},volume=-20dB", "Level", "yellow"),
        (MOVING, TONE, "Bit rate", "yellow"),
        (f"{MOVING},format=gray", f"{TONE},aselect='not(between(t,5,7))'", "Bit rate", "yellow"),
    ],
)
def test_each_trouble_of_a_real_feed_has_its_line_and_its_remedy(
    tmp_path: Path, picture: str, sound: str | None, name: str, state: str
) -> None:
    check = checked(tmp_path, picture, sound)[name]
    assert check.state == state
    assert check.remedy


def test_a_feed_that_is_absent_is_red_and_everything_else_is_still_checked(tmp_path: Path) -> None:
    asked: list[int] = []

    def absent(seconds: int) -> Sequence[Path]:
        asked.append(seconds)
        raise MediaError("the feed does not answer", "connection refused", "turn it on")

    checks = preflight(Session(absent, tmp_path, planned_ms=1_000))
    assert asked == [SAMPLE_SECONDS]
    said = "the feed does not answer – connection refused"
    assert checks[0] == Check("Feed", "red", said, "turn it on")
    assert [check.name for check in checks[1:]] == ["ffmpeg", "Recording", "Clock"]


def test_a_recorder_that_wrote_nothing_is_a_red_feed(tmp_path: Path) -> None:
    checks = preflight(Session(lambda _seconds: (), tmp_path, planned_ms=1_000))
    assert (checks[0].name, checks[0].state) == ("Feed", "red")


def test_a_folder_that_is_not_there_is_red(tmp_path: Path) -> None:
    assert why_not_writable(tmp_path / "unplugged")
    assert why_not_writable(tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_destinations_are_told_apart(listener: int) -> None:
    closed = closed_port()
    found = reach_all(
        [
            Destination("up", f"rtmp://127.0.0.1:{listener}/app/key"),
            Destination("down", f"rtmps://127.0.0.1:{closed}/app/key"),
            Destination("udp", "srt://localhost:9000?passphrase=secret"),
            Destination("we listen", "srt://:9000?mode=listener"),
            Destination("misspelt", "rtmp://no-such-host.invalid/app"),
            Destination("not one", "rtmp:/youtube"),
            Destination("bad port", "rtmp://example.org:99999/app"),
        ]
    )
    assert [reached.found for reached in found] == [
        *("answers", "refused", "known", "waits", "unknown", "malformed", "malformed"),
    ]
    assert found[0].place == f"127.0.0.1:{listener}"
    assert "key" not in repr(found)
    assert "secret" not in repr(found)


def test_a_destination_that_says_nothing_is_silent_in_time() -> None:
    """A listener whose queue is full lets nobody in and refuses nobody."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        place = server.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(place)
        reached = reach(Destination("hung", f"rtmp://127.0.0.1:{place[1]}/app"), seconds=0.3)
        for client in waiting:
            client.close()
    assert reached.found == "silent"


def test_a_name_that_takes_too_long_to_look_up_is_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import threading

    released = threading.Event()
    monkeypatch.setattr(reach_module, "reach", lambda *_args: released.wait(60))
    (reached,) = reach_all([Destination("slow", "rtmp://example.org/app")], seconds=0.2)
    released.set()
    assert (reached.found, reached.place) == ("silent", "example.org:1935")


def test_ffmpeg_says_what_it_can_take() -> None:
    assert {"rtmp", "srt", "udp", "https"} <= protocols()
    assert {"mpegts", "flv", "mov"} <= inputs()
    needs = Needs(
        protocols=frozenset({"rtmp", "telepathy"}),
        inputs=frozenset({"no-such-device"}),
        encoders=frozenset({"aac"}),
    )
    assert lacking(needs) == ("no-such-device", "telepathy")
    assert lacking(Needs()) == ()


@pytest.mark.parametrize(
    ("program", "said", "expected"),
    [
        ("timedatectl", "yes", True),
        ("timedatectl", "no", False),
        ("timedatectl", "who knows", None),
        ("chronyc", "Reference ID : 7F\nLeap status     : Normal", True),
        ("chronyc", "Leap status     : Not synchronised", False),
        ("ntpwhat", "yes", None),
    ],
)
def test_the_clock_is_asked_of_the_time_service(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    said: str,
    expected: bool | None,
) -> None:
    service = tmp_path / program
    service.write_text(f"#!{sys.executable}\nprint({said!r})\n", "utf-8")
    service.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert clock.clock_synchronised() is expected


def test_a_time_service_that_hangs_or_fails_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, code in (("timedatectl", "import time; time.sleep(600)"), ("chronyc", "exit(1)")):
        service = tmp_path / name
        service.write_text(f"#!{sys.executable}\n{code}\n", "utf-8")
        service.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(clock, "_SECONDS", 0.5)
    assert clock.clock_synchronised() is None
