"""A clerk's whole way at the desk: real desk, real Chromium, a processed session, a YouTube.

Found and heard; a name mended once, seen everywhere; a start moved; a name hidden; the minutes.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from archiver.model.chapters import Chapters
from tests.browser.visiting import until
from tests.end_to_end.desk_process import desk_process
from tests.end_to_end.published_texts import published_texts
from tests.end_to_end.support import Shell
from tests.end_to_end.test_hiding import spoken_names
from tests.real import need_program
from tests.waiting import wait_until
from tests.youtube.server import Server, serving

pytestmark = [pytest.mark.real("chromium"), pytest.mark.timeout(900)]
MENDED = "Ornithorynque"
PLACES = """
[[publish]]
name = "chaine"
kind = "youtube"

[[publish]]
name = "site"
kind = "website"
to = "file:{www}"
"""


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "youtube") as server:
        yield server


@pytest.fixture
def session(processed: tuple[Shell, Path], shell: Shell, youtube: Server) -> Path:
    """A session of the test's own, processed and published to a channel and a folder."""
    archive, own = shell.folder / "archive", shell.folder / "own"
    shutil.copytree(processed[1].parent, archive)
    with (archive / "archive.toml").open("a", encoding="utf-8") as toml:
        toml.write(PLACES.format(www=shell.folder / "www"))
    own.mkdir()
    later = datetime.now() + timedelta(hours=5)
    token = {**youtube.grant(), "expiry": later.isoformat(timespec="seconds") + "Z"}
    (own / "youtube-token.json").write_text(json.dumps(token), encoding="utf-8")
    (own / "youtube-token.json").chmod(0o600)
    shell.env.update(
        ARCHIVER_SECRETS=str(own / "secrets.toml"),
        ARCHIVER_STATE=str(own),
        ARCHIVER_YOUTUBE_URL=youtube.address + "/",
    )
    shell.ok("publish", archive / processed[1].name)
    return archive / processed[1].name


@pytest.fixture
def desk(shell: Shell, session: Path) -> Iterator[str]:
    """The address of a desk in a process of its own."""
    with desk_process(shell, session.parent) as address:
        yield address


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    heard: list[str] = []
    made = context.new_page()
    made.on("pageerror", lambda error: heard.append(str(error)))
    made.set_default_timeout(60_000)
    yield made
    context.close()
    assert heard == []


def words_of(session: Path) -> list[str]:
    said = json.loads((session / "corrected.json").read_text(encoding="utf-8"))["segments"]
    return [word["text"].strip() for one in said for word in one["words"]]


def make_and_publish(page: Page, desk: str, session: Path) -> None:
    """What is due is made and sent, from the page of the files."""
    page.goto(f"{desk}/sessions/{session.name}/files")

    def state() -> Any:
        return page.request.get(f"{desk}/api/sessions/{session.name}/state").json()

    for name in ("process", "publish"):
        expect(page.locator(f"#{name}")).to_be_enabled()
        page.locator(f"#{name}").click()
        wait_until(lambda: not any(job["running"] for job in state()["jobs"]))
        assert all(not job["code"] for job in state()["jobs"]), state()["jobs"]
    assert not state()["due"]


def captions_of(youtube: Server) -> str:
    [track] = youtube.all("captions")
    return Path(track["path"]).read_text(encoding="utf-8")


def test_a_phrase_is_found_and_heard(page: Page, desk: str, session: Path) -> None:
    phrase = " ".join(words_of(session)[40:43])
    page.goto(desk)
    page.get_by_role("link", name="Recherche").click()
    page.get_by_label("Mots").fill(f'"{phrase}"')
    page.keyboard.press("Enter")
    page.locator(".play").first.click()
    at = float(page.locator(".play").first.get_attribute("data-ms") or 0) / 1000
    until(page, "t => video.currentTime > t + .3 && video.currentTime < t + 30", at)
    assert page.evaluate("video.webkitAudioDecodedByteCount") > 0


