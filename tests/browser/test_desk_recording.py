"""A rehearsal at the technician's page: real desk, real recorder, real Chromium.

The recorder is started from the page; every item is marked; the sitting is closed for the public
and opened again; the desk is restarted meanwhile and the recording goes on untouched.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from archiver.marking import planned_of, read_marks
from archiver.model.marks import public_intervals
from archiver.store.folder import SessionFolder
from tests.end_to_end.desk_process import answers
from tests.end_to_end.support import video
from tests.waiting import free_port, wait_until

pytestmark = pytest.mark.real("chromium")

ID = "2026-11-20-repetition"
ITEMS = [{"id": f"i{n}", "number": str(n), "title": f"Rapport numéro {n}"} for n in range(1, 5)]
PATIENCE = 60_000


@contextmanager
def desk(archive: Path, port: int) -> Iterator[None]:
    """A desk until the context ends; it ends as a machine's service does, at once."""
    command = [sys.executable, "-m", "archiver", "desk", str(archive)]
    child = subprocess.Popen(
        [*command, "--no-browser", "--port", str(port)],
        env={**os.environ, "ARCHIVER_LANG": "fr"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: answers(port))
        yield
    finally:
        child.kill()
        child.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[SessionFolder]:
    path = tmp_path / "archive" / ID
    path.mkdir(parents=True)
    clip = video(tmp_path / "clip.mp4", seconds=240, more=("-g", "25"))
    (path.parent / "archive.toml").write_text("", encoding="utf-8")
    (path / "session.toml").write_text(
        f'title = "Répétition"\ndate = 2026-11-20\nfeed = "{clip}"\n', encoding="utf-8"
    )
    (path / "agenda.json").write_text(json.dumps({"items": ITEMS}), encoding="utf-8")
    made = SessionFolder(path)
    yield made
    for process in recorders(made):
        process.send_signal(signal.SIGKILL)


def recorders(folder: SessionFolder) -> list[psutil.Process]:
    """The processes that record the session: ours, and ffmpeg."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        line = process.info["cmdline"] or []
        ours = "record" in line and str(folder.path) in line
        if ours or process.info["cwd"] == str(folder.file("recording")):
            found.append(process)
    return found


def visit(chromium: Browser, port: int, **context: Any) -> Page:
    page = chromium.new_context(reduced_motion="reduce", **context).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://127.0.0.1:{port}/sessions/{ID}/record")
    return page


def state(page: Page, port: int) -> Any:
    return page.request.get(f"http://127.0.0.1:{port}/api/sessions/{ID}/recording").json()


def test_a_rehearsal_from_the_page(chromium: Browser, folder: SessionFolder) -> None:
    port, errors = free_port(), []
    with desk(folder.archive, port):
        page = visit(chromium, port, viewport={"width": 390, "height": 844}, has_touch=True)
        page.on("pageerror", lambda error: errors.append(str(error)))
        other = visit(chromium, port, viewport={"width": 1440, "height": 900})
        page.locator("#start-form summary").click()
        page.locator("#simulcast").uncheck()
        page.locator("#live-page").uncheck()
        page.locator("#live-words").uncheck()
        page.locator("#start").click()
        expect(page.locator("#top.good")).to_be_visible(timeout=PATIENCE)
        wait_until(lambda: state(page, port)["phase"] == "recording")
        recorder = {process.pid for process in recorders(folder)}
        assert len(recorder) >= 2, "archiver record and its ffmpeg"
        page.locator("[data-action=open]").click()
        expect(page.locator("#gate[data-gate=public]")).to_be_visible()
        page.locator("[data-action=next]").click()
        expect(page.locator("#items .now[data-id=i1]")).to_be_visible()
        expect(other.locator("#items .now[data-id=i1]")).to_be_visible()
        expect(page.locator("#picture")).to_be_visible(timeout=PATIENCE)
        expect(page.locator("#levels meter").first).to_be_visible(timeout=PATIENCE)
        small = page.evaluate("""() => [...document.querySelectorAll("main button, main select")]
          .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
          .map((e) => e.outerHTML)""")
        assert small == []
        wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert page.evaluate(wide)
        before = state(page, port)["session_ms"]

    # The desk is gone: said in large letters; the recorder does not know.
    expect(page.locator("#lost")).to_be_visible(timeout=PATIENCE)
    assert {process.pid for process in recorders(folder)} == recorder

    with desk(folder.archive, port):
        expect(page.locator("#lost")).to_be_hidden(timeout=PATIENCE)
        wait_until(lambda: state(page, port)["session_ms"] > before + 2_000)
        page.reload()
        expect(page.locator("#items .now[data-id=i1]")).to_be_visible()
        assert {process.pid for process in recorders(folder)} == recorder

        page.locator("[data-action=closed]").click()
        expect(page.locator("#gate[data-gate=closed]")).to_be_visible()
        expect(page.locator("#picture")).to_be_hidden()
        # Marks are made by the clock; what is recorded is told a little later, in steps.
        page.wait_for_timeout(1_500)
        page.locator("[data-action=public]").click()
        expect(page.locator("#gate[data-gate=public]")).to_be_visible()
        other.reload()
        other.keyboard.press("2")
        other.keyboard.press("Enter")
        expect(page.locator("#items .now[data-id=i2]")).to_be_visible()
        page.locator("#several").click()
        page.locator("#items [data-id=i3]").click()
        page.locator("#items [data-id=i4]").click()
        page.locator("#mark-several").click()
        expect(other.locator("#items .now")).to_have_count(2)
        page.locator("[data-action=undo]").click()
        expect(other.locator("#items .now[data-id=i2]")).to_be_visible()
        page.locator("[data-action=next]").click()
        expect(page.locator("#items .now[data-id=i3]")).to_be_visible()
        page.locator("[data-action=next]").click()
        expect(page.locator("#items .now[data-id=i4]")).to_be_visible()
        page.locator("[data-action=close]").click()
        expect(page.locator("#gate[data-gate=after]")).to_be_visible()
        page.locator("#stop").click()
        page.locator("#stop-sure").click()
        wait_until(lambda: not recorders(folder))
        expect(page.locator("#start")).to_be_visible()
        expect(page.locator("#after")).to_be_visible()
        page.context.close()
        other.context.close()

    assert errors == []
    runs = folder.runs()
    assert [run.ended for run in runs.runs] == ["asked"], "one run: nothing was interrupted"
    public = public_intervals(read_marks(folder), runs, planned_of(folder.session()))
    assert len(public) == 2, "before and after the closed sitting"
    assert public[1].start_ms - public[0].end_ms > 500
    made = [mark.items for mark in read_marks(folder) if mark.action == "item"]
    assert made == [("i1",), ("i2",), ("i3", "i4"), ("i3",), ("i4",)]
