"""The sound of a recording that grows is, sample for sample, that of the finished recording."""

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from archiver.media.growing import GrowingSound
from archiver.media.joining import Placer, look_at
from archiver.media.probe import probe
from archiver.media.sound import extract_wav
from archiver.model.runs import Run, Runs
from archiver.programs.ffmpeg import run_ffmpeg
from tests.media.recorded import closed_segments, joined, numbered, record, recording

THREE = ((0, 10_240), (20_000, 31_200), (44_000, 50_200))
Samples = NDArray[np.int16]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A numbered minute with a tone at every second."""
    return numbered(tmp_path_factory.mktemp("clip") / "clip.mp4", 60)


@pytest.fixture(scope="module")
def three(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Runs]:
    """Three runs with outages between: look, do not touch."""
    folder = tmp_path_factory.mktemp("recording")
    made = (record(clip, folder, n, *times) for n, times in enumerate(THREE, start=1))
    return folder, recording(folder, *made)


def grown(folder: Path, runs: Runs, *, again_at: int = -1) -> Samples:
    """The sound of all segments; begun anew before the segment of number `again_at`, if given."""
    kept = bytearray()
    sound, placer = GrowingSound(kept.extend), Placer()
    every = [(run, segment) for run in runs.runs for segment in run.segments]
    placed = []
    for run, segment in every:
        found = look_at(folder, segment, run)
        placed.append((folder / segment.file, placer.place(found), found.start_us))
    for n, one in enumerate(placed):
        if n == again_at:
            sound = GrowingSound(kept.extend, len(kept) // 2)
            for before in placed[max(0, n - 2) : n]:
                sound.add(*before)
        sound.add(*one)
    sound.finish(runs.duration_ms)
    return np.frombuffer(bytes(kept), np.int16)


def whole(folder: Path, runs: Runs, target: Path) -> Samples:
    """The sound of the finished recording."""
    script = joined(folder, runs)[0]
    extract_wav(script, probe(script).audio[0].index, target, runs.duration_ms)
    with wave.open(str(target)) as wav:
        return np.frombuffer(wav.readframes(wav.getnframes()), np.int16)


def test_it_is_what_the_finished_recording_gives(three: tuple[Path, Runs], tmp_path: Path) -> None:
    made, wanted = grown(*three), whole(*three, tmp_path / "audio.wav")
    n = len(wanted)
    assert n <= len(made) <= n + 16 * 100  # what the last frame has more is cut at the close
    assert np.abs(made[:n].astype(int) - wanted).max() <= 1


@pytest.mark.parametrize("at", range(1, 9))
def test_a_new_start_anywhere_changes_nothing(three: tuple[Path, Runs], at: int) -> None:
    made, again = grown(*three), grown(*three, again_at=at)
    assert len(made) == len(again)
    assert np.abs(made.astype(int) - again).max() <= 2


def test_an_hour_of_sound_does_not_drift(tmp_path: Path) -> None:
    minutes, every = 60, 30
    click = f"if(lt(mod(t\\,{every})\\,0.02)\\,0.5*sin(6283.2*t)\\,0)"
    run_ffmpeg(
        [
            *("-f", "lavfi", "-i", f"color=size=32x32:rate=1:duration={minutes * 60}"),
            *("-f", "lavfi", "-i", f"aevalsrc={click}:sample_rate=11025:duration={minutes * 60}"),
            *("-c:v", "mpeg2video", "-c:a", "aac", "-b:a", "32k", "-g", "1"),
            *("-f", "segment", "-segment_time", "30", "-segment_format", "mpegts"),
            f"file:{tmp_path}/run1_%05d.ts",
        ],
        doing="record",
    )
    files = sorted(tmp_path.glob("run1_*.ts"))
    run = Run(number=1, start_ms=0, segments=closed_segments(files, 0), ended="asked")
    samples = grown(tmp_path, recording(tmp_path, run))
    loud = np.flatnonzero(np.abs(samples) > 2_000) / 16
    starts = loud[np.flatnonzero(np.diff(loud, prepend=-1e6) > 1_000)]
    assert len(files) > 100
    assert len(starts) == minutes * 60 // every
    assert np.abs(np.diff(starts) - every * 1000).max() <= 1
    assert abs(starts[-1] - starts[0] - (len(starts) - 1) * every * 1000) <= 1
