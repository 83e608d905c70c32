"""The sound made while recording: goes on after a crash, and is taken over where it belongs."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from archiver.importing import import_recording
from archiver.live.sound import LiveSound
from archiver.livesound import SEGMENTS, SOUND, adopt, known_segments, read_segments
from archiver.media.sound import extract_wav
from archiver.model.recording import Recording
from archiver.model.runs import Runs
from archiver.speech.sounds import WavSound
from archiver.steps import Settings, Work
from archiver.store.folder import SessionFolder
from tests.media.recorded import numbered, record, recording

TWO = ((0, 10_240), (20_000, 31_200))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Runs]:
    """The session folder of a recording in two runs: copy it, do not touch."""
    path = tmp_path_factory.mktemp("archive") / "session"
    place = path / "recording"
    place.mkdir(parents=True)
    (path / "session.toml").write_text('title = "Séance"\ndate = 2017-03-27\n', encoding="utf-8")
    clip = numbered(tmp_path_factory.mktemp("clip") / "clip.mp4", 32)
    runs = (record(clip, place, n, *times) for n, times in enumerate(TWO, start=1))
    return path, recording(place, *runs)


@pytest.fixture
def session(made: tuple[Path, Runs], tmp_path: Path) -> tuple[SessionFolder, Runs]:
    path = tmp_path / "session"
    shutil.copytree(made[0], path)
    return SessionFolder(path), made[1]


def until(runs: Runs, segments: int) -> Runs:
    """What was recorded when so many segments were closed."""
    kept = []
    for run in runs.runs:
        kept.append(run.model_copy(update={"segments": run.segments[: max(0, segments)]}))
        segments -= len(run.segments)
    shown = tuple(run for run in kept if run.segments)
    return runs.model_copy(update={"runs": shown, "finished": False})


def whole(folder: SessionFolder, runs: Runs) -> None:
    sound = LiveSound(folder)
    assert not sound.follow(runs)
    sound.finish(runs)


def imported(folder: SessionFolder) -> Recording:
    work = Work(folder, Settings.of(folder), folder.path / ".work")
    import_recording(work)
    for path in (folder.path / ".work/out/recording").iterdir():
        path.replace(folder.file(f"recording/{path.name}"))
    return folder.read("recording/recording.json", Recording)


def test_it_grows_as_segments_are_closed(session: tuple[SessionFolder, Runs]) -> None:
    folder, runs = session
    sound, lengths = LiveSound(folder), []
    for n in range(1, 7):
        sound.follow(until(runs, n))
        lengths.append(sound.duration_ms)
        assert len(sound.read(0, 10**9)) // 16 == sound.duration_ms
    assert lengths == sorted(set(lengths))
    sound.finish(runs)
    assert WavSound(folder.file(SOUND)).duration_ms == runs.duration_ms


@pytest.mark.parametrize("torn", [0, 40, 10**6])
@pytest.mark.parametrize("after", [1, 3, 5])
def test_who_comes_after_a_crash_goes_on(
    session: tuple[SessionFolder, Runs], after: int, torn: int, tmp_path: Path
) -> None:
    folder, runs = session
    LiveSound(folder).follow(until(runs, after))
    lines = folder.file(SEGMENTS)
    os.truncate(lines, max(0, lines.stat().st_size - torn))
    with folder.file(SOUND).open("ab") as wav:
        wav.write(b"torn" * 999)
    whole(folder, runs)
    again = WavSound(folder.file(SOUND)).read(0, 10**9)
    folder.file(SEGMENTS).unlink()
    folder.file(SOUND).unlink()
    whole(folder, runs)
    once = WavSound(folder.file(SOUND)).read(0, 10**9)
    assert np.abs(again - once).max() < 0.0002


def test_the_step_takes_it_and_the_segments_are_not_opened_again(
    session: tuple[SessionFolder, Runs], tmp_path: Path
) -> None:
    folder, runs = session
    whole(folder, runs)
    assert len(known_segments(folder)) == len(read_segments(folder)) == 6
    made = imported(folder)
    taken, decoded = tmp_path / "taken.wav", tmp_path / "decoded.wav"
    assert adopt(folder, made, taken)
    extract_wav(folder.file(made.file), made.media.audio[0].index, decoded, made.media.duration_ms)
    difference = WavSound(taken).read(0, 10**9) - WavSound(decoded).read(0, 10**9)
    assert np.abs(difference).max() < 0.0002


def test_it_is_not_taken_for_another_recording(
    session: tuple[SessionFolder, Runs], tmp_path: Path
) -> None:
    folder, runs = session
    whole(folder, runs)
    made = imported(folder)
    segment = folder.file("recording/run1_00001.ts")
    segment.write_bytes(segment.read_bytes()[: 188 * 400])
    assert not adopt(folder, made, tmp_path / "no.wav")
    assert segment.name not in known_segments(folder)


def test_it_is_not_taken_before_it_is_whole(
    session: tuple[SessionFolder, Runs], tmp_path: Path
) -> None:
    folder, runs = session
    LiveSound(folder).follow(runs)
    assert not adopt(folder, imported(folder), tmp_path / "no.wav")


def test_a_recording_that_goes_on_leaves_what_was_taken_alone(
    session: tuple[SessionFolder, Runs], tmp_path: Path
) -> None:
    folder, runs = session
    first = until(runs, 3)
    whole(folder, first)
    taken = tmp_path / "audio.wav"
    os.link(folder.file(SOUND), taken)
    before = taken.read_bytes()
    whole(folder, runs)
    assert taken.read_bytes() == before
    assert WavSound(folder.file(SOUND)).duration_ms == runs.duration_ms


def test_a_segment_that_cannot_be_read_is_a_hole(session: tuple[SessionFolder, Runs]) -> None:
    folder, runs = session
    folder.file("recording/run1_00001.ts").write_bytes(b"no segment")
    whole(folder, runs)
    sound = WavSound(folder.file(SOUND))
    assert sound.duration_ms == runs.duration_ms
    assert not np.any(sound.read(4_500, 7_500))
