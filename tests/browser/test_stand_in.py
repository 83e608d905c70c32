"""From the live page with its captions to the page that stands in, and to the mastered replay.

Real recording, real steps (but for recognition, whose words are given), real Chromium.
"""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from archiver.livepage import give_way_to_replay, stand_in
from archiver.marking import MARKS
from archiver.model.marks import Planned, public_intervals
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.pipeline import process
from archiver.steps import Step, StepState
from archiver.store.files import write_atomic
from archiver.store.folder import LIVE_TRANSCRIPT, SessionFolder
from tests.browser.live_site import ID, PAGE, SEEN, Rehearsal, rehearsal
from tests.browser.replay_site import served
from tests.browser.viewer import Viewer
from tests.waiting import wait_until

pytestmark = pytest.mark.real("chromium")

BEFORE = ("import", "sound", "cards", "words", "speakers", "split", "timeline", "caption")


SESSION_NOW = """(() => {
  const ms = now(), piece = data.pieces.findLast(([, , at]) => at <= ms);
  return Math.round(piece[0] + ms - piece[2]);
})()"""
"""Which instant of the session the page plays, in ms."""


def heard(until_ms: int) -> Transcript:
    """Every second says its own number."""
    words = [
        Word(start_ms=at, end_ms=at + 600, text=f"seconde{at // 1000}.")
        for at in range(0, until_ms, 1_000)
    ]
    said = tuple(
        Utterance(start_ms=w.start_ms, end_ms=w.end_ms, text=w.text, words=(w,)) for w in words
    )
    return Transcript(language="fr", duration_ms=until_ms, utterances=said)


