import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from archiver.livepage import give_way_to_replay, write_before
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapter
from archiver.model.marks import Planned, public_intervals
from archiver.model.session import House
from archiver.model.timeline import Piece, Timeline
from archiver.model.transcript import Transcript
from archiver.programs.ffmpeg import run_ffmpeg
from archiver.publish.website import SessionPage, assets, render_session
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder
from tests.browser.live_site import (
    ID,
    PAGE,
    SEEN,
    Rehearsal,
    rehearsal,
)
from tests.browser.replay_site import served
from tests.browser.viewer import Viewer
from tests.waiting import wait_until

pytestmark = pytest.mark.real("chromium")

NO_MSE = "delete window.MediaSource; delete window.ManagedMediaSource;"
NO_HLS = "HTMLMediaElement.prototype.canPlayType = () => '';"


def soon() -> Planned:
    return Planned(datetime.now().astimezone() + timedelta(minutes=5), None)


@pytest.mark.timeout(240)
def test_one_address_from_before_the_session_to_its_replay(
    chromium: Browser, viewers: list[Viewer], folder: SessionFolder
) -> None:
    planned = soon()
    assert write_before(folder, planned) == folder.file(f"site/{PAGE}")
    with served(folder.archive / "site") as base:
        early = Viewer(chromium, base)
        viewers.append(early)
        expect(early.page.locator("#page-countdown")).to_have_text(
            re.compile(r"^[45]\smin\s\d+\ss$")
        )
        expect(early.page.locator("#page-video")).to_be_hidden()
        expect(early.page.locator("#page-agenda .item")).to_have_count(4)
        early.picture("1-before")
        with rehearsal(folder, planned) as session:
            session.feed()
            wait_until(lambda: session.runs.duration_ms > 2_000)
            session.mark("open")
            wait_until(lambda: bool(public_intervals(session.marks, session.runs)))
            opened = public_intervals(session.marks, session.runs)[0].start_ms / 1000
            early.watch()
            early.until("place() > 3")
            assert early.loads == 1
            assert early.second() > opened
            _late_viewer_goes_back_and_forth(chromium, viewers, base, session, opened)
            _closed_sitting_is_not_shown(early, session)
        _what_was_broadcast_is_there_until_the_replay(early, viewers, base, chromium)
        at_session_second = early.second()
        _replay(folder, session)
        give_way_to_replay(folder)
        early.until("!!document.querySelector('#page-transcript')", 20)
        assert early.page.url.startswith(base + PAGE + "#s-")
        early.until("document.querySelector('#page-video').readyState >= 2")
        # The first picture may be decoded before the page has gone to its place.
        early.until(f"Math.abs(({SEEN})() - {at_session_second}) <= 1", 20)
        early.picture("7-replay")
        assert [p.name for p in session.live.iterdir()] == ["live.json"]


def _late_viewer_goes_back_and_forth(
    chromium: Browser, viewers: list[Viewer], base: str, session: Rehearsal, opened: float
) -> None:
    wait_until(lambda: session.runs.duration_ms > 22_000)
    late = Viewer(chromium, base)
    viewers.append(late)
    late.watch()
    late.until("video.currentTime > 0.5")
    assert late.get("engine") == "hls"
    assert late.get("mode") == "edge"
    assert late.second() > opened + 5
    assert "full.m3u8" not in late.asked
    late.picture("2-joined-late")
    late.page.click("#page-start")
    late.until("mode === 'full' && place() < 3 && video.readyState >= 2 && !video.paused")
    assert opened - 1 <= late.second() <= opened + 4
    expect(late.page.locator("#page-behind")).to_have_text(re.compile(r"\d+\ss"))
    late.picture("3-first-second")
    session.mark("item", "2", ago=8)
    marked = session.runs.to_session(session.marks[-1].at) / 1000
    chapter = late.page.locator("#page-rows button", has_text="2 – Budget <primitif> & annexes")
    expect(chapter).to_be_visible(timeout=20_000)
    chapter.focus()
    late.page.keyboard.press("Enter")
    late.until("video.readyState >= 2 && !video.seeking && place() > 5")
    assert abs(late.second() - marked) <= 2.5
    expect(chapter).to_have_attribute("aria-current", "true")
    before = float(late.get("place()"))
    late.page.click("#page-back")
    late.until(f"place() < {before - 4} && video.readyState >= 2")
    late.page.click("#page-edge")
    late.until("mode === 'edge' && video.readyState >= 3 && to - place() < 16 && !video.paused")
    expect(late.page.locator("#page-behind")).to_have_text("")
    late.picture("4-live-edge")
    late.asked.clear()
    late.page.wait_for_timeout(5_000)
    assert "live.m3u8" in late.asked
    assert "full.m3u8" not in late.asked


