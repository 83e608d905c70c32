"""Every kind of page, with the sample session's words, as those use it who do not see or point.

`ACCESSIBILITY_TESTED=archiver/publish/static/accessibility-tested.json` has the result written
there, from which the site's statement of accessibility is made: see docs/accessibilite.md.
"""

import itertools
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from archiver.publish.website.accessibility import Examined
from tests.browser.visiting import Visit, until
from tests.browser.whole_site import ID, KINDS, paths

pytestmark = pytest.mark.real("chromium")

WIDTHS, SCHEMES = (320, 768, 1440), ("light", "dark")
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_RUN = """axe.run().then(r => ({
  version: axe.version,
  rules: [...r.passes, ...r.violations].map(rule => rule.id),
  violations: r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 150))]),
}))"""
_SIDEWAYS = """[...document.body.querySelectorAll("*")]
  .filter(e => e.scrollWidth > e.clientWidth + 1)
  .filter(e => /auto|scroll/.test(getComputedStyle(e).overflowX))
  .map(e => e.outerHTML.slice(0, 120))"""
_SMALL = """(() => {
  const boxes = [...document.querySelectorAll("a, button, input, select, summary")]
    .filter(e => e.checkVisibility({visibilityProperty: true}))
    .filter(e => !e.closest(".unseen, .skip, video, dialog"))
    .map(e => [e, e.getBoundingClientRect()]).filter(([, b]) => b.width && b.height);
  const apart = (b, c) => {
    const x = b.x + b.width / 2, y = b.y + b.height / 2;
    const nearX = Math.max(c.left, Math.min(x, c.right));
    const nearY = Math.max(c.top, Math.min(y, c.bottom));
    return Math.hypot(nearX - x, nearY - y) >= 12;
  };
  const others = (e, f) => f !== e && !e.contains(f) && !f.contains(e);
  return boxes.filter(([e, b]) => b.width < 23.9 || b.height < 23.9)
    .filter(([e]) => getComputedStyle(e).display !== "inline")
    .filter(([e, b]) => boxes.some(([f, c]) => others(e, f) && !apart(b, c)))
    .map(([e]) => e.outerHTML.slice(0, 150));
})()"""
_FOCUSED = """(() => {
  const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  const outlined = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
  return {
    none: e === document.body, seen: b.width * b.height > 0,
    told: outlined || e.matches("video"), what: e.outerHTML.slice(0, 120),
  };
})()"""
_CAPTIONS = "[...document.querySelector('#page-video').textTracks].find(t => t.kind === 'captions')"
_SMOOTH = """[...document.querySelectorAll("*")]
  .filter(e => getComputedStyle(e).scrollBehavior === "smooth").length"""


