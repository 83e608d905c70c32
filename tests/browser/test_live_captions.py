"""The captions of the live page, without a recording: what the page asks for and shows."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from archiver.livepage import write_before
from archiver.model.captions import Cue
from archiver.model.marks import Planned
from archiver.publish.live.chunks import chunk_name, chunk_text, versions
from archiver.publish.live.state import LiveChapter, LiveStatus
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder
from tests.browser.live_site import ID
from tests.browser.replay_site import served
from tests.browser.viewer import Viewer

pytestmark = pytest.mark.real("chromium")
SIZES = pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["desktop", "phone"])


class Captioned:
    """A live page whose state and captions the test writes."""

    def __init__(self, folder: SessionFolder) -> None:
        self.live: Path = folder.file(f"site/{ID}/live")
        self.chunks: dict[int, str] = {}
        write_before(folder, Planned())
        self.tell()

    def say(self, minute: int, *cues: tuple[float, str]) -> None:
        """Let a minute hold these cues of two seconds."""
        made = [
            Cue(start_ms=round(at * 1000), end_ms=round(at * 1000) + 2_000, lines=(text,))
            for at, text in cues
        ]
        self.chunks[minute] = chunk_text(made)
        write_atomic(self.live / chunk_name(minute), self.chunks[minute])
        self.tell()

    def tell(self, **more: Any) -> None:
        """Write the state."""
        now = datetime.now(UTC)
        status = LiveStatus(
            state="live", title="S", updated=now, captions=versions(self.chunks), **more
        )
        write_atomic(self.live / "live.json", status.to_json())


@pytest.fixture
def page(folder: SessionFolder) -> Captioned:
    return Captioned(folder)


@pytest.fixture
def base(folder: SessionFolder, page: Captioned) -> Iterator[str]:
    with served(folder.archive / "site") as address:
        yield address


def test_lines_come_stay_and_are_mended(
    chromium: Browser, viewers: list[Viewer], page: Captioned, base: str
) -> None:
    viewer = Viewer(chromium, base)
    viewers.append(viewer)
    expect(viewer.page.locator("#page-words")).to_be_hidden()
    page.say(0, (50, "un <b>mot</b> & un autre"), (55, "ce qui fut mal entendu"))
    lines = viewer.page.locator("#page-lines p")
    expect(lines).to_have_text(["un <b>mot</b> & un autre", "ce qui fut mal entendu"])
    viewer.page.evaluate("document.querySelector('#page-lines p').marked = true")
    viewer.asked.clear()
    page.say(1, (61, "la suite"))
    expect(lines).to_have_text(["un <b>mot</b> & un autre", "ce qui fut mal entendu", "la suite"])
    chunks = [name for name in viewer.asked if name.startswith("captions_")]
    assert [name.split("?")[0] for name in chunks] == [chunk_name(1)]
    page.say(0, (50, "un <b>mot</b> & un autre"), (55, "ce qui fut bien entendu"))
    expect(lines.nth(1)).to_have_text("ce qui fut bien entendu")
    assert viewer.get("document.querySelector('#page-lines p').marked")
    del page.chunks[1]
    page.tell()
    expect(lines).to_have_count(2)
    # Nothing is asked for again that has not changed.
    viewer.asked.clear()
    viewer.page.wait_for_timeout(4_000)
    assert {name.split("?")[0] for name in viewer.asked} == {"live.json"}


def test_captions_that_come_late_are_shown_late_and_none_is_missed(
    chromium: Browser, viewers: list[Viewer], page: Captioned, base: str
) -> None:
    viewer = Viewer(chromium, base)
    viewers.append(viewer)
    page.say(0, (1, "a"))
    viewer.until("captions.minutes.get(0)?.cues.length === 1")
    viewer.page.evaluate("window.show = () => {}")  # The test alone says where the viewer is.
    show = "captions.show({}, 0, true); JSON.stringify([captions.late, shown()])"
    viewer.page.evaluate(
        "window.shown = () => [...video.textTracks[0].cues].map((c) => [c.text, c.startTime])"
    )
    assert json.loads(viewer.get(show.format(1.0))) == [0, [["a", 1]]]
    page.say(0, (1, "a"), (4, "b"), (7, "c"))
    viewer.until("captions.minutes.get(0).cues.length === 3")
    # The picture was at 9 s when the words of 4 s came.
    late, cues = json.loads(viewer.get(show.format(9.0)))
    assert late == pytest.approx(5.1)
    assert cues == [
        ["a", pytest.approx(6.1)],
        ["b", pytest.approx(9.1)],
        ["c", pytest.approx(12.1)],
    ]
    # Who goes back sees every caption at its time.
    viewer.page.evaluate("captions.show(4, 0, false)")
    assert viewer.get("shown()") == [["a", 1], ["b", 4], ["c", 7]]


def test_captions_can_be_turned_off_and_stay_off(
    chromium: Browser, viewers: list[Viewer], page: Captioned, base: str
) -> None:
    viewer = Viewer(chromium, base)
    viewers.append(viewer)
    page.say(0, (1, "a"))
    viewer.until("video.textTracks[0]?.mode === 'showing'")
    assert viewer.get("[video.textTracks[0].kind, video.textTracks[0].language]") == [
        "captions",
        "fr",
    ]
    viewer.page.evaluate("video.textTracks[0].mode = 'disabled'")
    viewer.until("sessionStorage.captions === 'off'")
    page.say(0, (1, "a"), (4, "b"))
    expect(viewer.page.locator("#page-lines p")).to_have_count(2)
    assert viewer.get("video.textTracks[0].mode") == "disabled"
    viewer.page.reload()
    viewer.until("video.textTracks[0]?.mode === 'disabled'")


def test_recognised_chapters_say_so(
    chromium: Browser, viewers: list[Viewer], page: Captioned, base: str
) -> None:
    viewer = Viewer(chromium, base)
    viewers.append(viewer)
    found = LiveChapter(title="1 – Budget", at=0.0, provisional=True)
    page.tell(chapters=(found,))
    row = viewer.page.locator("#page-rows li")
    expect(row.locator(".name")).to_have_text("1 – Budget")
    expect(row.locator(".hint")).not_to_be_empty()
    page.tell(chapters=(found.model_copy(update={"provisional": None}),))
    expect(row.locator(".hint")).to_be_empty()


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    chromium: Browser,
    viewers: list[Viewer],
    page: Captioned,
    base: str,
    size: tuple[int, int],
    scheme: str,
) -> None:
    said = [(n * 4, f"Une phrase assez longue pour être lue, numéro {n}.") for n in range(14)]
    page.say(0, *said)
    found = LiveChapter(title="1 – Budget primitif et annexes", at=0.0, provisional=True)
    page.tell(chapters=(found,))
    viewer = Viewer(chromium, base, size=size, color_scheme=scheme, bypass_csp=True)
    viewers.append(viewer)
    expect(viewer.page.locator("#page-lines p")).to_have_count(12)
    viewer.page.locator("#page-lines").focus()
    viewer.page.keyboard.press("Home")
    viewer.until("document.querySelector('#page-lines').scrollTop === 0")
    assert viewer.get("document.documentElement.scrollWidth") <= size[0]
    viewer.page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    assert viewer.get("axe.run().then(r => r.violations.map(v => v.id))") == []
    viewer.picture(f"live-{size[0]}-{scheme}")
