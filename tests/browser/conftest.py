"""What the tests of the pages share: visits to the module's `site`, without complaints."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.visiting import Visit


@pytest.fixture
def visit(chromium: Browser, site: tuple[Path, str]) -> Iterator[Visit]:
    made = Visit(chromium, *site)
    yield made
    for context in list(chromium.contexts):
        context.close()
    assert made.complaints == []
