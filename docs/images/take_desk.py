"""Takes the pictures of the clerk's guide from the sample session, as the desk shows it.

    make demo
    PYTHONPATH=. python docs/images/take_desk.py demo/archive

The archive is copied first: what is done for a picture changes nothing of it.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from archiver.desk import Person
from archiver.store.archive import sessions
from tests.browser.desk_sample import desk_over
from tests.browser.visiting import until

CLERK = Person("Camille Aubrac", "publish")
_HERE = Path(__file__).parent
_SIZE = {"width": 1280, "height": 800}


def found(page: Page, _id: str) -> None:
    """A search, and a passage that plays."""
    page.goto("/search?q=rapport")
    page.locator(".play").nth(1).click()
    until(page, "video.readyState > 2 && video.currentTime > 0")
    page.evaluate("video.pause()")


def text(page: Page, id: str) -> None:
    """A word that was mended, with what the page offers then."""
    page.goto(f"/sessions/{id}/text")
    page.locator("#words .w.low").nth(1).dblclick()
    page.locator(".edit").fill("benjamine,")
    page.keyboard.press("Enter")
    page.locator("#learn").wait_for()
    page.evaluate("scrollTo(0, 0)")


def replacing(page: Page, id: str) -> None:
    """Every place at which a word is said."""
    page.goto(f"/sessions/{id}/text")
    page.locator("#seek-open").click()
    page.locator("#seek-find").fill("rapport")
    page.locator("#seek-replace").fill("Rapport")
    page.locator("#seek-find").press("Enter")
    page.locator("#seek-places label").nth(3).wait_for()
    page.evaluate("scrollTo(0, 0)")


def boundaries(page: Page, id: str) -> None:
    """A start that is about to be moved."""
    page.goto(f"/sessions/{id}/review?at=206000")
    page.locator(".word").nth(20).wait_for()
    page.locator("body").press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(500)


def hiding(page: Page, id: str) -> None:
    """What would be masked."""
    page.goto(f"/sessions/{id}/hiding")
    page.locator("#new").click()
    page.locator("dialog [name=words]").fill("Estampier")
    page.locator("dialog [name=everywhere]").check()
    page.locator("dialog [name=look]").click()
    page.locator("dialog .masks li").first.wait_for()


def files(page: Page, id: str) -> None:
    """What was made, and what can be taken away."""
    page.goto(f"/sessions/{id}/files")
    page.locator("#exports li").nth(1).wait_for()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")


PICTURES: dict[str, Callable[[Page, str], None]] = {
    "greffe-recherche": found,
    "greffe-texte": text,
    "greffe-remplacer": replacing,
    "greffe-decoupage": boundaries,
    "greffe-masquer": hiding,
    "greffe-fichiers": files,
}


def take(browser: Browser, archive: Path, target: Path) -> None:
    """Take every picture of the one session of an archive, which is changed by it."""
    [session] = sessions(archive)
    with desk_over(archive, CLERK) as address:
        for name, prepare in PICTURES.items():
            context = browser.new_context(
                base_url=address, viewport=_SIZE, locale="fr-FR", reduced_motion="reduce"
            )
            page = context.new_page()
            prepare(page, session.id)
            page.screenshot(path=target / f"{name}.png")
            context.close()


def main(archive: Path) -> None:
    """Take every picture anew, beside this script."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        copy = Path(folder, "archive")
        shutil.copytree(archive, copy, symlinks=True)
        os.environ["ARCHIVER_CACHE"] = folder
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        take(playwright.chromium.launch(executable_path=path), copy, _HERE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
