"""Pagefind as it is, on a site of a few pages."""

import json
import os
import shutil
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from archiver import sitesearch
from archiver.cli.doctor import CHECKS, Check
from archiver.programs import pagefind
from archiver.programs.briefly import run_briefly
from archiver.programs.pagefind import NoPagefindError, find_pagefind, index_pages
from archiver.programs.run import ProgramError
from archiver.publish.website import card_of, card_to_json, render_session
from archiver.sitesearch import Indexed, index_site, keep_searchable
from tests.real import need
from tests.unit.publish.sample_page import sample

pytestmark = pytest.mark.real("pagefind")


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        found: object = find_pagefind()
    except NoPagefindError:
        found = None
    need(found, "pagefind", "pip install pagefind_bin")
    monkeypatch.setenv("ARCHIVER_CACHE", str(tmp_path / "cache"))


def of_search(archive: Path) -> Check:
    return next(check for check in CHECKS if check.__name__ == "_site_search")(archive)


def put(archive: Path, id: str, year: int = 2026, title: str = "A public session") -> None:
    session = sample().session.model_copy(update={"date": date(year, 3, 1), "title": title})
    page = sample(id=id, session=session)
    folder = archive / "site" / id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(render_session(page), encoding="utf-8")
    (folder / "session.json").write_text(card_to_json(card_of(page)), encoding="utf-8")
    (archive / id).mkdir(exist_ok=True)
    (archive / id / "session.toml").touch()


def made(archive: Path) -> dict[str, bytes]:
    root = archive / "site" / "pagefind"
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_only_what_changed_is_indexed_again(tmp_path: Path) -> None:
    put(tmp_path, "one")
    assert index_site(tmp_path) == Indexed(1, ("recent",))
    first = made(tmp_path)
    assert json.loads(first["parts.json"])["parts"] == ["recent"]
    assert sum(name.endswith(".pf_fragment") for name in first) == 4
    assert not any("ui" in name or "highlight" in name for name in first)
    assert index_site(tmp_path) == Indexed(1, ())
    assert made(tmp_path) == first
    put(tmp_path, "one", title="Another title")
    assert index_site(tmp_path) == Indexed(1, ("recent",))


def test_a_session_that_is_gone_is_found_no_more(tmp_path: Path) -> None:
    put(tmp_path, "one")
    put(tmp_path, "two")
    assert index_site(tmp_path).sessions == 2
    shutil.rmtree(tmp_path / "two")
    assert index_site(tmp_path) == Indexed(1, ("recent",))


def test_the_years_before_are_an_index_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitesearch, "_SPLIT_FROM", 4)
    for year in range(2020, 2024):
        put(tmp_path, f"of-{year}", year)
    assert index_site(tmp_path) == Indexed(4, ("recent", "before"))
    put(tmp_path, "of-2023", 2023, title="Another title")
    assert index_site(tmp_path) == Indexed(4, ("recent",))
    put(tmp_path, "of-2020", 2020, title="Another title")
    assert index_site(tmp_path) == Indexed(4, ("before",))
    for year in range(2020, 2022):
        shutil.rmtree(tmp_path / f"of-{year}")
    assert index_site(tmp_path).sessions == 2
    assert json.loads(made(tmp_path)["parts.json"])["parts"] == ["recent"]
    assert not any(name.startswith("before") for name in made(tmp_path))


def test_a_lost_cache_does_no_harm(tmp_path: Path) -> None:
    put(tmp_path, "one")
    index_site(tmp_path)
    first = made(tmp_path)
    shutil.rmtree(tmp_path / "cache")
    assert index_site(tmp_path) == Indexed(1, ())
    assert made(tmp_path) == first


def test_two_at_once_make_one_whole_index(tmp_path: Path) -> None:
    for n in range(6):
        put(tmp_path, f"session-{n}")
    results: list[Indexed] = []
    threads = [threading.Thread(target=lambda: results.append(index_site(tmp_path))) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("recent" in result.made for result in results) == 1
    names = made(tmp_path)
    assert sum(name.endswith(".pf_fragment") for name in names) == 24


def test_a_program_that_fails_spoils_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "one")
    index_site(tmp_path)
    first = made(tmp_path)
    put(tmp_path, "one", title="Another title")
    bad = tmp_path / "bad"
    script = 'case "$1" in --version) echo pagefind 9.9;; *) echo "no room" >&2; exit 3;; esac'
    bad.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    bad.chmod(0o755)
    monkeypatch.setenv("PAGEFIND", str(bad))
    with pytest.raises(ProgramError) as caught:
        index_site(tmp_path)
    assert caught.value.why == "no room"
    assert made(tmp_path) == first
    assert "no room" in keep_searchable(tmp_path)
    monkeypatch.delenv("PAGEFIND")
    assert index_site(tmp_path) == Indexed(1, ("recent",))


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "slow"
    script = 'case "$1" in --version) echo pagefind 9.9;; *) sleep 600;; esac'
    slow.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setenv("PAGEFIND", str(slow))
    (tmp_path / "pages").mkdir()
    with pytest.raises(ProgramError):
        index_pages(tmp_path / "pages", tmp_path / "index", "fr", seconds=0.5)


def test_without_pagefind_the_site_is_made_and_the_doctor_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "one")
    monkeypatch.setattr(pagefind, "_candidates", lambda: [("", "PATH")])
    with pytest.raises(NoPagefindError) as caught:
        index_site(tmp_path)
    assert "pip install" in caught.value.remedy
    assert keep_searchable(tmp_path)
    assert not (tmp_path / "site" / "pagefind").exists()
    check = of_search(tmp_path)
    assert not check.ok
    assert not check.needed
    assert check.mend == caught.value.remedy


def test_the_doctor_tells_its_version(tmp_path: Path) -> None:
    check = of_search(tmp_path)
    assert check.ok
    assert find_pagefind().version in check.found


def test_no_settings_of_others_are_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "one")
    monkeypatch.setenv("PAGEFIND_GLOB", "nothing/*.html")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pagefind.toml").write_text('glob = "nothing/*.html"\n', encoding="utf-8")
    index_site(tmp_path)
    assert sum(name.endswith(".pf_fragment") for name in made(tmp_path)) == 4


def test_a_variable_can_be_taken_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAKEN_OUT", "1")
    script = "import os; print(os.environ.get('TAKEN_OUT'), os.environ.get('PUT_IN'))"
    args = [sys.executable, "-c", script]
    done = run_briefly(args, 30, env={"TAKEN_OUT": None, "PUT_IN": "2"}, wants_output=True)
    assert done.stdout == "None 2"
    assert os.environ["TAKEN_OUT"] == "1"
