"""Recordings joined from their segments: what is seen and heard when, and what is refused."""

import wave
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from archiver.media.container import open_media
from archiver.media.frames import PacketReader, index_frames
from archiver.media.joining import described
from archiver.media.probe import probe
from archiver.media.sound import SAMPLE_RATE, extract_wav
from archiver.model.preset import ReplaySettings
from archiver.model.runs import Runs
from tests.media.coded import even_times, frames_of, sound_of, tones_in, write_coded
from tests.media.recorded import (
    NINE,
    SHIFT_MS,
    frame_times,
    joined,
    numbered,
    record,
    recording,
    seen,
)
from tests.media.replays import replay_of

SMALL = ReplaySettings(x264_preset="ultrafast")
THREE = ((0, 10_240), (20_000, 31_200), (44_000, 50_200))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A numbered minute."""
    return numbered(tmp_path_factory.mktemp("clip") / "clip.mp4", 60)


@pytest.fixture(scope="module")
def three(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Runs]:
    """Three runs with outages between, and the script that joins them: look, do not touch."""
    folder = tmp_path_factory.mktemp("recording")
    runs = recording(
        folder, *(record(clip, folder, n, *times) for n, times in enumerate(THREE, start=1))
    )
    return joined(folder, runs)[0], runs


def heard(script: Path, folder: Path, duration_ms: int) -> list[float]:
    """When each tone starts in the session's WAV, in ms less `SHIFT_MS`."""
    target = folder / "audio.wav"
    extract_wav(script, probe(script).audio[0].index, target, duration_ms)
    with wave.open(str(target)) as wav:
        assert wav.getnframes() == duration_ms * SAMPLE_RATE // 1000
        samples = np.frombuffer(wav.readframes(wav.getnframes()), np.int16)
    return [tone - SHIFT_MS for tone in tones_in(np.repeat(samples.astype(np.int64), 3))]


def inside(runs: Runs) -> list[int]:
    """The whole seconds of the clip that were recorded."""
    return [
        s * 1000
        for s in range(60)
        if any(r.start_ms <= s * 1000 + SHIFT_MS < r.end_ms - 40 for r in runs.runs)
    ]


def test_every_frame_is_shown_when_runs_json_says(three: tuple[Path, Runs]) -> None:
    script, runs = three
    shown = seen(script)
    segments = [script.parent / s.file for run in runs.runs for s in run.segments]
    assert len(shown) == sum(len(frame_times(file)) for file in segments) > 650
    assert max(abs(at - n * 40) for at, n in shown) < 1
    for start in (run.start_ms + s.start_ms for run in runs.runs for s in run.segments[1:]):
        assert any(abs(at + SHIFT_MS - start) <= 1 for at, _n in shown)


def test_every_tone_is_heard_when_it_was_played(three: tuple[Path, Runs], tmp_path: Path) -> None:
    script, runs = three
    tones = heard(script, tmp_path, runs.duration_ms)
    assert [round(tone, -3) for tone in tones] == inside(runs)
    assert all(abs(tone - round(tone, -3)) < 15 for tone in tones)


def test_what_is_probed_is_the_recording_with_its_outages(three: tuple[Path, Runs]) -> None:
    script, runs = three
    info = probe(script)
    assert abs(info.duration_ms - runs.duration_ms) <= 40
    (video,), (audio,) = info.video, info.audio
    assert (video.width, video.height, video.codec) == (320, 192, "h264")
    assert (video.frames_per_second, video.variable_frame_rate) == (25.0, False)
    assert (audio.codec, audio.sample_rate, audio.channels) == ("aac", 48_000, 2)
    segments = [s for run in runs.runs for s in run.segments]
    recorded = sum(s.end_ms - s.start_ms for s in segments)
    size = sum((script.parent / s.file).stat().st_size for s in segments)
    assert 0.5 < video.bit_rate / (size * 8000 / recorded) < 1.3


def test_the_replay_of_a_recording_copies_it_and_is_exact(
    three: tuple[Path, Runs], tmp_path: Path
) -> None:
    script, _runs = three
    pieces = (("play", 3_200, 10_200), ("card", 10_200, 21_200), ("play", 21_200, 30_200))
    replay, result, _timeline = replay_of(script, tmp_path, *pieces, settings=SMALL)
    assert result.video == "spliced"
    assert result.encoded_ms < 5_000
    shown = frames_of(replay)
    coded = [(at, n) for at, n in shown if at < 7_000 or at >= 18_000]
    assert [n for _at, n in coded] == [*range(75, 250), *range(525, 750)]
    assert all(abs(at + 3_000 - n * 40) < 1 for at, n in coded)
    tones = tones_in(sound_of(replay, tmp_path))
    assert all(abs(tone - round(tone, -3)) < 40 for tone in tones)
    assert [round(tone / 1000) for tone in tones] == [*range(7), *range(18, 27)]


