import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.replay_site import OFFSET_MS, PAGE, build, served
from tests.browser.visiting import DESKTOP, PHONE, Visit, until

pytestmark = pytest.mark.real("chromium")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    root = tmp_path_factory.mktemp("site")
    build(root)
    with served(root) as address:
        yield root, address


def seconds(page: Page) -> float:
    return float(page.evaluate("document.querySelector('#page-video').currentTime"))


def wait_for(page: Page, time: float, within: float = 0.3) -> None:
    until(
        page,
        "([t, d]) => Math.abs(document.querySelector('#page-video').currentTime - t) <= d",
        [time, within],
    )


def paused(page: Page) -> bool:
    return bool(page.evaluate("document.querySelector('#page-video').paused"))


def top_in_box(page: Page, selector: str) -> float:
    return float(
        page.evaluate(
            """selector => document.querySelector(selector).getBoundingClientRect().top
            - document.querySelector('#page-text').getBoundingClientRect().top""",
            selector,
        )
    )


@pytest.mark.parametrize("by", ["http", "file"])
def test_a_chapter_is_played_when_chosen(visit: Visit, by: str) -> None:
    page = visit(by=by)
    page.click("#page-chapters [data-chapter=part-1]")
    until(page, "document.querySelector('#page-video').currentTime > 20.2")
    assert not paused(page)
    assert page.url.endswith("#part-1")
    expect(page.locator("#page-chapters [aria-current=true]")).to_have_attribute(
        "data-chapter", "part-1"
    )
    expect(page.locator("#page-current")).to_contain_text("Part 1")


@pytest.mark.parametrize(
    ("hash", "time"),
    [
        ("#part-2", 40),
        (f"#u-{OFFSET_MS + 24_000}", 24),
        (f"#u-{OFFSET_MS + 25_500}", 24),
        ("#u-1", 0),
        ("#u-99999999", 56),
        ("#t=42", 42),
        ("#t=0m31s", 31),
        ("#t=12.5,20", 12.5),
    ],
)
def test_a_permalink_opens_its_place_without_playing(visit: Visit, hash: str, time: float) -> None:
    page = visit(hash)
    wait_for(page, time)
    assert paused(page)
    page.wait_for_load_state("load")
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("by", ["http", "file"])
def test_a_permalink_shows_the_words_beside_the_video(
    visit: Visit, by: str, size: tuple[int, int]
) -> None:
    page = visit(f"#u-{OFFSET_MS + 44_000}", size, by)
    wait_for(page, 44)
    linked = page.locator(".u.is-linked")
    expect(linked).to_contain_text("numéro11")
    expect(linked).to_be_in_viewport()
    expect(page.locator("#page-video")).to_be_in_viewport()


@pytest.mark.parametrize(
    "hash", ["#", "#nowhere", "#t=", "#t=x", "#%E0%A4%A", "#u-", "#page-about"]
)
def test_a_hash_that_means_nothing_does_nothing(visit: Visit, hash: str) -> None:
    page = visit(hash)
    assert seconds(page) == 0
    expect(page.locator("html")).to_have_class("js")


def test_a_changed_hash_is_followed(visit: Visit) -> None:
    page = visit()
    page.evaluate("location.hash = 't=33'")
    wait_for(page, 33)


def test_a_word_is_where_the_video_goes_when_it_is_clicked(visit: Visit) -> None:
    page = visit()
    spot = page.evaluate(
        """id => {
          const node = document.getElementById(id).firstChild, range = document.createRange();
          const at = node.data.indexOf("département");
          range.setStart(node, at + 2); range.setEnd(node, at + 3);
          const box = range.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }""",
        f"u-{OFFSET_MS + 4_000}",
    )
    page.mouse.click(*spot)
    wait_for(page, 4 + 7 * 0.28, within=0.12)
    assert paused(page)
    assert page.url.endswith(f"#u-{OFFSET_MS + 4_000}")


def test_the_transcript_follows_until_its_reader_scrolls(visit: Visit) -> None:
    page = visit()
    follow = page.locator("#page-follow")
    page.evaluate("document.querySelector('#page-video').currentTime = 50")
    expect(page.locator(".u.is-now")).to_contain_text("numéro12")
    assert 0 < top_in_box(page, ".u.is-now") < 500
    page.hover("#page-text")
    page.mouse.wheel(0, -3000)
    expect(follow).to_have_attribute("aria-pressed", "false")
    page.evaluate("document.querySelector('#page-video').currentTime = 58")
    expect(page.locator(".u.is-now")).to_contain_text("numéro14")
    assert top_in_box(page, ".u.is-now") > 900
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".u.is-now")).to_be_in_viewport()


