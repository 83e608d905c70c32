"""The text at the desk, in a browser: mended while it plays, by two people, without a mouse."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder
from tests.browser.desk_sample import desk_over
from tests.browser.visiting import until
from tests.unit.corrections.made import transcript
from tests.unit.desk.desks import ID, archive_in

pytestmark = pytest.mark.real("chromium")
SAID = transcript(
    "Je donne la parole à monsieur Lanoiselle.", "Merci, madame la présidente.",
    "Lanoiselle a raison sur ce point.", start_ms=30_000,
)  # fmt: skip
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    made = SessionFolder(archive_in(tmp_path) / ID)
    made.file("transcript.json").write_text(SAID.to_json(), encoding="utf-8")
    return made


@pytest.fixture
def address(folder: SessionFolder) -> Iterator[str]:
    with desk_over(folder.archive) as address:
        yield f"{address}/sessions/{ID}/text"


@pytest.fixture
def tabs(chromium: Browser, address: str) -> Iterator[tuple[Page, Page]]:
    contexts = [chromium.new_context(bypass_csp=False) for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    heard: list[str] = []
    for page in pages:
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.set_default_timeout(30_000)
        page.goto(address)
        expect(page.locator("#words .w")).to_have_count(17)
    yield pages[0], pages[1]
    for context in contexts:
        context.close()
    assert heard == []


def word(page: Page, text: str) -> None:
    """The caret on a word."""
    page.locator("#words .w", has_text=text).first.focus()
    page.locator("#words .w", has_text=text).first.click()


def write(page: Page, text: str) -> None:
    page.keyboard.press("Enter")
    expect(page.locator(".edit")).to_be_focused()
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def test_two_people_at_one_minute_lose_nothing(
    tabs: tuple[Page, Page], folder: SessionFolder
) -> None:
    one, other = tabs
    word(other, "présidente")
    other.keyboard.press("Enter")
    other.keyboard.insert_text("préfète")
    word(one, "raison")
    write(one, "grandement raison")
    expect(other.locator("#words .w.person")).to_have_count(1, timeout=30_000)
    expect(other.locator(".edit")).to_have_value("préfète")
    other.keyboard.press("Enter")
    expect(one.locator("#words .w.person")).to_have_count(2, timeout=30_000)
    assert [c.after for c in read_corrections(folder) if c.kind == "word"] == [
        ("grandement", "raison"), ("préfète",),
    ]  # fmt: skip


def test_at_one_word_both_versions_are_shown(
    tabs: tuple[Page, Page], folder: SessionFolder
) -> None:
    one, other = tabs
    for page, text in ((one, "Lenoisel"), (other, "Loiselle")):
        word(page, "Lanoiselle.")
        page.keyboard.press("Enter")
        page.keyboard.insert_text(text)
    one.keyboard.press("Enter")
    expect(one.locator("#words .w.person")).to_have_count(1)
    other.keyboard.press("Enter")
    expect(other.locator("#conflict")).to_be_visible()
    expect(other.locator("#conflict-both")).to_contain_text("Lenoisel")
    expect(other.locator("#conflict-both")).to_contain_text("Loiselle")
    assert len(read_corrections(folder)) == 1
    other.locator("#conflict-mine").click()
    expect(one.locator("#words .w.person")).to_have_text("Loiselle.", timeout=30_000)
    assert len(read_corrections(folder)) == 2


def test_a_name_is_replaced_where_a_person_wants_it(tabs: tuple[Page, Page]) -> None:
    page, _other = tabs
    page.locator("body").press("r")
    page.locator("#seek-find").fill("lanoiselle")
    page.locator("#seek-replace").fill("La Noiselle")
    page.locator("#seek-replace").press("Enter")
    expect(page.locator("#seek-places input")).to_have_count(2)
    page.locator("#seek-places input").first.uncheck()
    page.locator("#seek-do").click()
    expect(page.locator("#words .w.person")).to_have_count(2)
    expect(page.locator(".para").last).to_contain_text("La Noiselle a raison")


def test_words_are_hidden_where_they_are_read(
    tabs: tuple[Page, Page], folder: SessionFolder
) -> None:
    page, _other = tabs
    word(page, "Lanoiselle.")
    page.keyboard.press("x")
    dialog = page.locator("dialog.hiding")
    expect(dialog.locator("[name=words]")).to_have_value("Lanoiselle.")
    dialog.locator("[name=do]").click()
    expect(dialog).to_have_count(0)
    [hidden] = [one for one in read_corrections(folder) if one.kind == "hide"]
    assert (hidden.words, hidden.sound) == (("Lanoiselle.",), "bleep")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(tabs: tuple[Page, Page], scheme: str) -> None:
    page, _other = tabs
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    word(page, "raison")
    write(page, "tort")
    expect(page.locator("#learn")).to_be_visible()
    page.locator("#seek-open").click()
    page.locator("#seek-find").fill("Lanoiselle")
    page.locator("#seek-find").press("Enter")
    expect(page.locator("#seek-places input")).to_have_count(2)
    page.evaluate(_AXE)
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"
    )
    assert found == []
    for width in (390, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        until(page, "document.documentElement.scrollWidth <= innerWidth")
    page.locator("#words .w").first.focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
