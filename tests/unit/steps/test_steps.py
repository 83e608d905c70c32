import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from archiver.errors import ArchiverError
from archiver.model.agenda import Agenda, Item
from archiver.model.session import Session
from archiver.steps import Settings, Step, Work, run_step, state_of
from archiver.store.archive import create_session
from archiver.store.folder import SessionFolder
from archiver.store.lease import LeaseLostError, hold


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    printed = tmp_path / "agenda.csv"
    printed.write_text("Titre\nBudget\n")
    session = Session(title="Séance", date=date(2017, 3, 27))
    agenda = Agenda(items=(Item(id="1", title="Budget"),))
    return create_session(tmp_path / "archive" / "s", session, agenda, printed, None)


def shout(work: Work) -> None:
    said = work.folder.file("agenda.json").read_text(encoding="utf-8")
    work.write("shouted.txt", said.upper())


def step(run: Callable[[Work], None] = shout, name: str = "shout") -> Step:
    return Step(name, run, ("agenda.json",), ("shouted.txt",), lambda s: {"title": s.session.title})


def go(folder: SessionFolder, which: Step) -> None:
    with hold(folder.path) as lease:
        run_step(which, folder, Settings.of(folder), lease)


def state(folder: SessionFolder, which: Step) -> str:
    return state_of(which, folder, Settings.of(folder), folder.manifest()).state


def test_a_step_is_missing_then_done(folder: SessionFolder) -> None:
    assert state(folder, step()) == "missing"
    go(folder, step())
    assert state(folder, step()) == "done"
    assert "BUDGET" in folder.file("shouted.txt").read_text(encoding="utf-8")
    assert not folder.file(".work/shout").exists()


def test_a_changed_input_makes_it_stale_and_the_same_bytes_do_not(folder: SessionFolder) -> None:
    go(folder, step())
    agenda = folder.file("agenda.json")
    text = agenda.read_text(encoding="utf-8")
    agenda.write_text(text, encoding="utf-8")
    assert state(folder, step()) == "done"
    agenda.write_text(text.replace("Budget", "Routes"), encoding="utf-8")
    assert state(folder, step()) == "stale"


def test_a_changed_setting_makes_it_stale(folder: SessionFolder) -> None:
    go(folder, step())
    path = folder.file("session.toml")
    path.write_text(path.read_text(encoding="utf-8").replace("Séance", "Autre"), encoding="utf-8")
    assert state(folder, step()) == "stale"


def test_a_setting_that_it_does_not_use_changes_nothing(folder: SessionFolder) -> None:
    go(folder, step())
    (folder.archive / "archive.toml").write_text('brand_color = "#ff0000"\n')
    assert state(folder, step()) == "done"


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_result_that_is_gone_or_changed_makes_it_stale(
    folder: SessionFolder, damage: str
) -> None:
    go(folder, step())
    result = folder.file("shouted.txt")
    if damage == "gone":
        result.unlink()
    else:
        result.write_text("mine")
    assert state(folder, step()) == "stale"


def test_a_failure_is_on_the_record_and_leaves_the_old_result(folder: SessionFolder) -> None:
    go(folder, step())

    def fail(work: Work) -> None:
        work.write("shouted.txt", "half")
        raise ArchiverError("what", "why", "remedy")

    with pytest.raises(ArchiverError):
        go(folder, step(fail))
    assert "BUDGET" in folder.file("shouted.txt").read_text(encoding="utf-8")
    failed = folder.manifest().failed["shout"]
    assert (failed.what, failed.why, failed.remedy) == ("what", "why", "remedy")
    assert state(folder, step()) == "failed"
    last = json.loads(folder.file("log.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert last["event"] == "failed"
    assert "ArchiverError" in last["traceback"]
    go(folder, step())
    assert state(folder, step()) == "done"


def test_an_interruption_is_no_failure_and_keeps_what_was_put_aside(folder: SessionFolder) -> None:
    def interrupted(work: Work) -> None:
        work.save("half", b"kept")
        work.write("shouted.txt", "half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        go(folder, step(interrupted))
    assert state(folder, step()) == "missing"
    assert not folder.file("shouted.txt").exists()
    seen: list[bytes | None] = []

    def resumed(work: Work) -> None:
        seen.append(work.load("half"))
        shout(work)

    go(folder, step(resumed))
    assert seen == [b"kept"]
    assert not folder.file(".work/shout").exists()


def test_what_a_step_no_longer_makes_is_removed(folder: SessionFolder) -> None:
    def french(work: Work) -> None:
        work.write("captions/fr.vtt", "x")

    def english(work: Work) -> None:
        work.write("captions/en.vtt", "x")

    go(folder, step(french, "caption"))
    go(folder, step(english, "caption"))
    assert [p.name for p in folder.file("captions").iterdir()] == ["en.vtt"]
    assert "captions/fr.vtt" not in folder.manifest().artifacts


def test_results_for_the_site_go_to_the_archive(folder: SessionFolder) -> None:
    def page(work: Work) -> None:
        work.write("site/s/index.html", "<!doctype html>")

    go(folder, step(page, "page"))
    assert (folder.archive / "site" / "s" / "index.html").is_file()


def test_nothing_is_recorded_once_another_process_took_over(folder: SessionFolder) -> None:
    def taken_over(work: Work) -> None:
        shout(work)
        folder.file(".lease").unlink()

    with pytest.raises(LeaseLostError):
        go(folder, step(taken_over))
    assert not folder.file("shouted.txt").exists()
    assert "shout" not in folder.manifest().done


def test_a_damaged_manifest_costs_only_work(folder: SessionFolder) -> None:
    go(folder, step())
    folder.file("manifest.json").write_text("{")
    assert state(folder, step()) == "missing"
    go(folder, step())
    assert state(folder, step()) == "done"