class Record:
    """What axe said of every page."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, int, str], list[Any]] = {}
        self.rules: set[str] = set()
        self.version = ""

    def write(self, path: Path, browser: str) -> None:
        """Keep it, if every page was examined."""
        if len(self.seen) < len(KINDS) * len(WIDTHS) * len(SCHEMES):
            return
        made = Examined(
            on=datetime.now(UTC).date(),
            browser=f"Chromium {browser.partition('.')[0]}",
            axe=self.version,
            kinds=tuple(KINDS),
            widths=WIDTHS,
            pages=len(self.seen),
            violations=sum(map(len, self.seen.values())),
            rules=len(self.rules),
        )
        path.write_text(made.to_json(), encoding="utf-8")


@pytest.fixture(scope="module")
def site(whole: tuple[Path, str]) -> tuple[Path, str]:
    return whole


@pytest.fixture(scope="module")
def record(chromium: Browser) -> Iterator[Record]:
    made = Record()
    yield made
    if path := os.environ.get("ACCESSIBILITY_TESTED"):
        made.write(Path(path), chromium.version)


@pytest.fixture
def opened(chromium: Browser, site: tuple[Path, str]) -> Iterator[Any]:
    """Opens a page of one kind; what it waits for is there."""

    def opening(kind: str, width: int = 1440, height: int = 900, **context: Any) -> Page:
        made = chromium.new_context(viewport={"width": width, "height": height}, **context)
        page = made.new_page()
        page.set_default_timeout(20_000)
        page.goto(site[1] + paths(site[0])[kind])
        if kind == "results":
            until(page, "'found' in document.documentElement.dataset")
        return page

    yield opening
    for context in list(chromium.contexts):
        context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(opened: Any, record: Record, kind: str, width: int, scheme: str) -> None:
    page = opened(kind, width, color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(_AXE)
    found = page.evaluate(_RUN)
    views = ("agenda", "transcript") if kind in ("session", "stand-in") else ()
    for view in views:
        tab = page.locator(f"#page-tab-{view}")
        if tab.is_visible():
            tab.click()
            found["violations"] += page.evaluate(_RUN)["violations"]
    record.seen[kind, width, scheme] = found["violations"]
    record.rules.update(found["rules"])
    record.version = found["version"]
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{kind}-{width}-{scheme}.png")
    assert found["violations"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_scrolls_sideways_at_400_percent(opened: Any, kind: str) -> None:
    """1280 pixels at a zoom of 400 % are 320 pixels of a style sheet."""
    page = opened(kind, 320, 256)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(_SIDEWAYS) == []


@pytest.mark.parametrize("kind", KINDS)
def test_targets_are_large_enough_or_apart(opened: Any, kind: str) -> None:
    """WCAG 2.2, 2.5.8: 24 pixels each way, but for links inside a sentence."""
    page = opened(kind, 390, 844)
    assert page.evaluate(_SMALL) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_tree_has_landmarks_names_and_headings_in_order(opened: Any, kind: str) -> None:
    page = opened(kind)
    tree = page.locator("body").aria_snapshot()
    lines = [line.strip().removeprefix("- ") for line in tree.splitlines()]
    roles = [line.split()[0].rstrip(":") for line in lines if line]
    assert roles.count("main") == 1
    assert roles.count("banner") == 1
    levels = [int(line.split("[level=")[1][0]) for line in lines if line.startswith("heading")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    nameless = [
        line
        for line in lines
        for role in ("button", "link", "textbox", "searchbox", "combobox", "slider", "checkbox")
        if line.startswith(role) and '"' not in line
    ]
    assert nameless == []


def test_the_player_is_told_by_name(opened: Any) -> None:
    page = opened("session")
    until(page, "document.documentElement.classList.contains('js')")
    tree = page.locator("body").aria_snapshot()
    for said in (
        'region "Vidéo"',
        'group "Lecture"',
        'button "Chapitre précédent"',
        'button "Reculer de 10 secondes"',
        'combobox "Vitesse"',
        'tab "Déroulé"',
        'search "',
    ):
        assert said in tree, f"{said}\n{tree[:3000]}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_stop_of_the_tab_key_is_seen(opened: Any, kind: str) -> None:
    page = opened(kind, reduced_motion="reduce")
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused["none"]:
            break
        assert focused["seen"], focused
        assert focused["told"], focused


def test_from_the_search_to_a_passage_that_plays_with_captions_by_keyboard(
    opened: Any,
) -> None:
    page = opened("list")
    _tab_to(page, "document.activeElement.id === 'page-seek'")
    page.keyboard.type("collège")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/index.html?q=*")
    until(page, "Number(document.documentElement.dataset.found) > 0")
    assert page.evaluate("document.querySelector('[role=status]').textContent") != ""
    _tab_to(page, f"document.activeElement.matches('.found [data-page=\\'{ID}\\'] a.at')")
    wanted = page.evaluate("document.activeElement.hash")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{ID}/index.html{wanted}")
    until(page, "document.querySelector('#page-video').readyState >= 2")
    at = page.evaluate("document.querySelector('#page-video').currentTime")
    assert at > 1
    page.keyboard.press("k")
    until(page, f"document.querySelector('#page-video').currentTime > {at + 0.5}")
    until(page, f"{_CAPTIONS}.mode === 'showing'")
    until(page, f"({_CAPTIONS}.activeCues ?? []).length > 0")
    page.keyboard.press("c")
    until(page, f"{_CAPTIONS}.mode !== 'showing'")
    page.keyboard.press("c")
    until(page, f"{_CAPTIONS}.mode === 'showing'")


def _tab_to(page: Page, condition: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    raise AssertionError(f"never reached by the Tab key: {condition}")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_for_who_wants_it_still(opened: Any, kind: str) -> None:
    page = opened(kind, reduced_motion="reduce")
    moving = page.evaluate("document.getAnimations().map(a => a.effect.target.outerHTML)")
    assert moving == []
    assert page.evaluate(_SMOOTH) == 0


def test_the_language_of_parts_is_said(visit: Visit) -> None:
    page = visit(path="search/index.html?q=rapport")
    until(page, "Number(document.documentElement.dataset.found) > 0")
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.evaluate("document.querySelector('.found > li').lang") == "fr"
