"""The live stream with real servers: killed, hung, closed, over TLS and SRT; nothing leaks."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from archiver.capture.alarms import Alarms
from archiver.capture.destination import Destination, unanswered
from archiver.capture.simulcast import Simulcast
from archiver.media.livecards import CardTexts
from archiver.model.live import Alarm, BesideState
from archiver.model.marks import Mark, MarkAction
from archiver.model.runs import Runs
from archiver.programs.ffmpeg import find_ffmpeg
from tests.media.certificates import Certificates
from tests.media.live import Recorder, complaints, nginx, numbers_in
from tests.waiting import free_port, wait_until

KEY = "k3y-1234-of-the-test"
TEXTS = CardTexts(title="")


class Live:
    """A recording and its live stream."""

    def __init__(self, folder: Path, *destinations: Destination) -> None:
        self.recording = folder / "recording"
        self.recording.mkdir()
        self.alarms: list[Alarm] = []
        self.marks: list[Mark] = []
        self.stream = Simulcast(
            destinations,
            self.recording,
            folder / "work",
            marks=self.marks_now,
            texts=TEXTS,
            alarms=Alarms(self.alarms.append),
        )
        self.stream.start()
        self.stream.on_runs(Runs(feed="test"))

    def marks_now(self) -> tuple[Mark, ...]:
        return tuple(self.marks)

    def mark(self, action: MarkAction) -> None:
        self.marks.append(Mark(at=datetime.now(UTC), action=action))

    def state(self, name: str) -> BesideState:
        return next(state for state in self.stream.states() if state.name == name)

    def works(self, *names: str) -> Callable[[], bool]:
        return lambda: all(self.state(name).state == "working" for name in names)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Callable[..., Live]]:
    """Starts live streams, and ends them."""
    started: list[Live] = []

    def start(*destinations: Destination) -> Live:
        started.append(Live(tmp_path, *destinations))
        return started[-1]

    yield start
    for each in started:
        each.stream.stop(3)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Callable[..., Recorder]]:
    """Starts recorders, and ends them."""
    started: list[Recorder] = []

    def start(run: int, rate: str = "500k") -> Recorder:
        started.append(Recorder(tmp_path / "recording", run, rate=rate))
        return started[-1]

    yield start
    for each in started:
        each.end()


Start = Callable[..., Live]
Record = Callable[..., Recorder]


def test_two_destinations_one_killed_and_one_hung_come_back_and_the_recording_lacks_nothing(
    tmp_path: Path, live: Start, record: Record
) -> None:
    with nginx(tmp_path / "a") as a, nginx(tmp_path / "b") as b:
        show = live(Destination("a", a.url, key=KEY), Destination("b", b.url, key=KEY))
        recorder = record(1, rate="3000k")
        show.mark("open")
        wait_until(show.works("a", "b"))
        wait_until(lambda: a.size() > 500_000 and b.size() > 500_000)

        a.signal(signal.SIGKILL)
        b.signal(signal.SIGSTOP)
        wait_until(
            lambda: show.state("a").state == "failing" and show.state("b").state == "failing"
        )
        # A hung server takes connections, as its system does that for it, and says nothing.
        assert show.state("b").why
        a.start()
        b.signal(signal.SIGCONT)
        before = a.size(), b.size()
        wait_until(show.works("a", "b"))
        wait_until(lambda: a.size() > before[0] + 500_000 and b.size() > before[1] + 500_000)

        for name in ("a", "b"):
            assert show.state(name).reconnections >= 1
            told = [alarm for alarm in show.alarms if alarm.subject == name]
            assert {alarm.kind for alarm in told} == {"destination"}
            assert told[-1].cleared
        assert show.state("a").dropped_ms > 0
        show.stream.stop(3)
        assert {state.state for state in show.stream.states()} == {"stopped"}
    recorder.end()
    numbers = recorder.numbers()
    assert numbers == list(range(len(numbers)))
    for server in (a, b):
        last = numbers_in(server.received()[-1])
        shown = [n for n in last if n]
        assert shown == list(range(shown[0], shown[-1] + 1))


def test_the_key_shows_nowhere(tmp_path: Path, live: Start, record: Record) -> None:
    with nginx(tmp_path / "a") as a:
        show = live(
            Destination("right", a.url, key=KEY),
            Destination("wrong", a.url.replace("/live", "/other"), key=KEY),
            Destination("absent", f"rtmp://127.0.0.1:{free_port()}/live", key=KEY),
        )
        record(1)
        seen: set[str] = set()

        def all_came_to_pass() -> bool:
            seen.update(command_lines())
            failing = all(show.state(n).state == "failing" for n in ("wrong", "absent"))
            return failing and show.works("right")()

        wait_until(all_came_to_pass)
        assert any("archiver.media.sender" in line for line in seen)
        assert not any(KEY in line for line in seen)
        said = " ".join(state.to_json() for state in show.stream.states())
        said += " ".join(alarm.to_json() for alarm in show.alarms)
        assert KEY not in said
        assert show.state("wrong").why != show.state("absent").why
        # It did arrive where it belongs.
        assert [path.name.startswith(KEY) for path in a.received()] == [True]


def command_lines() -> set[str]:
    """What any user of this machine can read of what its programs were started with."""
    lines = set()
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            lines.add((process / "cmdline").read_bytes().decode("utf-8", "replace"))
    return lines


def test_nothing_of_a_closed_sitting_goes_out_and_an_outage_is_covered(
    tmp_path: Path, live: Start, record: Record
) -> None:
    with nginx(tmp_path / "a") as a:
        show = live(Destination("a", a.url, key=KEY))
        recorder = record(1)
        places: list[int] = []

        def mark(action: MarkAction) -> None:
            places.append(recorder.size())
            show.mark(action)
            time.sleep(3)

        wait_until(show.works("a"))
        time.sleep(2)
        actions: tuple[MarkAction, ...] = (
            *("open", "closed", "public", "suspend", "resume", "closed", "public"),
        )
        for action in actions:
            mark(action)
        recorder.end()
        time.sleep(4)
        again = record(2)
        wait_until(lambda: again.size() > 300_000)
        show.mark("close")
        last = again.size()
        time.sleep(3)
        show.stream.stop(3)
        again.end()

    bounds = [recorder.first_after(place) for place in places]
    open_, closed, public, suspended, resumed, closed_again, public_again = bounds
    allowed = {
        *range(open_, closed),
        *range(public, suspended),
        *range(resumed, closed_again),
        *range(public_again, len(recorder.numbers())),
    }
    received = a.received()
    assert len(received) == 1  # It never lost the connection.
    assert complaints(received[0]) == set()
    shown = [n for n in numbers_in(received[0]) if n]
    resumed_at = next(i for i, (n, following) in enumerate(pairwise(shown)) if following < n)
    first_run, second_run = set(shown[: resumed_at + 1]), set(shown[resumed_at + 1 :])
    assert first_run <= allowed
    assert second_run
    assert second_run <= set(range(again.first_after(last)))
    for part in ((open_, closed), (public, suspended), (resumed, closed_again)):
        assert len(first_run & set(range(*part))) > 25
    assert show.state("a").reconnections == 0


def test_marks_that_cannot_be_read_cover_the_session(
    tmp_path: Path, live: Start, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    with nginx(tmp_path / "a") as a:
        show = live(Destination("a", a.url, key=KEY))

        def unreadable() -> tuple[Mark, ...]:
            raise OSError(5, "Input/output error")

        show.mark("open")
        monkeypatch.setattr(show.stream, "_marks", unreadable)
        record(1)
        wait_until(show.works("a"))
        wait_until(lambda: a.size() > 40_000)
        assert any("Input/output" in alarm.text for alarm in show.alarms)
        monkeypatch.setattr(show.stream, "_marks", show.marks_now)
        before = a.size()
        wait_until(lambda: a.size() > before + 200_000)
        assert show.alarms[-1].cleared
    shown = numbers_in(a.received()[0])
    assert not any(shown[:25])
    assert any(shown)


SUPERVISOR = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from archiver.capture.alarms import Alarms
from archiver.capture.destination import Destination
from archiver.capture.simulcast import Simulcast
from archiver.media.livecards import CardTexts
from archiver.model.marks import Mark
folder = Path(sys.argv[1])
marks = (Mark(at=datetime(2020, 1, 1, tzinfo=UTC), action="open"),)
destinations = [Destination(f"d{n}", url, key="k3y") for n, url in enumerate(sys.argv[2:])]
Simulcast(destinations, folder / "recording", folder / "work", marks=lambda: marks,
          texts=CardTexts(""), alarms=Alarms(lambda alarm: None)).start()
time.sleep(600)
"""


