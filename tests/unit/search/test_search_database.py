"""The file: versions, damage, foreign files, two processes."""

import multiprocessing
from datetime import date
from pathlib import Path

import apsw
import pytest

from archiver.search.database import SearchIndexError, SearchIndexLostError
from archiver.search.index import Index
from archiver.search.records import IndexedSession, Passage


def session(id: str, text: str = "Le budget.", times: int = 1) -> IndexedSession:
    passages = tuple(
        Passage(start_ms=i * 60_000, end_ms=i * 60_000 + 1, replay_ms=i, text=text)
        for i in range(times)
    )
    return IndexedSession(
        id=id, title="T", date=date(2020, 1, 1), fingerprint="f", passages=passages
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "cache" / "index.db"
    with Index.open(path) as index:
        index.add(session("a", times=50))
    return path


def test_what_was_added_is_there_when_it_is_opened_again(path: Path) -> None:
    with Index.open(path) as index:
        assert index.fingerprints() == {"a": "f"}
        assert index.search("budget").total == 50


def test_another_version_is_emptied_and_can_be_filled(path: Path) -> None:
    connection = apsw.Connection(str(path))
    connection.pragma("user_version", 9999)
    connection.close()
    with Index.open(path) as index:
        assert index.fingerprints() == {}
        index.add(session("b"))
        assert index.search("budget").total == 1


@pytest.mark.parametrize(
    "junk", [b"", b"not a database " * 5000, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_an_unreadable_file_is_made_anew(path: Path, junk: bytes) -> None:
    path.write_bytes(junk)
    with Index.open(path) as index:
        assert index.fingerprints() == {}
        index.add(session("b"))
    with Index.open(path) as index:
        assert index.search("budget").total == 1


def test_damage_found_on_the_way_empties_the_index_and_says_so(path: Path) -> None:
    connection = apsw.Connection(str(path))
    connection.execute("UPDATE passages_data SET block = randomblob(900) WHERE id > 10")
    connection.close()
    with Index.open(path) as index:
        with pytest.raises(SearchIndexLostError):
            index.search("budget")
        assert index.fingerprints() == {}
        index.add(session("b"))
        assert index.search("budget").total == 1


def test_a_file_cut_short_does_not_stop_anyone(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with Index.open(path) as index:
        try:
            index.add(session("b"))
        except SearchIndexLostError:
            index.add(session("b"))
    with Index.open(path) as index:
        assert index.search("budget").total >= 1
        assert "b" in index.fingerprints()


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    connection = apsw.Connection(str(path))
    connection.execute("CREATE TABLE precious(x); INSERT INTO precious VALUES(1)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(SearchIndexError):
        Index.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("place", ["folder", "file/index.db"])
def test_a_place_that_cannot_hold_it_is_said(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(SearchIndexError) as error:
        Index.open(tmp_path / place)
    assert str(tmp_path / place) in error.value.what


def test_a_session_is_added_entirely_or_not_at_all(path: Path) -> None:
    with Index.open(path) as index:
        index._db.pragma("max_page_count", index._db.pragma("page_count") + 2)
        with pytest.raises(SearchIndexError) as error:
            index.add(session("a", text="voirie " * 3000, times=20))
        assert "disk" in error.value.why or "disque" in error.value.why
        assert index.fingerprints() == {"a": "f"}
        assert index.search("budget").total == 50
        assert index.search("voirie").total == 0


def _fill(path: Path, name: str) -> None:
    for i in range(15):
        with Index.open(path) as index:
            index.add(session(f"{name}{i}", times=5))
            index.search("budget")


def test_two_processes_index_and_search_at_once(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_fill, args=(path, name)) for name in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    with Index.open(path) as index:
        assert len(index.fingerprints()) == 30
        assert index.search("budget").total == 150
