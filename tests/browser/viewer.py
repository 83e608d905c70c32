"""A visitor whose page changes under them: live, then what stands in for the replay, then it."""

import contextlib
import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page

from tests.browser.live_site import PAGE, SEEN

_STATE = """(() => {
  const v = document.querySelector("video"), found = [];
  try { found.push(status.state, engine, mode, place(), from, to, wanted, touched); } catch { }
  return [...found, v.readyState, v.currentTime, v.paused, v.ended, location.hash];
})()"""


class Viewer:
    """A visitor with the page open; hears what the browser complains about."""

    def __init__(
        self, browser: Browser, base: str, before: str = "", hash: str = "", **context_: Any
    ) -> None:
        size = context_.pop("size", (1280, 800))
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **context_)
        if before:
            context.add_init_script(before)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.errors: list[str] = []
        self.loads = 0
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("load", lambda _page: self._loaded())
        self.page.on("request", lambda request: self.asked.append(request.url.split("/")[-1]))
        self.page.goto(base + PAGE + hash)

    def _loaded(self) -> None:
        self.loads += 1

    def get(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def until(self, expression: str, seconds: float = 40) -> None:
        """Wait; Playwright's own waiting evaluates text, which the page forbids."""
        for _ in range(int(seconds * 10)):
            with contextlib.suppress(Error):  # The page is loading itself again.
                if self.get(expression):
                    return
            self.page.wait_for_timeout(100)
        found = None
        with contextlib.suppress(Error):
            found = self.get(_STATE)
        raise AssertionError(f"never true: {expression}; {found}")

    def watch(self) -> None:
        """Press play, without a mouse."""
        self.until("mode !== '' && video.readyState >= 2")
        self.page.focus("#page-video")
        self.page.keyboard.press("Space")
        self.until("!video.paused")

    def picture(self, name: str) -> None:
        """A screenshot for whoever names a folder for it in $SHOTS."""
        if folder := os.environ.get("SHOTS"):
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def second(self) -> int:
        """Which second of the recording is seen."""
        return int(self.get(SEEN))