def _closed_sitting_is_not_shown(early: Viewer, session: Rehearsal) -> None:
    session.mark("closed")
    closed = session.runs.to_session(session.marks[-1].at)
    wait_until(lambda: session.runs.duration_ms > closed + 7_000)
    card = early.page.locator("#page-card")
    expect(card).to_be_visible(timeout=30_000)
    early.picture("5-closed-sitting")
    expect(early.page.locator("#page-badge")).not_to_have_class(re.compile("is-live"))
    assert early.second() * 1000 <= closed
    assert session.hidden_in_site() == []
    session.mark("public")
    public = session.runs.to_session(session.marks[-1].at)
    expect(card).to_be_hidden(timeout=30_000)
    early.until("!video.paused && video.readyState >= 3")
    until = f"({SEEN})() * 1000 > {public - 1_000}"
    early.until(until)
    assert session.hidden_in_site() == []


def _what_was_broadcast_is_there_until_the_replay(
    early: Viewer, viewers: list[Viewer], base: str, chromium: Browser
) -> None:
    early.until("status.state === 'preparing'")
    expect(early.page.locator("#page-note")).not_to_be_empty()
    early.page.locator("#page-rows button").first.click()
    early.until("mode === 'full' && place() > 1 && place() < 5 && video.readyState >= 2")
    early.picture("6-replay-in-preparation")
    after = Viewer(chromium, base)
    viewers.append(after)
    after.watch()
    after.until("place() > 1")
    assert after.get("mode") == "full"
    early.page.keyboard.press("Tab")
    early.page.evaluate("video.pause()")
    early.page.wait_for_timeout(300)


def _replay(folder: SessionFolder, session: Rehearsal) -> None:
    """The replay that the steps would make: what was public, at the same address."""
    pieces, at = [], 0
    public = public_intervals(session.marks, session.runs)
    for part in public:
        length = part.end_ms - part.start_ms
        pieces.append(
            Piece(
                shown="play",
                session_start_ms=part.start_ms,
                session_end_ms=part.end_ms,
                replay_start_ms=at,
                replay_end_ms=at + length,
            )
        )
        at += length
    timeline = Timeline(
        session_duration_ms=session.runs.duration_ms, replay_duration_ms=at, pieces=tuple(pieces)
    )
    write_atomic(folder.file("replay/timeline.json"), timeline.to_json())
    place = folder.file(f"site/{ID}")
    _join(session, [(p.start_ms, p.end_ms) for p in public], place / "replay.mp4")
    page = SessionPage(
        id=ID,
        session=folder.session(),
        house=House(),
        agenda=Agenda(items=()),
        chapters=(
            Chapter(
                anchor="ouverture",
                title="Ouverture",
                kind="opening",
                items=(),
                start_ms=0,
                end_ms=at,
                session_start_ms=public[0].start_ms,
            ),
        ),
        transcript=Transcript(language="fr", duration_ms=session.runs.duration_ms, utterances=()),
        timeline=timeline,
    )
    for path, text in assets(House()).items():
        write_atomic(folder.file(f"site/{path}"), text)
    write_atomic(place / "index.html", render_session(page))


def _join(session: Rehearsal, public: list[tuple[int, int]], target: Path) -> None:
    segments = [session.place / s.file for run in session.runs.runs for s in run.segments]
    whole = session.place / "whole.ts"
    with whole.open("wb") as out:
        for path in segments:
            out.write(path.read_bytes())
    kept = "+".join(f"between(t,{a / 1000},{b / 1000})" for a, b in public)
    args = ["-i", f"file:{whole}", "-vf", f"setpts=PTS-STARTPTS,select='{kept}',setpts=N/25/TB"]
    args += ["-an", "-c:v", "libx264", "-preset", "ultrafast", "-g", "5", "-r", "25"]
    run_ffmpeg([*args, "-movflags", "+faststart", f"file:{target}"], doing="a test replay")


