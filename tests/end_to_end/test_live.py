"""A session heard while it is recorded, by the real recorder and the real recogniser.

The feed is a minute of the sample session, played at real time. Whatever is killed meanwhile: at
the end each word is there once, and the page stands, or waits for a person, as the preset says.
"""

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from rapidfuzz import fuzz

from archiver.model.transcript import Transcript
from archiver.speech.sounds import WavSound
from tests.end_to_end.support import Shell
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(900)
_PATIENCE = 400.0


def _state(session: Path) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads((session / "live/state.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return read


def _live(session: Path) -> list[psutil.Process]:
    """The processes that hear the session."""
    return [
        p
        for p in psutil.process_iter(["cmdline"])
        if "live" in (p.info["cmdline"] or []) and str(session) in p.info["cmdline"]
    ]


def _words(path: Path) -> list[tuple[int, str]]:
    transcript = Transcript.model_validate_json(path.read_bytes())
    return [(w.start_ms, w.text) for u in transcript.utterances for w in u.words]


def _ended(running: "subprocess.Popen[str]") -> str:
    said, _nothing = running.communicate(timeout=_PATIENCE)
    assert running.returncode == 0, said
    return said


def test_captions_while_recording_and_the_page_at_the_end(shell: Shell, clip: Path) -> None:
    session = shell.new()
    shell.ok("mark", session, "open")
    running = shell.start("record", session, "--from", clip)
    try:
        wait_until(lambda: _state(session).get("heard_ms", 0) > 5_000)
        captions = _words(session / "live/transcript.json")
        assert captions
        assert not (session / "transcript.json").exists()
        first = _live(session)
        assert first
        for process in first:
            process.kill()
        wait_until(lambda: {p.pid for p in _live(session)} - {p.pid for p in first})
        wait_until(lambda: _state(session).get("recorded_ms", 0) > 30_000)
        running.send_signal(signal.SIGINT)
        said = _ended(running)
    finally:
        running.kill()
        for process in _live(session):
            process.kill()
    runs = json.loads((session / "recording/runs.json").read_text("utf-8"))
    assert [run["ended"] for run in runs["runs"]] == ["asked"]
    assert _state(session)["state"] == "done"
    page = session.parent / "site" / session.name / "index.html"
    assert str(page) in said
    assert "replay.mp4" in page.read_text("utf-8")
    assert (session / "audio.wav").samefile(session / "live/sound.wav")
    length = runs["runs"][0]["segments"][-1]["end_ms"]
    assert WavSound(session / "audio.wav").duration_ms == length
    words = _words(session / "transcript.json")
    times = [start for start, _text in words]
    assert times == sorted(times)
    assert len(words) > 20
    # Heard again from the segments, and with an empty shelf: nothing was lost, nothing said twice.
    # A decoder that was started anew fills noise with other noise, so a word may be another one.
    for path in (session / "stretches").iterdir():
        path.unlink()
    (session / "live/sound.json").unlink()
    shell.ok("process", session, "--redo", "sound", "--only", "sound")
    shell.ok("process", session, "--redo", "transcribe", "--only", "transcribe")
    again = _words(session / "transcript.json")
    assert abs(len(again) - len(words)) < 6
    said_once, said_now = (" ".join(text for _start, text in w) for w in (words, again))
    assert fuzz.ratio(said_once, said_now) > 90


def test_a_house_that_holds_publishes_nothing_and_a_killed_recorder_loses_nothing(
    shell: Shell, clip: Path
) -> None:
    session = shell.new()
    presets = session.parent / "presets"
    presets.mkdir(exist_ok=True)
    (presets / "held.toml").write_text('[live]\npublish = "hold"\n', encoding="utf-8")
    toml = session / "session.toml"
    toml.write_text(toml.read_text("utf-8").replace('"house"', '"held"'), encoding="utf-8")
    shell.ok("mark", session, "open")
    first = shell.start("record", session, "--from", clip)
    second = None
    try:
        wait_until(lambda: _state(session).get("recorded_ms", 0) > 4_000)
        before = {p.pid for p in _live(session)}
        first.send_signal(signal.SIGKILL)
        first.wait()
        time.sleep(2)
        assert {p.pid for p in _live(session)} == before
        second = shell.start("record", session, "--from", clip, "--for", "15s")
        said = _ended(second)
        assert _state(session)["pid"] in before
    finally:
        for running in (first, second):
            if running:
                running.kill()
        for process in _live(session):
            process.kill()
    assert _state(session)["state"] == "done"
    assert "archiver process" in said
    page = session.parent / "site" / session.name
    assert "replay.mp4" not in (page / "index.html").read_text("utf-8")
    assert not (page / "session.json").exists()
    runs = json.loads((session / "recording/runs.json").read_text("utf-8"))
    assert [run["ended"] for run in runs["runs"]] == ["crash", "planned"]
    last = runs["runs"][-1]
    length = last["start_ms"] + last["segments"][-1]["end_ms"]
    assert WavSound(session / "audio.wav").duration_ms == length
    status = shell.ok("status", session, "--json").json
    steps = {step["name"]: step["state"] for step in status["steps"]}
    assert steps["page"] == "missing"
    assert steps["replay"] == "done"
    assert status["hearing"]["state"] == "done"


def test_a_recording_can_be_made_without_it(shell: Shell, clip: Path) -> None:
    session = shell.new()
    ran = shell.ok("record", session, "--from", clip, "--for", "6s", "--no-live-words")
    assert "archiver process" in ran.out
    assert not (session / "live").exists()
    assert not _live(session)
