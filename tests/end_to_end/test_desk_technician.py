"""A technician rehearses the sample session at the desk: recorded, marked, closed, replayed."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from archiver.marking import MARKS
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters
from tests.browser.visiting import until
from tests.end_to_end.desk_process import desk_process
from tests.end_to_end.support import SAMPLE, Shell, spoken_video
from tests.waiting import wait_until

pytestmark = [pytest.mark.real("chromium"), pytest.mark.timeout(900)]
ID = "2026-11-20-repetition"


@pytest.fixture
def session(shell: Shell) -> Path:
    """The sample's agenda, and as feed a piece of its sound, longer than the rehearsal."""
    folder = shell.folder / "archive" / ID
    folder.mkdir(parents=True)
    feed = spoken_video(shell.folder / "flux.mp4", 93, 300)
    text = f'title = "Répétition"\ndate = 2026-11-20\nfeed = "{feed}"\n'
    (folder / "session.toml").write_text(text, encoding="utf-8")
    (folder.parent / "archive.toml").write_text("", encoding="utf-8")
    for name in ("agenda.json", "members.csv"):
        shutil.copyfile(SAMPLE / name, folder / name)
    return folder


@pytest.fixture
def address(shell: Shell, session: Path) -> Iterator[str]:
    with desk_process(shell, session.parent) as there:
        yield there


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, has_touch=True)
    made = context.new_page()
    made.set_default_timeout(60_000)
    yield made
    context.close()


def test_the_sample_is_rehearsed_and_its_replay_seen(
    page: Page, address: str, session: Path
) -> None:
    items = Agenda.model_validate_json((session / "agenda.json").read_bytes()).items

    def told(path: str) -> Any:
        return page.request.get(f"{address}/api/sessions/{ID}/{path}").json()

    page.goto(f"{address}/sessions/{ID}/record")
    page.locator("#start-form summary").click()
    for switch in ("simulcast", "live-page", "live-words"):
        page.locator(f"#{switch}").uncheck()
    page.locator("#start").click()
    wait_until(lambda: told("recording")["phase"] == "recording")
    page.locator("[data-action=open]").click()
    expect(page.locator("#gate[data-gate=public]")).to_be_visible()
    for item in items:
        at = told("recording")["session_ms"]
        page.locator("[data-action=next]").click()
        expect(page.locator(f"#items .now[data-id='{item.id}']")).to_be_visible()
        wait_until(lambda at=at: told("recording")["session_ms"] > at + 4_000)  # type: ignore[misc]
    page.locator("[data-action=close]").click()
    expect(page.locator("#gate[data-gate=after]")).to_be_visible()
    page.locator("#stop").click()
    page.locator("#stop-sure").click()
    expect(page.locator("#process")).to_be_enabled(timeout=90_000)
    page.locator("#process").click()
    wait_until(
        lambda: (
            not any(job["running"] for job in told("state")["jobs"]) and not told("state")["due"]
        )
    )
    found = Chapters.model_validate_json((session / "chapters.json").read_bytes())
    treated = [span.items for span in found.spans if span.items]
    assert treated == [(item.id,) for item in items]
    marked = [json.loads(line) for line in (session / MARKS).read_text("utf-8").splitlines()]
    assert [one["action"] for one in marked] == ["open", *["item"] * len(items), "close"]
    page.locator("#replay").click()
    until(page, "document.querySelector('video')?.readyState > 1")
    page.evaluate("document.querySelector('video').play()")
    until(page, "document.querySelector('video').currentTime > .5")
