"""Every view of the desk, with the sample session's words, for those who do not see or point.

`SHOTS=FOLDER` keeps a picture of each view.
"""

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder
from tests.browser.desk_sample import UNSURE, desk_over, write_sample
from tests.browser.visiting import until
from tests.browser.whole_site import ID

pytestmark = pytest.mark.real("chromium")

WIDTHS, SCHEMES = (390, 1024, 1440), ("light", "dark")
VIEWS = {
    "sessions": ("/", "table.sessions tr:nth-child(1)"),
    "search": ("/search", "#q"),
    "found": ("/search?q=rapport&since=2026-01-01", ".hit:nth-child(2)"),
    "record": (f"/sessions/{ID}/record", "#items button, [data-item], main button"),
    "review": (f"/sessions/{ID}/review", "#unsure li:nth-child(2)"),
    "text": (f"/sessions/{ID}/text", "#words .w"),
    "hiding": (f"/sessions/{ID}/hiding", "main h2"),
    "files": (f"/sessions/{ID}/files", "#exports li"),
}
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_RUN = "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 150))]))"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SessionFolder, str]]:
    """The session, and the address of a desk over its archive."""
    root = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARCHIVER_CACHE", str(root / "cache"))
        folder = write_sample(root / "archive")
        with desk_over(folder.archive) as address:
            yield folder, address


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce")
    heard: list[str] = []
    made = context.new_page()
    made.on("pageerror", lambda error: heard.append(str(error)))
    made.set_default_timeout(30_000)
    yield made
    context.close()
    assert heard == []


def visit(page: Page, address: str, view: str) -> None:
    path, filled = VIEWS[view]
    page.goto(address + path)
    expect(page.locator(filled).first).to_be_attached()
    expect(page.locator("main:not([aria-busy])")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(sample: tuple[SessionFolder, str], page: Page, view: str) -> None:
    visit(page, sample[1], view)
    page.evaluate(_AXE)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(_RUN) == [], (width, scheme)
            until(page, "document.documentElement.scrollWidth <= innerWidth")
            if os.environ.get("SHOTS"):
                page.screenshot(path=Path(os.environ["SHOTS"], f"{view}-{width}-{scheme}.png"))


@pytest.mark.parametrize("view", VIEWS)
def test_the_keyboard_reaches_everything(
    sample: tuple[SessionFolder, str], page: Page, view: str
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    visit(page, sample[1], view)
    # Words of a text are one stop among themselves: arrows go from one to the next.
    stops = page.evaluate(_STOPS)
    wanted = set(stops)
    reached: set[str] = set()
    page.evaluate("document.body.focus()")
    for _ in range(len(stops) + 40):
        page.keyboard.press("Tab")
        told = page.evaluate(_FOCUSED)
        assert told["seen"], told
        reached.add(told["what"])
        if wanted <= reached:
            break
    assert wanted - reached == set()


_NAME = 'e => e.outerHTML.replace(/ aria-[a-z]+="[^"]*"/g, \'\').slice(0, 140)'
_STOPS = f"""(() => [...document.querySelectorAll("a[href], button, input, select, summary")]
  .filter(e => e.checkVisibility({{visibilityProperty: true}}) && !e.disabled && e.tabIndex >= 0)
  .filter(e => !e.closest("dialog, video, audio") && e.type !== "radio")
  .map({_NAME}))()"""
_FOCUSED = f"""(() => {{
  const e = document.activeElement, b = e.getBoundingClientRect(), s = getComputedStyle(e);
  const told = s.outlineStyle !== "none" || e.matches("video, audio, body");
  return {{ seen: told && (e === document.body || b.width * b.height > 0), what: ({_NAME})(e) }};
}})()"""


def test_a_passage_is_found_and_played_by_keys_alone(
    sample: tuple[SessionFolder, str], page: Page
) -> None:
    visit(page, sample[1], "search")
    page.locator("#q").focus()
    page.keyboard.type('"veut l\'usage"')
    page.keyboard.press("Enter")
    expect(page.locator("#found-title")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.play')"):
            break
    at = page.evaluate("Number(document.activeElement.dataset.ms) / 1000")
    page.keyboard.press("Enter")
    until(page, "t => Math.abs(video.currentTime - t) < 5 && !video.paused", at)


def test_the_unsure_starts_are_judged_by_keys_alone(
    sample: tuple[SessionFolder, str], page: Page
) -> None:
    folder, address = sample
    visit(page, address, "review")
    expect(page.locator("#unsure li")).to_have_count(len(UNSURE))
    page.locator("body").press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press(";")
    expect(page.locator("#now-where")).to_contain_text("Entrée le garde")
    page.keyboard.press("Enter")
    expect(page.locator("#unsure li")).to_have_count(len(UNSURE) - 1)
    page.keyboard.press("2")
    expect(page.locator("#unsure li")).to_have_count(len(UNSURE) - 2)
    moved = [one for one in read_corrections(folder) if one.kind == "boundary"]
    assert [one.before != one.start_ms for one in moved] == [True, True]
    page.keyboard.press("z")
    expect(page.locator("#unsure li")).to_have_count(1)
    # The word at which it starts, and Enter: two actions.
    page.locator("#unsure button").first.click()
    page.locator(".word").nth(12).click()
    page.keyboard.press("Enter")
    expect(page.locator("#unsure li")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator("#unsure li")).to_have_count(1)
    page.keyboard.press("u")
    page.keyboard.press("o")
    expect(page.locator("#what")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
