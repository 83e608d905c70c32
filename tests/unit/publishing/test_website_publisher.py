"""A website in a folder: what goes there, in which order, and what is left of a session."""

import os
import shutil
from pathlib import Path

import pytest

from archiver.model.publication import Published
from archiver.publish.interface import LaterError
from archiver.store.lease import hold
from tests.unit.publishing.made_site import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "archive", f"file:{tmp_path}/www")


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_one_session_s_publication_sends_nothing_of_another_s(site: Site, tmp_path: Path) -> None:
    a, b = site.session("a"), site.session("b")
    first = site.publish(a)
    assert first[-1] == "index.html"
    assert "Titre b" not in (tmp_path / "www" / "index.html").read_text()
    second = site.publish(b)
    lists = {"index.html", "annees/2026/index.html"}
    assert set(second) == {"b/replay.mp4", "b/session.json", "b/index.html", *lists}
    assert site.publish(a) == ()
    listed = (tmp_path / "www" / "index.html").read_text()
    assert "Titre a" in listed
    assert "Titre b" in listed


def test_only_what_changed_is_sent_and_what_is_gone_is_removed(site: Site, tmp_path: Path) -> None:
    replay = site.session("a")
    old = tmp_path / "archive" / "site" / "a" / "fr.srt"
    old.write_text("1")
    site.publish(replay)
    old.unlink()
    site.say("a", "mended")
    assert set(site.publish(replay)) == {"a/index.html", "a/fr.srt"}
    assert not (tmp_path / "www" / "a" / "fr.srt").exists()


def test_what_was_tampered_with_is_found_and_sent_again(site: Site, tmp_path: Path) -> None:
    replay = site.session("a", "honest")
    site.publish(replay)
    page = tmp_path / "www" / "a" / "index.html"
    before = page.stat()
    page.unlink()
    page.write_text("<p>forged</p>")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    publisher, state = site.publisher(), site.state("a")
    found = publisher.verify(replay, state)
    assert [one.part for one in found] == ["a/index.html"]
    wrong = state.model_copy(update={"state": "wrong"})
    assert [change.part for change in publisher.plan(replay, wrong)] == ["a/index.html"]
    publisher.publish(replay, wrong, lambda _state: None, lambda _share: None)
    assert "honest" in page.read_text()


def test_whenever_it_dies_it_goes_on_and_never_leads_to_what_is_not_there(
    site: Site, tmp_path: Path
) -> None:
    replay = site.session("a")
    www = tmp_path / "www"
    kept: list[Published] = [Published(kind="website")]
    deaths = 0
    for lives in range(1, 40):
        left = [lives % 4 + 1]

        def keep(state: Published, left: list[int] = left) -> None:
            kept.append(state)
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt

        try:
            site.publisher().publish(replay, kept[-1], keep, lambda _share: None)
        except KeyboardInterrupt:
            deaths += 1
        if (www / "index.html").exists() and "Titre a" in (www / "index.html").read_text():
            assert (www / "a" / "index.html").exists()
        if (www / "a" / "index.html").exists():
            assert (www / "a" / "replay.mp4").exists()
        if kept[-1].state == "sent":
            break
    assert deaths > 2
    state = site.publisher().publish(replay, kept[-1], lambda _s: None, lambda _share: None)
    assert site.publisher().verify(replay, state) == ()


def test_a_session_that_never_arrived_is_not_listed_with_the_next(
    site: Site, tmp_path: Path
) -> None:
    a, b = site.session("a"), site.session("b")

    def dies(_state: Published) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        site.publisher().publish(a, site.state("a"), dies, lambda _share: None)
    site.publish(b)
    assert "Titre a" not in (tmp_path / "www" / "index.html").read_text()


def test_what_a_site_tells_can_be_made_again(site: Site, tmp_path: Path) -> None:
    a, b = site.session("a"), site.session("b")
    site.publish(a)
    site.publish(b)
    shutil.rmtree(tmp_path / "archive" / ".outgoing")
    assert site.publish(b) == ()
    assert "Titre a" in (tmp_path / "www" / "index.html").read_text()


def test_a_withdrawn_session_is_nowhere(site: Site, tmp_path: Path) -> None:
    a, b = site.session("a"), site.session("b")
    site.publish(a)
    site.publish(b)
    live = tmp_path / "www" / "a" / "live"
    live.mkdir()
    (live / "run1.ts").write_bytes(b"live")
    site.withdraw("a")
    assert names(tmp_path / "www" / "a") == {"index.html"}
    assert "Titre a" not in (tmp_path / "www" / "index.html").read_text()
    assert site.publish(b) == ()
    site.withdraw("b", remove=True)
    assert names(tmp_path / "www" / "b") == set()
    site.publish(a)
    assert "Titre a" in (tmp_path / "www" / "index.html").read_text()


def test_what_the_live_page_left_is_not_sent(site: Site, tmp_path: Path) -> None:
    replay = site.session("a")
    live = tmp_path / "archive" / "site" / "a" / "live"
    live.mkdir()
    (live / "run1_00001.ts").write_bytes(b"live")
    (live.parent / ".writing-x").write_bytes(b"half")
    site.publish(replay)
    assert names(tmp_path / "www" / "a") == {"index.html", "replay.mp4", "session.json"}


def test_one_process_at_a_time_changes_a_place(site: Site) -> None:
    replay = site.session("a")
    site.publish(replay)
    with hold(site.archive / ".outgoing" / "site"), pytest.raises(LaterError):
        site.publish(replay)