def test_a_mark_falls_on_the_frame_that_was_shown_at_that_moment(
    three: tuple[Path, Runs],
) -> None:
    script, runs = three
    shown = seen(script)
    times = [ms for run in runs.runs for ms in range(run.start_ms + 207, run.end_ms - 300, 311)]
    assert len(times) > 80
    for ms in times:
        session_ms = runs.to_session(NINE + timedelta(milliseconds=ms))
        burnt_in = next(n for at, n in reversed(shown) if at + SHIFT_MS <= session_ms)
        assert -1 <= ms - SHIFT_MS - burnt_in * 40 <= 100


@pytest.mark.parametrize("b_frames", ["0", "2"])
def test_every_keyframe_is_found_again_also_at_the_start_of_a_segment(
    tmp_path: Path, b_frames: str
) -> None:
    clip = tmp_path / "clip.mp4"
    write_coded(clip, even_times(60), {"g": "100", "keyint_min": "100", "bf": b_frames})
    runs = recording(
        tmp_path, record(clip, tmp_path, 1, 0, 23_000), record(clip, tmp_path, 2, 32_000, 59_000)
    )
    script, _made = joined(tmp_path, runs)
    with open_media(script) as container:
        stream = container.streams.video[0]
        index = index_frames(container, stream)
        reader = PacketReader(container, stream, index)
        for key in reversed(index.keys):
            assert [packet.pts for packet in reader.read(key, key)] == [index.pts[key]]


def test_a_late_piece_that_is_encoded_is_exact(three: tuple[Path, Runs], tmp_path: Path) -> None:
    script, _runs = three
    settings = ReplaySettings(x264_preset="ultrafast", video="encode")
    pieces = (("play", 1_200, 2_200), ("play", 46_200, 49_200))
    replay, _result, _timeline = replay_of(script, tmp_path, *pieces, settings=settings)
    shown = frames_of(replay)
    assert [n for _at, n in shown] == [*range(25, 50), *range(1150, 1225)]
    assert all(abs(at + 1_000 - n * 40 + (45_000 - 1_000 if n > 50 else 0)) < 1 for at, n in shown)