def test_a_name_is_mended_once_and_everything_follows(
    page: Page, desk: str, session: Path, shell: Shell, youtube: Server
) -> None:
    said = words_of(session)
    wrong = next(w for w in said if w.isalpha() and len(w) > 7 and said.count(w) == 1)
    video, uploads = youtube.all("videos"), len(youtube.all("sessions"))
    before = (session / "replay" / "replay.mp4").stat()
    page.goto(f"{desk}/sessions/{session.name}/text")
    page.locator("#words .w", has_text=wrong).first.dblclick()
    expect(page.locator(".edit")).to_be_focused()
    page.keyboard.insert_text(MENDED)
    page.keyboard.press("Enter")
    expect(page.locator("#words .w.person", has_text=MENDED)).to_be_visible()
    make_and_publish(page, desk, session)
    www = shell.folder / "www" / session.name
    for place in (session / "captions" / "fr.srt", www / "index.html", www / "fr.vtt"):
        text = place.read_text(encoding="utf-8")
        assert (MENDED in text, wrong in text) == (True, False), place
    assert MENDED in captions_of(youtube)
    assert wrong not in captions_of(youtube)
    page.goto(f"{desk}/search?q={MENDED}")
    expect(page.locator("mark", has_text=MENDED)).to_be_visible()
    # Nothing else is made or sent again.
    assert (session / "replay" / "replay.mp4").stat().st_mtime_ns == before.st_mtime_ns
    assert [one["id"] for one in youtube.all("videos")] == [one["id"] for one in video]
    assert len(youtube.all("sessions")) == uploads


def test_a_start_is_moved_and_the_page_follows(
    page: Page, desk: str, session: Path, shell: Shell
) -> None:
    page.goto(f"{desk}/sessions/{session.name}/review")
    page.locator("#starts button", has_text="101").click()
    page.locator(".word").nth(3).wait_for()
    page.locator("body").press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#now-where")).to_contain_text("Entrée le garde")
    was = Chapters.model_validate_json((session / "chapters.json").read_bytes())
    page.keyboard.press("Enter")
    expect(page.locator("#pending")).to_contain_text("1")
    make_and_publish(page, desk, session)
    now = Chapters.model_validate_json((session / "chapters.json").read_bytes())
    starts = [next(s.start_ms for s in one.spans if s.items == ("101",)) for one in (was, now)]
    assert starts[1] - starts[0] == 2000
    page.goto(f"{desk}/sessions/{session.name}/review")
    expect(page.locator("#starts button", has_text="101").locator(".meta")).to_have_text("confirmé")


def test_a_name_is_hidden_and_found_nowhere_public(
    page: Page, desk: str, session: Path, shell: Shell, youtube: Server
) -> None:
    name, _at_ms = spoken_names(session)
    old = youtube.all("videos")[0]["id"]
    page.goto(f"{desk}/sessions/{session.name}/hiding")
    page.locator("#new").click()
    page.locator("dialog [name=words]").fill(name)
    page.locator("dialog [name=everywhere]").check()
    page.locator("dialog [name=do]").click()
    expect(page.locator("#rows tr")).to_have_count(1)
    make_and_publish(page, desk, session)
    for root in (session.parent / "site", shell.folder / "www"):
        assert [place for place, text in published_texts(root) if name in text.casefold()] == []
    assert name not in captions_of_video(youtube, other_than=old).casefold()
    [gone] = [one for one in youtube.all("videos") if one["id"] == old]
    assert gone["status"]["privacyStatus"] == "private"
    page.goto(f"{desk}/search?q={name}")
    expect(page.locator("#found-title")).to_have_text("Rien n’a été trouvé.")


def captions_of_video(youtube: Server, other_than: str) -> str:
    [track] = [one for one in youtube.all("captions") if one["video"] != other_than]
    return Path(track["path"]).read_text(encoding="utf-8")


def test_the_minutes_are_taken_away_and_opened(
    page: Page, desk: str, session: Path, tmp_path: Path
) -> None:
    office = need_program("soffice", "apt-get install libreoffice-writer-nogui")
    need_program("pdftotext", "apt-get install poppler-utils")
    page.goto(f"{desk}/sessions/{session.name}/files")
    for kind, suffix in (("Word", "docx"), ("LibreOffice", "odt")):
        with page.expect_download() as got:
            page.get_by_role("link", name=kind).click()
        file = tmp_path / f"minutes.{suffix}"
        got.value.save_as(file)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
        subprocess.run([*command, str(file)], check=True, timeout=180)
        pdf = tmp_path / "minutes.pdf"
        text = subprocess.run(
            ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True
        ).stdout
        assert "Décision modificative" in text
        picture = subprocess.run(
            ["pdftoppm", "-r", "50", "-f", "1", "-l", "1", "-gray", pdf], check=True,
            capture_output=True,
        ).stdout  # fmt: skip
        pixels = picture.split(b"\n", 3)[-1]
        assert 0.005 < sum(pixel < 128 for pixel in pixels) / len(pixels) < 0.5
        pdf.unlink()
