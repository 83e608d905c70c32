"""The import step on what the recorder left: nothing copied, everything said, conflicts refused."""

from datetime import date
from pathlib import Path

import pytest

from archiver.errors import ArchiverError
from archiver.importing import check_same_recording
from archiver.model.agenda import Agenda, Item
from archiver.model.recording import Recording
from archiver.model.runs import Run
from archiver.model.session import Session
from archiver.pipeline import STEPS
from archiver.steps import Settings, run_step, state_of
from archiver.store.archive import create_session
from archiver.store.folder import SessionFolder
from archiver.store.lease import hold
from tests.media.recorded import numbered, record, recording

IMPORT = next(step for step in STEPS if step.name == "import")
SOUND = next(step for step in STEPS if step.name == "sound")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered(tmp_path_factory.mktemp("clip") / "clip.mp4", 24)


@pytest.fixture
def session(tmp_path: Path) -> SessionFolder:
    printed = tmp_path / "agenda.csv"
    printed.write_text("Titre\nBudget\n", encoding="utf-8")
    agenda = Agenda(items=(Item(id="1", title="Budget"),))
    described = Session(title="Séance", date=date(2017, 3, 27))
    folder = create_session(tmp_path / "archive" / "s", described, agenda, printed, None)
    folder.file("recording").mkdir()
    return folder


def imported(session: SessionFolder, source: Path | None = None) -> tuple[str, ...]:
    """Runs the step; returns its warnings."""
    with hold(session.path) as lease:
        return run_step(IMPORT, session, Settings.of(session, source), lease).warnings


def state(session: SessionFolder, step: str = "import") -> str:
    which = next(s for s in STEPS if s.name == step)
    return state_of(which, session, Settings.of(session), session.manifest()).state


def runs_in(session: SessionFolder, clip: Path, *times: tuple[int, int]) -> tuple[Run, ...]:
    folder = session.file("recording")
    return tuple(record(clip, folder, n, *between) for n, between in enumerate(times, start=1))


def test_the_segments_stay_and_a_script_joins_them(session: SessionFolder, clip: Path) -> None:
    folder = session.file("recording")
    runs = recording(folder, *runs_in(session, clip, (0, 7_500), (12_000, 19_500)))
    files = {path: path.stat() for path in folder.glob("*.ts")}
    warnings = imported(session)
    assert warnings == ("the recording was interrupted once, for 0:04",)
    made = session.read("recording/recording.json", Recording)
    assert (made.file, made.kept_by) == ("recording/recording.ffconcat", "segments")
    assert made.origin == "srt://encoder"
    assert made.media.duration_ms == runs.duration_ms
    assert {path: path.stat() for path in folder.glob("*.ts")} == files
    assert {p.name for p in folder.iterdir()} - {p.name for p in files} == {
        "runs.json",
        "recording.json",
        "recording.ffconcat",
    }
    assert set(session.manifest().artifacts) == {
        "recording/runs.json",
        "recording/recording.json",
        "recording/recording.ffconcat",
    }


def test_it_is_due_again_when_the_runs_changed_and_the_sound_is_not_for_a_mark(
    session: SessionFolder, clip: Path
) -> None:
    folder = session.file("recording")
    first, second = runs_in(session, clip, (0, 7_500), (12_000, 19_500))
    recording(folder, first)
    imported(session)
    with hold(session.path) as lease:
        run_step(SOUND, session, Settings.of(session), lease)
    assert (state(session), state(session, "sound")) == ("done", "done")
    session.file("recording/marks.jsonl").write_text("{}\n", encoding="utf-8")
    assert (state(session), state(session, "sound")) == ("done", "done")
    recording(folder, first, second)
    assert (state(session), state(session, "sound")) == ("stale", "done")
    imported(session)
    assert (state(session), state(session, "sound")) == ("done", "stale")


def test_what_is_odd_about_the_recording_is_said(session: SessionFolder, clip: Path) -> None:
    folder = session.file("recording")
    small = ("-vf", "scale=160:96", "-c:v", "libx264", "-g", "50", "-c:a", "copy")
    first = record(clip, folder, 1, 0, 7_500, more=small)
    second = record(clip, folder, 2, 8_000, 15_500, sound=False)
    (folder / first.segments[1].file).unlink()
    runs = recording(folder, first, second).model_copy(update={"finished": False})
    (folder / "runs.json").write_text(runs.to_json(), encoding="utf-8")
    told = imported(session)
    assert told[1:] == (
        f"1 segment cannot be read, there is a hole instead: {first.segments[1].file}",
        "the picture changes its size: 160 × 96, 320 × 192",
        "without sound: run 2 of the recording",
        "the recording was not ended by a command: what was recorded last is used",
    )


def test_the_scripts_of_a_sound_that_changes_come_and_go(
    session: SessionFolder, clip: Path
) -> None:
    folder = session.file("recording")
    mono = ("-c:v", "copy", "-c:a", "aac", "-ac", "1")
    first = record(clip, folder, 1, 0, 7_500)
    second = record(clip, folder, 2, 8_000, 15_500, more=mono)
    recording(folder, first, second)
    imported(session)
    assert len(list(folder.glob("recording.sound*.ffconcat"))) == 2
    recording(folder, first)
    imported(session)
    assert not list(folder.glob("recording.sound*.ffconcat"))


def test_while_it_is_recorded_it_is_not_imported(session: SessionFolder, clip: Path) -> None:
    recording(session.file("recording"), *runs_in(session, clip, (0, 7_500)))
    with (
        hold(session.file("recording"), "record"),
        pytest.raises(ArchiverError, match="the session is being recorded"),
    ):
        imported(session)
    assert state(session) == "failed"
    imported(session)


def test_without_any_run_there_is_nothing_to_import(session: SessionFolder) -> None:
    recording(session.file("recording"))
    with pytest.raises(ArchiverError, match="nothing has been recorded yet"):
        imported(session)
    session.file("recording/runs.json").unlink()
    with pytest.raises(ArchiverError, match="--from-file VIDEO"):
        imported(session)


def test_a_video_and_a_recording_of_its_own_are_not_mixed(
    session: SessionFolder, clip: Path
) -> None:
    imported(session, clip)
    recording(session.file("recording"), *runs_in(session, clip, (0, 7_500)))
    with pytest.raises(ArchiverError, match="two recordings"):
        imported(session)
    imported(session, clip)
    assert session.read("recording/recording.json", Recording).kept_by in ("link", "copy")


def test_a_recorded_session_takes_no_video(session: SessionFolder, clip: Path) -> None:
    recording(session.file("recording"), *runs_in(session, clip, (0, 7_500)))
    imported(session)
    with pytest.raises(ArchiverError, match=r"it was made from runs\.json"):
        check_same_recording(session, Settings.of(session, clip))


def test_a_script_is_no_video(session: SessionFolder, clip: Path, tmp_path: Path) -> None:
    script = tmp_path / "film.ffconcat"
    script.write_text(f"ffconcat version 1.0\nfile {clip}\n", encoding="utf-8")
    with pytest.raises(ArchiverError, match="a playlist, a picture or a text"):
        imported(session, script)
