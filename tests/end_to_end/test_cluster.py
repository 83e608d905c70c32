"""A batch on a Dask cluster of real processes: whoever dies, nothing is lost, and all is equal."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.store.shipped import shipped
from tests.end_to_end.dask_cluster import DaskCluster, dask_cluster
from tests.end_to_end.support import Shell, artifacts, spoken_video
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(1500)
SESSION = "2026-11-20"
PRESET = {
    "beam_size = 5": "beam_size = 1",
    "threads = 0": "threads = 1",
    '"auto"\n# Où': '"off"\n#',
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, base_env: dict[str, str]) -> Path:
    """An archive of one session, of two stretches, that has its video and no more."""
    folder = tmp_path_factory.mktemp("imported")
    shell = Shell(folder, {**base_env, "ARCHIVER_CACHE": str(folder / "cache")})
    session = shell.new(f"archive/{SESSION}")
    video = spoken_video(folder / "séance.mp4", 93, 94)
    shell.ok("process", session, "--from-file", video, "--only", "import")
    preset = (shipped("presets") / "house.toml").read_text(encoding="utf-8")
    for said, instead in PRESET.items():
        assert said in preset
        preset = preset.replace(said, instead)
    (folder / "archive" / "presets").mkdir()
    (folder / "archive" / "presets" / "house.toml").write_text(preset, encoding="utf-8")
    return folder / "archive"


@pytest.fixture(scope="module")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, base_env: dict[str, str], imported: Path
) -> Path:
    """The same archive after a batch on one machine: look, do not touch."""
    folder = tmp_path_factory.mktemp("undisturbed")
    shell = Shell(folder, {**base_env, "ARCHIVER_CACHE": str(folder / "cache")})
    archive = Path(shutil.copytree(imported, folder / "archive"))
    shell.ok("batch", archive, "--workers", "1", "--threads", "1")
    return archive


@pytest.fixture
def english(shell: Shell) -> Shell:
    return replace(shell, env={**shell.env, "ARCHIVER_LANG": "en"})


@pytest.fixture
def archive(imported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(imported, tmp_path / "archive"))


@pytest.fixture
def dask(english: Shell, tmp_path: Path) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path / "dask", english.env) as cluster:
        yield cluster


def stretches(archive: Path) -> dict[Path, int]:
    """What has been recognised, and when."""
    return {path: path.stat().st_mtime_ns for path in archive.glob("*/stretches/*.json")}


def same(archive: Path, other: Path) -> None:
    assert artifacts(archive / SESSION) == artifacts(other / SESSION)
    assert "transcript.json" in artifacts(archive / SESSION)
    assert not (archive / SESSION / "stretches" / "plan").exists()
    assert not (archive / SESSION / ".lease").exists()


def ended_well(running: "subprocess.Popen[str]", dask: DaskCluster) -> str:
    deadline = time.monotonic() + 700
    while running.poll() is None and time.monotonic() < deadline:
        dask.restart_what_ended()
        time.sleep(0.3)
    said, _nothing = running.communicate(timeout=10)
    assert running.returncode == 0, said
    assert "Traceback" not in said
    return said


def times_run(session: Path, step: str) -> int:
    lines = map(json.loads, (session / "log.jsonl").read_text(encoding="utf-8").splitlines())
    return sum(line["event"] == "done" and line["step"] == step for line in lines)


def test_workers_and_scheduler_killed_nothing_is_lost(
    archive: Path, undisturbed: Path, english: Shell, dask: DaskCluster
) -> None:
    dask.start_worker("one")
    dask.start_worker("two")
    running = english.start("batch", archive, "--scheduler", dask.address)
    try:
        wait_until(lambda: (archive / SESSION / "stretches" / "plan").is_file())
        time.sleep(1)
        dask.kill_worker("one")
        dask.start_worker("three")
        wait_until(lambda: len(stretches(archive)) >= 1)
        kept = stretches(archive)
        dask.kill_scheduler()
        time.sleep(1)
        dask.start_scheduler()
        said = ended_well(running, dask)
    finally:
        running.kill()
    assert "scheduler is lost" in said
    same(archive, undisturbed)
    assert kept.items() <= stretches(archive).items(), "a stretch was heard twice"
    assert times_run(archive / SESSION, "transcribe") == 1


def test_the_command_is_killed_and_stopped_and_goes_on(
    archive: Path, undisturbed: Path, english: Shell, dask: DaskCluster
) -> None:
    dask.start_worker("one")
    command = ("batch", archive, "--scheduler", dask.address)
    running = english.start(*command)
    wait_until(lambda: len(stretches(archive)) >= 1)
    running.kill()
    running.wait(timeout=30)
    dask.kill_scheduler()
    dask.start_scheduler()
    dask.restart_what_ended()
    kept = stretches(archive)
    running = english.start(*command)
    time.sleep(8)
    running.send_signal(signal.SIGINT)
    said, _nothing = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert "Traceback" not in said
    ended_well(english.start(*command), dask)
    same(archive, undisturbed)
    assert kept.items() <= stretches(archive).items(), "a stretch was heard twice"


def test_graphics_cards_hear_and_the_others_need_no_model(
    archive: Path, undisturbed: Path, english: Shell, dask: DaskCluster, tmp_path: Path
) -> None:
    """The card is only announced here: who hears is decided by that."""
    dask.start_worker("card", "--resources", "GPU=1")
    dask.start_worker("plain", ARCHIVER_MODELS=str(tmp_path / "no-models"))
    ran = english.ok("batch", archive, "--scheduler", dask.address, "--json").json
    assert [outcome["result"] for outcome in ran["outcomes"]] == ["done"]
    assert "(plain)" in ran["outcomes"][0]["worker"]
    same(archive, undisturbed)


def test_who_does_not_see_the_archive_takes_no_part(
    undisturbed: Path, english: Shell, dask: DaskCluster, tmp_path: Path
) -> None:
    archive = Path(shutil.copytree(undisturbed, tmp_path / "here" / "archive"))
    (tmp_path / "there").mkdir()
    dask.start_worker("astray", ARCHIVER_PATHS=f"{tmp_path / 'here'}={tmp_path / 'there'}")
    dask.start_worker("mounted", ARCHIVER_PATHS=f"{tmp_path}=/nowhere;{archive}={archive}")
    asked = ("--only", "caption", "--redo", "caption", "--json")
    ran = english.ok("batch", archive, "--scheduler", dask.address, *asked)
    assert "does not see the archive" in ran.err
    assert str(tmp_path / "there") in ran.err
    assert [outcome["result"] for outcome in ran.json["outcomes"]] == ["done"]
    assert "(mounted)" in ran.json["outcomes"][0]["worker"]


def test_one_session_fails_and_the_other_is_done(
    archive: Path, english: Shell, dask: DaskCluster
) -> None:
    dask.start_worker("one")
    shutil.copytree(archive / SESSION, archive / "2026-11-19")
    next((archive / "2026-11-19" / "recording").glob("recording.mp4")).write_bytes(b"no video")
    only = ("--only", "sound")
    ran = english("batch", archive, "--scheduler", dask.address, *only, "--json")
    results = {outcome["session"]: outcome for outcome in ran.json["outcomes"]}
    assert ran.code == 1
    assert (results["2026-11-19"]["result"], results[SESSION]["result"]) == ("failed", "done")
    assert results["2026-11-19"]["step"] == "sound"
    assert results["2026-11-19"]["remedy"]


def test_no_scheduler_is_said_in_words(archive: Path, english: Shell) -> None:
    ran = english("batch", archive, "--scheduler", "tcp://127.0.0.1:9")
    assert ran.code == 1
    assert "does not answer" in ran.err
    assert "Traceback" not in ran.err
    ran = english("batch", archive, "--scheduler", "the big machine")
    assert ran.code == 1
    assert "tcp://MACHINE:PORT" in ran.err
    ran = english("batch", archive, "--scheduler", "tls://127.0.0.1:9")
    assert ran.code == 1
    assert "certificate" in ran.err
    assert "Traceback" not in ran.err


def test_without_dask_the_rest_works(english: Shell, archive: Path, tmp_path: Path) -> None:
    """The extra is not installed on most machines."""
    script = (
        "import sys; sys.modules['distributed'] = None; sys.argv = ['archiver', *sys.argv[1:]]; "
        "from archiver.cli.main import main; main()"
    )
    command = [sys.executable, "-c", script, "batch", str(archive)]
    run = {"env": english.env, "capture_output": True, "text": True, "timeout": 60}
    ran = subprocess.run([*command, "--scheduler", "tcp://127.0.0.1:9"], **run)  # type: ignore[call-overload]
    assert ran.returncode == 1
    assert "archiver[cluster]" in ran.stderr
    ran = subprocess.run([*command, "--dry-run"], **run)  # type: ignore[call-overload]
    assert ran.returncode == 0, ran.stderr
