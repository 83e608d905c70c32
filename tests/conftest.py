"""What all tests share: the language, a browser, the same examples in CI every time."""

import os
import shutil
from collections.abc import Iterator

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from archiver.i18n import use_language
from tests.real import need

# A slow machine is no defect, and CI must say the same twice of the same code.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing that a test derives lands in the cache of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARCHIVER_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """Users read French unless a test asks for English."""
    use_language("fr")
    yield
    use_language("fr")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium; there can be one Playwright in a process."""
    path = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    need(path, "chromium", "apt-get install chromium, or name one in $CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()