@pytest.mark.timeout(120)
def test_a_retracted_passage_is_passed_over_and_an_outage_too(
    chromium: Browser, viewers: list[Viewer], folder: SessionFolder
) -> None:
    with rehearsal(folder) as session, served(folder.archive / "site") as base:
        session.mark("open")
        session.feed()
        wait_until(lambda: session.runs.duration_ms > 12_000)
        session.mark("retract", retract_ms=4_000)
        retracted = session.runs.to_session(session.marks[-1].at)
        wait_until(lambda: session.runs.duration_ms > retracted + 3_000)
        assert session.hidden_in_site() == []
        gap = "#EXT-X-GAP" in (session.live / "full.m3u8").read_text()
        assert gap
        session.lose_feed()
        viewer = Viewer(chromium, base)
        viewers.append(viewer)
        viewer.until("status && status.state === 'outage' && mode === 'edge'")
        expect(viewer.page.locator("#page-card")).to_be_visible()
        session.feed(from_second=40)
        viewer.page.click("#page-start")
        viewer.until(f"({SEEN})() * 1000 > {retracted}", 30)
        viewer.until(f"({SEEN})() >= 40", 40)
        assert session.hidden_in_site() == []
        assert session.alarms == []


@pytest.mark.timeout(120)
def test_without_hls_js_a_browser_with_hls_shows_the_live_edge(
    chromium: Browser, viewers: list[Viewer], folder: SessionFolder
) -> None:
    with rehearsal(folder) as session, served(folder.archive / "site") as base:
        session.mark("open")
        session.feed()
        wait_until(lambda: session.runs.duration_ms > 8_000)
        viewer = Viewer(chromium, base, NO_MSE)
        viewers.append(viewer)
        viewer.watch()
        viewer.until("video.currentTime > 1")
        assert viewer.get("engine") == "edge"
        expect(viewer.page.locator("#page-start")).to_be_hidden()
        expect(viewer.page.locator("#page-note")).not_to_be_empty()
        session.end()
        viewer.until("status.state === 'preparing' && mode === 'full' && goesBack()")
        viewer.page.click("#page-start")
        viewer.until("!video.paused && place() < 4 && place() > 0.5")


@pytest.mark.timeout(60)
def test_a_browser_that_cannot_play_it_says_so(
    chromium: Browser, viewers: list[Viewer], folder: SessionFolder
) -> None:
    with rehearsal(folder) as session:
        session.mark("open")
        session.feed()
        wait_until(lambda: session.runs.duration_ms > 2_000)
    with served(folder.archive / "site") as base:
        viewer = Viewer(chromium, base, NO_MSE + NO_HLS)
        viewers.append(viewer)
        address = viewer.page.locator("#page-address a")
        expect(address).to_be_visible()
        expect(address).to_have_attribute("href", "live/full.m3u8")
        expect(viewer.page.locator("#page-video")).to_be_hidden()


def test_without_javascript_the_agenda_and_the_address_are_there(
    chromium: Browser, folder: SessionFolder
) -> None:
    write_before(folder, soon())
    with served(folder.archive / "site") as base:
        page = chromium.new_context(java_script_enabled=False).new_page()
        page.goto(base + PAGE)
        expect(page.locator("#page-agenda .item")).to_have_count(4)
        expect(page.locator("noscript a")).to_be_visible()
        page.context.close()


@pytest.mark.parametrize("width", [320, 390, 720, 1023, 1024, 1440])
def test_the_page_does_not_scroll_sideways(
    chromium: Browser, folder: SessionFolder, width: int
) -> None:
    write_before(folder, soon())
    with served(folder.archive / "site") as base:
        page = chromium.new_context(viewport={"width": width, "height": 700}).new_page()
        page.goto(base + PAGE)
        expect(page.locator("#page-countdown")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.context.close()


def test_what_is_left_of_a_session_that_was_not_live_is_left_alone(folder: SessionFolder) -> None:
    give_way_to_replay(folder)
    assert not folder.file(f"site/{ID}").exists()
