"""The pictures of the clerk's guide can be taken anew, and are those that it shows."""

import importlib.util
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.desk_sample import write_sample

pytestmark = pytest.mark.real("chromium")
DOCS = Path(__file__).parents[2] / "docs"


def test_the_guide_shows_what_the_script_takes(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVER_CACHE", str(tmp_path / "cache"))
    spec = importlib.util.spec_from_file_location("take_desk", DOCS / "images" / "take_desk.py")
    assert spec and spec.loader  # noqa: PT018 - one says nothing without the other
    taking = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(taking)
    folder = write_sample(tmp_path / "archive")
    (tmp_path / "taken").mkdir()
    taking.take(chromium, folder.archive, tmp_path / "taken")
    taken = {path.name for path in (tmp_path / "taken").iterdir()}
    guide = (DOCS / "guide-greffe.md").read_text(encoding="utf-8")
    assert set(re.findall(r"images/(greffe-[a-z]+\.png)", guide)) == taken
    assert {path.name for path in (DOCS / "images").glob("greffe-*.png")} == taken
