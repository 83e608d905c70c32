"""The built wheel holds everything: installed elsewhere, it makes the demo's page by itself."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archiver.model.chapters import Chapters
from benchmarks.agenda_score import Truth, score
from tests.end_to_end.support import Shell
from tests.real import need

ROOT = Path(__file__).parents[2]
TRUTH = ROOT / "samples" / "val-d-ambre" / "truth.json"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, base_env: dict[str, str]) -> Shell:
    """The command line of a wheel that was installed into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    built = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*pip, *built], check=True, timeout=200)
    (wheel,) = folder.glob("archiver-*.whl")
    target = folder / "installed"
    into = ["install", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run([*pip, *into], check=True, timeout=200)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    cache = str(folder / "cache")
    return Shell(elsewhere, {**base_env, "PYTHONPATH": str(target), "ARCHIVER_CACHE": cache})


def test_it_is_the_wheel_that_runs(installed: Shell) -> None:
    where = [sys.executable, "-c", "import archiver; print(archiver.__file__)"]
    ran = subprocess.run(
        where, cwd=installed.folder, env=installed.env, capture_output=True, text=True, check=True
    )
    assert installed.env["PYTHONPATH"] in ran.stdout


def test_the_player_for_live_pages_is_in_it(installed: Shell) -> None:
    need(shutil.which("npm"), "npm", "apt-get install npm")
    static = Path(installed.env["PYTHONPATH"]) / "archiver" / "publish" / "static"
    assert b"Hls" in (static / "vendor" / "hls.light.min.js").read_bytes()
    assert b"Apache License" in (static / "vendor" / "hls.LICENSE").read_bytes()
    assert (static / "live.js").is_file()
    assert (static.parent / "templates" / "live.html").is_file()


@pytest.mark.timeout(1800)
def test_the_demo_makes_a_page_and_finds_the_items(installed: Shell) -> None:
    ran = installed.start("demo")
    said, _nothing = ran.communicate(timeout=1700)
    assert ran.returncode == 0, said
    page = re.search(r"file://(\S+/index\.html)", said)
    assert page
    html = Path(page[1]).read_text(encoding="utf-8")
    assert '<html lang="fr"' in html
    session = installed.folder / "demo" / "archive" / "2026-11-20-seance-publique"
    truth = Truth.model_validate_json(TRUTH.read_bytes())
    found = score(truth, Chapters.model_validate_json((session / "chapters.json").read_bytes()))
    assert found.tiled == 1
    assert found.f(10) >= 0.6
    assert found.time >= 0.75
    again = installed.ok("process", session, "--json").json
    assert again["ran"] == []


def test_it_speaks_french_and_english(installed: Shell) -> None:
    assert "Archive les séances" in installed.ok("--help").out
    english = Shell(installed.folder, {**installed.env, "ARCHIVER_LANG": "en"})
    assert "Archives the public sessions" in english.ok("--help").out
