"""What is heard while the session is recorded can be searched: only what is public."""

from pathlib import Path

import pytest

from archiver.indexing import find, fingerprint
from archiver.live.growing import Growing
from archiver.live.spoken import Spoken
from archiver.marking import mark
from archiver.model.transcript import Word
from archiver.search.records import Filters
from archiver.store.folder import LIVE_CHAPTERS, RUNS, SessionFolder
from tests.unit.live.sessions import session_in
from tests.unit.model.recordings import at, runs_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionFolder:
    monkeypatch.setenv("ARCHIVER_CACHE", str(tmp_path / "cache"))
    made = session_in(tmp_path)
    runs = runs_of((0, 120_000)).model_copy(update={"finished": False})
    made.file(RUNS).write_text(runs.to_json(), encoding="utf-8")
    return made


def found(folder: SessionFolder, words: str) -> int:
    return find(folder.archive, words, Filters(), 10).total


def heard(folder: SessionFolder) -> Spoken:
    spoken = Spoken(folder, "fr", "t")
    said = ((5_000, "microphone."), (30_000, "cantine."), (70_000, "secret."))
    words = [Word(start_ms=ms, end_ms=ms + 400, text=text) for ms, text in said]
    spoken.settle(words, 80_000)
    spoken.caption([Word(start_ms=90_000, end_ms=90_400, text="rapide.")], 95_000)
    return spoken


def test_only_what_is_public_and_settled_is_found(folder: SessionFolder) -> None:
    mark(folder, "open", at=at(20))
    mark(folder, "closed", at=at(60))
    mark(folder, "public", at=at(85))
    growing = Growing(folder, folder.session(), heard(folder))
    growing.grow()
    assert growing.failed is None
    assert folder.file(LIVE_CHAPTERS).is_file()
    assert found(folder, "cantine") == 1
    assert [found(folder, word) for word in ("microphone", "secret", "rapide")] == [0, 0, 0]


def test_without_any_mark_nothing_is_found(folder: SessionFolder) -> None:
    Growing(folder, folder.session(), heard(folder)).grow()
    assert found(folder, "cantine") == 0


def test_a_mark_made_later_takes_it_out_of_the_index(folder: SessionFolder) -> None:
    mark(folder, "open", at=at(20))
    Growing(folder, folder.session(), heard(folder)).grow()
    assert found(folder, "cantine") == 1
    before = fingerprint(folder)
    mark(folder, "retract", retract_ms=30_000, at=at(45))
    assert fingerprint(folder) != before
    assert found(folder, "cantine") == 0


def test_chapters_take_a_small_share_of_the_time(folder: SessionFolder) -> None:
    growing = Growing(folder, folder.session(), heard(folder))
    growing.grow()
    before = folder.file(LIVE_CHAPTERS).stat().st_mtime_ns
    growing.grow()
    assert folder.file(LIVE_CHAPTERS).stat().st_mtime_ns == before
