"""`archiver batch`, as whoever processes years of old recordings uses it."""

import json
import os
import shutil
import signal
import subprocess
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

from archiver.batch.local import LocalExecutor
from archiver.batch.planning import make_plan
from archiver.batch.records import Event, Request
from archiver.store.lease import hold
from tests.end_to_end.support import AGENDA, Shell, spoken_video, video
from tests.waiting import wait_until

QUICK = ("--only", "import", "--only", "sound")
"""Without recognition, most of what a batch does is seen in seconds."""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small video."""
    return video(tmp_path_factory.mktemp("film") / "film.mp4", seconds=2)


@pytest.fixture
def incoming(shell: Shell, film: Path) -> Path:
    """Three videos with their agendas, and one that is none."""
    folder = shell.folder / "à traiter"
    folder.mkdir()
    for month in (1, 2, 3, 4):
        stem = f"2020-{month:02}-15 séance"
        shutil.copyfile(film, folder / f"{stem}.mp4")
        (folder / f"{stem}.csv").write_text(AGENDA, encoding="utf-8")
    (folder / "2020-02-15 séance.mp4").write_bytes(b"no video at all")
    return folder


def batch(incoming: Path, *more: str) -> tuple[str | Path, ...]:
    return ("batch", "archive", "--from", incoming, "--workers", "2", *QUICK, *more)


def done(folder: Path) -> list[str]:
    path = folder / "manifest.json"
    return list(json.loads(path.read_text("utf-8"))["done"]) if path.exists() else []


def reports(shell: Shell) -> list[dict[str, Any]]:
    found = sorted((shell.folder / "archive" / "batches").glob("*.json"))
    return [json.loads(path.read_text("utf-8")) for path in found]


def begun(shell: Shell) -> list[tuple[str, str]]:
    logs = sorted((shell.folder / "archive").glob("*/log.jsonl"))
    lines = [(p.parent.name, json.loads(line)) for p in logs for line in p.read_text().splitlines()]
    return [(name, line["step"]) for name, line in lines if line["event"] == "started"]


def workers_of(running: "subprocess.Popen[str]") -> list[psutil.Process]:
    return [p for p in psutil.Process(running.pid).children() if "process" in p.cmdline()]


def test_one_bad_video_stops_no_other_and_is_told(shell: Shell, incoming: Path, film: Path) -> None:
    dry = shell.ok(*batch(incoming, "--dry-run", "--json")).json
    assert [job["session"] for job in dry["jobs"]][:2] == ["2020-01-15-seance", "2020-02-15-seance"]
    assert not (shell.folder / "archive").exists()

    ran = shell(*batch(incoming, "--json"))
    assert ran.code == 1, ran.err
    results = {o["session"]: o for o in ran.json["outcomes"]}
    assert {name: o["result"] for name, o in results.items()} == {
        "2020-01-15-seance": "done",
        "2020-02-15-seance": "failed",
        "2020-03-15-seance": "done",
        "2020-04-15-seance": "done",
    }
    assert results["2020-02-15-seance"]["remedy"]
    assert results["2020-02-15-seance"]["step"] == "import"
    assert ran.json == reports(shell)[-1]

    shutil.copyfile(film, incoming / "2020-02-15 séance.mp4")
    before = Counter(begun(shell))
    again = shell.ok(*batch(incoming, "--json")).json
    assert [(o["session"], o["result"]) for o in again["outcomes"]] == [
        ("2020-02-15-seance", "done")
    ]
    assert {name for name, _step in Counter(begun(shell)) - before} == {"2020-02-15-seance"}
    assert shell.ok(*batch(incoming, "--json")).json["outcomes"] == []


def test_a_worker_that_is_killed_is_begun_again(shell: Shell, incoming: Path, film: Path) -> None:
    shutil.copyfile(film, incoming / "2020-02-15 séance.mp4")
    running = shell.start(*batch(incoming, "--json"))
    wait_until(lambda: workers_of(running))
    workers_of(running)[0].kill()
    said, _nothing = running.communicate(timeout=120)
    assert running.returncode == 0, said
    outcomes = reports(shell)[-1]["outcomes"]
    assert {o["result"] for o in outcomes} == {"done"}
    assert sorted(o["attempts"] for o in outcomes) == [1, 1, 1, 2]
    assert len(begun(shell)) == len(set(begun(shell))) == 8


def test_a_batch_that_is_killed_takes_its_workers_with_it_and_goes_on(
    shell: Shell, incoming: Path, film: Path
) -> None:
    shutil.copyfile(film, incoming / "2020-02-15 séance.mp4")
    running = shell.start(*batch(incoming))
    wait_until(lambda: workers_of(running))
    left = workers_of(running)
    running.kill()
    running.wait()
    wait_until(lambda: not any(p.is_running() and p.status() != "zombie" for p in left), 30)
    again = shell.ok(*batch(incoming, "--json")).json
    assert {o["session"]: o["result"] for o in again["outcomes"]} == {
        f"2020-0{month}-15-seance": "done" for month in (1, 2, 3, 4)
    }
    assert len(reports(shell)) == 1
    assert len(begun(shell)) == len(set(begun(shell)))


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_a_report_and_nothing_running(
    shell: Shell, incoming: Path, asked: signal.Signals
) -> None:
    running = shell.start(*batch(incoming))
    wait_until(lambda: workers_of(running))
    left = workers_of(running)
    running.send_signal(asked)
    said, _nothing = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert "Traceback" not in said
    assert not any(p.is_running() and p.status() != "zombie" for p in left)
    assert not list((shell.folder / "archive").glob("*/.lease"))
    assert "ended" not in reports(shell)[-1]
    assert shell(*batch(incoming)).code == 1  # one of them is no video
    assert len(reports(shell)) == 1
    assert reports(shell)[0]["ended"]


def test_a_session_that_others_work_on_is_skipped(shell: Shell, film: Path) -> None:
    session = shell.new("archive/2026-11-20")
    (shell.folder / "liste.csv").write_text(f"session;vidéo\n2026-11-20;{film}\n", "utf-8")
    with hold(session, "test"):
        ran = shell.ok("batch", "archive", "--from", "liste.csv", *QUICK, "--json").json
    (outcome,) = ran["outcomes"]
    assert outcome["result"] == "skipped"
    assert str(os.getpid()) in outcome["why"]
    assert done(session) == []
    shell.ok("batch", "archive", "--from", "liste.csv", *QUICK)
    assert done(session) == ["import", "sound"]


def test_two_batches_do_not_work_on_one_archive(shell: Shell, incoming: Path) -> None:
    (shell.folder / "archive" / "batches").mkdir(parents=True)
    with hold(shell.folder / "archive" / "batches", "batch"):
        ran = shell(*batch(incoming))
    assert ran.code == 1
    assert str(os.getpid()) in ran.err
    assert begun(shell) == []


def test_out_of_hours_nothing_runs(shell: Shell, incoming: Path) -> None:
    start = datetime.now() + timedelta(hours=3)
    window = f"{start:%H:%M}-{start + timedelta(hours=2):%H:%M}"
    running = shell.start(*batch(incoming, "--window", window))
    assert running.stdout is not None
    lines = iter(running.stdout.readline, "")
    assert any(f"{start:%H:%M}" in line for line in lines)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode == 130
    assert begun(shell) == []


def test_when_hours_end_a_session_is_put_aside_and_gone_on_with(
    shell: Shell, incoming: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = shell.folder / "archive"
    for name, value in shell.env.items():
        monkeypatch.setenv(name, value)
    request = Request(source=str(incoming), only=("import", "sound"))
    plan = make_plan(archive, request, workers=1)
    heard: list[Event] = []
    closed = False

    def opens(now: datetime) -> datetime | None:
        return now + timedelta(minutes=1) if closed else None

    def hear(event: Event) -> None:
        nonlocal closed
        heard.append(event)
        if event.kind == "started" and len(heard) == 1:
            closed = True
        elif event.kind == "paused" and event.session:
            closed = False

    LocalExecutor(archive, 1, opens=opens, patience=timedelta(0)).run(plan.jobs[2:3], hear)
    assert [e.kind for e in heard if e.kind in ("started", "paused", "ended")] == [
        "started",
        "paused",
        "paused",
        "started",
        "ended",
    ]
    assert done(archive / plan.jobs[2].session) == ["import", "sound"]


def test_a_better_model_keeps_the_corrections(shell: Shell) -> None:
    session = shell.new("archive/2026-11-20")
    spoken = spoken_video(shell.folder / "v.mp4", 96, 8)
    shell.ok("process", session, "--from-file", spoken)
    words = json.loads((session / "transcript.json").read_text("utf-8"))["segments"][0]["words"]
    wrong = next(w for w in words if len(w["text"]) > 4)
    at = f"0:{wrong['start_ms'] // 1000:02}"
    shell.ok("correct", session, "word", at, wrong["text"], "Zyxwvut")
    shell.ok("process", session)
    kept = (session / "corrections.jsonl").read_bytes()

    assert shell.ok("batch", "archive", "--model", "base", "--json").json["outcomes"] == []
    other = Path(shell.env["ARCHIVER_MODELS"]) / "base"
    ran = shell.ok("batch", "archive", "--model", str(other), "--json").json
    (outcome,) = ran["outcomes"]
    assert outcome["ran"][0]["name"] == "transcribe"
    assert outcome.get("unfit", 0) == 0
    assert (session / "corrections.jsonl").read_bytes() == kept
    assert "Zyxwvut" in (session / "corrected.json").read_text("utf-8")
    assert shell.ok("batch", "archive", "--model", str(other), "--json").json["outcomes"] == []

    redone = shell.ok("batch", "archive", "--redo", "caption", "--json").json["outcomes"]
    assert [step["name"] for step in redone[0]["ran"]] == ["caption"]
