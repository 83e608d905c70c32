"""The search at the desk: same answers as the command, as a page, a table, a list to read."""

import csv
import html
import io
import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from archiver.citing import Links, quotation
from archiver.desk import Person
from archiver.desk.people import People
from archiver.indexing import find
from archiver.search.records import Filters
from archiver.searches import kept_searches
from tests.unit.desk.desks import ID, archive_in, browser, finish

READER = People(Person("Lou Ferrand", "read"))


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ARCHIVER_CACHE", str(tmp_path / "cache"))
    archive = archive_in(tmp_path)
    finish(archive)
    return archive


@pytest.fixture
def desk(archive: Path) -> TestClient:
    return browser(archive)


def times(answer: object) -> list[int]:
    assert isinstance(answer, dict)
    return [hit["start_ms"] for hit in answer["result"]["hits"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "budget"}, [1_000, 8_000, 25_000]),
        ({"q": '"budget est"'}, [8_000]),
        ({"q": "budg* -routes"}, [1_000, 8_000]),
        ({"q": "budget", "vote": "unanimous"}, [1_000, 8_000]),
        ({"q": "budget", "vote": "rejected"}, []),
        ({"q": "budget", "speaker": "ravanel", "vote": ""}, [25_000]),
        ({"q": "budget", "item": "102", "since": ""}, [25_000]),
        ({"q": "budget", "until": "2026-11-19"}, []),
        ({"q": "budget", "body": "ailleurs"}, []),
        ({"q": "secret"}, []),
    ],
)
def test_the_desk_finds_what_the_command_finds(
    desk: TestClient, archive: Path, asked: dict[str, str], found: list[int]
) -> None:
    answer = desk.get("/api/search", params=asked).json()
    told = {key: value for key, value in asked.items() if key != "q" and value}
    same = find(archive, asked["q"], Filters.model_validate(told), 20)
    assert times(answer) == [hit.start_ms for hit in same.hits]
    assert set(times(answer)) <= set(found)
    assert bool(found) == bool(answer["total"])


def test_the_page_shows_words_in_context_by_session(desk: TestClient) -> None:
    page = desk.get("/search", params={"q": "budget"}).text
    assert page.count("<article") == 1
    assert "<mark>budget</mark>" in page
    assert f"/sessions/{ID}/text?at=" in page
    assert "secret" not in page
    told = html.unescape(" ".join(re.findall(r'data-quotation="([^"]*)"', page)))
    assert "Les routes du canton attendent leur budget.\u00a0» (M. Ravanel, Séance publique" in told
    assert "vendredi 20 novembre 2026, Routes, à 0:19 du replay)" in told


@pytest.mark.parametrize(
    "asked", ["-budget", "bu*", "…", " ".join(f"{a}{b}" for a in "abcdefgh" for b in "abcdefgh")]
)
def test_what_cannot_be_searched_is_told(desk: TestClient, asked: str) -> None:
    page = desk.get("/search", params={"q": asked})
    assert page.status_code == 200
    assert 'class="wrong" role="alert"' in page.text


def test_nothing_asked_becomes_markup(desk: TestClient) -> None:
    hostile = "\"><script>alert(1)</script>'&lt;"
    page = desk.get("/search", params={"q": hostile, "body": hostile, "speaker": hostile}).text
    assert "<script>alert" not in page
    listed = desk.get("/api/search.html", params={"q": f"budget {hostile}"}).text
    assert "<script>" not in listed


def test_a_table_and_a_reading_list_hold_all_places(desk: TestClient) -> None:
    table = desk.get("/api/search.csv", params={"q": "budget"})
    assert table.headers["content-disposition"] == 'attachment; filename="recherche.csv"'
    rows = list(csv.DictReader(io.StringIO(table.text.lstrip("\ufeff")), delimiter=";"))
    assert sorted(row["time"] for row in rows) == ["0:01", "0:19"]
    assert all(row["link"].endswith(f"{row['session']}/index.html#u-{ms}")
               for row, ms in zip(sorted(rows, key=lambda r: r["time"]), (1_000, 25_000),
                                  strict=True))  # fmt: skip
    listed = desk.get("/api/search.html", params={"q": "budget"}).text
    assert listed.count("<article>") == 2
    assert "<mark>budget</mark>" in listed


def test_a_quotation_names_its_place_and_its_address(archive: Path) -> None:
    (archive / "archive.toml").write_text('base_url = "https://seances.example.fr/"', "utf-8")
    hit = find(archive, "canton", Filters(), 1).hits[0]
    told = quotation(hit, Links(archive).public(hit))
    assert told.endswith(f"à 0:19 du replay, https://seances.example.fr/{ID}/index.html#u-25000)")


def test_a_search_is_kept_and_made_again(desk: TestClient, archive: Path) -> None:
    asked = {"q": "budget", "vote": "unanimous", "since": "2026-01-01"}
    assert (
        desk.post("/api/searches", json={"name": "L'unanimité", "asked": asked}).status_code == 204
    )
    [kept] = desk.get("/api/searches").json()
    assert (kept["name"], kept["author"]) == ("L'unanimité", "Camille Aubrac")
    assert kept["url"] in html.unescape(desk.get("/search").text)
    assert "<mark>budget</mark>" in desk.get(kept["url"]).text
    again = json.loads((archive / "searches.json").read_text("utf-8"))
    assert again["searches"][0]["filters"] == {"since": "2026-01-01", "vote": "unanimous"}
    assert desk.post("/api/searches/forget", json={"name": "L'unanimité"}).status_code == 204
    assert desk.get("/api/searches").json() == []
    assert desk.post("/api/searches/forget", json={"name": "L'unanimité"}).status_code == 400


def test_who_may_only_read_keeps_their_own(archive: Path) -> None:
    kept = {"name": "Routes", "asked": {"q": "routes"}}
    browser(archive).post("/api/searches", json=kept)
    reader = browser(archive, READER)
    assert reader.post("/api/searches", json=kept).status_code == 403
    assert reader.post("/api/searches/forget", json={"name": "Routes"}).status_code == 403
    assert reader.post("/api/searches", json={**kept, "name": "Les miennes"}).status_code == 204
    assert [one.author for one in kept_searches(archive)] == ["Lou Ferrand", "Camille Aubrac"]


def test_a_search_that_finds_nothing_by_its_words_is_not_kept(desk: TestClient) -> None:
    for words in ("-x", ""):
        answer = desk.post("/api/searches", json={"name": "Rien", "asked": {"q": words}})
        assert answer.status_code == 400
    assert desk.get("/api/searches").json() == []


def test_a_damaged_file_of_searches_is_told_and_left(desk: TestClient, archive: Path) -> None:
    (archive / "searches.json").write_text("{", encoding="utf-8")
    answer = desk.post("/api/searches", json={"name": "x", "asked": {"q": "budget"}})
    assert answer.status_code == 400
    assert "searches.json" in answer.json()["what"]
    assert (archive / "searches.json").read_text("utf-8") == "{"