def test_two_hundred_segments_do_not_drift(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    write_coded(clip, even_times(84), {"g": "10", "keyint_min": "10", "bf": "2"})
    runs = recording(
        tmp_path,
        record(clip, tmp_path, 1, 0, 40_100, segment_s=0.4),
        record(clip, tmp_path, 2, 40_400, 82_500, segment_s=0.4),
    )
    assert sum(len(run.segments) for run in runs.runs) > 200
    script, _made = joined(tmp_path, runs)
    assert max(abs(at - n * 40) for at, n in seen(script)) < 1
    tones = heard(script, tmp_path, runs.duration_ms)
    assert [round(tone, -3) for tone in tones] == [s * 1000 for s in range(83)]
    assert all(abs(tone - round(tone, -3)) < 15 for tone in tones)


def test_an_outage_too_short_to_be_seen_moves_no_sound(clip: Path, tmp_path: Path) -> None:
    runs = recording(
        tmp_path,
        record(clip, tmp_path, 1, 0, 7_900),
        record(clip, tmp_path, 2, 8_000, 15_900),
        record(clip, tmp_path, 3, 16_000, 23_900),
    )
    tones = heard(joined(tmp_path, runs)[0], tmp_path, runs.duration_ms)
    assert [round(tone, -3) for tone in tones] == inside(runs)
    assert all(abs(tone - round(tone, -3)) < 15 for tone in tones)


@pytest.mark.parametrize("silent", [1, 2])
def test_a_run_without_sound_is_silent_and_the_others_are_heard(
    clip: Path, tmp_path: Path, silent: int
) -> None:
    runs = recording(
        tmp_path,
        record(clip, tmp_path, 1, 0, 7_500, sound=silent != 1),
        record(clip, tmp_path, 2, 10_000, 17_500, sound=silent != 2),
    )
    script, made = joined(tmp_path, runs)
    assert made.silent_runs == (silent,)
    assert len(probe(script).audio) == 1
    tones = heard(script, tmp_path, runs.duration_ms)
    first = 10 if silent == 1 else 0
    assert [round(tone / 1000) for tone in tones] == list(range(first, first + 8))
    assert all(abs(tone - round(tone, -3)) < 15 for tone in tones)
    replay, result, _timeline = replay_of(script, tmp_path, settings=SMALL)
    assert result.video == "copied"
    assert max(abs(at - SHIFT_MS - n * 40) for at, n in frames_of(replay)[1:]) < 1
    assert len(tones_in(sound_of(replay, tmp_path))) == 8


def test_a_picture_that_changes_its_size_is_encoded(clip: Path, tmp_path: Path) -> None:
    small = ("-vf", "scale=160:96", "-c:v", "libx264", "-g", "50", "-c:a", "copy")
    runs = recording(
        tmp_path,
        record(clip, tmp_path, 1, 0, 6_000, more=small),
        record(clip, tmp_path, 2, 10_000, 17_500),
    )
    script, made = joined(tmp_path, runs)
    assert made.sizes == ((160, 96), (320, 192))
    info = described(probe(script), made, runs)
    replay, result, _timeline = replay_of(script, tmp_path, settings=SMALL, info=info)
    assert result.video == "encoded"
    assert result.why_encoded
    assert {(v.width, v.height) for v in probe(replay).video} == {(320, 192)}
    shown = {n: at for at, n in reversed(frames_of(replay))}
    assert all(abs(shown[n] - SHIFT_MS - n * 40) < 20 for n in (1, 100, 149, 250, 300, 430))


def test_a_silence_of_an_hour_takes_no_memory(clip: Path, tmp_path: Path) -> None:
    hour = 3_600_000
    later = record(clip, tmp_path, 2, 10_000, 17_500)
    runs = recording(
        tmp_path,
        record(clip, tmp_path, 1, 0, 7_500),
        later.model_copy(update={"start_ms": later.start_ms + hour}),
    )
    script, made = joined(tmp_path, runs)
    assert len(made.sounds) == 2
    tones = heard(script, tmp_path, runs.duration_ms)
    assert [round(tone, -3) for tone in tones] == [
        *range(0, 8_000, 1_000),
        *range(hour + 10_000, hour + 18_000, 1_000),
    ]
    pieces = (
        ("play", 3_200, 7_200),
        ("card", 7_200, 8_200),
        ("play", hour + 11_700, hour + 16_200),
    )
    replay, _result, _timeline = replay_of(script, tmp_path, *pieces, settings=SMALL)
    tones = tones_in(sound_of(replay, tmp_path))
    assert [round(tone) // 100 for tone in tones] == [0, 10, 20, 30, 55, 65, 75, 85]


def test_sound_that_changes_its_form_stays_in_time(clip: Path, tmp_path: Path) -> None:
    mono = ("-c:v", "copy", "-c:a", "aac", "-ar", "44100", "-ac", "1")
    runs = recording(
        tmp_path,
        record(clip, tmp_path, 1, 0, 7_500, more=mono),
        record(clip, tmp_path, 2, 10_000, 17_500),
    )
    script, _made = joined(tmp_path, runs)
    tones = heard(script, tmp_path, runs.duration_ms)
    assert [round(tone, -3) for tone in tones] == inside(runs)
    assert all(abs(tone - round(tone, -3)) < 25 for tone in tones)
    replay, _result, _timeline = replay_of(script, tmp_path, settings=SMALL)
    assert [round(t / 1000) for t in tones_in(sound_of(replay, tmp_path))] == [
        ms // 1000 for ms in inside(runs)
    ]


def test_a_run_that_begins_with_sound_alone_is_in_time(clip: Path, tmp_path: Path) -> None:
    late = ("-c", "copy", "-bsf:v", "noise=drop=lt(n\\,50)")
    runs = recording(tmp_path, record(clip, tmp_path, 1, 0, 15_500, more=late, late_ms=2_000))
    assert runs.runs[0].segments[1].start_ms > 5_900
    script, _made = joined(tmp_path, runs)
    shown = seen(script)
    assert shown[0][1] == 50
    assert all(abs(at - n * 40) < 1 for at, n in shown)
    tones = heard(script, tmp_path, runs.duration_ms)
    assert [round(tone, -3) for tone in tones] == [s * 1000 for s in range(16)]
    assert all(abs(tone - round(tone, -3)) < 15 for tone in tones)
