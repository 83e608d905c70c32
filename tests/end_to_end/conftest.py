"""The real recogniser's model, installed once; and a session processed once, for all to look at."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.support import Shell, spoken_video


@pytest.fixture(scope="session")
def base_env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose models and cache are the tests' own, with the base model installed."""
    own = tmp_path_factory.mktemp("own")
    env = {
        **os.environ,
        "ARCHIVER_MODELS": str(own / "models"),
        "ARCHIVER_CACHE": str(own / "cache"),
        "ARCHIVER_LANG": "fr",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "200",
    }
    install = [sys.executable, "-m", "archiver", "models", "install", "base"]
    subprocess.run(install, env=env, check=True, timeout=120)
    return env


@pytest.fixture
def shell(tmp_path: Path, base_env: dict[str, str]) -> Shell:
    """The command line in an empty folder."""
    return Shell(tmp_path, {**base_env, "ARCHIVER_CACHE": str(tmp_path / "cache")})


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minute of the sample session: the minutes approved, then item 101."""
    return spoken_video(tmp_path_factory.mktemp("clip") / "séance n° 1.mp4", 93, 60)


@pytest.fixture(scope="session")
def processed(
    tmp_path_factory: pytest.TempPathFactory, base_env: dict[str, str], clip: Path
) -> tuple[Shell, Path]:
    """A session processed once: look, do not touch."""
    folder = tmp_path_factory.mktemp("processed")
    shell = Shell(folder, {**base_env, "ARCHIVER_CACHE": str(folder / "cache")})
    session = shell.new()
    shell.ok("process", session, "--from-file", clip)
    return shell, session
