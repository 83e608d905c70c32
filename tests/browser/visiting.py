"""Opening pages in a browser, and hearing what it complains about."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.replay_site import PAGE

DESKTOP, PHONE = (1440, 900), (390, 844)


def until(page: Page, condition: str, arg: object = None) -> None:
    """Wait for a condition; Playwright's own waiting evaluates text, which the pages forbid."""
    for _ in range(200):
        if page.evaluate(condition, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {condition}")


class Visit:
    """Opens pages of the site; says at the end whether a browser complained about any."""

    def __init__(self, browser: Browser, root: Path, http: str) -> None:
        self._browser = browser
        self.bases = {"http": http, "file": root.as_uri() + "/"}
        self.complaints: list[str] = []

    def __call__(
        self,
        hash: str = "",
        size: tuple[int, int] = DESKTOP,
        by: str = "http",
        path: str = PAGE,
        **context: Any,
    ) -> Page:
        made = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", **context
        )
        page = made.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.bases[by] + path + hash)
        if context.get("java_script_enabled", True) and path == PAGE:
            until(page, "document.querySelector('#page-video').readyState >= 1")
        return page

    def _hear(self, kind: str, text: str) -> None:
        # What Chromium says of every caption file beside a page that is opened from a disk.
        if kind in ("error", "warning") and "Unsafe attempt to load URL file:" not in text:
            self.complaints.append(text)
