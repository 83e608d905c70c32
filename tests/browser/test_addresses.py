"""Addresses with a time or an item, from outside: at the page, in a frame, at a former address."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from archiver.publish.website import (
    Addresses,
    build_site,
    card_of,
    item_aliases,
    moved,
    render_embed,
)
from tests.browser.replay_site import OFFSET_MS, PAGE, build, page, served
from tests.browser.visiting import until

pytestmark = pytest.mark.real("chromium")
OLD = "2026-11-20-ancien"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose session had another name, and whose second part had another anchor."""
    root: Path = tmp_path_factory.mktemp("site")
    made = page()
    old = {"part-2": ("ancienne-partie",)}
    made = made.model_copy(update={"aliases": item_aliases(made.agenda, made.chapters, old)})
    build(root, made)
    (root / PAGE).with_name("embed.html").write_text(render_embed(made), encoding="utf-8")
    card = card_of(made)
    known = moved(Addresses(), card.model_copy(update={"id": OLD}), card)
    site = build_site(made.house, [card], known, datetime(2026, 11, 23, tzinfo=UTC))
    for path, text in site.files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text)
    with served(root) as served_at:
        yield served_at


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context() as context:
        yield context.new_page()


def plays_from(tab: Page, seconds: float) -> None:
    until(
        tab,
        "t => Math.abs(document.querySelector('#page-video').currentTime - t) <= .3",
        seconds,
    )


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("?t=42", 42),
        ("?t=0h0m31s", 31),
        ("?t=42#part-1", 20),
        ("#item-1", 20),
        ("#ancienne-partie", 40),
        (f"?utm=x#u-{OFFSET_MS + 24_000}", 24),
    ],
)
def test_a_time_or_an_item_may_be_asked_for(
    tab: Page, address: str, asked: str, seconds: float
) -> None:
    tab.goto(f"{address}/{PAGE}{asked}")
    plays_from(tab, seconds)


def test_an_item_that_was_not_treated_is_shown_in_the_agenda(tab: Page, address: str) -> None:
    tab.goto(f"{address}/{PAGE}#item-3")
    expect(tab.locator("#item-3")).to_be_visible()
    expect(tab.locator("#page-tab-agenda")).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("asked", ["?t=31", "#t=0m31s"])
def test_the_embedded_player_takes_a_time(tab: Page, address: str, asked: str) -> None:
    tab.goto(f"{address}/{PAGE.replace('index', 'embed')}{asked}")
    plays_from(tab, 31)


def test_the_embedded_player_seeks_by_its_chapters_in_a_frame(tab: Page, address: str) -> None:
    embed = f"{address}/{PAGE.replace('index', 'embed')}"
    tab.set_content(f'<iframe src="{embed}" width="800" height="600"></iframe>')
    frame = tab.frame_locator("iframe")
    frame.locator("summary").click()
    frame.locator("#part-1 a").click()
    video = frame.locator("#page-video")
    expect(video).to_be_visible()
    for _ in range(200):
        if video.evaluate("v => v.currentTime") >= 20:
            break
        tab.wait_for_timeout(50)
    assert video.evaluate("v => v.currentTime") >= 20
    assert tab.url == "about:blank"


@pytest.mark.parametrize(("asked", "seconds"), [("#item-1", 20), ("?t=42", 42)])
def test_a_former_address_keeps_the_time_or_the_item(
    tab: Page, address: str, asked: str, seconds: float
) -> None:
    tab.goto(f"{address}/{OLD}/index.html{asked}")
    tab.wait_for_url(f"{address}/{PAGE}{asked}")
    plays_from(tab, seconds)


def test_a_former_address_needs_no_script(chromium: Browser, address: str) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(f"{address}/{OLD}/index.html")
        tab.wait_for_url(f"{address}/{PAGE}")
        tab.goto(f"{address}/{PAGE}#ancienne-partie")
        expect(tab.locator("section#part-2 h3")).to_be_in_viewport()
        tab.goto(f"{address}/{PAGE}#item-3")
        expect(tab.locator("#item-3")).to_be_in_viewport()
