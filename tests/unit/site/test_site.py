"""The site of an archive on the disk: what is written, what is kept, what is left alone."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from archiver.model.session import House, Session
from archiver.publish.website import SessionPage, card_of, card_to_json, render_session
from archiver.site import REDIRECTS, with_addresses, write_site
from archiver.steps import Settings, Step, Work, run_step, site_name
from archiver.store.archive import archive_toml, create_session
from archiver.store.folder import SessionFolder
from archiver.store.lease import hold
from archiver.store.settings import SettingsError
from tests.unit.publish.sample_page import AGENDA, CHAPTERS, sample

HOUSE = House(body="A county council", language="en", base_url="https://council.example/")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    made = tmp_path / "archive"
    made.mkdir()
    (made / "archive.toml").write_text(archive_toml(HOUSE), encoding="utf-8")
    return made


def folder(archive: Path, name: str) -> SessionFolder:
    printed = archive.parent / "agenda.csv"
    printed.write_text("Titre\n", encoding="utf-8")
    described = Session(title=f"Session {name}", date=date(2026, 11, 20), language="en")
    return create_session(archive / name, described, AGENDA, printed, None)


def published(session: SessionFolder, page: SessionPage | None = None) -> None:
    """Write its page, as the step `page` does."""
    given = (page or sample()).model_copy(update={"id": session.id, "house": HOUSE})

    def run(work: Work) -> None:
        made = with_addresses(work.folder, given)
        work.write(site_name(session.id, "session.json"), card_to_json(card_of(made)))
        work.write(site_name(session.id, "index.html"), render_session(made))

    with hold(session.path) as lease:
        step = Step("page", run, (), ("site/",), lambda s: {})
        run_step(step, session, Settings.of(session), lease)


def test_only_what_changed_is_written(archive: Path) -> None:
    first, second = folder(archive, "2026-a"), folder(archive, "2026-b")
    published(first)
    published(second)
    assert "rss.xml" in write_site(archive)
    promised = (archive / REDIRECTS).read_bytes()
    assert write_site(archive) == ()
    assert (archive / REDIRECTS).read_bytes() == promised
    published(second, sample(chapters=CHAPTERS[:3]))
    changed = write_site(archive)
    assert "commissions/roads/index.html" in changed
    assert not [path for path in changed if path.startswith("assets/")]


def test_a_session_folder_that_was_renamed_is_found_at_its_old_address(archive: Path) -> None:
    session = folder(archive, "2026-a")
    published(session)
    write_site(archive)
    (archive / "2026-a").rename(archive / "2026-b")
    published(SessionFolder(archive / "2026-b"))
    write_site(archive)
    site = archive / "site"
    assert 'url=../2026-b/index.html"' in (site / "2026-a/index.html").read_text("utf-8")
    assert not (site / "2026-a/session.json").exists()
    assert "<video" in (site / "2026-b/index.html").read_text("utf-8")


def test_the_site_may_be_thrown_away(archive: Path) -> None:
    session = folder(archive, "2026-a")
    published(session)
    write_site(archive)
    (archive / "2026-a").rename(archive / "2026-b")
    moved = SessionFolder(archive / "2026-b")
    published(moved)
    write_site(archive)
    there = {p for p in (archive / "site").rglob("*.html") if p.parts[-2] != "2026-b"}
    shutil.rmtree(archive / "site")
    published(moved)
    write_site(archive)
    assert there == {p for p in (archive / "site").rglob("*.html") if p.parts[-2] != "2026-b"}


def test_an_anchor_that_changed_is_kept_in_the_page(archive: Path) -> None:
    session = folder(archive, "2026-a")
    published(session)
    first = CHAPTERS[1].model_copy(update={"anchor": "item-z", "items": ("z",)})
    published(session, sample(chapters=(CHAPTERS[0], first, *CHAPTERS[2:])))
    page = (archive / "site/2026-a/index.html").read_text("utf-8")
    assert '<a id="item-a" data-start="10000">' in page
    kept = json.loads((archive / REDIRECTS).read_text("utf-8"))["anchors"]["2026-a"]
    assert kept == {"item-a": {"session_ms": 20_000, "items": ["a"]}}


def test_addresses_that_cannot_be_read_are_never_made_anew(archive: Path) -> None:
    session = folder(archive, "2026-a")
    published(session)
    (archive / REDIRECTS).write_text("{", encoding="utf-8")
    with pytest.raises(SettingsError, match=REDIRECTS):
        write_site(archive)
    assert (archive / REDIRECTS).read_text("utf-8") == "{"


def test_without_an_address_feeds_go_away(archive: Path) -> None:
    published(folder(archive, "2026-a"))
    write_site(archive)
    assert (archive / "site/calendar.ics").is_file()
    (archive / "archive.toml").write_text(archive_toml(House()), encoding="utf-8")
    write_site(archive)
    assert not (archive / "site/calendar.ics").exists()
    assert (archive / "site/intervenants/ann/2026.html").is_file()
