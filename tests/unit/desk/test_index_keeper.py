"""The index of the desk: brought up to date beside the answers, and told where it is not."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from archiver.desk import Desk, People, index_keeper, make_app
from archiver.desk.index_keeper import IndexKeeper
from archiver.desk.jobs import Jobs
from archiver.indexing import UnreadError, refresh
from archiver.model.progress import Progress
from archiver.search.database import SearchIndexError
from archiver.search.index import Index
from tests.unit.desk.desks import HERE, Started, archive_in, finish


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ARCHIVER_CACHE", str(tmp_path / "cache"))
    archive = archive_in(tmp_path)
    finish(archive)
    return archive


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Half of the work on the index is done; the rest once this is set."""
    go_on = threading.Event()

    def half(
        index: Index, archive: Path, progress: Progress, unread: Callable[[UnreadError], None]
    ) -> None:
        progress(0.5)
        assert go_on.wait(60)
        refresh(index, archive, progress, unread)

    monkeypatch.setattr(index_keeper, "refresh", half)
    return go_on


def browser(archive: Path, keeper: IndexKeeper) -> TestClient:
    app = make_app(Desk(archive, People(HERE), Jobs(Started()), keeper))
    return TestClient(app, base_url="http://127.0.0.1:8321")


def test_who_searches_meanwhile_is_told_how_far_it_is(archive: Path, held: threading.Event) -> None:
    keeper = IndexKeeper(archive, patience_s=0)
    desk = browser(archive, keeper)
    while keeper.standing().share == 0:
        pass
    page = desk.get("/search", params={"q": "budget"}).text
    assert "L’index est mis à jour\u00a0: 50\u00a0%" in page
    assert "Rien n’a été trouvé" in page
    assert desk.get("/api/search/index").json() == {"share": 0.5}
    assert desk.get("/api/search", params={"q": "budget"}).json()["share"] == 0.5
    held.set()
    assert keeper.standing(whole=True).share == 1
    page = desk.get("/search", params={"q": "budget"}).text
    assert 'id="coming"' not in page
    assert "<mark>budget</mark>" in page


def test_what_is_taken_elsewhere_waits_for_all(archive: Path, held: threading.Event) -> None:
    keeper = IndexKeeper(archive, patience_s=0)
    keeper.start()
    threading.Timer(0.2, held.set).start()
    table = browser(archive, keeper).get("/api/search.csv", params={"q": "budget"})
    assert len(table.text.splitlines()) == 3


def test_it_is_looked_over_once_for_all_who_search(archive: Path, held: threading.Event) -> None:
    keeper = IndexKeeper(archive)
    assert keeper.start() is keeper.start() is not None
    held.set()
    keeper.standing(whole=True)
    assert keeper.start() is None


def test_a_session_that_cannot_be_read_is_told_and_the_others_are_found(archive: Path) -> None:
    broken = archive / "2026-11-21-autre"
    for name in ("session.toml", "agenda.json", "transcript.json", "chapters.json"):
        broken.mkdir(exist_ok=True)
        (broken / name).write_text("{", encoding="utf-8")
    (broken / "replay").mkdir()
    (broken / "replay/timeline.json").write_text("{", encoding="utf-8")
    desk = browser(archive, IndexKeeper(archive, 60))
    answer = desk.get("/api/search", params={"q": "budget"}).json()
    assert answer["total"] == 2
    assert len(answer["unread"]) == 1
    page = desk.get("/search", params={"q": "budget"}).text
    assert "«\u00a02026-11-21-autre\u00a0» ne peut pas être cherchée dans son état actuel" in page
    assert "session.toml" in page


def test_an_index_that_cannot_be_written_is_told_at_each_search(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVER_CACHE", str(archive / "archive.toml"))
    (archive / "archive.toml").write_text("", encoding="utf-8")
    keeper = IndexKeeper(archive, 60)
    for _again in range(2):
        with pytest.raises(SearchIndexError):
            keeper.standing()
    page = browser(archive, keeper).get("/search", params={"q": "budget"})
    assert page.status_code == 200
    assert "index de recherche" in page.text
