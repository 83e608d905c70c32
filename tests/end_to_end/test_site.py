"""The site of two sessions, as a visitor and a program find it: every link leads somewhere."""

import json
import posixpath
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar
from lxml import etree

from tests.end_to_end.support import Shell, spoken_video, video

BASE = "https://seances.example.fr/archives/"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, base_env: dict[str, str]) -> Shell:
    """An archive with two sessions, one of them spoken, and an address."""
    folder = tmp_path_factory.mktemp("site")
    made = Shell(folder, {**base_env, "ARCHIVER_CACHE": str(folder / "cache")})
    spoken, silent = made.new("archive/2026-11-20"), made.new("archive/2026-12-18")
    house = folder / "archive" / "archive.toml"
    text = house.read_text(encoding="utf-8")
    house.write_text(text.replace('base_url = ""', f'base_url = "{BASE}"'), encoding="utf-8")
    made.ok("process", spoken, "--from-file", spoken_video(folder / "un.mp4", 93, 24))
    made.ok("process", silent, "--from-file", video(folder / "deux.mp4"))
    return made


def ours(site: Path, page: Path, link: str) -> tuple[Path, str] | None:
    """The file that a link means, and the id in it; None where it leads elsewhere."""
    if link.startswith(BASE):
        link = "/" + link.removeprefix(BASE)
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    here = page.relative_to(site).as_posix()
    to = here if not parts.path else posixpath.join(posixpath.dirname(here), unquote(parts.path))
    found = site / posixpath.normpath(to.lstrip("/"))
    return (found / "index.html" if found.is_dir() else found), unquote(parts.fragment)


def dangling(site: Path) -> list[str]:
    """Every link, source and poster of every page that leads nowhere."""
    pages = {p: BeautifulSoup(p.read_bytes(), "lxml") for p in site.rglob("*.html")}
    ids = {page: {str(e["id"]) for e in soup.find_all(id=True)} for page, soup in pages.items()}
    wrong = []
    for page, soup in pages.items():
        for element in soup.find_all(True):
            for name in ("href", "src", "poster", "data-to"):
                target = ours(site, page, str(element.get(name, "#")))
                if target is None:
                    continue
                file, fragment = target
                anchored = not fragment or file not in ids or fragment in ids[file]
                if not file.is_file() or not (anchored or fragment.startswith("t=")):
                    wrong.append(f"{page.relative_to(site)}: {element.get(name)}")
    return wrong


def test_every_link_leads_somewhere(shell: Shell) -> None:
    site = shell.folder / "archive" / "site"
    for name in ("index", "annees/2026/index", "intervenants/index", "commissions/index"):
        assert (site / f"{name}.html").is_file(), name
    assert "finances/index.html" in (site / "commissions/index.html").read_text(encoding="utf-8")
    assert dangling(site) == []


def test_what_feeds_name_is_there(shell: Shell) -> None:
    site = shell.folder / "archive" / "site"
    rss = etree.parse(site / "rss.xml").getroot()
    links = [str(e.get("url")) for e in rss.iter() if e.get("url")]
    links += [str(e.text) for e in rss.iter("link")]
    links += [str(e.text) for e in etree.parse(site / "sitemap.xml").iter() if "loc" in str(e.tag)]
    assert len(links) > 12
    for link in links:
        found = ours(site, site / "index.html", link)
        assert found is not None, link
        assert found[0].is_file(), link
    enclosure = next(rss.iter("enclosure"))
    video_file = site / str(enclosure.get("url")).removeprefix(BASE)
    assert video_file.stat().st_size == int(str(enclosure.get("length")))
    events = Calendar.from_ical((site / "calendar.ics").read_bytes()).walk("VEVENT")
    assert len(events) == 2


def test_the_manifest_names_files_that_are_there(shell: Shell) -> None:
    site = shell.folder / "archive" / "site"
    schema = shell.ok("schema", "page").json
    for id in ("2026-11-20", "2026-12-18"):
        told = json.loads((site / id / "manifest.json").read_bytes())
        jsonschema.validate(told, schema)
        assert told["captions"]["recognised"]
        for file in told["files"].values():
            found = ours(site, site / "index.html", file["url"])
            assert found is not None
            assert found[0].is_file()


def test_a_renamed_session_keeps_its_address(shell: Shell) -> None:
    folder = shell.folder / "renamed"
    shutil.copytree(shell.folder / "archive", folder)
    (folder / "2026-11-20").rename(folder / "2026-11-20-budget")
    shell.ok("process", folder / "2026-11-20-budget")
    old = (folder / "site/2026-11-20/index.html").read_text(encoding="utf-8")
    assert "url=../2026-11-20-budget/index.html" in old
    assert f'"{BASE}2026-11-20-budget/"' in old
    assert dangling(folder / "site") == []


def test_captions_read_by_a_person_are_said_to_be(shell: Shell) -> None:
    folder = shell.folder / "checked"
    shutil.copytree(shell.folder / "archive", folder)
    shell.ok("correct", folder / "2026-11-20", "relu", "--author", "Camille Durand")
    shell.ok("process", folder / "2026-11-20")
    page = (folder / "site/2026-11-20/index.html").read_text(encoding="utf-8")
    assert 'data-captions="corrected"' in page
    assert "Camille" not in page
    listed = (folder / "site/index.html").read_text(encoding="utf-8")
    assert listed.count('data-captions="corrected"') == 1
    assert listed.count('data-captions="recognised"') == 1
    fates = shell.ok("correct", folder / "2026-11-20", "--json").json["corrections"]
    assert fates[0]["fate"]["outcome"] == "applied"
