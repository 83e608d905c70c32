"""Votes, attendance, absent items and speakers, in a browser."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import expect

from archiver.i18n import translator
from archiver.model.chapters import Evidence, NotTreated
from archiver.model.decisions import Attendance, Attendee, Vote
from archiver.model.speakers import Speakers, Turn
from archiver.publish.website import SessionPage
from tests.browser.replay_site import LENGTH_MS, OFFSET_MS, build, page, served
from tests.browser.test_session_page import paused
from tests.browser.visiting import DESKTOP, PHONE, Visit, until

pytestmark = pytest.mark.real("chromium")

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


def heard(kind: str, replay_ms: int) -> tuple[Evidence, ...]:
    return (Evidence(kind=kind, text="…", start_ms=OFFSET_MS + replay_ms),)


def turn(name: str | None, start_ms: int, end_ms: int) -> Turn:
    return Turn(start_ms=OFFSET_MS + start_ms, end_ms=OFFSET_MS + end_ms, name=name)


def decided() -> SessionPage:
    """The session of a minute, with a vote and an amendment, a roll call, and three speakers."""
    adopted = Vote(
        items=("1",),
        outcome="adopted",
        at_ms=OFFSET_MS + 38_000,
        for_=17,
        against=6,
        evidence=heard("result", 36_000),
    )
    rejected = Vote(items=("1",), outcome="rejected", on="amendement 1", at_ms=OFFSET_MS + 31_000)
    roll = Attendance(
        present=2,
        quorum=True,
        members=(
            Attendee(name="Ann Able", state="present", at_ms=OFFSET_MS + 3_000),
            Attendee(name="Bob Best", state="absent", at_ms=OFFSET_MS + 4_000),
        ),
    )
    turns = (
        turn("Ann Able", 0, 12_000),
        turn(None, 12_000, 20_000),
        turn("Bob Best", 20_000, LENGTH_MS),
    )
    return page().model_copy(
        update={
            "votes": (rejected, adopted),
            "attendance": roll,
            "speakers": Speakers(turns=turns),
            "not_treated": (
                NotTreated(item="3", reason="withdrawn", evidence=heard("withdrawn", 8_000)),
            ),
        }
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    root = tmp_path_factory.mktemp("decided")
    build(root, decided())
    with served(root) as address:
        yield root, address


@SIZES
def test_a_vote_stands_under_its_chapter_and_plays_where_it_was_called(
    visit: Visit, size: tuple[int, int]
) -> None:
    page = visit(size=size)
    votes = page.locator("#page-chapters li:has([data-chapter=part-1]) .vote")
    expect(votes).to_have_count(2)
    expect(votes.first).to_contain_text("Amendement 1")
    expect(votes.last).to_contain_text("17")
    votes.last.locator("a.moment").click()
    until(page, "document.querySelector('#page-video').currentTime > 36.2")
    assert page.evaluate("document.querySelector('#page-video').currentTime") < 38
    assert not paused(page)


def test_a_vote_is_reached_and_played_with_the_keyboard(visit: Visit) -> None:
    page = visit()
    page.focus("#page-chapters [data-chapter=part-1]")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator("#page-chapters .v-adopted a.moment")).to_be_focused()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#page-video').currentTime > 36.2")


def test_a_vote_without_the_script_leads_into_the_video_file(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    moments = page.locator("#page-chapters .v-adopted a.moment")
    expect(moments).to_have_attribute("href", "replay.mp4#t=36")
    expect(page.locator("#page-attendance summary")).to_be_visible()


@SIZES
def test_the_attendance_is_told_and_unfolds(visit: Visit, size: tuple[int, int]) -> None:
    page = visit(size=size)
    told = page.locator("#page-attendance")
    expect(told.locator("summary")).to_contain_text("2")
    expect(told.locator("dl")).to_be_hidden()
    page.focus("#page-attendance summary")
    page.keyboard.press("Enter")
    expect(told.locator("dl")).to_be_visible()
    expect(told.locator("dd").last).to_have_text("Bob Best")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    told.locator("a.moment").click()
    until(page, "document.querySelector('#page-video').currentTime > 3.1")


def test_an_item_that_was_withdrawn_leads_to_the_words(visit: Visit) -> None:
    page = visit()
    page.click("#page-tab-agenda")
    page.click("#page-agenda .absent a.moment")
    until(page, "document.querySelector('#page-video').currentTime > 8.1")
    assert page.evaluate("document.querySelector('#page-video').currentTime") < 12


def test_a_speaker_is_named_once_a_turn(visit: Visit) -> None:
    page = visit()
    names = page.locator("#page-text .who")
    nobody = translator("fr").gettext("Speaker")
    # Bob Best speaks through two chapters, and is named at the head of each.
    expect(names).to_have_text(["Ann Able", nobody, "Bob Best", "Bob Best"])
    assert page.locator("#page-text .passage").count() > names.count()


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, size: tuple[int, int], scheme: str) -> None:
    page = visit(size=size, color_scheme=scheme, bypass_csp=True)
    page.click("#page-attendance summary")
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    for tab in ("chapters", "agenda", "transcript"):
        page.evaluate("tab => document.querySelector('#page-tab-' + tab).click()", tab)
        found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id))")
        assert found == [], tab
