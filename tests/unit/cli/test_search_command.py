"""`archiver search` over an archive of which one session cannot be read."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from archiver.cli.main import archiver
from tests.unit.desk.desks import ID, archive_in, finish


def test_the_others_are_found_and_the_broken_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVER_CACHE", str(tmp_path / "cache"))
    archive = archive_in(tmp_path)
    folder = finish(archive)
    run = CliRunner()
    assert "2 endroits" in run.invoke(archiver, ["search", str(archive), "budget"]).stdout
    (folder.path.rename(archive / "2026-11-21-autre") / "chapters.json").write_text("{")
    finish(archive_in(tmp_path / "more")).path.rename(archive / ID)
    said = run.invoke(archiver, ["search", str(archive), "budget"])
    assert said.exit_code == 0
    assert "2 endroits" in said.stdout
    assert "«\u00a02026-11-21-autre\u00a0» ne peut pas être cherchée" in said.stderr
    assert "chapters.json" in said.stderr
