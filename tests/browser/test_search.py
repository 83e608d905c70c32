"""The search of the site: the page, the index Pagefind made, a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from archiver.sitesearch import index_site
from tests.browser.replay_site import served
from tests.browser.visiting import Visit, until
from tests.browser.whole_site import ID

pytestmark = pytest.mark.real("pagefind")

SEARCH = "search/index.html"


@pytest.fixture(scope="module")
def site(whole: tuple[Path, str]) -> tuple[Path, str]:
    return whole


def ask(visit: Visit, query: str) -> Page:
    page = visit(path=f"{SEARCH}?{query}")
    answered(page)
    return page


def answered(page: Page) -> None:
    until(page, "'found' in document.documentElement.dataset")


def test_words_are_found_where_they_were_said(visit: Visit) -> None:
    page = ask(visit, "q=collège")
    expect(page.locator("#page-told")).not_to_be_empty()
    hit = page.locator(f".found [data-page='{ID}'] .hit").first
    expect(hit.locator("mark").first).to_contain_text("oll")
    hit.locator("a.at").click()
    page.wait_for_url(f"**/{ID}/index.html#u-*")
    until(page, "document.querySelector('.u.is-linked') !== null")
    assert "coll" in page.locator(".u.is-linked").inner_text().casefold()
    until(page, "document.querySelector('#page-video').currentTime > 1")


@pytest.mark.parametrize("query", ["departement", "Départements", "DÉPARTEMENT"])
def test_accents_capitals_and_endings_do_not_matter(visit: Visit, query: str) -> None:
    expect(ask(visit, f"q={query}").locator(".hit").first).to_be_visible()


def test_a_word_is_found_behind_an_apostrophe(visit: Visit) -> None:
    page = ask(visit, "q=assembl%C3%A9e")
    behind = page.evaluate("document.documentElement.dataset.found")
    assert int(behind) > 0
    page = ask(visit, "q=l%27assembl%C3%A9e")
    assert page.evaluate("document.documentElement.dataset.found") == behind


def test_each_session_stands_once_with_its_passages(visit: Visit) -> None:
    page = ask(visit, "q=rapport")
    pages = page.evaluate("[...document.querySelectorAll('.found > li')].map(l => l.dataset.page)")
    assert len(pages) == len(set(pages)) == 2
    assert page.locator(".part").count() > 2


def test_a_name_is_told_only_for_the_speakers_own_words(visit: Visit) -> None:
    page = ask(visit, "q=conseil")
    said = page.evaluate("[...document.querySelectorAll('.hit')].map(h => h.innerText)")
    for text in said:
        assert text.count("Mesdames, Messieurs") <= 1


def test_filters_narrow_down_and_stay_in_the_address(visit: Visit) -> None:
    page = ask(visit, "q=de")
    every = int(page.evaluate("document.documentElement.dataset.found"))
    page.select_option("#page-by-kind", "opening")
    until(page, "location.search.includes('kind=opening')")
    answered(page)
    assert 0 < int(page.evaluate("document.documentElement.dataset.found")) < every
    page.reload()
    answered(page)
    expect(page.locator("#page-by-kind")).to_have_value("opening")
    expect(page.locator("#page-words")).to_have_value("de")
    page.go_back()
    answered(page)
    expect(page.locator("#page-by-kind")).to_have_value("")
    assert int(page.evaluate("document.documentElement.dataset.found")) == every


def test_the_newest_come_first_when_asked(visit: Visit) -> None:
    for order, first in (("newest", "2026-11-20-seance"), ("oldest", "2026-10-02-seance")):
        page = ask(visit, f"q=conseil&order={order}")
        assert page.evaluate("document.querySelector('.found > li').dataset.page") == first


def test_nothing_found_says_so(visit: Visit) -> None:
    page = ask(visit, "q=xylophonistique")
    assert page.evaluate("document.documentElement.dataset.found") == "0"
    expect(page.locator("#page-told")).not_to_be_empty()
    expect(page.locator(".found > li")).to_have_count(0)


def test_more_results_are_shown_when_asked_for(visit: Visit) -> None:
    page = ask(visit, "q=de")
    assert int(page.evaluate("document.documentElement.dataset.found")) > 10
    expect(page.locator(".part")).to_have_count(10)
    page.locator("#page-more").focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.part').length > 10")
    until(page, "document.activeElement.closest('.part') !== null")


@pytest.mark.parametrize("path", ["index.html", f"{ID}/index.html", "accessibility/index.html"])
def test_every_page_has_the_search(visit: Visit, path: str) -> None:
    page = visit(path=path)
    page.fill("#page-seek", "budget")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/index.html?q=budget")
    answered(page)
    expect(page.locator("#page-words")).to_have_value("budget")


def test_without_javascript_the_years_are_offered(visit: Visit) -> None:
    page = visit(path=SEARCH, java_script_enabled=False)
    page.locator("noscript a, .note a").first.click()
    expect(page).to_have_title("Séances publiques – Conseil départemental du Val-d’Ambre")


def test_an_index_made_anew_under_an_open_page_is_opened_anew(
    whole: tuple[Path, str], chromium: Browser, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(whole[0].parent, archive, ignore=shutil.ignore_patterns("*.mp4"))
    site = archive / "site"
    index_site(archive)
    with served(site) as base:
        page = chromium.new_page()
        page.goto(f"{base}{SEARCH}?q=zzzzzz")
        answered(page)
        for path in site.glob("*/index.html"):
            said = path.read_text(encoding="utf-8")
            path.write_text(said.replace("collège", "collège ornithorynque"), encoding="utf-8")
        before = {path.name for path in (site / "pagefind").rglob("*.pf_fragment")}
        index_site(archive)
        left = {path.name for path in (site / "pagefind").rglob("*.pf_fragment")}
        assert before - left, "what is not shown any more stays nowhere"
        page.fill("#page-words", "collège")
        page.keyboard.press("Enter")
        expect(page.locator(".hit").first).to_contain_text("ornithorynque")
        expect(page.locator("#page-lost")).to_be_hidden()
        page.close()


def test_a_site_without_an_index_says_so(
    whole: tuple[Path, str], chromium: Browser, tmp_path: Path
) -> None:
    shutil.copytree(whole[0], tmp_path / "site", ignore=shutil.ignore_patterns("pagefind", "*.mp4"))
    with served(tmp_path / "site") as base:
        page = chromium.new_page()
        page.goto(f"{base}{SEARCH}?q=conseil")
        until(page, "!document.querySelector('#page-lost').hidden")
        expect(page.locator("#page-why")).not_to_be_empty()
        page.close()


@pytest.fixture(autouse=True)
def closed(chromium: Browser) -> Iterator[None]:
    yield
    for context in list(chromium.contexts):
        context.close()
