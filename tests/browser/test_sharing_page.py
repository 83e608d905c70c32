"""Sharing a passage, the time line's pictures, the lighter video, the look of captions, axe."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from archiver.model.renditions import Smaller
from archiver.publish.website import render_session
from archiver.replay.storyboard import draw_storyboard
from tests.browser.replay_site import OFFSET_MS, PAGE, build, page, served
from tests.browser.visiting import DESKTOP, PHONE, Visit, until

pytestmark = pytest.mark.real("chromium")
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CLIPBOARD = ["clipboard-read", "clipboard-write"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    root = tmp_path_factory.mktemp("site")
    made = page()
    build(root, made)
    folder = root / made.id
    board = draw_storyboard(folder / "replay.mp4", folder)
    light = folder / "replay-90.mp4"
    light.write_bytes((folder / "replay.mp4").read_bytes())
    smaller = Smaller(replay="", width=160, height=90, bytes=light.stat().st_size)
    files = made.files.model_copy(update={"mobile": light.name})
    update = {"storyboard": board, "mobile": smaller, "files": files}
    full = made.model_copy(update=update)
    (folder / "index.html").write_text(render_session(full), encoding="utf-8")
    with served(root) as address:
        yield root, address


def field(shown: Page, name: str) -> str:
    return shown.input_value(f"#page-quote-{name}")


def select_words(shown: Page, first: int, last: int) -> None:
    """Select from inside one utterance to inside another, as a mouse would."""
    shown.evaluate(
        """([first, last]) => {
          const every = [...document.querySelectorAll(".u")], chosen = document.createRange();
          chosen.setStart(every[first].firstChild, 4);
          chosen.setEnd(every[last].firstChild, 18);
          getSelection().removeAllRanges();
          getSelection().addRange(chosen);
        }""",
        [first, last],
    )


def test_a_passage_is_quoted_with_the_keyboard_alone(visit: Visit) -> None:
    shown = visit(permissions=CLIPBOARD)
    link = shown.locator(f".passage:has(#u-{OFFSET_MS + 8_000}) .link")
    link.focus()
    shown.keyboard.press("Enter")
    expect(shown.locator("#page-quote")).to_be_visible()
    expect(shown.locator("#page-quote-link")).to_be_focused()
    address = visit.bases["http"] + PAGE + f"#u-{OFFSET_MS + 8_000}"
    assert field(shown, "link") == address
    words = field(shown, "words").split("\n")
    assert "Personne 1" in words[0]
    assert "l’œuvre du département sans tarder <i>davantage</i>. numéro2." in words[0]
    assert "Séance publique" in words[1]
    assert "0:08" in words[1]
    assert words[2] == address
    shown.keyboard.press("Tab")
    shown.keyboard.press("Tab")
    shown.keyboard.press("Tab")
    expect(shown.locator("[data-copy=page-quote-words]")).to_be_focused()
    shown.keyboard.press("Enter")
    expect(shown.locator("#page-quote-status")).not_to_be_empty()
    assert shown.evaluate("navigator.clipboard.readText()") == "\n".join(words)
    shown.keyboard.press("Escape")
    expect(shown.locator("#page-quote")).to_be_hidden()
    expect(link).to_be_focused()


def test_selected_words_are_quoted_with_who_said_them(visit: Visit) -> None:
    shown = visit()
    select_words(shown, 1, 2)
    button = shown.locator("#page-share")
    expect(button).to_be_visible()
    expect(button).to_be_in_viewport()
    button.click()
    words = field(shown, "words").split("\n")
    assert words[0].startswith("Personne 0")
    assert "chers collègues" in words[0]
    assert "Mes" not in words[0]
    assert words[1].startswith("Personne 1")
    assert "Mes chers collègue" in words[1]
    assert "collègues" not in words[1]
    assert field(shown, "link").endswith(f"#u-{OFFSET_MS + 4_000}")
    shown.keyboard.press("Escape")
    expect(button).to_be_hidden()


def test_a_key_shares_what_is_being_said(visit: Visit) -> None:
    shown = visit("#t=21")
    expect(shown.locator(".u.is-now")).to_contain_text("numéro5")
    shown.keyboard.press("q")
    assert field(shown, "link").endswith(f"#u-{OFFSET_MS + 20_000}")
    assert "numéro5" in field(shown, "words")


def test_the_code_for_another_page_is_plain_markup_of_ours(visit: Visit) -> None:
    shown = visit("#t=21")
    shown.keyboard.press("q")
    code = field(shown, "embed")
    found = shown.evaluate(
        """code => {
          const parsed = new DOMParser().parseFromString(code, "text/html").body;
          return [parsed.childElementCount, parsed.firstElementChild.src, parsed.textContent];
        }""",
        code,
    )
    folder = visit.bases["http"] + PAGE.removesuffix("index.html")
    assert found == [1, folder + "embed.html?t=20", ""]


def test_a_refused_clipboard_leaves_the_words_selected(visit: Visit) -> None:
    shown = visit("#t=21")
    shown.evaluate(
        """() => {
          navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
          document.execCommand = () => false;
        }"""
    )
    shown.keyboard.press("q")
    shown.click("[data-copy=page-quote-words]")
    expect(shown.locator("#page-quote-status")).to_contain_text("Ctrl+C")
    chosen = """() => {
      const field = document.activeElement;
      return field.value.slice(field.selectionStart, field.selectionEnd);
    }"""
    assert shown.evaluate(chosen) == field(shown, "words")


def test_the_time_line_is_a_slider_that_says_where_it_is(visit: Visit) -> None:
    shown = visit()
    slider, preview = shown.locator("#page-time"), shown.locator("#page-preview")
    slider.focus()
    for key, second in (("ArrowRight", 5), ("PageUp", 20), ("PageUp", 40), ("PageDown", 20)):
        shown.keyboard.press(key)
        until(shown, "s => Math.abs(document.querySelector('video').currentTime - s) < .3", second)
    expect(preview).to_be_visible()
    until(
        shown, "() => document.querySelector('#page-time').ariaValueText.startsWith('0:20 Part 1')"
    )
    expect(preview.locator("time")).to_have_text("0:20")
    assert "storyboard-1.jpg" in shown.evaluate(
        "document.querySelector('#page-preview .picture').style.backgroundImage"
    )
    place = "document.querySelector('#page-preview .picture').style.backgroundPosition"
    assert shown.evaluate(place) == "-320px 0px"
    # Taken away while a place is still being looked for, it does not come back.
    shown.evaluate("document.querySelector('video').dispatchEvent(new Event('seeking'))")
    shown.keyboard.press("Escape")
    shown.wait_for_timeout(600)
    expect(preview).to_be_hidden()


def test_a_pointer_on_the_time_line_sees_before_it_goes(visit: Visit) -> None:
    shown = visit()
    box = shown.locator("#page-time").bounding_box()
    assert box
    shown.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 8)
    expect(shown.locator("#page-preview")).to_be_visible()
    expect(shown.locator("#page-preview")).to_contain_text("Part 2")
    assert shown.evaluate("document.querySelector('video').currentTime") == 0
    shown.mouse.down()
    shown.mouse.up()
    until(shown, "() => Math.abs(document.querySelector('video').currentTime - 45) < 1.2")
    shown.mouse.move(10, 10)


@pytest.mark.parametrize(("size", "name"), [(DESKTOP, "replay.mp4"), (PHONE, "replay-90.mp4")])
def test_a_telephone_gets_the_lighter_video(visit: Visit, size: tuple[int, int], name: str) -> None:
    shown = visit(size=size)
    assert shown.evaluate("document.querySelector('video').currentSrc").endswith("/" + name)
    assert shown.input_value("#page-quality") == name


def test_the_chosen_quality_goes_on_where_it_was_and_is_kept(visit: Visit) -> None:
    shown = visit("#t=33")
    until(shown, "() => Math.abs(document.querySelector('video').currentTime - 33) < .3")
    shown.select_option("#page-quality", "replay-90.mp4")
    until(
        shown,
        """() => { const v = document.querySelector("video");
        return v.currentSrc.endsWith("90.mp4") && Math.abs(v.currentTime - 33) < .3; }""",
    )
    shown.reload()
    until(shown, "() => document.querySelector('video').currentSrc.endsWith('90.mp4')")
    until(shown, "() => Math.abs(document.querySelector('video').currentTime - 33) < .3")


def test_captions_look_as_their_viewer_wants_them(visit: Visit) -> None:
    shown = visit()
    shown.click("[data-do=style]")
    shown.select_option("[data-cue=cueSize]", "200")
    shown.select_option("[data-cue=cueLook]", "yellow")
    colour = "getComputedStyle(document.querySelector('.cue-sample span')).color"
    assert shown.evaluate(colour) == "rgb(255, 255, 0)"
    shown.reload()
    until(shown, "() => document.documentElement.dataset.cueLook === 'yellow'")
    assert shown.evaluate("document.documentElement.dataset.cueSize") == "200"
    assert shown.input_value("[data-cue=cueLook]") == "yellow"
    assert shown.evaluate(colour) == "rgb(255, 255, 0)"


def test_on_paper_there_are_times_votes_words_and_the_address(visit: Visit) -> None:
    shown = visit()
    shown.emulate_media(media="print")
    for part in ("#page-chapters", "#page-agenda", "#page-text", "#page-printed"):
        expect(shown.locator(part)).to_be_visible()
    for part in (".timeline", "#page-controls", ".link >> nth=0", ".downloads"):
        expect(shown.locator(part)).to_be_hidden()
    expect(shown.locator("#page-printed")).to_have_text(visit.bases["http"] + PAGE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1440])
def test_axe_finds_nothing(visit: Visit, scheme: str, width: int) -> None:
    shown = visit(
        "#part-1", size=(width, 800), color_scheme=scheme, bypass_csp=True, permissions=CLIPBOARD
    )
    shown.evaluate(AXE.read_text(encoding="utf-8"))
    found = {}
    for state, keys in (("page", ""), ("transcript", "/"), ("quote", "q"), ("help", "?")):
        if keys:
            shown.keyboard.press(keys)
        found[state] = shown.evaluate(
            """tags => axe.run(document, { runOnly: { type: "tag", values: tags } })
              .then(r => r.violations.map(v => [v.id, v.nodes[0].target.join(" ")]))""",
            TAGS,
        )
        shown.keyboard.press("Escape")
        shown.evaluate("document.activeElement.blur()")
    assert found == {"page": [], "transcript": [], "quote": [], "help": []}
