"""The command `archiver record` on a real feed: an ffmpeg that sends a test picture over UDP."""

import json
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import psutil
import pytest

from archiver.media.container import open_media
from archiver.media.frames import PacketReader, index_frames
from archiver.programs.ffmpeg import find_ffmpeg
from tests.end_to_end.support import Shell, ffmpeg, video
from tests.waiting import free_port


@contextmanager
def _feed(port: int) -> Iterator[None]:
    """A live feed until the context ends."""
    command = [
        *(find_ffmpeg().path, "-v", "error", "-re", "-f", "lavfi"),
        *("-i", "testsrc2=size=320x180:rate=25", "-re", "-f", "lavfi", "-i", "sine=frequency=440"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25"),
        *("-c:a", "aac", "-f", "mpegts", f"udp://127.0.0.1:{port}?pkt_size=1316"),
    ]
    child = subprocess.Popen(command)
    try:
        yield
    finally:
        child.kill()
        child.wait()


def _until(so: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


def _runs(session: Path) -> Any:
    return json.loads((session / "recording" / "runs.json").read_text(encoding="utf-8"))


def _has(session: Path, name: str, size: int = 20_000) -> Callable[[], bool]:
    path = session / "recording" / name
    return lambda: path.is_file() and path.stat().st_size > size


def _recorders(session: Path) -> list[psutil.Process]:
    place = str(session / "recording")
    return [
        p
        for p in psutil.process_iter(["name", "cwd"])
        if p.info["cwd"] == place and "ffmpeg" in p.info["name"]
    ]


def _frames(session: Path) -> int:
    found = 0
    for path in sorted((session / "recording").glob("run*.ts")):
        with av.open(str(path)) as container:
            found += sum(1 for _frame in container.decode(video=0))
    return found


def test_it_records_for_so_long_and_says_what_it_has(shell: Shell) -> None:
    session = shell.new()
    port = free_port(socket.SOCK_DGRAM)
    with _feed(port):
        ran = shell.ok(
            "record",
            session,
            "--no-live-words",
            "--from",
            f"udp://127.0.0.1:{port}",
            "--for",
            "10s",
        )
    runs = _runs(session)
    assert runs["finished"]
    assert [run["ended"] for run in runs["runs"]] == ["planned"]
    assert 4_000 < runs["runs"][0]["segments"][-1]["end_ms"] < 12_000
    assert "archiver process" in ran.out
    assert not _recorders(session)
    state = json.loads((session / "recording" / "state.json").read_text(encoding="utf-8"))
    assert state["state"] == "ended"
    assert _frames(session) > 100


def test_a_recorder_that_is_killed_loses_nothing_and_the_next_goes_on(shell: Shell) -> None:
    session, port = shell.new(), free_port(socket.SOCK_DGRAM)
    address = f"udp://127.0.0.1:{port}"
    with _feed(port):
        first = shell.start(
            "record", session, "--no-live-words", "--from", address, "--no-live-page"
        )
        _until(_has(session, "run1_00001.ts"))
        first.send_signal(signal.SIGKILL)
        first.wait()
        before = (session / "recording" / "run1_00001.ts").stat().st_size
        _until(_has(session, "run1_00001.ts", before))  # its ffmpeg records on
        second = shell.start(
            "record", session, "--no-live-words", "--from", address, "--no-live-page"
        )
        _until(_has(session, "run2_00000.ts"))
        assert len(_recorders(session)) == 1
        second.send_signal(signal.SIGTERM)
        assert second.wait(60) == 0
    runs = _runs(session)
    assert [run["ended"] for run in runs["runs"]] == ["crash", "asked"]
    assert runs["runs"][1]["start_ms"] > runs["runs"][0]["segments"][-1]["end_ms"]
    names = {s["file"] for run in runs["runs"] for s in run["segments"]}
    on_disk = {path.name for path in (session / "recording").glob("run*.ts")}
    assert names == on_disk


def test_ffmpeg_that_is_killed_is_started_anew(shell: Shell) -> None:
    session, port = shell.new(), free_port(socket.SOCK_DGRAM)
    with _feed(port):
        running = shell.start(
            "record", session, "--no-live-words", "--from", f"udp://127.0.0.1:{port}"
        )
        _until(_has(session, "run1_00000.ts"))
        for process in _recorders(session):
            process.kill()
        _until(_has(session, "run2_00000.ts"))
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
    assert [run["ended"] for run in _runs(session)["runs"]] == ["died", "asked"]
    log = (session / "log.jsonl").read_text(encoding="utf-8")
    assert '"kind": "no_feed"' in log


def test_two_cannot_record_one_session_and_one_can_be_told_to_stop(shell: Shell) -> None:
    session = shell.new()
    running = shell.start("record", session, "--no-live-words", "--from", "test:")
    _until(_has(session, "run1_00000.ts"))
    refused = shell("record", session, "--no-live-words", "--from", "test:")
    assert refused.code == 1
    assert "autre processus" in refused.err
    shell.ok("record", session, "--stop")
    assert running.wait(60) == 0
    assert _runs(session)["runs"][0]["ended"] == "asked"
    again = shell("record", session, "--stop")
    assert again.code == 1
    assert "personne n’enregistre" in again.err


def test_a_lost_feed_is_an_alarm_and_the_file_is_played_again(shell: Shell, tmp_path: Path) -> None:
    session = shell.new()
    clip = video(tmp_path / "répétition.mp4", seconds=3, more=("-g", "25"))
    ran = shell.ok("record", session, "--no-live-words", "--from", clip, "--for", "9s")
    runs = _runs(session)
    assert len(runs["runs"]) >= 2
    assert runs["runs"][0]["ended"] == "source_lost"
    assert "ALARME" in ran.err
    assert runs["feed"] == "répétition.mp4"


def test_an_old_film_is_encoded_for_a_rehearsal(shell: Shell, tmp_path: Path) -> None:
    session = shell.new()
    film = tmp_path / "film.avi"
    ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-t", "4"),
        *("-c:v", "mpeg4", f"file:{film}"),
    )
    shell.ok("record", session, "--no-live-words", "--from", film, "--for", "4s")
    with av.open(str(session / "recording" / "run1_00000.ts")) as container:
        assert container.streams.video[0].codec_context.name == "h264"


@pytest.mark.parametrize("feed", ["", "concat:/etc/passwd", "nulle-part.mp4"])
def test_a_feed_that_is_none_is_refused_before_anything(shell: Shell, feed: str) -> None:
    session = shell.new()
    ran = shell("record", session, "--no-live-words", "--from", feed, "--for", "5s")
    assert ran.code == 1
    assert "→" in ran.err
    assert not (session / "recording" / "runs.json").exists()


def test_a_session_made_from_a_video_is_not_recorded_over(shell: Shell, tmp_path: Path) -> None:
    session = shell.new()
    clip = video(tmp_path / "video.mp4")
    shell.ok("process", session, "--from-file", clip, "--only", "import")
    ran = shell("record", session, "--no-live-words", "--from", "test:", "--for", "5s")
    assert ran.code == 1
    assert "video.mp4" in ran.err
    assert not list((session / "recording").glob("run*"))


def test_the_check_is_a_page_of_green_and_red(shell: Shell) -> None:
    session = shell.new()
    ran = shell.ok("record", session, "--no-live-words", "--from", "test:", "--check")
    assert "✓" in ran.out
    red = shell(
        "record",
        session,
        "--no-live-words",
        "--from",
        f"rtmp://127.0.0.1:{free_port()}/live/x",
        "--check",
    )
    assert red.code == 1
    assert "✗" in red.out
    assert not list((session / "recording").glob("run*"))


def test_the_alarm_command_hears_of_alarms(shell: Shell, tmp_path: Path) -> None:
    session = shell.new()
    heard = tmp_path / "heard.txt"
    script = tmp_path / "alarm.sh"
    script.write_text(f'#!/bin/sh\necho "$ARCHIVER_ALARM $ARCHIVER_ALARM_STATE" >> "{heard}"\n')
    script.chmod(0o755)
    _with_preset(session, f'[alarms]\nhook = ["{script}"]\n')
    clip = video(tmp_path / "court.mp4", seconds=2, more=("-g", "25"))
    shell.ok("record", session, "--no-live-words", "--from", clip, "--for", "6s")
    assert "no_feed raised" in heard.read_text()
    assert "no_feed cleared" in heard.read_text()


def test_nothing_of_an_address_stays_in_the_folder_but_where_it_goes(shell: Shell) -> None:
    session = shell.new()
    secret = "tresSecret123"
    address = f"rtmp://user:{secret}@127.0.0.1:{free_port()}/live/{secret}"
    shell.ok("record", session, "--no-live-words", "--from", address, "--for", "3s")
    for path in session.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path


def _with_preset(session: Path, text: str) -> None:
    presets = session.parent / "presets"
    presets.mkdir()
    (presets / "salle.toml").write_text(text, encoding="utf-8")
    told = (session / "session.toml").read_text(encoding="utf-8")
    (session / "session.toml").write_text(
        told.replace('preset = "house"', 'preset = "salle"'), encoding="utf-8"
    )


def test_a_closed_sitting_is_not_recorded_where_the_preset_says_so(shell: Shell) -> None:
    session = shell.new()
    _with_preset(session, "[capture]\nrecord_closed = false\n")
    running = shell.start("record", session, "--no-live-words", "--from", "test:")
    _until(_has(session, "run1_00000.ts"))
    shell.ok("mark", session, "open")
    shell.ok("mark", session, "closed")
    _until(lambda: not _recorders(session))
    shell.ok("mark", session, "public")
    _until(_has(session, "run2_00000.ts"))
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 0
    assert [run["ended"] for run in _runs(session)["runs"]] == ["closed", "asked"]


def test_a_window_that_is_closed_does_not_end_the_recording(shell: Shell) -> None:
    session = shell.new()
    running = shell.start("record", session, "--no-live-words", "--from", "test:")
    _until(_has(session, "run1_00000.ts"))
    running.send_signal(signal.SIGHUP)
    _until(_has(session, "run1_00001.ts"))
    shell.ok("record", session, "--stop")
    assert running.wait(60) == 0
    assert [run["ended"] for run in _runs(session)["runs"]] == ["asked"]


def test_a_recording_with_one_keyframe_a_segment_can_be_copied_into_a_replay(
    shell: Shell, tmp_path: Path
) -> None:
    session = shell.new()
    clip = video(tmp_path / "clip.mp4", seconds=16, more=("-g", "100", "-bf", "0"))
    shell.ok("record", session, "--no-live-words", "--from", clip, "--for", "14s", "--no-live-page")
    shell.ok("process", session, "--only", "import")
    with open_media(session / "recording" / "recording.ffconcat") as container:
        stream = container.streams.video[0]
        index = index_frames(container, stream)
        reader = PacketReader(container, stream, index)
        assert len(index.keys) >= 3
        for key in reversed(index.keys):
            assert [packet.pts for packet in reader.read(key, key)] == [index.pts[key]]