@contextmanager
def hearing(session: Rehearsal) -> Iterator[None]:
    """What the process that hears writes: all that is recorded, a second later."""
    over = threading.Event()

    def hear() -> None:
        while not over.wait(1):
            words = heard(session.runs.duration_ms)
            write_atomic(session.folder.file(LIVE_TRANSCRIPT), words.to_json())

    thread = threading.Thread(target=hear, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def quiet(step: Step, state: StepState) -> Iterator[Any]:
    yield lambda share: None


def keep_marks(session: Rehearsal) -> None:
    lines = "".join(m.model_dump_json(exclude_defaults=True) + "\n" for m in session.marks)
    write_atomic(session.folder.file(MARKS), lines)


def wait_for(session: Rehearsal, ms: int) -> None:
    wait_until(lambda: session.runs.duration_ms >= ms)


@pytest.mark.timeout(280)
def test_captions_then_the_page_that_stands_in_then_the_replay(
    chromium: Browser, viewers: list[Viewer], folder: SessionFolder
) -> None:
    with served(folder.archive / "site") as base:
        with rehearsal(folder, Planned()) as session, hearing(session):
            session.feed()
            wait_for(session, 2_000)
            session.mark("open")
            wait_for(session, 6_000)
            session.mark("item", "2")
            viewer = Viewer(chromium, base)
            viewers.append(viewer)
            viewer.watch()
            _captions_come(viewer, session)
            session.mark("suspend")
            suspended = session.runs.to_session(session.marks[-1].at)
            wait_for(session, suspended + 6_000)
            session.mark("resume")
            resumed = session.runs.to_session(session.marks[-1].at)
            wait_for(session, resumed + 4_000)
            session.mark("item", "3")
            wait_for(session, resumed + 16_000)
            _nothing_of_the_suspension_is_written(viewer, session, suspended, resumed)
        keep_marks(session)
        words = heard(session.runs.duration_ms)
        write_atomic(folder.file("transcript.json"), words.to_json())
        process(folder, quiet, only=BEFORE)
        viewer.page.click("#page-start")
        viewer.until("mode === 'full' && !video.paused && place() > 2")
        assert stand_in(folder) == folder.file(f"site/{PAGE}")
        viewer.until("!!document.querySelector('meta[content=stand-in]')", 20)
        viewer.until("video.readyState >= 2 && !video.paused")
        _plays_its_words(viewer)
        _axe_finds_nothing(chromium, viewers, base)
        paused = _paused_in_the_last_item(chromium, viewers, base)
        viewer.page.click(".chapters a[href*='.m3u8']:has-text('routes')")
        shared = _share(viewer)
        process(folder, quiet, only=("replay", "mobile", "page"))
        _who_watches_goes_on(viewer)
        _who_comes_by_a_shared_address_lands_there(chromium, viewers, base, shared)
        _who_does_not_look_is_given_the_replay(paused)
        _what_is_kept_goes_after_a_day(folder)
        _who_watches_on_what_is_gone_is_given_the_replay(viewer)


def _captions_come(viewer: Viewer, session: Rehearsal) -> None:
    wait_for(session, 14_000)
    viewer.until("[...video.textTracks].some((t) => t.mode === 'showing' && t.cues.length > 0)", 20)
    viewer.until("video.textTracks[0].activeCues.length > 0 && !video.paused", 20)
    # What is written on the picture is what is heard in it; it may come late, never early.
    for _ in range(5):
        text, second = viewer.get(
            "[video.textTracks[0].activeCues[0]?.text ?? '', (" + SEEN + ")()]"
        )
        spoken = [int(n) for n in re.findall(r"seconde(\d+)", text)]
        assert not spoken or spoken[0] <= second + 1
        viewer.page.wait_for_timeout(500)
    expect(viewer.page.locator("#page-lines p").first).to_be_visible()
    viewer.picture("captions-live")


def _nothing_of_the_suspension_is_written(
    viewer: Viewer, session: Rehearsal, suspended: int, resumed: int
) -> None:
    def written() -> list[int]:
        chunks = "".join(p.read_text() for p in session.live.glob("captions_*.json"))
        return [int(n) * 1000 for n in re.findall(r"seconde(\d+)", chunks)]

    wait_until(lambda: any(ms > resumed for ms in written()))
    assert not [ms for ms in written() if suspended - 600 < ms < resumed]
    public = public_intervals(session.marks, session.runs)
    assert all(any(p.start_ms <= ms and ms + 600 <= p.end_ms for p in public) for ms in written())
    lines = viewer.page.locator("#page-lines").inner_text()
    assert not [
        n for n in re.findall(r"seconde(\d+)", lines) if suspended < int(n) * 1000 < resumed
    ]


def _plays_its_words(viewer: Viewer) -> None:
    """Words, captions and picture of the page that stands in are of the same instant."""
    heard_now = "document.querySelector('.u.is-now')?.textContent ?? ''"
    viewer.until(f"({heard_now}) !== ''", 20)
    for _ in range(4):
        said, second = viewer.get(f"[{heard_now}, ({SEEN})()]")
        if found := re.search(r"seconde(\d+)", said):
            assert abs(int(found[1]) - second) <= 1
        viewer.page.wait_for_timeout(700)
    viewer.picture("stand-in")


def _paused_in_the_last_item(chromium: Browser, viewers: list[Viewer], base: str) -> Viewer:
    hide = "Object.defineProperty(document, 'hidden', { get: () => window.away ?? false });"
    paused = Viewer(chromium, base, hide)
    viewers.append(paused)
    paused.until("video.readyState >= 2")
    paused.page.locator(".chapters a", has_text="routes").click()
    paused.until("!video.paused && video.currentTime > 10")
    paused.page.evaluate("video.pause()")
    paused.page.evaluate("video.textTracks[0].mode = 'disabled'")
    paused.page.wait_for_timeout(500)
    return paused


def _share(viewer: Viewer) -> tuple[str, int]:
    """The address of a passage, and which second it is of."""
    viewer.until("video.readyState >= 2 && !video.seeking")
    passage = viewer.page.locator("#page-text .u").last
    second = int(re.findall(r"\d+", passage.inner_text())[0])
    anchor = passage.get_attribute("id")
    return f"#{anchor}", second


def _who_watches_goes_on(viewer: Viewer) -> None:
    before = viewer.loads
    at = float(viewer.get("video.currentTime"))
    viewer.until(f"video.currentTime > {at + 1} || video.ended", 20)
    assert viewer.loads == before
    assert viewer.get("!!document.querySelector('meta[content=stand-in]')")


def _who_comes_by_a_shared_address_lands_there(
    chromium: Browser, viewers: list[Viewer], base: str, shared: tuple[str, int]
) -> None:
    address, second = shared
    guest = Viewer(chromium, base, hash=address)
    viewers.append(guest)
    assert not guest.get("!!document.querySelector('meta[content=stand-in]')")
    guest.until("video.readyState >= 2 && !video.seeking")
    guest.until(f"Math.abs(({SEEN})() - {second}) <= 1", 20)


def _who_does_not_look_is_given_the_replay(paused: Viewer) -> None:
    second, session_ms = paused.second(), int(paused.get(SESSION_NOW))
    paused.page.evaluate(
        "window.away = true; document.dispatchEvent(new Event('visibilitychange'))"
    )
    paused.until("!document.querySelector('meta[content=stand-in]')", 20)
    paused.until("video.readyState >= 2 && !video.seeking")
    assert abs(int(paused.get(SESSION_NOW)) - session_ms) <= 500
    paused.until(f"Math.abs(({SEEN})() - {second}) <= 1", 20)
    assert paused.get("video.paused")
    assert paused.get("[...video.textTracks].find((t) => t.kind === 'captions').mode") == "disabled"
    paused.picture("replay")


def _who_watches_on_what_is_gone_is_given_the_replay(viewer: Viewer) -> None:
    viewer.page.evaluate("seek(4000); play()")
    viewer.until("!video.paused && !video.seeking && video.currentTime > 4.5")
    session_ms = int(viewer.get(SESSION_NOW))
    # What was loaded ahead is lost, as it is on a page that was left open for long.
    everything = "{ startOffset: 0, endOffset: Infinity, type: null }"
    viewer.page.evaluate(f"hls.trigger(Hls.Events.BUFFER_FLUSHING, {everything})")
    viewer.until("!document.querySelector('meta[content=stand-in]')", 40)
    viewer.until("video.readyState >= 2 && !video.seeking && !video.paused")
    gone_on, second = viewer.get(f"[{SESSION_NOW}, ({SEEN})()]")
    assert session_ms - 500 <= gone_on <= session_ms + 8_000
    assert abs(second - gone_on / 1000) <= 1.1
    start = int(viewer.get("location.hash.slice(3)"))
    assert abs(start - session_ms) <= 1_500


def _what_is_kept_goes_after_a_day(folder: SessionFolder) -> None:
    live = folder.file(f"site/{ID}/live")
    assert {p.name for p in live.glob("*.m3u8")} == {"replay.m3u8"}
    give_way_to_replay(folder)
    assert list(live.glob("*.ts"))
    index = folder.file(f"site/{PAGE}")
    yesterday = index.stat().st_mtime - 25 * 3600
    os.utime(index, (yesterday, yesterday))
    give_way_to_replay(folder)
    assert [p.name for p in live.iterdir()] == ["live.json"]


def _axe_finds_nothing(chromium: Browser, viewers: list[Viewer], base: str) -> None:
    source = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    for size in ((1440, 900), (390, 844)):
        viewer = Viewer(chromium, base, size=size, bypass_csp=True)
        viewers.append(viewer)
        viewer.until("video.readyState >= 2")
        viewer.page.evaluate(source)
        assert viewer.get("axe.run().then(r => r.violations.map(v => v.id))") == []
        assert viewer.get("document.documentElement.scrollWidth") <= size[0]
        viewer.picture(f"stand-in-{size[0]}")
        viewer.page.context.close()