def test_the_word_being_said_is_marked_while_it_plays(visit: Visit) -> None:
    page = visit("#t=5")
    page.keyboard.press("k")
    until(
        page,
        """() => [...(CSS.highlights.get("word") ?? [])].some(r => r.toString() === "l’œuvre")""",
    )


@pytest.mark.parametrize("by", ["http", "file"])
def test_captions_are_seen_as_plain_text(visit: Visit, by: str) -> None:
    page = visit("#t=9", by=by)
    until(
        page,
        """() => [...document.querySelector("#page-video").textTracks]
          .some(t => t.kind === "captions" && t.mode === "showing" && t.activeCues.length)""",
    )
    shown = page.evaluate(
        """() => [...document.querySelector("#page-video").textTracks]
          .filter(t => t.kind === "captions")
          .map(t => [t.language, t.activeCues[0].text.split("\\n")[0], t.cues.length])"""
    )
    assert shown == [["fr", "cue 2", 15]]
    if by == "file":
        plain = page.evaluate(
            """() => [...document.querySelector("#page-video").textTracks]
              .find(t => t.kind === "captions").activeCues[0].getCueAsHTML().textContent"""
        )
        assert plain == "cue 2\n<b>&amp;"
    page.keyboard.press("c")
    modes = "() => [...document.querySelector('#page-video').textTracks].map(t => t.mode)"
    assert "showing" not in page.evaluate(modes)
    page.keyboard.press("c")
    assert "showing" in page.evaluate(modes)


def test_finding_minds_no_accents_and_goes_round(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("/")
    page.keyboard.type("L'OEUVRE  du departement")
    count = page.locator("#page-find-count")
    expect(count).to_have_text(re.compile(r"^1\D+15$"))
    found = "() => [...CSS.highlights.get('found-now')].map(r => r.toString())"
    until(page, f"({found})()[0] === 'l’œuvre du département'")
    page.keyboard.press("Enter")
    expect(count).to_have_text(re.compile(r"^2\D+15$"))
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(count).to_have_text(re.compile(r"^15\D+15$"))
    until(page, "document.querySelector('#page-text').scrollTop > 100")
    page.click("[data-do=nextHit]")
    expect(count).to_have_text(re.compile(r"^1\D+15$"))
    page.fill("#page-find-words", "zzzz")
    expect(count).to_have_text("Aucun résultat")
    page.fill("#page-find-words", "")
    expect(count).to_have_text("")
    assert page.evaluate("CSS.highlights.get('found').size") == 0


@pytest.mark.parametrize("by", ["http", "file"])
def test_a_link_is_copied_for_an_item_and_for_an_utterance(visit: Visit, by: str) -> None:
    page = visit(by=by, permissions=["clipboard-read", "clipboard-write"])
    read = "navigator.clipboard.readText()"
    page.click("#page-chapters .link[href='#part-1']")
    expect(page.locator("#page-status")).not_to_be_empty()
    assert page.evaluate(read) == visit.bases[by] + PAGE + "#part-1"
    page.click(f"#u-{OFFSET_MS + 4_000}")
    page.click(f".passage:has(#u-{OFFSET_MS + 4_000}) .link")
    page.click("[data-copy=page-quote-link]")
    until(page, f"{read}.then(text => text.endsWith('#u-{OFFSET_MS + 4_000}'))")


def test_a_refused_clipboard_leaves_the_link_to_copy(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """() => {
          navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
          document.execCommand = () => false;
        }"""
    )
    page.click("#page-chapters .link[href='#part-1']")
    expect(page.locator("#page-copy")).to_be_visible()
    assert page.input_value("#page-copy-url").endswith("#part-1")
    page.keyboard.press("Escape")
    expect(page.locator("#page-copy")).to_be_hidden()


def test_the_shortcuts_work_and_can_be_turned_off(visit: Visit) -> None:
    page = visit("#t=30")
    wait_for(page, 30)
    for key, time in (("l", 40), ("j", 30), ("ArrowRight", 35), ("ArrowLeft", 30), ("n", 40)):
        page.keyboard.press(key)
        wait_for(page, time)
    page.keyboard.press("p")
    wait_for(page, 20)
    page.keyboard.press("l")
    page.keyboard.press("p")
    wait_for(page, 20)
    page.keyboard.press(" ")
    assert not paused(page)
    page.keyboard.press("k")
    assert paused(page)
    page.keyboard.press("f")
    expect(page.locator("#page-follow")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("?")
    expect(page.locator("#page-help")).to_be_visible()
    page.uncheck("#page-keys")
    page.keyboard.press("Escape")
    before = seconds(page)
    page.keyboard.press("l")
    assert seconds(page) == before
    page.reload()
    until(page, "document.querySelector('#page-video').readyState >= 1")
    assert not page.is_checked("#page-keys")
    page.keyboard.press("?")
    expect(page.locator("#page-help")).to_be_hidden()


def test_keys_typed_in_a_field_or_with_control_stay_theirs(visit: Visit) -> None:
    page = visit("#t=30")
    wait_for(page, 30)
    page.focus("#page-find-words")
    page.keyboard.type("jkl? np")
    page.focus("#page-speed")
    page.keyboard.press("l")
    page.focus("[data-do=help]")
    page.keyboard.press("Control+l")
    assert seconds(page) == 30
    assert paused(page)
    expect(page.locator("#page-help")).to_be_hidden()


def test_everything_can_be_done_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    expect(page.locator(".skip a").first).to_be_focused()
    expect(page.locator(".skip a").first).to_be_in_viewport()
    reached: list[str] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """() => {
                  const e = document.activeElement, s = getComputedStyle(e);
                  const name = e.id || e.dataset.do || e.dataset.chapter || e.hash || e.tagName;
                  const seen = s.outlineStyle !== "none" || e.tagName === "VIDEO";
                  return seen ? name : "unseen " + name;
                }"""
            )
        )
    for stop in ("page-video", "previous", "page-speed", "help", "page-tab-chapters", "part-1"):
        assert stop in reached
    assert "page-follow" in reached
    assert "page-find-words" in reached
    assert f"#u-{OFFSET_MS}" in reached
    assert {stop for stop in reached if stop.startswith("unseen")} <= {"unseen BODY"}
    page.focus("#page-tab-chapters")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#page-tab-agenda")).to_be_focused()
    expect(page.locator("#page-agenda")).to_be_visible()
    expect(page.locator("#page-chapters")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#page-video').currentTime >= 40")


def test_skip_links_open_the_view_they_lead_to(visit: Visit) -> None:
    page = visit(size=PHONE)
    page.focus(".skip a[data-tab=transcript]")
    page.keyboard.press("Enter")
    expect(page.locator("#page-transcript")).to_be_visible()
    expect(page.locator("#page-transcript")).to_be_focused()
    page = visit()
    page.focus(".skip a[data-tab=agenda]")
    page.keyboard.press("Enter")
    expect(page.locator("#page-agenda")).to_be_visible()


@pytest.mark.parametrize("by", ["http", "file"])
def test_without_javascript_all_is_there(visit: Visit, by: str) -> None:
    page = visit(by=by, java_script_enabled=False)
    for part in (
        "#page-video",
        "#page-chapters",
        "#page-agenda",
        "#page-transcript",
        "#page-about",
    ):
        expect(page.locator(part)).to_be_visible()
    for tool in ("#page-controls", "#page-tabs", "#page-tools"):
        expect(page.locator(tool)).to_be_hidden()
    expect(page.locator("#part-2")).to_be_visible()
    assert page.locator(".u").count() == 15
    links = page.locator("a.go")
    for i in range(links.count()):
        assert re.fullmatch(r"replay\.mp4#t=\d+(,\d+)?", links.nth(i).get_attribute("href") or "")
    page.goto(visit.bases[by] + PAGE.replace("index.html", "replay.mp4#t=20,40"))
    expect(page.locator("video")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 720, 1023, 1024, 1440])
