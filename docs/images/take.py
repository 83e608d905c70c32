"""Takes the pictures of README.md and the guides anew: python docs/images/take.py ARCHIVE SESSION.

The session is the sample, processed in French by `make demo`. Needs chromium, or $CHROMIUM.
"""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.text import Text

from tests.browser.replay_site import served

HERE = Path(__file__).parent
CHAPTER = "#item-301"


def pages(browser: Browser, address: str) -> None:
    """The session's page: on a desktop, on a telephone, without the script."""
    for name, size, hash, script in (
        ("page", (1440, 900), CHAPTER, True),
        ("page-390", (390, 844), CHAPTER, True),
        ("page-sans-javascript", (1440, 900), "", False),
    ):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(address + hash)
        page.wait_for_timeout(2_000)
        page.screenshot(path=HERE / f"{name}.png")
        context.close()


def terminal(browser: Browser, archive: Path, session: str) -> None:
    """What a technician reads of the session, in colour."""
    told = Console(record=True, width=116, file=io.StringIO(), force_terminal=True)
    commands = [["status", f"archive/{session}"], ["search", "archive", "caserne", "--limit", "2"]]
    for command in commands:
        told.print(Text(f"$ archiver {' '.join(command)}", style="bold"))
        told.print(Text.from_ansi(_said(archive, command)))
        told.print()
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_content(f"<body style='margin:0'>{told.export_svg(title='archiver')}</body>")
    page.add_style_tag(content="svg { display: block; height: 900px; margin: auto }")
    page.screenshot(path=HERE / "terminal.png")


def _said(archive: Path, command: list[str]) -> str:
    real = [
        str(archive) + word.removeprefix("archive") if _is_path(word) else word for word in command
    ]
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "archiver", *real],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "FORCE_COLOR": "1", "COLUMNS": "116", "ARCHIVER_LANG": "fr"},
    )
    return ran.stdout.replace(archive.as_uri(), "archive").replace(str(archive), "archive").strip()


def _is_path(word: str) -> bool:
    return word == "archive" or word.startswith("archive/")


def main() -> None:
    """Take them all."""
    archive, session = Path(sys.argv[1]).resolve(), sys.argv[2]
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright, served(archive / "site") as address:
        browser = playwright.chromium.launch(executable_path=found)
        pages(browser, f"{address}{session}/index.html")
        terminal(browser, archive, session)


if __name__ == "__main__":
    main()
