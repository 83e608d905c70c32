"""What the tests of the pages share: visits to the module's `site`, without complaints."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from archiver.model.session import House
from archiver.programs.pagefind import NoPagefindError, find_pagefind
from archiver.publish.website import live_assets
from archiver.store.folder import SessionFolder
from tests.browser.live_site import session_folder
from tests.browser.replay_site import served
from tests.browser.viewer import Viewer
from tests.browser.visiting import Visit
from tests.browser.whole_site import sample_page, write_whole_site
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


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A site with every kind of page, and its address."""
    try:
        found: object = find_pagefind()
    except NoPagefindError:
        found = None
    need(found, "pagefind", "pip install pagefind_bin")
    root = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARCHIVER_CACHE", str(root / "cache"))
        site = write_whole_site(root / "archive", sample_page())
    with served(site) as address:
        yield site, address
