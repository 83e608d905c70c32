"""What the tests of the pages share: visits to the module's `site`, without complaints."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from archiver.model.session import House
from archiver.publish.website import live_assets
from archiver.store.folder import SessionFolder
from tests.browser.live_site import session_folder
from tests.browser.viewer import Viewer
from tests.browser.visiting import Visit
from tests.real import need


@pytest.fixture
def visit(chromium: Browser, site: tuple[Path, str]) -> Iterator[Visit]:
    made = Visit(chromium, *site)
    yield made
    for context in list(chromium.contexts):
        context.close()
    assert made.complaints == []


@pytest.fixture
def viewers(chromium: Browser) -> Iterator[list[Viewer]]:
    every: list[Viewer] = []
    yield every
    for context in list(chromium.contexts):
        context.close()
    assert [viewer.errors for viewer in every] == [[] for _ in every]


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    need(
        "hls" in "".join(live_assets(House())),
        "hls.js",
        "pip install --no-deps --no-build-isolation -e . with npm, which fetches it",
    )
    return session_folder(tmp_path / "archive")