@pytest.mark.parametrize("path", [PAGE, "index.html"])
def test_no_page_scrolls_sideways(visit: Visit, path: str, width: int) -> None:
    page = visit(size=(width, 700), path=path)
    for tab in ("chapters", "agenda", "transcript") if path == PAGE else ():
        page.evaluate("tab => document.querySelector('#page-tab-' + tab).click()", tab)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_list_leads_to_the_session_also_from_a_disk(visit: Visit) -> None:
    page = visit(by="file", path="index.html")
    page.click(".card")
    expect(page.locator("#page-video")).to_be_visible()
    page.click(".masthead nav a")
    expect(page.locator(".card")).to_be_visible()


def test_the_page_prints_its_words(visit: Visit) -> None:
    page = visit()
    page.emulate_media(media="print")
    expect(page.locator("#page-video")).to_be_hidden()
    expect(page.locator("#page-agenda")).to_be_visible()
    box = page.evaluate(
        """() => {
          const box = document.querySelector("#page-text");
          return box.scrollHeight - box.clientHeight;
        }"""
    )
    assert box <= 1


def test_nothing_may_be_brought_in(visit: Visit) -> None:
    page = visit()
    refused = page.evaluate(
        """() => new Promise(done => {
          addEventListener("securitypolicyviolation", e => done(e.effectiveDirective));
          const s = document.createElement("script");
          s.textContent = "window.ran = 1";
          document.body.append(s);
        })"""
    )
    assert refused == "script-src-elem"
    assert page.evaluate("window.ran") is None
    assert [c for c in visit.complaints if "Content Security Policy" not in c] == []
    visit.complaints.clear()