def test_when_its_supervisor_is_killed_nothing_more_goes_out(
    tmp_path: Path, record: Record
) -> None:
    with nginx(tmp_path / "a") as a, listening(tmp_path / "srt.ts") as srt:
        recorder = record(1)
        args = [sys.executable, "-c", SUPERVISOR, str(tmp_path), a.url, srt.url]
        supervisor = subprocess.Popen(args)
        try:
            wait_until(lambda: a.size() > 200_000 and srt.size() > 200_000)
            children = psutil.Process(supervisor.pid).children(recursive=True)
            assert len(children) == 2
        finally:
            supervisor.kill()
            supervisor.wait(10)
        wait_until(
            lambda: not any(child.is_running() and child.status() != "zombie" for child in children)
        )
        sizes, recorded = (a.size(), srt.size()), recorder.size()
        wait_until(lambda: recorder.size() > recorded + 100_000)
        assert (a.size(), srt.size()) == sizes


class Listener:
    """An ffmpeg that takes one SRT stream at a time."""

    def __init__(self, target: Path, *options: str) -> None:
        self.port = free_port(socket.SOCK_DGRAM)
        self.url = f"srt://127.0.0.1:{self.port}"
        self._target, self._options = target, options
        self._process: subprocess.Popen[bytes] | None = None
        self._n = 0

    def start(self) -> None:
        self._n += 1
        self._process = subprocess.Popen(
            [
                *(find_ffmpeg().path, "-v", "error", "-nostdin", "-y", *self._options),
                *("-i", f"{self.url}?mode=listener", "-c", "copy", "-flush_packets", "1"),
                str(self._path(self._n)),
            ]
        )

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait(10)

    def size(self) -> int:
        """How much was received since it was last started."""
        path = self._path(self._n)
        return path.stat().st_size if path.exists() else 0

    def received(self) -> Path:
        return self._path(self._n)

    def _path(self, n: int) -> Path:
        return self._target.with_suffix(f".{n}.ts")

    def __enter__(self) -> "Listener":
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.kill()


