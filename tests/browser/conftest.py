"""A real Chromium for the tests of the pages: skipped with a hint where it is missing, and a
failure where CI says that nothing may be."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

_HINT = "no Chromium: apt-get install chromium, or name one in $CHROMIUM"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if not path:
        if os.environ.get("CI") == "true":
            pytest.fail(_HINT)
        pytest.skip(_HINT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()
