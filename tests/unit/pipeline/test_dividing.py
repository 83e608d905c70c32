"""The step that splits, in a session folder: what was heard, marked, and corrected since."""

from pathlib import Path

import pytest

from archiver.dividing import split_session
from archiver.looking import CARDS
from archiver.marking import MARKS
from archiver.model.cards import Cards
from archiver.model.chapters import Chapters
from archiver.model.corrections import Correction
from archiver.model.marks import Mark
from archiver.model.recording import MediaInfo, Recording
from archiver.model.speakers import Speakers
from archiver.model.transcript import Transcript
from archiver.rosters import SPEAKERS
from archiver.steps import Settings, Work
from archiver.store.corrections import add
from archiver.store.folder import CORRECTED, RUNS, SessionFolder
from tests.unit.agenda.conversation import first, outline, spoken
from tests.unit.agenda.test_agenda_anchors import DIKES, SCRIPT
from tests.unit.corrections.made import a, starts, undo
from tests.unit.model.recordings import mark, runs_of

HEARD, DURATION_MS, TIMES = spoken(SCRIPT)
CLEAN = ["none", "opening", "1", "2", "3", "4", "closing", "none"]


def folder(tmp_path: Path, *marks: Mark, imported: bool = False) -> SessionFolder:
    path = tmp_path / "archive" / "session"
    (path / "recording").mkdir(parents=True)
    (path / "session.toml").write_text('title = "Séance"\ndate = 2017-03-27\n', encoding="utf-8")
    session = SessionFolder(path)
    recording = Recording(
        file="recording/recording.mp4",
        origin="",
        kept_by="link" if imported else "segments",
        media=MediaInfo(duration_ms=DURATION_MS, container="mpegts"),
    )
    said = Transcript(language="fr", duration_ms=DURATION_MS, utterances=tuple(HEARD))
    for name, record in (
        ("agenda.json", DIKES),
        ("recording/recording.json", recording),
        (RUNS, runs_of((0, DURATION_MS))),
        (CORRECTED, said),
        (SPEAKERS, Speakers()),
        (CARDS, Cards()),
    ):
        session.file(name).write_text(record.to_json(), encoding="utf-8")
    lines = "".join(one.model_dump_json(exclude_defaults=True) + "\n" for one in marks)
    session.file(MARKS).write_text(lines, encoding="utf-8")
    return session


def chapters(session: SessionFolder, *corrections: Correction) -> tuple[Chapters, list[str]]:
    if corrections:
        add(session, corrections)
    work = Work(session, Settings.of(session), session.path / ".work")
    split_session(work)
    written = work.out("chapters.json").read_bytes()
    return Chapters.model_validate_json(written), work.warnings


def test_without_marks_or_corrections_it_is_what_was_heard(tmp_path: Path) -> None:
    found, warnings = chapters(folder(tmp_path))
    assert outline(found) == CLEAN
    assert warnings == []


def test_a_mark_is_where_an_item_starts_and_the_others_stay(tmp_path: Path) -> None:
    at = TIMES["2"] + 4_321
    found, _warnings = chapters(folder(tmp_path, mark("item", at / 1000, "2")))
    span = first(found, "2")
    assert (span.start_ms, span.confidence, span.band) == (at, 1.0, "sure")
    assert span.evidence[0].kind == "mark"
    assert {e.kind for e in span.evidence} > {"mark", "title"}
    assert outline(found) == CLEAN
    assert first(found, "3").start_ms == TIMES["3"]


def test_a_correction_moves_what_was_marked(tmp_path: Path) -> None:
    session = folder(tmp_path, mark("item", TIMES["inside"] / 1000, "2"))
    moved = starts("2", TIMES["2"] + 500, before=TIMES["inside"])
    found, _warnings = chapters(session, moved)
    assert [s.start_ms for s in found.spans if "2" in s.items] == [TIMES["2"] + 500]
    assert first(found, "2").evidence[0].kind == "correction"
    back, _warnings = chapters(session, undo(moved))
    assert first(back, "2").start_ms == TIMES["inside"]
    assert first(back, "2").evidence[0].kind == "mark"


def test_an_item_said_not_to_be_treated_is_not_looked_for(tmp_path: Path) -> None:
    gone = a("not_treated", 0, item="3", after="withdrawn")
    found, _warnings = chapters(folder(tmp_path), gone)
    (absent,) = found.not_treated
    assert (absent.item, absent.reason) == ("3", "withdrawn")
    assert absent.evidence[0].kind == "correction"
    assert first(found, "4").start_ms == TIMES["4"]


def test_an_unlisted_matter_that_a_person_names_keeps_its_name(tmp_path: Path) -> None:
    after = {"kind": "unlisted", "title": "Un hommage"}
    found, _warnings = chapters(folder(tmp_path), a("item", TIMES["later"], after=after))
    span = first(found, "unlisted")
    assert (span.start_ms, span.title) == (TIMES["later"], "Un hommage")
    assert first(found, "3").start_ms == TIMES["3"]


@pytest.mark.parametrize("imported", [True, False])
def test_marks_need_the_clock_of_a_recording(tmp_path: Path, imported: bool) -> None:
    session = folder(tmp_path, mark("item", TIMES["later"] / 1000, "2"), imported=imported)
    found, warnings = chapters(session)
    assert first(found, "2").start_ms == TIMES["2" if imported else "later"]
    assert len(warnings) == (1 if imported else 0)