def listening(target: Path, *options: str) -> Listener:
    return Listener(target, *options)


def test_an_srt_destination_receives_and_comes_back(
    tmp_path: Path, live: Start, record: Record
) -> None:
    secret = "p4ssphrase-of-srt"
    with listening(tmp_path / "srt.ts", "-passphrase", secret) as srt:
        destination = Destination("srt", f"{srt.url}?latency=100000", KEY, secret)
        show = live(destination)
        record(1)
        show.mark("open")
        wait_until(lambda: srt.size() > 200_000)
        assert show.state("srt").state == "working"
        srt.kill()
        wait_until(lambda: show.state("srt").state == "failing")
        assert secret not in show.state("srt").why
        srt.start()
        wait_until(lambda: srt.size() > 200_000)
        assert show.state("srt").reconnections == 1
    shown = [n for n in numbers_in(srt.received()) if n]
    assert shown == list(range(shown[0], shown[-1] + 1))


def test_an_srt_destination_with_another_passphrase_fails(
    tmp_path: Path, live: Start, record: Record
) -> None:
    with listening(tmp_path / "srt.ts", "-passphrase", "p4ssphrase-of-srt") as srt:
        show = live(Destination("srt", srt.url, "", "another-passphrase"))
        record(1)
        wait_until(lambda: show.state("srt").state == "failing")
        assert srt.size() == 0


@pytest.mark.parametrize(
    ("host", "trusted"), [("localhost", True), ("localhost", False), ("127.0.0.1", True)]
)
def test_over_tls_only_a_server_with_a_valid_certificate_gets_the_stream(
    host: str,
    trusted: bool,
    tmp_path: Path,
    live: Start,
    record: Record,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    certificates = Certificates(tmp_path / "certificates", "localhost")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    with nginx(tmp_path / "a") as a, certificates.terminating(a.port) as port:
        show = live(Destination("tls", f"rtmps://{host}:{port}/live", key=KEY))
        record(1)
        if trusted and host == "localhost":
            wait_until(show.works("tls"))
            wait_until(lambda: a.size() > 20_000)
        else:
            wait_until(lambda: show.state("tls").state == "failing")
            assert "certificate" in show.state("tls").why
            assert a.received() == []


def test_it_says_whether_a_destination_answers(tmp_path: Path) -> None:
    with nginx(tmp_path / "a") as a, listening(tmp_path / "srt.ts") as srt:
        assert unanswered(Destination("a", a.url)) == ""
        wait_until(lambda: unanswered(Destination("s", srt.url)) == "")
    assert "refuses" in unanswered(Destination("a", a.url))
    assert unanswered(Destination("s", srt.url))
    nowhere = unanswered(Destination("n", "rtmp://no-such-host.invalid/live"))
    assert "no-such-host.invalid" in nowhere
