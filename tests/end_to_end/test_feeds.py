"""Every kind of network feed, recorded by the command from a real sender."""

import contextlib
import http.server
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import av
import pytest

from archiver.programs.ffmpeg import find_ffmpeg
from tests.end_to_end.support import Shell
from tests.media.live import nginx
from tests.real import need
from tests.waiting import free_port

_PICTURE = (
    *("-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25"),
    *("-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"),
    *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25"),
    *("-pix_fmt", "yuv420p", "-c:a", "aac"),
)


@contextlib.contextmanager
def _sender(*output: str) -> Iterator[None]:
    """A camera that sends until the context ends, and tries again when nobody takes it."""
    done = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def send() -> None:
        while not done.is_set():
            command = [find_ffmpeg().path, "-v", "fatal", "-nostdin", "-y", *_PICTURE, *output]
            running.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
            running[-1].wait()
            done.wait(0.3)

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        done.set()
        for child in running:
            child.kill()
        thread.join()


@contextlib.contextmanager
def _web(folder: Path) -> Iterator[int]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def _recorded(shell: Shell, address: str, seconds: int = 16) -> tuple[int, int]:
    """How many frames and how many seconds of sound a recording of this feed holds."""
    session = shell.new()
    shell.ok(
        "record",
        session,
        "--no-live-words",
        "--from",
        address,
        "--for",
        f"{seconds}s",
        "--no-live-page",
    )
    frames, sound_ms = 0, 0
    for path in sorted((session / "recording").glob("run*.ts")):
        with av.open(str(path)) as container:
            for packet in container.demux():
                frames += packet.stream.type == "video" and packet.pts is not None
                if packet.stream.type == "audio" and packet.duration and packet.time_base:
                    sound_ms += int(packet.duration * packet.time_base * 1000)
    return frames, sound_ms


def _check(found: tuple[int, int]) -> None:
    frames, sound_ms = found
    assert frames > 50
    assert abs(sound_ms - frames * 40) < 1_500


def test_srt_that_we_call(shell: Shell) -> None:
    port = free_port(socket.SOCK_DGRAM)
    with _sender("-f", "mpegts", f"srt://127.0.0.1:{port}?mode=listener"):
        _check(_recorded(shell, f"srt://127.0.0.1:{port}"))


def test_srt_that_calls_us_encrypted(shell: Shell) -> None:
    port = free_port(socket.SOCK_DGRAM)
    secret = "passphrase=une-phrase-secrete"
    with _sender("-f", "mpegts", f"srt://127.0.0.1:{port}?mode=caller&{secret}"):
        _check(_recorded(shell, f"srt://127.0.0.1:{port}?mode=listener&{secret}"))


def test_rtmp_from_a_relay(shell: Shell, tmp_path: Path) -> None:
    with nginx(tmp_path / "relay") as relay, _sender("-f", "flv", f"{relay.url}/salle"):
        _check(_recorded(shell, f"{relay.url}/salle"))


def test_rtmp_that_is_published_to_us(shell: Shell) -> None:
    port = free_port()
    with _sender("-f", "flv", f"rtmp://127.0.0.1:{port}/live/salle"):
        _check(_recorded(shell, f"rtmp://127.0.0.1:{port}/live/salle?listen=1"))


_CAMERA = """
import gi, sys
gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtspServer, GLib
Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    "( videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=25/1 "
    "! x264enc tune=zerolatency key-int-max=25 ! rtph264pay name=pay0 pt=96 "
    "audiotestsrc is-live=true volume=0.2 ! avenc_aac ! rtpmp4gpay name=pay1 pt=97 )"
)
factory.set_shared(True)
server.get_mount_points().add_factory("/salle", factory)
server.attach(None)
print("ready", flush=True)
GLib.MainLoop().run()
"""


def test_rtsp_from_a_camera(shell: Shell) -> None:
    port = free_port()
    camera = subprocess.Popen(
        ["/usr/bin/python3", "-c", _CAMERA, str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert camera.stdout is not None
        ready = camera.stdout.readline() == b"ready\n"
        need(ready, "an RTSP server", "apt-get install gir1.2-gst-rtsp-server-1.0 python3-gi")
        _check(_recorded(shell, f"rtsp://127.0.0.1:{port}/salle"))
    finally:
        camera.kill()
        camera.wait()


def test_hls(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "tv"
    folder.mkdir()
    out = ("-f", "hls", "-hls_time", "1", "-hls_list_size", "6", str(folder / "live.m3u8"))
    with _sender(*out), _web(folder) as port:
        while not (folder / "live.m3u8").is_file():
            time.sleep(0.2)
        _check(_recorded(shell, f"http://127.0.0.1:{port}/live.m3u8"))


def test_a_playlist_cannot_make_us_read_a_file(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "tv"
    folder.mkdir()
    private = tmp_path / "private.ts"
    command = [
        find_ffmpeg().path,
        "-v",
        "fatal",
        *_PICTURE,
        "-t",
        "3",
        "-f",
        "mpegts",
        str(private),
    ]
    subprocess.run(command, check=True)
    (folder / "live.m3u8").write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfile://{private}\n#EXT-X-ENDLIST\n"
    )
    session = shell.new()
    with _web(folder) as port:
        address = f"http://127.0.0.1:{port}/live.m3u8"
        shell.ok(
            "record", session, "--no-live-words", "--from", address, "--for", "5s", "--no-live-page"
        )
    assert not [p for p in (session / "recording").glob("run*.ts") if p.stat().st_size]


@pytest.mark.parametrize("scheme", ["srt", "rtmp", "rtsp", "http"])
def test_nobody_there_is_said_and_waited_for(shell: Shell, scheme: str) -> None:
    session = shell.new()
    address = f"{scheme}://127.0.0.1:{free_port()}/live/x"
    ran = shell.ok(
        "record", session, "--no-live-words", "--from", address, "--for", "6s", "--no-live-page"
    )
    assert "ALARME" in ran.err
    assert not list((session / "recording").glob("run*.ts"))
